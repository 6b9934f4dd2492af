/** The table `pictures`: one row a picture of one display, or the recorded fact that taking it failed. */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type Draw, DrawSchema } from '../../../domain/field';
import { type PictureId, PictureIdSchema, type SliceId, SliceIdSchema } from '../../../domain/ids';
import { type HiddenAreas, PICTURE_FAILURES, type Picture } from '../../../domain/slice';
import type { Saved } from '../ports';
import type { Blob, BlobsTable } from './blobs';
import { decode, decodeList, flag, json } from './codec';
import type { Base } from './connection';
import { attempt, isDangling } from './faults';

const pixels = z.int().min(0);

/** `"whole"`, or `[[x, y, width, height], …]` in pixels of the picture. */
const HiddenSchema = json(
  z.union([
    z.literal('whole'),
    z.array(
      z
        .tuple([pixels, pixels, pixels, pixels])
        .transform(([x, y, width, height]) => ({ x, y, width, height })),
    ),
  ]),
);

const common = {
  id: PictureIdSchema,
  slice_id: SliceIdSchema,
  taken_at: z.int(),
  trigger: z.enum(['moment', 'stop', 'switch', 'limit', 'quit']),
  display: z.string(),
  backend: z.string(),
  blurred: flag,
  hidden: HiddenSchema.nullable(),
  held: flag,
  deleted_at: z.int().nullable(),
};

const RowSchema = z
  .discriminatedUnion('outcome', [
    z.object({
      ...common,
      outcome: z.literal('ok'),
      sha256: z.string().length(64),
      bytes: z.int().min(1),
      width: z.int().min(1),
      height: z.int().min(1),
      thumb_sha256: z.string().length(64),
    }),
    z.object({
      ...common,
      outcome: z.literal('failed'),
      reason: z.enum(PICTURE_FAILURES),
      detail: z.string(),
    }),
  ])
  .transform((row): Picture => {
    const meta = {
      id: row.id,
      sliceId: row.slice_id,
      takenAt: row.taken_at,
      trigger: row.trigger,
      display: row.display,
      backend: row.backend,
      blurred: row.blurred,
      hidden: row.hidden,
      held: row.held,
    };
    // Its bytes are still there for an undo; whoever reads the row must not know them any more.
    if (row.outcome === 'ok' && row.deleted_at !== null) {
      return { ...meta, outcome: 'failed', reason: 'deleted', detail: '', deletedAt: row.deleted_at };
    }
    return row.outcome === 'failed'
      ? { ...meta, outcome: row.outcome, reason: row.reason, detail: row.detail }
      : {
          ...meta,
          outcome: row.outcome,
          sha256: row.sha256,
          bytes: row.bytes,
          width: row.width,
          height: row.height,
          thumbSha256: row.thumb_sha256,
        };
  });

const CountSchema = z.object({ n: z.int() });

const DrawRowSchema = z
  .object({
    id: PictureIdSchema,
    draw_nth: z.union([z.enum(['0', '1', '2']).transform(Number), z.string()]),
    draw_from: z.int(),
  })
  .transform(({ id, draw_nth, draw_from }) => ({
    id,
    draw: DrawSchema.parse({ nth: draw_nth, from: draw_from }),
  }));

export class PicturesTable {
  private readonly write: (picture: Picture, blobs: readonly Blob[], draw: Draw | null) => Saved;
  private readonly insert: Statement;
  private readonly selectOne: Statement;
  private readonly selectOfSlices: Statement;
  private readonly selectDraws: Statement;
  private readonly countOk: Statement;
  private readonly selectTombstone: Statement;

  constructor(
    private readonly base: Base,
    private readonly blobs: BlobsTable,
  ) {
    const { sqlite } = base;
    this.write = sqlite.transaction((picture: Picture, blobs: readonly Blob[], draw: Draw | null): Saved => {
      for (const blob of blobs) this.blobs.upsert(blob);
      this.insert.run(valuesOf(picture), draw === null ? null : String(draw.nth), draw?.from ?? null);
      return { outcome: 'saved' };
    });
    this.insert = sqlite.prepare(
      `INSERT INTO pictures (id, slice_id, taken_at, trigger, display, backend, blurred, outcome, reason, detail, sha256, bytes, width, height, thumb_sha256, hidden, held, draw_nth, draw_from)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    );
    this.selectOne = sqlite.prepare('SELECT * FROM pictures WHERE id = ?');
    this.selectOfSlices = sqlite.prepare(
      'SELECT * FROM pictures WHERE slice_id IN (SELECT value FROM json_each(?)) ORDER BY taken_at, display, id',
    );
    this.selectDraws = sqlite.prepare(
      `SELECT p.id, p.draw_nth, p.draw_from FROM pictures p JOIN slices s ON s.id = p.slice_id
       WHERE p.slice_id IN (SELECT value FROM json_each(?)) AND p.draw_nth IS NOT NULL AND s.moved_from IS NULL`,
    );
    this.selectTombstone = sqlite.prepare("SELECT 1 FROM tombstones WHERE id = ? AND what = 'slice'");
    this.countOk = sqlite.prepare(
      "SELECT COUNT(*) AS n FROM pictures WHERE outcome = 'ok' AND deleted_at IS NULL",
    );
  }

  /**
   * Writes the row and the blobs it names in one transaction; durable when it returns `saved`, safe to repeat. The
   * slice must have been saved before (`failed` if not: save it and try again). A crash before the commit leaves files
   * without rows, which a sweep removes. `draw`: the draw of a committed day key that gave its moment.
   */
  add(picture: Picture, blobs: readonly Blob[], draw: Draw | null = null): Saved {
    try {
      return attempt(this.base.folder, () => this.write(picture, blobs, draw));
    } catch (error) {
      if (!isDangling(error)) throw error;
      // It was deleted while the picture was under way: the bytes go with the next sweep.
      if (this.selectTombstone.get(picture.sliceId) !== undefined) return { outcome: 'saved' };
      return { outcome: 'failed', reason: 'io', detail: `slice ${picture.sliceId} is not stored yet` };
    }
  }

  get(id: PictureId): Picture | null {
    const row = this.selectOne.get(id);
    return row === undefined ? null : decode('pictures', RowSchema, row);
  }

  /** By slice, in the order in which they were taken; a slice without pictures has no entry. */
  ofSlices(sliceIds: readonly SliceId[]): Map<SliceId, Picture[]> {
    const rows = this.selectOfSlices.all(JSON.stringify(sliceIds));
    const bySlice = new Map<SliceId, Picture[]>();
    for (const picture of decodeList('pictures', RowSchema, rows, this.base.onBrokenRow)) {
      const known = bySlice.get(picture.sliceId);
      if (known === undefined) bySlice.set(picture.sliceId, [picture]);
      else known.push(picture);
    }
    return bySlice;
  }

  /**
   * Which draw of its contract's day key gave each picture of these slices its moment; a picture without one is not in
   * it. Nor are those of a slice that was moved here, for another contract's key drew them.
   */
  draws(sliceIds: readonly SliceId[]): Map<PictureId, Draw> {
    const rows = this.selectDraws.all(JSON.stringify(sliceIds));
    const draws = decodeList('pictures', DrawRowSchema, rows, this.base.onBrokenRow);
    return new Map(draws.map(({ id, draw }) => [id, draw]));
  }

  /** How many pictures were taken and stored. */
  count(): number {
    return CountSchema.parse(this.countOk.get()).n;
  }
}

function valuesOf(picture: Picture): (string | number | null)[] {
  const { id, sliceId, takenAt, trigger, display, backend, blurred, outcome } = picture;
  const common = [id, sliceId, takenAt, trigger, display, backend, blurred ? 1 : 0, outcome];
  const marks = [encodeHidden(picture.hidden), picture.held ? 1 : 0];
  if (picture.outcome === 'failed') {
    return [...common, picture.reason, picture.detail, null, null, null, null, null, ...marks];
  }
  const { sha256, bytes, width, height, thumbSha256 } = picture;
  return [...common, null, null, sha256, bytes, width, height, thumbSha256, ...marks];
}

/** The column `hidden`: what `HiddenSchema` reads. */
export function encodeHidden(hidden: HiddenAreas | null): string | null {
  if (hidden === null) return null;
  if (hidden === 'whole') return JSON.stringify(hidden);
  return JSON.stringify(hidden.map(({ x, y, width, height }) => [x, y, width, height]));
}
