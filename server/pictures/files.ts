/**
 * Where sealed files lie, as a port: a folder here, another store elsewhere. One suite of tests
 * (tests/contracts/server-picture-files.ts) holds every implementation to what is promised.
 */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeWhole } from '../../node/durable-file';
import { FolderSyncs } from './folder-syncs';

/** Names are `<contract>/<file>`, of letters, digits, hyphens and dots. */
export interface PictureFiles {
  /**
   * Writes or replaces: whole or as it was, whatever happens. When it resolves, the bytes are on the disk; that their name
   * is too, `settled` says. Rejects where the store refuses; then nothing has changed. One writer a name at a time.
   */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Resolves when everything that was written before under this contract outlives a power cut; rejects where it may not. */
  settled(name: string): Promise<void>;
  /** Null where there is none. */
  read(name: string): Promise<Uint8Array | null>;
  has(name: string): Promise<boolean>;
  /** Gone, also after a power cut, when it resolves. Nothing where there is none. */
  remove(name: string): Promise<void>;
  /** Everything that is there, in any order: also what an end that was cut off left aside. */
  names(): Promise<string[]>;
}

/** In a folder, which is made when something is written. `besides`: names of folders in it that are somebody else's. */
export function folderFiles(root: string, besides: readonly string[] = []): PictureFiles {
  const syncs = new FolderSyncs(syncFolder);
  const pathOf = (name: string) => join(root, name);
  return {
    async write(name, bytes) {
      const folder = dirname(pathOf(name));
      if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(root);
      await writeWhole(pathOf(name), bytes);
      syncs.ask(folder);
    },
    settled: (name) => syncs.settled(dirname(pathOf(name))),
    async read(name) {
      return (await readFile(pathOf(name)).catch(ignoreMissing)) ?? null;
    },
    async has(name) {
      return (await stat(pathOf(name)).catch(ignoreMissing)) !== undefined;
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
      await syncFolder(dirname(pathOf(name))).catch(ignoreMissing);
    },
    async names() {
      const found: string[] = [];
      for (const folder of await namesIn(root))
        if (!besides.includes(folder))
          for (const file of await namesIn(join(root, folder))) found.push(`${folder}/${file}`);
      return found;
    },
  };
}

async function namesIn(path: string): Promise<string[]> {
  return (await readdir(path).catch(ignoreMissing)) ?? [];
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
