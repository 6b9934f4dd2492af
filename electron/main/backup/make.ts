/**
 * Makes a backup under a name of the user's choice. Promises: the file under that name is a whole backup or what was
 * there before; the passphrase is neither kept nor logged; what was written aside is removed, at the latest by the
 * next start (`sweepScratch`; the unfinished file lies beside the chosen name, ending in `.part`). SPEC: BK.
 */
import { readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { assertNever } from '../../../domain/assert';
import type { WallMs } from '../../../domain/clock';
import type { NewId } from '../../../domain/ids';
import { syncFolder } from '../../../node/durable-file';
import type { CommandOutput } from '../../contract';
import { faultOf } from '../db/faults';
import { done, failed, type Outcome } from '../dispatch';
import type { JobControl, Jobs } from '../jobs';
import type { StorageFault } from '../ports';
import type { ForkChild } from '../sensors/child';
import type { MasterKeys } from '../vault';
import { runTask } from './task';

export interface BackupDeps {
  /** The profile folder. */
  folder: string;
  fork: ForkChild;
  /** Settles when the key store was asked. */
  keys: Promise<MasterKeys | StorageFault>;
  /** Asks where to; null: the user closed the dialog. */
  askPath(): Promise<string | null>;
  workFactor: number;
  jobs: Pick<Jobs, 'run'>;
  newId: NewId;
  now(): WallMs;
  appVersion: string;
  log(message: string): void;
}

export type MakeBackup = (passphrase: string) => Promise<Outcome<CommandOutput<'backup.make'>>>;

/** Folders for what is worked on; one that is left was cut off. */
const SCRATCH = /^(?:backup|restore)-[0-9a-f]{8}\.tmp$/;

export function scratchFolder(profile: string, what: 'backup' | 'restore', newId: NewId): string {
  return join(profile, `${what}-${newId().slice(0, 8)}.tmp`);
}

/** Removes what was cut off. Run at start, when nothing is worked on. */
export async function sweepScratch(profile: string): Promise<void> {
  // At once, so that no folder of this run is among them.
  const left = readdirSync(profile).filter((name) => SCRATCH.test(name));
  for (const name of left) await rm(join(profile, name), { recursive: true, force: true });
}

export function createBackups(deps: BackupDeps): MakeBackup {
  return async (passphrase) => {
    const path = await deps.askPath();
    if (path === null) return done({ outcome: 'cancelled' });
    const made = await deps.jobs.run('backup', (job) => make(path, passphrase, job));
    return made ?? done({ outcome: 'cancelled' });
  };

  async function make(path: string, passphrase: string, job: JobControl): ReturnType<MakeBackup> {
    const keys = await deps.keys;
    if ('reason' in keys) return failed('storage', keys.detail);
    const scratch = scratchFolder(deps.folder, 'backup', deps.newId);
    const unfinished = `${path}.${basename(scratch, '.tmp')}.part`;
    try {
      await mkdir(scratch, { mode: 0o700 });
      const outcome = await runTask(
        deps.fork,
        {
          type: 'pack',
          profile: deps.folder,
          scratch,
          to: unfinished,
          passphrase,
          workFactor: deps.workFactor,
          keys: {
            current: keys.current.toString('base64'),
            earlier: keys.earlier.map((key) => key.toString('base64')),
          },
          appVersion: deps.appVersion,
          madeAt: deps.now(),
        },
        job,
      );
      switch (outcome.outcome) {
        case 'packed': {
          job.commit();
          // Commit point. A crash before leaves the old file (or none) and a `.part`; after it, the new one in full.
          await rename(unfinished, path);
          await syncFolder(dirname(path));
          const { slices, pictures } = outcome.facts;
          return done({ outcome: 'saved', path, bytes: outcome.bytes, slices, pictures });
        }
        case 'failed':
          deps.log(`the backup was not made: ${outcome.detail}`);
          return failed('storage', outcome.detail);
        case 'refused':
        case 'unpacked':
          throw new Error(`a backup cannot end as ${outcome.outcome}`);
        default:
          return assertNever(outcome);
      }
    } catch (error) {
      const fault = faultOf(error, dirname(path));
      if (fault === null) throw error;
      deps.log(`the backup was not made: ${fault.detail}`);
      return failed('storage', fault.detail);
    } finally {
      await rm(unfinished, { force: true }).catch(() => undefined);
      await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
