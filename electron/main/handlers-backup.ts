/** Commands of backup and restore. SPEC: BK. */
import type { MakeBackup } from './backup/make';
import type { Restores } from './backup/restore';
import { done, type Handlers } from './dispatch';

export interface BackupHandlerDeps {
  make: MakeBackup;
  restores: Restores;
}

type Names = 'backup.make' | 'restore.choose' | 'restore.read' | 'restore.apply' | 'restore.forget';

export function backupHandlers({ make, restores }: BackupHandlerDeps): Pick<Handlers, Names> {
  return {
    'backup.make': ({ passphrase }) => make(passphrase),
    'restore.choose': () => restores.choose(),
    'restore.read': ({ passphrase }) => restores.read(passphrase),
    'restore.apply': () => restores.apply(),
    'restore.forget': async () => {
      await restores.forget();
      return done(undefined);
    },
  };
}
