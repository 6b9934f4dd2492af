/**
 * The tables `imports` and `import_rows`: what came from other programs' reports. Promises: the slices of some lines and
 * the marks of these lines are written in one transaction, so that a line is imported once, whatever stops the work; an
 * import is taken back in steps that can be gone on with.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import type { ContractId, ImportId } from '../../../domain/ids';
import { ImportIdSchema } from '../../../domain/ids';
import { IMPORT_SOURCES, type ImportSource } from '../../../domain/import-columns';
import type { Slice } from '../../../domain/slice';
import type { Slot } from '../../../domain/week';
import type { StorageFault } from '../ports';
import { decodeList } from './codec';
import type { Base } from './connection';
import { attempt } from './faults';
import type { SlicesTable } from './slices';

export interface ImportRecord {
  id: ImportId;
  source: ImportSource;
  /** The file's name. */
  file: string;
  at: WallMs;
}

export interface ImportRow {
  fingerprint: string;
  contractId: ContractId;
}

export type ImportSums = ImportRecord & { slices: number; ms: number };

const SumsSchema = z.object({
  id: ImportIdSchema,
  source: z.enum(IMPORT_SOURCES),
  file: z.string(),
  at: z.int(),
  slices: z.int(),
  ms: z.int(),
});
const SlotSchema = z.object({ slot: z.int() });
const FingerprintSchema = z.object({ fingerprint: z.string() });

/** So many slices are taken back at once, each with its tombstone in the log: some tens of milliseconds. */
const STEP_SLICES = 50;

export class ImportsTable {
  private readonly insertImport: Statement;
  private readonly insertRow: Statement;
  private readonly selectKnown: Statement;
  private readonly selectAll: Statement;
  private readonly deleteSome: Statement;
  private readonly deleteRows: Statement;
  private readonly deleteImport: Statement;

  constructor(
    private readonly base: Base,
    private readonly slices: Pick<SlicesTable, 'upsert'>,
  ) {
    const { sqlite } = base;
    this.insertImport = sqlite.prepare(
      'INSERT INTO imports (id, source, file, at) VALUES (@id, @source, @file, @at) ON CONFLICT (id) DO NOTHING',
    );
    this.insertRow = sqlite.prepare(
      'INSERT INTO import_rows (fingerprint, import_id, contract_id) VALUES (?, ?, ?)',
    );
    this.selectKnown = sqlite.prepare(
      'SELECT fingerprint FROM import_rows WHERE fingerprint IN (SELECT value FROM json_each(?))',
    );
    this.selectAll = sqlite.prepare(
      `SELECT i.id, i.source, i.file, i.at, COUNT(s.id) AS slices, COALESCE(SUM(s.tracked_ms), 0) AS ms
       FROM imports i LEFT JOIN slices s ON s.import_id = i.id GROUP BY i.id ORDER BY i.at DESC, i.id`,
    );
    this.deleteSome = sqlite.prepare(
      `DELETE FROM slices WHERE id IN (SELECT id FROM slices WHERE import_id = ? ORDER BY slot LIMIT ${STEP_SLICES})
       RETURNING slot`,
    );
    this.deleteRows = sqlite.prepare('DELETE FROM import_rows WHERE import_id = ?');
    this.deleteImport = sqlite.prepare('DELETE FROM imports WHERE id = ?');
  }

  /** Which of these lines were imported before. */
  known(fingerprints: readonly string[]): Set<string> {
    const rows = z.array(FingerprintSchema).parse(this.selectKnown.all(JSON.stringify(fingerprints)));
    return new Set(rows.map(({ fingerprint }) => fingerprint));
  }

  /** The slices of some lines with the marks of these lines. A crash before the commit leaves none of both, after it both. */
  add(record: ImportRecord, slices: readonly Slice[], rows: readonly ImportRow[]) {
    return attempt(this.base.folder, () =>
      this.base.sqlite.transaction(() => {
        this.insertImport.run(record);
        for (const slice of slices) this.slices.upsert(slice);
        for (const { fingerprint, contractId } of rows)
          this.insertRow.run(fingerprint, record.id, contractId);
        return { outcome: 'saved' } as const;
      })(),
    );
  }

  /** The latest first; `slices` and `ms` are what is still there of each. */
  list(): ImportSums[] {
    return decodeList('imports', SumsSchema, this.selectAll.all(), this.base.onBrokenRow);
  }

  /**
   * Takes a part of an import back: its slots, none once all is gone, and then the import with the marks of its lines is
   * gone as well. A crash between two parts leaves an import with fewer slices, which can be taken back.
   */
  removeSome(id: ImportId): { outcome: 'removed'; slots: Slot[] } | ({ outcome: 'failed' } & StorageFault) {
    return attempt(this.base.folder, () =>
      this.base.sqlite.transaction(() => {
        const slots = z.array(SlotSchema).parse(this.deleteSome.all(id));
        if (slots.length === 0) {
          this.deleteRows.run(id);
          this.deleteImport.run(id);
        }
        this.base.destroyed();
        return { outcome: 'removed' as const, slots: slots.map(({ slot }) => slot) };
      })(),
    );
  }
}
