/** The full-text index on real SQLite: in step with every change of a slice, safe against any text, and made again. */
import { describe, expect, it } from 'vitest';
import type { ContractId } from '../../domain/ids';
import { searchWords } from '../../domain/search-words';
import { DAY_MS } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import { addContract, aside, openSound } from '../support/database';
import { aSlice, closed, MONDAY, SLOT } from '../support/store-fixtures';

const find = (database: Database, text: string, contracts: ContractId[] = []) =>
  database.search.query(
    searchWords(text).map((word) => ({ word, contracts })),
    50,
  );
const count = (database: Database, text: string) => find(database, text).length;

describe('the search', () => {
  it('[SR1] finds beginnings of words in memos and window titles, every word, the latest first', () => {
    const database = openSound();
    const contract = addContract(database);
    const windows = [{ app: 'Code', title: 'Checkout.tsx', ms: 1 }];
    database.recorder.save(
      [
        closed(aSlice(contract, SLOT, { memo: 'Header of the été campaign', windows })),
        closed(aSlice(contract, SLOT + 600, { memo: 'Headers again', windows: [] })),
      ],
      [],
    );
    expect(find(database, 'HEAD').map(({ slot }) => slot)).toEqual([SLOT + 600, SLOT]);
    expect(count(database, 'ete head')).toBe(1);
    expect(count(database, 'eader')).toBe(0);
    const [hit] = find(database, 'checkout');
    expect(hit?.windows).toEqual([
      { text: 'Code — ', hit: false },
      { text: 'Checkout', hit: true },
      { text: '.tsx', hit: false },
    ]);
    expect(hit?.memo).toEqual([{ text: 'Header of the été campaign', hit: false }]);
  });

  it('[SR1] a contract whose name has the word stands for it', () => {
    const database = openSound();
    const contract = addContract(database);
    database.recorder.save([closed(aSlice(contract, SLOT, { memo: 'Menu', windows: [] }))], []);
    expect(find(database, 'acme', [contract])).toHaveLength(1);
    expect(count(database, 'acme')).toBe(0);
    // The id itself is no text to be found.
    expect(count(database, contract.slice(0, 8))).toBe(0);
  });

  it('[SR2] no text is syntax', () => {
    const database = openSound();
    const contract = addContract(database);
    database.recorder.save([closed(aSlice(contract, SLOT, { memo: 'a NEAR b' }))], []);
    for (const text of [
      '"',
      '* OR *',
      'memo:"x',
      'NEAR(',
      '^a',
      '{',
      ')',
      "'; DROP TABLE slices; --",
      '\u0000',
      '🌞',
    ]) {
      expect(() => find(database, text), text).not.toThrow();
    }
    expect(count(database, 'near')).toBe(1);
  });

  it('[SR3] an open slice is not in it; closed, reopened, amended and moved, it says what the slice says', () => {
    const database = openSound();
    const contract = addContract(database);
    const other = addContract(database);
    const slice = aSlice(contract, SLOT, { memo: 'alpha', windows: [] });
    database.recorder.save([slice], []);
    expect(count(database, 'alpha')).toBe(0);
    database.recorder.save([closed(slice)], []);
    expect(count(database, 'alpha')).toBe(1);
    database.recorder.save([slice], []);
    expect(count(database, 'alpha')).toBe(0);
    database.recorder.save([closed(slice)], []);
    database.slices.setMemo([slice.id], 'beta');
    expect([count(database, 'alpha'), count(database, 'beta')]).toEqual([0, 1]);
    aside(database.folder, (sqlite) =>
      sqlite.prepare('UPDATE slices SET contract_id = ? WHERE id = ?').run(other, slice.id),
    );
    expect(find(database, 'zzz', [other])).toHaveLength(1);
    expect(find(database, 'zzz', [contract])).toHaveLength(0);
    aside(database.folder, (sqlite) => sqlite.prepare('DELETE FROM slices WHERE id = ?').run(slice.id));
    expect(count(database, 'beta')).toBe(0);
    expect(aside(database.folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
  });

  it('[SR4] an index that is not complete is made again by the first question', () => {
    const database = openSound();
    const contract = addContract(database);
    database.recorder.save([closed(aSlice(contract, SLOT, { memo: 'gamma', windows: [] }))], []);
    aside(database.folder, (sqlite) => sqlite.exec("INSERT INTO search (search) VALUES ('delete-all')"));
    expect(count(database, 'gamma')).toBe(1);
  });

  it('[SR4] a row whose windows cannot be read is found by its memo and stops nothing', () => {
    const database = openSound();
    const contract = addContract(database);
    const slice = closed(aSlice(contract, SLOT, { memo: 'delta' }));
    database.recorder.save([slice], []);
    aside(database.folder, (sqlite) =>
      sqlite.prepare("UPDATE slices SET windows = 'no json' WHERE id = ?").run(slice.id),
    );
    expect(count(database, 'delta')).toBe(1);
    expect(count(database, 'code')).toBe(0);
  });
});

describe('the figures', () => {
  it('[TS5] sums of days come in one question, half-open, by contract and kind', () => {
    const database = openSound();
    const contract = addContract(database);
    database.recorder.save(
      [
        closed(aSlice(contract, MONDAY / 1000)),
        closed(aSlice(contract, MONDAY / 1000 + 600, { kind: 'manual' })),
        closed(aSlice(contract, (MONDAY + DAY_MS) / 1000)),
        aSlice(contract, (MONDAY + DAY_MS) / 1000 + 600),
      ],
      [],
    );
    expect(database.figures.sums([MONDAY, MONDAY + DAY_MS, MONDAY + 2 * DAY_MS])).toEqual([
      { stretch: 0, contractId: contract, totalMs: 20_000, manualMs: 10_000, idleMs: 0 },
      { stretch: 1, contractId: contract, totalMs: 10_000, manualMs: 0, idleMs: 0 },
    ]);
  });

  it('[TS5] sums are answered from the index alone', () => {
    const database = openSound();
    const plan = aside(database.folder, (sqlite) =>
      sqlite
        .prepare<[], { detail: string }>(
          "EXPLAIN QUERY PLAN SELECT contract_id, slot, kind, tracked_ms, idle_ms, activity FROM slices WHERE state = 'closed' AND slot >= 1 AND slot < 2",
        )
        .all()
        .map(({ detail }) => detail)
        .join(),
    );
    expect(plan).toContain('COVERING INDEX slices_figures');
  });
});
