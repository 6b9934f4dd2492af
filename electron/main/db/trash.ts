/**
 * The tables `trash` and `tombstones`: what the freelancer deleted. For 30 seconds the rows lie in `trash`, whole, and
 * an undo puts them back as they were; then they are destroyed, and the mark stays. Promises: each step is one
 * transaction, and with `secure_delete` nothing of a destroyed row is left in the file once its log is folded in; until
 * then the batch stays listed, so that the next start folds it where a crash came first.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import { ContractIdSchema, type SliceId } from '../../../domain/ids';
import type { Saved } from '../ports';
import { decodeList } from './codec';
import type { Base } from './connection';
import { attempt, type Changed } from './faults';
import type { PictureEditsTable } from './picture-edits-table';

const RowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type Row = z.infer<typeof RowSchema>;

const TrashSchema = z.object({ slice: z.string(), pictures: z.string() });
const SliceRowSchema = z.looseObject({
  contract_id: z.string(),
  slot: z.int(),
  tracked_ms: z.int(),
  kind: z.string(),
  first_ms: z.int().nullable(),
  last_ms: z.int().nullable(),
});

const TombstoneSchema = z
  .object({
    id: z.string(),
    contract_id: ContractIdSchema,
    slot: z.int(),
    what: z.enum(['slice', 'picture', 'expired', 'redacted']),
    at: z.int(),
    tracked_ms: z.int(),
    kind: z.enum(['tracked', 'manual']),
  })
  .transform((row) => ({
    id: row.id,
    contractId: row.contract_id,
    slot: row.slot,
    what: row.what,
    at: row.at,
    trackedMs: row.tracked_ms,
    kind: row.kind,
  }));
export type Tombstone = z.infer<typeof TombstoneSchema>;

/** `conflict`: something else is on record in that place by now. */
export type Restored =
  | { outcome: 'restored'; slots: number[] }
  | Exclude<Changed, { outcome: 'saved' }>
  | { outcome: 'conflict' };

export class TrashTable {
  private readonly selectSlice: Statement;
  private readonly selectPictures: Statement;
  private readonly insert: Statement;
  private readonly insertTombstone: Statement;
  private readonly deletePictures: Statement;
  private readonly deleteSlice: Statement;
  private readonly selectBatch: Statement;
  private readonly selectOverlap: Statement;
  private readonly deleteBatch: Statement;
  private readonly deleteTombstones: Statement;
  private readonly selectBatches: Statement;
  private readonly selectTombstones: Statement;
  private readonly emptyBatch: Statement;

  constructor(
    private readonly base: Base,
    private readonly edits: Pick<PictureEditsTable, 'dropUnused' | 'emptyLog'>,
  ) {
    const { sqlite } = base;
    this.selectSlice = sqlite.prepare('SELECT * FROM slices WHERE id = ?');
    this.selectPictures = sqlite.prepare('SELECT * FROM pictures WHERE slice_id = ?');
    this.insert = sqlite.prepare('INSERT INTO trash (id, batch, at, slice, pictures) VALUES (?, ?, ?, ?, ?)');
    this.insertTombstone = sqlite.prepare(
      "INSERT INTO tombstones (id, contract_id, slot, what, at, tracked_ms, kind) VALUES (?, ?, ?, 'slice', ?, ?, ?)",
    );
    this.deletePictures = sqlite.prepare('DELETE FROM pictures WHERE slice_id = ?');
    this.deleteSlice = sqlite.prepare('DELETE FROM slices WHERE id = ?');
    this.selectBatch = sqlite.prepare("SELECT slice, pictures FROM trash WHERE batch = ? AND slice <> ''");
    this.selectOverlap = sqlite.prepare(
      `SELECT 1 FROM slices WHERE slot = @slot
         AND (contract_id = @contract_id OR (first_ms < @last_ms AND last_ms > @first_ms)) LIMIT 1`,
    );
    this.deleteTombstones = sqlite.prepare(
      'DELETE FROM tombstones WHERE id IN (SELECT id FROM trash WHERE batch = ?)',
    );
    this.deleteBatch = sqlite.prepare('DELETE FROM trash WHERE batch = ?');
    this.selectBatches = sqlite.prepare('SELECT DISTINCT batch FROM trash');
    this.selectTombstones = sqlite.prepare(
      'SELECT * FROM tombstones WHERE slot >= ? AND slot < ? ORDER BY slot, at, id',
    );
    this.emptyBatch = sqlite.prepare("UPDATE trash SET slice = '', pictures = '' WHERE batch = ?");
  }

  /** Takes these slices out of the diary into the trash, all or (one of them unknown) none, and leaves their marks. */
  discard(ids: readonly SliceId[], batch: string, at: WallMs): Changed {
    try {
      return this.write((): Changed => {
        for (const id of ids) this.discardOne(id, batch, at);
        // A crash before the commit leaves everything in the diary, after it everything in the trash.
        return { outcome: 'saved' };
      });
    } catch (error) {
      if (error instanceof UnknownSlice) return { outcome: 'missing' };
      throw error;
    }
  }

  /** Puts a batch back as it was; `missing` once it was destroyed. */
  restore(batch: string): Restored {
    return this.write((): Restored => {
      const rows = z.array(TrashSchema).parse(this.selectBatch.all(batch));
      if (rows.length === 0) return { outcome: 'missing' };
      const slices = rows.map((row) => RowSchema.parse(JSON.parse(row.slice)));
      const slots: number[] = [];
      for (const slice of slices) {
        const { slot, contract_id, first_ms, last_ms } = SliceRowSchema.parse(slice);
        const place = { slot, contract_id, first_ms, last_ms };
        slots.push(slot);
        if (this.selectOverlap.get(place) !== undefined) return { outcome: 'conflict' };
      }
      for (const slice of slices) this.put('slices', slice);
      for (const row of rows) {
        for (const picture of z.array(RowSchema).parse(JSON.parse(row.pictures)))
          this.put('pictures', picture);
      }
      this.deleteTombstones.run(batch);
      this.deleteBatch.run(batch);
      // A crash before the commit leaves the batch in the trash, after it in the diary.
      return { outcome: 'restored', slots };
    });
  }

  /**
   * Destroys what a batch holds, and the keys of pictures that nobody else names; their files are due for erasure. The
   * batch itself stays until `end`. Again on a batch that is empty it changes nothing.
   */
  destroy(batch: string): Saved {
    return this.write(() => {
      const rows = z.array(TrashSchema).parse(this.selectBatch.all(batch));
      const names = rows.flatMap((row) => blobNames(z.array(RowSchema).parse(JSON.parse(row.pictures))));
      this.emptyBatch.run(batch);
      this.edits.dropUnused(names);
      this.base.destroyed();
      return { outcome: 'saved' as const };
    });
  }

  /**
   * Folds the log into the file and empties it, and removes the copies made before migrations: both may still tell what
   * was destroyed. False while another reader holds the log.
   */
  forget(): boolean {
    const emptied = this.edits.emptyLog();
    for (const name of readdirSync(this.base.folder)) {
      if (/^minutier\.db\.before-v\d+$/.test(name)) rmSync(join(this.base.folder, name), { force: true });
    }
    return emptied;
  }

  /** The batch is final: nothing tells any more what it was. */
  end(batch: string): Saved {
    return this.write(() => {
      this.deleteBatch.run(batch);
      return { outcome: 'saved' as const };
    });
  }

  /** Deletions that are not final yet. */
  batches(): string[] {
    return z
      .array(z.object({ batch: z.string() }))
      .parse(this.selectBatches.all())
      .map(({ batch }) => batch);
  }

  /** Marks in slots that start in [from, to), ascending. */
  tombstones(from: WallMs, to: WallMs): Tombstone[] {
    const rows = this.selectTombstones.all(Math.ceil(from / 1000), Math.ceil(to / 1000));
    return decodeList('tombstones', TombstoneSchema, rows, this.base.onBrokenRow);
  }

  private discardOne(id: SliceId, batch: string, at: WallMs): void {
    const slice = this.selectSlice.get(id);
    if (slice === undefined) throw new UnknownSlice();
    const { contract_id, slot, tracked_ms, kind } = SliceRowSchema.parse(slice);
    this.insert.run(id, batch, at, JSON.stringify(slice), JSON.stringify(this.selectPictures.all(id)));
    this.insertTombstone.run(id, contract_id, slot, at, tracked_ms, kind);
    this.deletePictures.run(id);
    this.deleteSlice.run(id);
  }

  private put(table: 'slices' | 'pictures', row: Row): void {
    const names = Object.keys(row);
    this.base.sqlite
      .prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
      )
      .run(row);
  }

  private write<T>(change: () => T) {
    return attempt(this.base.folder, () => this.base.sqlite.transaction(change)());
  }
}

function blobNames(pictures: readonly Row[]): string[] {
  return pictures
    .flatMap((picture) => [picture.sha256, picture.thumb_sha256])
    .filter((name) => typeof name === 'string');
}

/** Thrown to undo the transaction. */
class UnknownSlice extends Error {}
