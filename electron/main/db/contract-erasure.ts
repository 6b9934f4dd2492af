/**
 * Erasing everything of a contract, in every table that has anything of it. Promises: one transaction; what is erased is
 * counted in the same transaction; files of its pictures stand in `erasures` until they are off the disk.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { ContractId } from '../../../domain/ids';
import type { StorageFault } from '../ports';
import type { Base } from './connection';
import { attempt } from './faults';
import type { PictureEditsTable } from './picture-edits-table';
import { EMPTY_INDEX, FILL_INDEX } from './search';

export interface Erased {
  slices: number;
  trackedMs: number;
  /** SHA-256 of each picture that was stored, ascending. */
  pictures: string[];
  idleQuestions: number;
  marks: number;
}

export type Erasure =
  | ({ outcome: 'saved' } & Erased)
  | { outcome: 'missing' }
  | ({ outcome: 'failed' } & StorageFault);

const SumsSchema = z.object({ slices: z.int(), trackedMs: z.int() });
const CountSchema = z.object({ n: z.int() });
const PictureSchema = z.object({ sha256: z.string(), thumb: z.string() });

/** Each with the contract's id as `@id`. Rows that refer to others go first. */
const DELETIONS = [
  // Before the slices: each of those takes what is told of it along, row by row.
  'DELETE FROM disclosures WHERE log_id IN (SELECT id FROM logs WHERE contract_id = @id)',
  'DELETE FROM sealed_pictures WHERE log_id IN (SELECT id FROM logs WHERE contract_id = @id)',
  'DELETE FROM entries WHERE log_id IN (SELECT id FROM logs WHERE contract_id = @id)',
  'DELETE FROM logs WHERE contract_id = @id',
  'DELETE FROM day_keys WHERE contract_id = @id',
  'DELETE FROM sync_contracts WHERE contract_id = @id',
  'DELETE FROM receipts WHERE contract_id = @id',
  'DELETE FROM sync_refused WHERE contract_id = @id',
  'DELETE FROM sync_seen WHERE contract_id = @id',
  'DELETE FROM pictures WHERE slice_id IN (SELECT id FROM slices WHERE contract_id = @id)',
  'DELETE FROM trash WHERE instr(slice, @id) > 0',
  'DELETE FROM slices WHERE contract_id = @id',
  'UPDATE slices SET moved_from = NULL WHERE moved_from = @id',
  'DELETE FROM idles WHERE contract_id = @id',
  'DELETE FROM tombstones WHERE contract_id = @id',
  'DELETE FROM attestations WHERE contract_id = @id',
  'DELETE FROM contract_pauses WHERE contract_id = @id',
  'DELETE FROM contract_fees WHERE contract_id = @id',
  'DELETE FROM contract_rates WHERE contract_id = @id',
  'DELETE FROM contract_limits WHERE contract_id = @id',
  'DELETE FROM import_rows WHERE contract_id = @id',
  // Last of what has to do with slices: to delete these marks them.
  'DELETE FROM seal_due WHERE contract_id = @id',
  // The name of the file may tell the client's.
  'DELETE FROM imports WHERE id NOT IN (SELECT import_id FROM import_rows)',
  'DELETE FROM notices WHERE instr(key, @id) > 0 OR instr(value_json, @id) > 0',
] as const;

/** From one slice in so many on. */
const AFRESH_FROM_SHARE = 10;

export class ContractErasure {
  private readonly sums: Statement;
  private readonly all: Statement;
  private readonly stored: Statement;
  private readonly idles: Statement;
  private readonly marks: Statement;
  private readonly deletions: readonly Statement[];
  private readonly deleteContract: Statement;

  constructor(
    private readonly base: Base,
    private readonly edits: Pick<PictureEditsTable, 'dropUnused'>,
  ) {
    const { sqlite } = base;
    this.sums = sqlite.prepare(
      'SELECT COUNT(*) AS slices, COALESCE(SUM(tracked_ms), 0) AS trackedMs FROM slices WHERE contract_id = ?',
    );
    this.all = sqlite.prepare('SELECT COUNT(*) AS n FROM slices');
    this.stored = sqlite.prepare(
      `SELECT p.sha256, p.thumb_sha256 AS thumb FROM pictures p JOIN slices s ON s.id = p.slice_id
       WHERE p.outcome = 'ok' AND s.contract_id = ? ORDER BY p.sha256`,
    );
    this.idles = sqlite.prepare('SELECT COUNT(*) AS n FROM idles WHERE contract_id = ?');
    this.marks = sqlite.prepare('SELECT COUNT(*) AS n FROM tombstones WHERE contract_id = ?');
    this.deletions = DELETIONS.map((sql) => sqlite.prepare(sql));
    this.deleteContract = sqlite.prepare('DELETE FROM contracts WHERE id = ?');
  }

  erase(id: ContractId): Erasure {
    return attempt(this.base.folder, () =>
      this.base.sqlite.transaction((): Erasure => {
        const pictures = z.array(PictureSchema).parse(this.stored.all(id));
        const erased: Erased = {
          ...SumsSchema.parse(this.sums.get(id)),
          pictures: [...new Set(pictures.map(({ sha256 }) => sha256))],
          idleQuestions: CountSchema.parse(this.idles.get(id)).n,
          marks: CountSchema.parse(this.marks.get(id)).n,
        };
        // To take slices out of the index one by one costs as much as to fill it with ten times as many.
        const afresh = erased.slices * AFRESH_FROM_SHARE > CountSchema.parse(this.all.get()).n;
        if (afresh) this.base.sqlite.exec(EMPTY_INDEX);
        for (const deletion of this.deletions) deletion.run({ id });
        if (afresh) this.base.sqlite.exec(FILL_INDEX);
        if (this.deleteContract.run(id).changes === 0) return { outcome: 'missing' };
        this.edits.dropUnused(pictures.flatMap(({ sha256, thumb }) => [sha256, thumb]));
        return { outcome: 'saved', ...erased };
      })(),
    );
  }
}
