/**
 * What the freelancer does to pictures, in the tables `pictures`, `blobs`, `tombstones` and `erasures`. Promises: each
 * change is one transaction; a blob goes with its last picture, those of slices in the trash counted; the name of each
 * file that is to go stands in `erasures` from the commit that parts it from its row until it is off the disk.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import { type PictureId, PictureIdSchema } from '../../../domain/ids';
import type { HiddenAreas } from '../../../domain/slice';
import type { Saved } from '../ports';
import type { Blob, BlobsTable } from './blobs';
import type { Base } from './connection';
import { attempt, type Changed } from './faults';
import { encodeHidden } from './pictures-table';

/** What takes the place of a picture's bytes. */
export interface Replacement {
  full: Blob;
  thumb: Blob;
  hidden: HiddenAreas;
}

const NamesSchema = z.object({ sha256: z.string().nullable(), thumb_sha256: z.string().nullable() });
const PendingSchema = z.object({ id: PictureIdSchema, at: z.int() });
const ErasureSchema = z.object({ sha256: z.string() });
const CheckpointSchema = z.array(z.object({ busy: z.int() })).length(1);

export class PictureEditsTable {
  private readonly mark: Statement;
  private readonly unmark: Statement;
  private readonly unhold: Statement;
  private readonly selectPending: Statement;
  private readonly selectNames: Statement;
  private readonly toDeleted: Statement;
  private readonly toRedacted: Statement;
  private readonly insertTombstone: Statement;
  private readonly deleteUnused: Statement;
  private readonly insertErasure: Statement;
  private readonly selectErasures: Statement;
  private readonly deleteErasure: Statement;

  constructor(
    private readonly base: Base,
    private readonly blobs: BlobsTable,
  ) {
    const { sqlite } = base;
    this.mark = sqlite.prepare(
      "UPDATE pictures SET deleted_at = ? WHERE id = ? AND outcome = 'ok' AND deleted_at IS NULL",
    );
    this.unmark = sqlite.prepare('UPDATE pictures SET deleted_at = NULL WHERE id = ? AND deleted_at > ?');
    this.unhold = sqlite.prepare('UPDATE pictures SET held = 0 WHERE id = ?');
    this.selectPending = sqlite.prepare(
      'SELECT id, deleted_at AS at FROM pictures WHERE deleted_at <= ? ORDER BY deleted_at, id',
    );
    this.selectNames = sqlite.prepare('SELECT sha256, thumb_sha256 FROM pictures WHERE id = ?');
    this.toDeleted = sqlite.prepare(
      `UPDATE pictures SET outcome = 'failed', reason = 'deleted', detail = '', sha256 = NULL, bytes = NULL, width = NULL,
         height = NULL, thumb_sha256 = NULL, hidden = NULL, held = 0, deleted_at = NULL
       WHERE id = ? AND deleted_at IS NOT NULL`,
    );
    this.toRedacted = sqlite.prepare(
      `UPDATE pictures SET sha256 = ?, bytes = ?, thumb_sha256 = ?, hidden = ?, held = 0
       WHERE id = ? AND sha256 = ? AND deleted_at IS NULL`,
    );
    this.insertTombstone = sqlite.prepare(
      `INSERT INTO tombstones (id, contract_id, slot, what, at, tracked_ms, kind)
       SELECT p.id, s.contract_id, s.slot, ?, ?, 0, s.kind FROM pictures p JOIN slices s ON s.id = p.slice_id WHERE p.id = ?
       ON CONFLICT (id) DO UPDATE SET what = excluded.what, at = excluded.at`,
    );
    this.deleteUnused = sqlite.prepare(
      `DELETE FROM blobs WHERE sha256 = @name
         AND NOT EXISTS (SELECT 1 FROM pictures WHERE sha256 = @name OR thumb_sha256 = @name)
         AND NOT EXISTS (SELECT 1 FROM trash WHERE instr(pictures, @name) > 0)`,
    );
    this.insertErasure = sqlite.prepare('INSERT INTO erasures (sha256) VALUES (?) ON CONFLICT DO NOTHING');
    this.selectErasures = sqlite.prepare('SELECT sha256 FROM erasures ORDER BY sha256');
    this.deleteErasure = sqlite.prepare('DELETE FROM erasures WHERE sha256 = ?');
  }

  /** Hides the picture; its bytes stay for an undo. `missing`: there is none, or it is gone already. */
  delete(id: PictureId, at: WallMs): Changed {
    return this.one(() => this.mark.run(at, id).changes);
  }

  /** `missing` where it was deleted at `since` or before, or not at all. */
  undo(id: PictureId, since: WallMs): Changed {
    return this.one(() => this.unmark.run(id, since).changes);
  }

  release(id: PictureId): Changed {
    return this.one(() => this.unhold.run(id).changes);
  }

  /** Pictures deleted at `until` or before, whose bytes are still there. */
  pending(until: WallMs): { id: PictureId; at: WallMs }[] {
    return z.array(PendingSchema).parse(this.selectPending.all(until));
  }

  /** A picture that `delete` has hidden becomes a failed one, with a mark. What it alone used is due for erasure. */
  destroy(id: PictureId, at: WallMs): Changed {
    return this.transaction(() => {
      const names = this.namesOf(id);
      if (this.toDeleted.run(id).changes === 0) return { outcome: 'missing' };
      this.insertTombstone.run('picture', at, id);
      this.dropUnused(names);
      this.base.destroyed();
      return { outcome: 'saved' };
    });
  }

  /** Swaps the bytes of the picture that had `sha256` until now; `missing` where it has others by now, or none. */
  redact(id: PictureId, sha256: string, { full, thumb, hidden }: Replacement, at: WallMs): Changed {
    return this.transaction(() => {
      const names = this.namesOf(id);
      this.blobs.upsert(full);
      this.blobs.upsert(thumb);
      const values = [full.sha256, full.bytes, thumb.sha256, encodeHidden(hidden), id, sha256];
      if (this.toRedacted.run(values).changes === 0) {
        // Nothing uses the new bytes: they go the way of the old.
        this.dropUnused([full.sha256, thumb.sha256]);
        return { outcome: 'missing' };
      }
      this.insertTombstone.run('redacted', at, id);
      this.dropUnused(names);
      this.base.destroyed();
      return { outcome: 'saved' };
    });
  }

  /**
   * Inside the caller's transaction: blobs that no picture uses any more lose their row, and with it their key; their
   * files are due for erasure. For whoever deletes rows of `pictures`, after that.
   */
  dropUnused(names: readonly string[]): void {
    for (const name of names) {
      if (this.deleteUnused.run({ name }).changes > 0) this.insertErasure.run(name);
    }
  }

  /** Files that are to go. One whose bytes were stored again since has a row in `blobs`, and stays. */
  erasures(): { name: string; used: boolean }[] {
    const rows = z.array(ErasureSchema).parse(this.selectErasures.all());
    return rows.map(({ sha256 }) => ({ name: sha256, used: this.blobs.get(sha256) !== null }));
  }

  /** Their files are off the disk. */
  erased(names: readonly string[]): Saved {
    return attempt(this.base.folder, () =>
      this.base.sqlite.transaction(() => {
        for (const name of names) this.deleteErasure.run(name);
        return { outcome: 'saved' } as const;
      })(),
    );
  }

  /** Folds the log into the file and empties it: what was deleted is then in neither. False while another reader holds it. */
  emptyLog(): boolean {
    return CheckpointSchema.parse(this.base.sqlite.pragma('wal_checkpoint(TRUNCATE)'))[0]?.busy === 0;
  }

  private namesOf(id: PictureId): string[] {
    const row = NamesSchema.optional().parse(this.selectNames.get(id));
    return [row?.sha256, row?.thumb_sha256].filter((name) => typeof name === 'string');
  }

  private one(write: () => number): Changed {
    return attempt(this.base.folder, (): Changed => ({ outcome: write() === 0 ? 'missing' : 'saved' }));
  }

  private transaction(write: () => Changed): Changed {
    return attempt(this.base.folder, () => this.base.sqlite.transaction(write)());
  }
}
