/** What every `LogStore` of the server must do, whatever it is made of. SPEC: SV17. */
import { describe, expect, test } from 'vitest';
import { type Leaf, LeafSchema } from '../../domain/entry';
import { ContractIdSchema } from '../../domain/ids';
import type { Receipt } from '../../domain/protocol-log';
import type { LogStore, LogWrite, NewEntry } from '../../server/store/log-store';
import { sha256, testKey } from '../support/evidence';
import { ACCOUNT } from '../support/server-logs';

export interface LogStoreUnderTest {
  store: LogStore;
  /** The same data through a new store, as after a restart without a clean end. */
  restarted(): LogStore;
}

const CONTRACT = ContractIdSchema.parse('11111111-1111-4111-8111-111111111111');
const OTHER = ContractIdSchema.parse('22222222-2222-4222-8222-222222222222');
const KID = testKey('device').kid;

export function serverLogStoreContract(name: string, setUp: () => LogStoreUnderTest): void {
  describe(`the contract of the server's log store: ${name}`, () => {
    test('[SV17] what was appended is read back the same, after a restart too, and of no other contract', async () => {
      const subject = setUp();
      await subject.store.append(opening(CONTRACT, 7));
      await subject.store.append(opening(OTHER, 3));
      await subject.store.append(more(CONTRACT, [entry(1), entry(2, { receipt: null })], 'head of 3'));
      for (const store of [subject.store, subject.restarted()]) {
        expect(await store.contracts()).toMatchObject([
          { id: OTHER },
          { id: CONTRACT, checkpoint: 'head of 3' },
        ]);
        expect(await store.contract(CONTRACT)).toMatchObject({ log: leafOf(0), openedAt: 7 });
        expect(await store.contract(ContractIdSchema.parse(NOBODY))).toBeNull();
        expect(await store.lines(CONTRACT, 0, 10)).toEqual([0, 1, 2].map(lineOf));
        expect(await store.lines(CONTRACT, 1, 1)).toEqual([lineOf(1)]);
        expect(await store.lines(CONTRACT, 3, 10)).toEqual([]);
        expect(await store.lines(OTHER, 0, 10)).toHaveLength(1);
        expect(await store.receipt(CONTRACT, leafOf(1))).toEqual(receiptOf(1));
        expect(await store.receipt(CONTRACT, leafOf(2))).toBeNull();
        expect(await store.receipt(OTHER, leafOf(1))).toBeNull();
        expect(await store.placed(CONTRACT, KID, 2)).toBe(leafOf(2));
        expect(await store.placed(CONTRACT, KID, 3)).toBeNull();
        expect(await store.placed(CONTRACT, testKey('other').kid, 2)).toBeNull();
      }
    });

    test('[SV17] what is told comes in the order of entries and names, later told too, and goes when it is destroyed', async () => {
      const { store, restarted } = setUp();
      await store.append(opening(CONTRACT));
      await store.append(more(CONTRACT, [entry(1, { disclosures: [told(2, 1), told(0, 1)] }), entry(2)]));
      await store.append({ ...more(CONTRACT, []), told: [{ number: 1, disclosures: [told(1, 1)] }] });
      const names = async (one: LogStore) => (await one.disclosures(CONTRACT, 1, 3)).map((row) => row.name);
      expect(await names(store)).toEqual(['memo', 'tag', 'time']);
      expect(await store.disclosures(CONTRACT, 1, 2)).toMatchObject([
        { number: 1, about: 1, text: 'text 0' },
        {},
        {},
      ]);
      expect(await store.disclosures(CONTRACT, 2, 9)).toEqual([]);
      await store.append({ ...more(CONTRACT, [entry(3)]), destroyed: [{ number: 1, names: ['tag'] }] });
      expect(await names(store)).toEqual(['memo', 'time']);
      await store.append({ ...more(CONTRACT, [entry(4)]), destroyed: [{ number: 1, names: 'all' }] });
      for (const one of [store, restarted()]) expect(await names(one)).toEqual([]);
    });

    test('[SV17] writes that come together are taken or refused each on its own', async () => {
      const { store, restarted } = setUp();
      await Promise.all([store.append(opening(CONTRACT)), store.append(opening(OTHER))]);
      const outcomes = await Promise.allSettled([
        store.append(more(CONTRACT, [entry(2)])),
        store.append(more(OTHER, [entry(1)])),
        store.append(more(CONTRACT, [entry(1), entry(2)])),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
      for (const one of [store, restarted()]) {
        expect(await one.lines(CONTRACT, 0, 9)).toHaveLength(3);
        expect(await one.lines(OTHER, 0, 9)).toHaveLength(2);
      }
    });

    const wrong: [what: string, write: LogWrite][] = [
      ['a number that is not the next', more(CONTRACT, [entry(1), entry(3)])],
      ['the number of one that is there', more(CONTRACT, [entry(0)])],
      ['a place that is taken', more(CONTRACT, [entry(1), entry(2, { seq: 1 })])],
      ['a line that is there', more(CONTRACT, [entry(1), { ...entry(1), number: 2, seq: 2 }])],
      ['a contract without its open', more(OTHER, [entry(0)])],
      [
        'what is told twice',
        {
          ...more(CONTRACT, [entry(1, { disclosures: [told(0, 1)] })]),
          told: [{ number: 1, disclosures: [told(0, 1)] }],
        },
      ],
    ];
    test.each(wrong)('[SV17] %s: it rejects, and nothing has changed', async (_, write) => {
      const { store, restarted } = setUp();
      await store.append(opening(CONTRACT));
      const before = await everything(store);
      await expect(store.append({ ...write, destroyed: [{ number: 0, names: 'all' }] })).rejects.toThrow();
      for (const one of [store, restarted()]) expect(await everything(one)).toEqual(before);
      await store.append(more(CONTRACT, [entry(1)]));
      expect(await store.lines(CONTRACT, 0, 9)).toHaveLength(2);
    });
  });
}

const NOBODY = '99999999-9999-4999-8999-999999999999';

async function everything(store: LogStore) {
  return [
    await store.contracts(),
    await store.lines(CONTRACT, 0, 100),
    await store.disclosures(CONTRACT, 0, 100),
    await store.lines(OTHER, 0, 100),
  ];
}

function leafOf(number: number): Leaf {
  return LeafSchema.parse(Buffer.from(sha256(Buffer.from(`leaf ${number}`))).toString('base64url'));
}

function lineOf(number: number) {
  return { number, line: `line ${number}`, receivedAt: 1000 + number };
}

function receiptOf(index: number): Receipt {
  return {
    leaf: leafOf(index),
    index,
    receivedAt: 1000 + index,
    path: [leafOf(99)],
    checkpoint: `head ${index}`,
  };
}

function told(place: number, about: number): NewEntry['disclosures'][number] {
  return { place, about, name: (['memo', 'tag', 'time'] as const)[place] ?? 'memo', text: `text ${place}` };
}

function entry(number: number, more: Partial<NewEntry> = {}): NewEntry {
  return {
    ...lineOf(number),
    leaf: leafOf(number),
    kid: KID,
    seq: number,
    type: 'rate',
    receipt: receiptOf(number),
    disclosures: [],
    ...more,
  };
}

function opening(contract: typeof CONTRACT, openedAt = 5): LogWrite {
  return {
    ...more(contract, [entry(0, { type: 'open', disclosures: [told(0, 0)] })]),
    opened: { log: leafOf(contract === CONTRACT ? 0 : 50), openedAt, account: ACCOUNT },
  };
}

function more(contract: typeof CONTRACT, entries: NewEntry[], checkpoint = 'head'): LogWrite {
  return { contract, opened: null, entries, told: [], segments: [], destroyed: [], checkpoint };
}
