/**
 * Pictures whose time to be kept is over, in the tables `pictures`, `blobs`, `tombstones` and `erasures`. Promises: each
 * call is one transaction; what it parts from its row stands in `erasures` until its file is off the disk.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import { type ContractId, type PictureId, PictureIdSchema } from '../../../domain/ids';
import type { Slot } from '../../../domain/week';
import type { Saved } from '../ports';
import type { Base } from './connection';
import { attempt } from './faults';
import type { PictureEditsTable } from './picture-edits-table';

const ExpiredSchema = z.object({ id: PictureIdSchema, slot: z.int() });
const CountSchema = z.object({ n: z.int() });
const NamesSchema = z.object({ sha256: z.string(), thumb_sha256: z.string() });

export class RetentionTable {
  private readonly selectExpired: Statement;
  private readonly selectCount: Statement;
  private readonly selectNames: Statement;
  private readonly toExpired: Statement;
  private readonly insertTombstone: Statement;

  constructor(
    private readonly base: Base,
    private readonly edits: Pick<PictureEditsTable, 'dropUnused'>,
  ) {
    const { sqlite } = base;
    this.selectExpired = sqlite.prepare(
      `SELECT p.id, s.slot FROM pictures p JOIN slices s ON s.id = p.slice_id
       WHERE p.outcome = 'ok' AND s.contract_id = ? AND s.slot < ? ORDER BY s.slot, p.id LIMIT ?`,
    );
    this.selectCount = sqlite.prepare(
      `SELECT COUNT(*) AS n FROM pictures p JOIN slices s ON s.id = p.slice_id
       WHERE p.outcome = 'ok' AND s.contract_id = ? AND s.slot < ?`,
    );
    this.selectNames = sqlite.prepare(
      "SELECT sha256, thumb_sha256 FROM pictures WHERE id = ? AND outcome = 'ok'",
    );
    this.toExpired = sqlite.prepare(
      `UPDATE pictures SET outcome = 'failed', reason = 'expired', detail = '', sha256 = NULL, bytes = NULL, width = NULL,
         height = NULL, thumb_sha256 = NULL, hidden = NULL, held = 0, deleted_at = NULL WHERE id = ?`,
    );
    this.insertTombstone = sqlite.prepare(
      `INSERT INTO tombstones (id, contract_id, slot, what, at, tracked_ms, kind)
       SELECT p.id, s.contract_id, s.slot, 'expired', ?, 0, s.kind FROM pictures p JOIN slices s ON s.id = p.slice_id
       WHERE p.id = ? ON CONFLICT (id) DO UPDATE SET what = excluded.what, at = excluded.at`,
    );
  }

  /** The contract's pictures of slots before the instant, oldest first, at most `limit`. */
  expired(contractId: ContractId, before: WallMs, limit: number): { id: PictureId; slot: Slot }[] {
    return z.array(ExpiredSchema).parse(this.selectExpired.all(contractId, Math.ceil(before / 1000), limit));
  }

  countExpired(contractId: ContractId, before: WallMs): number {
    return CountSchema.parse(this.selectCount.get(contractId, Math.ceil(before / 1000))).n;
  }

  /** They become failed ones with a mark; what they alone used loses its key and is due for erasure. Safe to repeat. */
  expire(ids: readonly PictureId[], at: WallMs): Saved {
    return attempt(this.base.folder, () =>
      this.base.sqlite.transaction((): Saved => {
        for (const id of ids) {
          const names = NamesSchema.optional().parse(this.selectNames.get(id));
          if (names === undefined) continue;
          this.toExpired.run(id);
          this.insertTombstone.run(at, id);
          this.edits.dropUnused([names.sha256, names.thumb_sha256]);
        }
        this.base.destroyed();
        return { outcome: 'saved' };
      })(),
    );
  }
}
