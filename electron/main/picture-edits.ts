/**
 * What the freelancer decides about a picture: delete (with 30 s for an undo), redact, keep a held one. Promises: only
 * while its week is open; a deleted picture is hidden at once and destroyed when its time is over, by the next start at
 * the latest; of a redacted one the original is destroyed before the answer. SPEC: PX.
 */
import type { WallMs } from '../../domain/clock';
import type { PictureId, SliceId } from '../../domain/ids';
import { fits, hiddenWith, MAX_BOXES } from '../../domain/redaction';
import type { HiddenAreas, Picture } from '../../domain/slice';
import { type Slot, slotStart, weekLocksAt } from '../../domain/week';
import type { Changed } from './db/faults';
import type { PictureEditsTable } from './db/picture-edits-table';
import { done, failed, type Outcome } from './dispatch';
import type { PictureEraser } from './picture-eraser';
import type { PictureStore, Saved, StorageFault } from './ports';
import type { Redactor } from './sensors/redactor';

/** How long a deletion can be undone. */
export const UNDO_MS = 30_000;

export interface PictureEditsDeps {
  rows: Pick<PictureEditsTable, 'delete' | 'undo' | 'release' | 'pending'>;
  picture(id: PictureId): Picture | null;
  /** Where the slice is; null if it is not stored. */
  slotOf(id: SliceId): Slot | null;
  read: PictureStore['read'];
  /** Settles when the key store was asked. */
  eraser: Promise<PictureEraser | StorageFault>;
  redactor: Redactor;
  now(): WallMs;
  after(ms: number): Promise<void>;
  /** Pictures of slices in these slots changed. */
  changed(slots: readonly Slot[]): void;
  log(message: string): void;
}

export interface PictureEdits {
  delete(id: PictureId): Outcome<{ undoUntil: WallMs }>;
  undo(id: PictureId): Outcome<undefined>;
  redact(id: PictureId, areas: HiddenAreas): Promise<Outcome<undefined>>;
  release(id: PictureId): Outcome<undefined>;
  /** The start's part: what the last run deleted can no longer be undone, and what it began to erase is ended. */
  begin(): Promise<void>;
}

export function createPictureEdits(deps: PictureEditsDeps): PictureEdits {
  const { rows, now } = deps;
  let destroying: Promise<void> = Promise.resolve();

  /** The picture and its slot, while its week is open. */
  function editable(id: PictureId): Outcome<{ picture: Picture; slot: Slot }> {
    const picture = deps.picture(id);
    const slot = picture === null ? null : deps.slotOf(picture.sliceId);
    if (picture === null || slot === null) return failed('not-found', `picture ${id}`);
    if (now() >= weekLocksAt(slotStart(slot))) return failed('locked-week', `picture ${id}`);
    return done({ picture, slot });
  }

  function answer(written: Changed, id: PictureId, slot: Slot): Outcome<undefined> {
    if (written.outcome === 'missing') return failed('not-found', `picture ${id}`);
    if (written.outcome === 'failed') return failed('storage', written.detail);
    deps.changed([slot]);
    return done(undefined);
  }

  /** Destroys what was deleted at `until` or before. */
  async function destroyDue(until: WallMs): Promise<void> {
    const eraser = await deps.eraser;
    if ('reason' in eraser) return;
    for (const { id } of rows.pending(until)) {
      const picture = deps.picture(id);
      complain(await eraser.destroy(id, now()));
      const slot = picture === null ? null : deps.slotOf(picture.sliceId);
      if (slot !== null) deps.changed([slot]);
    }
  }

  /** What the disk refuses now, the next start does. */
  function complain(written: Changed | Saved): void {
    if (written.outcome === 'failed') deps.log(`a picture is not destroyed yet: ${written.detail}`);
  }

  return {
    delete(id) {
      const found = editable(id);
      if (!found.ok) return found;
      const at = now();
      const answered = answer(rows.delete(id, at), id, found.value.slot);
      if (!answered.ok) return answered;
      void deps.after(UNDO_MS).then(() => {
        // One after another: the first of many that were deleted together destroys them all.
        destroying = destroying
          .then(() => destroyDue(at))
          .catch((error: unknown) => deps.log(`pictures: ${String(error)}`));
      });
      return done({ undoUntil: at + UNDO_MS });
    },

    undo(id) {
      const found = editable(id);
      if (!found.ok) return found;
      return answer(rows.undo(id, now() - UNDO_MS), id, found.value.slot);
    },

    async redact(id, areas) {
      const found = editable(id);
      if (!found.ok) return found;
      const { picture, slot } = found.value;
      if (picture.outcome === 'failed') return failed('not-found', `picture ${id}`);
      if (areas !== 'whole' && !areas.every((box) => fits(box, picture)))
        return failed(
          'bad-input',
          `picture.redact: a box is not inside ${picture.width} × ${picture.height}`,
        );
      const hidden = hiddenWith(picture.hidden, areas, picture);
      if (hidden !== 'whole' && hidden.length > MAX_BOXES)
        return failed('bad-input', `picture.redact: more than ${MAX_BOXES} boxes in all`);

      const webp = await deps.read(id, 'full');
      if (webp === null) return failed('not-found', `bytes of picture ${id}`);
      const redacted = await deps.redactor(webp, hidden);
      if (redacted.outcome === 'failed') return failed('picture', redacted.detail);
      const eraser = await deps.eraser;
      if ('reason' in eraser) return failed('storage', eraser.detail);
      // The week may have ended while the picture was worked on.
      const still = editable(id);
      if (!still.ok) return still;
      const written = await eraser.replace(id, picture.sha256, redacted.picture, hidden, now());
      return answer(written, id, slot);
    },

    release(id) {
      const found = editable(id);
      return found.ok ? answer(rows.release(id), id, found.value.slot) : found;
    },

    async begin() {
      await destroyDue(now());
      const eraser = await deps.eraser;
      if (!('reason' in eraser)) complain(await eraser.finish());
    },
  };
}
