/**
 * Puts a restored profile in the place of the present one, at a start, before anything is opened. Promises: killed
 * at any instant, the next start goes on where this one was, so that the app only ever opens the old profile whole (while
 * `restore-ready` is not there) or the new one whole; what was there before is moved aside, never deleted.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolderOf } from '../../../node/durable-file';
import { DATABASE } from './format';

/** A whole profile that waits to be placed; it gets this name only once every byte of it is on the disk. */
export const READY = 'restore-ready';
/** The same, after the old profile was moved aside. */
const PLACING = 'restore-placing';
/** What was restored, beside the database until that has taken note of it. */
export const RESTORED = 'restored.json';

export const RestoredSchema = z.object({
  restoredAt: z.int(),
  /** When the backup was made. */
  madeAt: z.int(),
  /** Name of the folder to which the profile of before was moved. */
  aside: z.string().regex(/^replaced-[0-9TZ]+(?:-\d+)?$/),
});
export type Restored = z.infer<typeof RestoredSchema>;

/** Everything that is the user's data; the rest of the folder is the browser's and the log. */
function isData(name: string): boolean {
  return name.startsWith(DATABASE) || name.startsWith('vault.json') || name === 'pictures';
}

/** Yields after each change on the disk: a run may be left at any of them. Throws what the file system throws. */
export function* placing(profile: string): Generator<string> {
  const ready = join(profile, READY);
  const placingFolder = join(profile, PLACING);
  if (existsSync(ready)) {
    const { aside } = RestoredSchema.parse(JSON.parse(readFileSync(join(ready, RESTORED), 'utf8')));
    mkdirSync(join(profile, aside), { recursive: true, mode: 0o700 });
    yield 'a folder for the old profile';
    for (const name of readdirSync(profile).filter(isData)) {
      renameSync(join(profile, name), join(profile, aside, name));
      yield `${name} aside`;
    }
    syncFolderOf(join(profile, aside, DATABASE));
    syncFolderOf(ready);
    // From here on what lies in the profile is of the new one.
    renameSync(ready, placingFolder);
    syncFolderOf(placingFolder);
    yield 'the old profile is aside';
  }
  if (!existsSync(placingFolder)) return;
  for (const name of readdirSync(placingFolder).filter((one) => one !== RESTORED)) {
    renameSync(join(placingFolder, name), join(profile, name));
    yield `${name} in place`;
  }
  syncFolderOf(placingFolder);
  if (existsSync(join(placingFolder, RESTORED))) {
    renameSync(join(placingFolder, RESTORED), join(profile, RESTORED));
    yield 'the note in place';
  }
  rmdirSync(placingFolder);
  syncFolderOf(placingFolder);
  yield 'the new profile is in place';
}

/** All of it. True where there was something to place. Throws what the file system throws. */
export function placeRestored(profile: string): boolean {
  return [...placing(profile)].length > 0;
}

/** What was restored and is not yet noted; null if nothing was. A note that cannot be read says nothing. */
export function readRestored(profile: string): Restored | null {
  try {
    return RestoredSchema.parse(JSON.parse(readFileSync(join(profile, RESTORED), 'utf8')));
  } catch {
    return null;
  }
}

export function forgetRestored(profile: string): void {
  rmSync(join(profile, RESTORED), { force: true });
}
