/** The table `idles`: the questions about stretches without input, and their answers. */
import type { Statement } from 'better-sqlite3';
import type { IdleId } from '../../../domain/ids';
import type { IdleQuestion } from '../ports';
import { decode, decodeList, IdleRowSchema } from './codec';
import type { Base } from './connection';

export class IdlesTable {
  private readonly upsertOne: Statement;
  private readonly selectOne: Statement;
  private readonly selectPending: Statement;
  private readonly selectAll: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.upsertOne = sqlite.prepare(
      `INSERT INTO idles (id, contract_id, start_ms, end_ms, state, answered_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET start_ms = excluded.start_ms, end_ms = excluded.end_ms,
         state = excluded.state, answered_at = excluded.answered_at`,
    );
    this.selectOne = sqlite.prepare('SELECT * FROM idles WHERE id = ?');
    this.selectPending = sqlite.prepare("SELECT * FROM idles WHERE state = 'pending' ORDER BY start_ms, id");
    this.selectAll = sqlite.prepare('SELECT * FROM idles ORDER BY start_ms, id');
  }

  /** Inserts or replaces by id. Throws what SQLite throws: whoever calls holds the transaction. */
  upsert(idle: IdleQuestion): void {
    this.upsertOne.run(idle.id, idle.contractId, idle.start, idle.end, idle.state, idle.answeredAt);
  }

  get(id: IdleId): IdleQuestion | null {
    const row = this.selectOne.get(id);
    return row === undefined ? null : decode('idles', IdleRowSchema, row);
  }

  /** Unanswered questions, oldest first. */
  pending(): IdleQuestion[] {
    return decodeList('idles', IdleRowSchema, this.selectPending.all(), this.base.onBrokenRow);
  }

  /** Every question, oldest first, for the export. */
  all(): IdleQuestion[] {
    return decodeList('idles', IdleRowSchema, this.selectAll.all(), this.base.onBrokenRow);
  }
}
