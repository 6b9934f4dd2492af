/**
 * Destroys pictures for good: their files, their keys, and what the database's log still has of them. Promises: when
 * it says `saved`, none of that is on the disk; cut off at any step, the next start ends it (`finish`). SPEC: PX.
 */
import type { WallMs } from '../../domain/clock';
import type { PictureId } from '../../domain/ids';
import type { HiddenAreas } from '../../domain/slice';
import { type Changed, faultOf } from './db/faults';
import type { PictureEditsTable } from './db/picture-edits-table';
import type { EncryptedPictures, PictureFiles } from './pictures';
import type { Saved } from './ports';
import type { CapturedDisplay } from './sensors/ports';

/** Told after each part: so many files of all are gone. */
export type Progress = (done: number, total: number) => Promise<void>;

/** Files removed between two reports. */
const PART = 100;

export interface PictureEraser {
  /** Destroys a picture that was deleted, once it can no longer be undone. */
  destroy(id: PictureId, at: WallMs): Promise<Changed>;
  /** Puts `picture` in the place of the one with these bytes, and destroys that. */
  replace(
    id: PictureId,
    sha256: string,
    picture: Pick<CapturedDisplay, 'webp' | 'thumb'>,
    hidden: HiddenAreas,
    at: WallMs,
  ): Promise<Changed>;
  /** Ends what was begun: every file that is due for erasure goes. Safe at any time. */
  finish(progress?: Progress): Promise<Saved>;
}

export function createPictureEraser(
  pictures: Pick<EncryptedPictures, 'change'>,
  rows: PictureEditsTable,
  folder: string,
): PictureEraser {
  async function erase(files: PictureFiles, progress?: Progress): Promise<Saved> {
    const due = rows.erasures();
    if (due.length === 0) return { outcome: 'saved' };
    // The key goes first, with the log: from here on the files open for nobody.
    rows.emptyLog();
    const names = due.filter(({ used }) => !used).map(({ name }) => name);
    for (let at = 0; at < names.length; at += PART) {
      await files.remove(names.slice(at, at + PART));
      await progress?.(Math.min(at + PART, names.length), names.length);
    }
    // A crash here leaves the names of files that are gone; the next start finds nothing to remove and forgets them.
    const forgotten = rows.erased(due.map(({ name }) => name));
    rows.emptyLog();
    return forgotten;
  }

  function guarded<T extends Changed>(work: (files: PictureFiles) => Promise<T | Saved>) {
    return pictures.change(async (files): Promise<T | Saved> => {
      try {
        return await work(files);
      } catch (error) {
        const fault = faultOf(error, folder);
        if (fault === null) throw error;
        return { outcome: 'failed', ...fault };
      }
    });
  }

  return {
    destroy: (id, at) =>
      guarded<Changed>(async (files) => {
        const done = rows.destroy(id, at);
        // A crash here leaves the row without its picture and the files in `erasures`.
        return done.outcome === 'saved' ? erase(files) : done;
      }),
    replace: (id, sha256, { webp, thumb }, hidden, at) =>
      guarded<Changed>(async (files) => {
        const replacement = { full: await files.put(webp), thumb: await files.put(thumb), hidden };
        // A crash here leaves the old picture whole, and two files that no row names: the next start sweeps them.
        const done = rows.redact(id, sha256, replacement, at);
        // A crash here leaves the new picture whole, and the old one's files in `erasures`.
        const erased = await erase(files);
        return done.outcome === 'saved' ? erased : done;
      }),
    finish: (progress) => guarded<Saved>((files) => erase(files, progress)),
  };
}
