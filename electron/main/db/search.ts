/**
 * The full-text index over memos and windows of closed slices. It is kept in step by triggers in the very transaction
 * that changes a slice (migration 2); this file asks it, and makes it again where it is not complete.
 * Promises: no text of a user is ever read as syntax of the index; hits come the latest first.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type ContractId, ContractIdSchema, type SliceId, SliceIdSchema } from '../../../domain/ids';
import type { Slot } from '../../../domain/week';
import type { Base } from './connection';

/** A word with the contracts whose name has it: a slice of one of these needs not say the word itself. */
export interface SearchTerm {
  /** From `searchWords`: letters, digits and marks only. */
  word: string;
  contracts: readonly ContractId[];
}

/** A part of a text; `hit`: it is what was looked for. */
export interface SnippetPart {
  text: string;
  hit: boolean;
}

export interface SearchHit {
  sliceId: SliceId;
  contractId: ContractId;
  slot: Slot;
  memo: SnippetPart[];
  /** The window titles around what was found; empty where nothing of them was. */
  windows: SnippetPart[];
}

/** Marks in the index's answers that no text holds: memos have no control characters, and titles lose them here. */
const OPEN = '\u0002';
const CLOSE = '\u0003';

const RowSchema = z.object({
  id: SliceIdSchema,
  contract_id: ContractIdSchema,
  slot: z.int(),
  memo: z.string(),
  windows: z.string(),
});
const CountsSchema = z.object({ keys: z.int(), slices: z.int(), entries: z.int() });

/** Inside of a transaction: nothing is in the index afterwards, and slices that go leave nothing in it. */
export const EMPTY_INDEX = `
  INSERT INTO search (search) VALUES ('delete-all');
  DELETE FROM search_keys;`;
/** Inside of a transaction: fills an empty index. */
export const FILL_INDEX = `
  INSERT INTO search_keys (id, slice_id)
    SELECT slot / 600 * 4096 + row_number() OVER (PARTITION BY slot ORDER BY first_ms, id) - 1, id
    FROM slices WHERE state = 'closed';
  INSERT INTO search (rowid, contract, memo, windows) SELECT id, contract, memo, windows FROM search_source;`;

export class SearchTable {
  private readonly select: Statement;
  private readonly counts: Statement;
  private complete = false;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.select = sqlite.prepare(
      `SELECT s.id, s.contract_id, s.slot,
         snippet(search, 1, '${OPEN}', '${CLOSE}', '…', 24) AS memo,
         snippet(search, 2, '${OPEN}', '${CLOSE}', '…', 16) AS windows
       FROM search CROSS JOIN search_keys k ON k.id = search.rowid CROSS JOIN slices s ON s.id = k.slice_id
       WHERE search MATCH @match ORDER BY search.rowid DESC LIMIT @limit`,
    );
    this.counts = sqlite.prepare(
      `SELECT (SELECT COUNT(*) FROM search_keys) AS keys, (SELECT COUNT(*) FROM slices WHERE state = 'closed') AS slices,
         (SELECT COUNT(*) FROM search_docsize) AS entries`,
    );
  }

  /** At most `limit` slices that have every word, the latest first. Without a word, none. */
  query(terms: readonly SearchTerm[], limit: number): SearchHit[] {
    if (terms.length === 0) return [];
    this.makeComplete();
    const match = terms.map(expressionOf).join(' AND ');
    return z
      .array(RowSchema)
      .parse(this.select.all({ match, limit }))
      .map((row) => ({
        sliceId: row.id,
        contractId: row.contract_id,
        slot: row.slot,
        memo: partsOf(row.memo),
        windows: row.windows.includes(OPEN) ? partsOf(row.windows) : [],
      }));
  }

  /** Asked once a run: the triggers keep complete what is complete. */
  private makeComplete(): void {
    if (this.complete) return;
    const { keys, slices, entries } = CountsSchema.parse(this.counts.get());
    if (keys !== slices || entries !== slices) this.rebuild();
    this.complete = true;
  }

  /** One transaction: a crash on the way leaves the index as it was, to be made again by the next question. */
  rebuild(): void {
    this.base.sqlite.transaction(() => {
      this.base.sqlite.exec(EMPTY_INDEX + FILL_INDEX);
    })();
  }
}

/** A word is quoted although it holds nothing to quote; the star makes it a beginning. */
function expressionOf({ word, contracts }: SearchTerm): string {
  const said = `{memo windows} : "${word.replaceAll('"', '')}" *`;
  const named = contracts.map((id) => `contract : "${id.replaceAll('-', '')}"`);
  return `(${[said, ...named].join(' OR ')})`;
}

function partsOf(marked: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  marked.split(OPEN).forEach((piece, index) => {
    const end = index === 0 ? -1 : piece.indexOf(CLOSE);
    if (end >= 0) parts.push({ text: piece.slice(0, end), hit: true });
    const rest = piece.slice(end + 1);
    if (rest !== '') parts.push({ text: rest, hit: false });
  });
  return parts;
}
