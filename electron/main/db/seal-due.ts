/**
 * The table `seal_due`: what changed and is still to be said in a log. Triggers fill it (see the migration); here it is
 * gone through and emptied. Whoever calls decides on the transaction.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type ContractId, ContractIdSchema, type SliceId, SliceIdSchema } from '../../../domain/ids';
import type { Base } from './connection';

export interface Due {
  row: number;
  /** Of a slice; or of the contract itself. */
  id: SliceId | 'contract';
}

const DueSchema = z.object({ row: z.int(), contract_id: z.string(), id: z.string() });
const ContractSchema = z.object({ contract_id: ContractIdSchema });
const SliceSchema = z.object({ id: SliceIdSchema });

export class SealDueTable {
  private readonly selectContracts: Statement;
  private readonly selectLogged: Statement;
  private readonly selectDue: Statement;
  private readonly selectSealed: Statement;
  private readonly selectTrashed: Statement;
  private readonly selectUndoable: Statement;
  private readonly deleteSlice: Statement;
  private readonly deleteContract: Statement;
  private readonly markAll: Statement;

  constructor({ sqlite }: Base) {
    this.selectContracts = sqlite.prepare('SELECT DISTINCT contract_id FROM seal_due ORDER BY contract_id');
    this.selectLogged = sqlite.prepare('SELECT DISTINCT contract_id FROM logs ORDER BY contract_id');
    this.selectDue = sqlite.prepare(
      'SELECT rowid AS row, contract_id, id FROM seal_due WHERE contract_id = ? AND rowid > ? ORDER BY rowid LIMIT ?',
    );
    this.selectSealed = sqlite.prepare(
      `SELECT DISTINCT d.id FROM seal_due d JOIN entries e ON e.slice_id = d.id AND e.stands = 1
       WHERE @contract IS NULL OR d.contract_id = @contract ORDER BY d.rowid LIMIT @limit`,
    );
    this.selectTrashed = sqlite.prepare("SELECT 1 FROM trash WHERE id = ? AND slice <> ''");
    this.selectUndoable = sqlite.prepare(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM trash WHERE slice <> '')
         OR EXISTS (SELECT 1 FROM pictures WHERE deleted_at IS NOT NULL)`,
    );
    this.deleteSlice = sqlite.prepare('DELETE FROM seal_due WHERE id = ?');
    this.deleteContract = sqlite.prepare('DELETE FROM seal_due WHERE id = @id AND contract_id = @id');
    this.markAll = sqlite.prepare(
      `INSERT INTO seal_due (contract_id, id) SELECT contract_id, id FROM slices
       WHERE contract_id = ? AND state = 'closed' ORDER BY slot, first_ms, id ON CONFLICT DO NOTHING`,
    );
  }

  /** Contracts of which anything is due. */
  contracts(): ContractId[] {
    return z
      .array(ContractSchema)
      .parse(this.selectContracts.all())
      .map(({ contract_id }) => contract_id);
  }

  /** Contracts that have a log. */
  logged(): ContractId[] {
    return z
      .array(ContractSchema)
      .parse(this.selectLogged.all())
      .map(({ contract_id }) => contract_id);
  }

  /** What is due of the contract after the row, in the order in which it was marked. */
  of(contractId: ContractId, after: number, limit: number): Due[] {
    const rows = z.array(DueSchema).parse(this.selectDue.all(contractId, after, limit));
    return rows.map(({ row, contract_id, id }) => ({
      row,
      id: id === contract_id ? 'contract' : SliceIdSchema.parse(id),
    }));
  }

  /** Slices (of the contract; null: of any) that are due and stand in a log already, the first of them. */
  sealed(contract: ContractId | null, limit: number): SliceId[] {
    return z
      .array(SliceSchema)
      .parse(this.selectSealed.all({ contract, limit }))
      .map(({ id }) => id);
  }

  /** Whether the slice lies in the trash, whole: an undo may still give it back. */
  isTrashed(id: SliceId): boolean {
    return this.selectTrashed.get(id) !== undefined;
  }

  /** Whether anything that was deleted may still be given back, and so stands in its log. */
  undoable(): boolean {
    return this.selectUndoable.get() !== undefined;
  }

  done(id: SliceId): void {
    this.deleteSlice.run(id);
  }

  contractDone(id: ContractId): void {
    this.deleteContract.run({ id });
  }

  /** Every closed slice of the contract: it is to be sealed into another log. */
  all(id: ContractId): void {
    this.markAll.run(id);
  }
}
