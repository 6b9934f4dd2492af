/** The server's page in the app: how it stands, what is shared, what was refused, and the words for each. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FIELD_KINDS } from '../../domain/field';
import { HourlyContractSchema } from '../../domain/hourly-contract';
import { REFUSALS } from '../../domain/protocol-log';
import { REVIEW_STEPS } from '../../domain/protocol-review';
import type { RefusedEntry, Sync, SyncContract } from '../../electron/contract';
import { SyncContractSchema, SyncProblemSchema, SyncSchema } from '../../electron/contract';
import { inOrderOfGravity, noticeAction, talkOf } from '../../src/desktop/notices/notice-text';
import { groupsOf, wayOf } from '../../src/desktop/sync/refusals';
import { fieldsOf, SHARE_PARTS, sharesOf, USUAL_SHARES } from '../../src/desktop/sync/sharing';
import { callsOf, STANDINGS, standingOf, toneOf, waitingOf } from '../../src/desktop/sync/standing';
import en from '../../src/locales/en.json';
import fr from '../../src/locales/fr.json';
import { contract as contractId, slice } from './cells';

const NOW = Date.parse('2026-11-25T10:00Z');

function shared(n: number, change: Partial<SyncContract> = {}): SyncContract {
  return {
    contractId: contractId(n),
    on: true,
    fields: fieldsOf(USUAL_SHARES),
    presence: false,
    sent: 10,
    queued: 0,
    pictures: 0,
    receivedAt: NOW,
    state: 'current',
    held: null,
    set: { limit: null, paused: null, terms: null, billing: null },
    unanswered: 0,
    disputes: 0,
    ...change,
  };
}

function linked(change: Partial<Sync> = {}): Sync {
  return SyncSchema.parse({
    server: {
      url: 'https://diary.example.org',
      kid: 'A'.repeat(43),
      words: 'lusab-babad',
      account: 'Fran',
      linkedAt: NOW,
      contactAt: NOW,
    },
    state: 'idle',
    waitingFor: null,
    problem: null,
    nextAt: null,
    offlineSince: null,
    contracts: [shared(1)],
    refused: [],
    ...change,
  });
}

function refused(id: number, change: Partial<RefusedEntry> = {}): RefusedEntry {
  return {
    id,
    contractId: contractId(1),
    sliceId: slice(id),
    slot: 600 * id,
    ms: 600_000,
    why: 'paused',
    detail: '',
    at: NOW,
    ...change,
  };
}

describe('how it stands with the server', () => {
  it('[SY37] is one word, the gravest first', () => {
    const rows: [Partial<Sync>, string][] = [
      [{ contracts: [] }, 'nothing'],
      [{}, 'received'],
      [{ contracts: [shared(1, { queued: 3 })] }, 'sending'],
      [{ state: 'waiting', waitingFor: 'network' }, 'waiting'],
      [{ state: 'waiting', waitingFor: 'metered' }, 'metered'],
      [{ state: 'waiting', waitingFor: 'network', problem: 'offline' }, 'offline'],
      [{ state: 'waiting', offlineSince: NOW }, 'offline'],
      [{ state: 'paused', offlineSince: NOW }, 'paused'],
      [{ state: 'paused', refused: [refused(1)] }, 'refused'],
      [{ refused: [refused(1)], contracts: [shared(1, { state: 'held' })] }, 'held'],
      [{ contracts: [shared(1, { state: 'elsewhere' })] }, 'held'],
      [{ state: 'stopped', problem: 'revoked', contracts: [shared(1, { state: 'held' })] }, 'stopped'],
      [{ state: 'stopped', contracts: [shared(1), shared(2, { state: 'inconsistent' })] }, 'inconsistent'],
    ];
    expect(rows.map(([change]) => standingOf(linked(change)))).toEqual(rows.map(([, wanted]) => wanted));
    expect(new Set(rows.map(([, wanted]) => wanted))).toEqual(new Set(STANDINGS));
  });

  it('[SY37] nothing is said where there is no server, and nothing of a contract that is not shared any more', () => {
    expect(standingOf(null)).toBeNull();
    expect(standingOf(linked({ server: null }))).toBeNull();
    expect(callsOf(linked({ server: null, refused: [refused(1)] }))).toBe(0);
    const off = linked({
      contracts: [shared(1, { on: false, state: 'inconsistent', queued: 5, pictures: 2 })],
    });
    expect(standingOf(off)).toBe('nothing');
    expect(waitingOf(off)).toEqual({ entries: 0, pictures: 0 });
  });

  it('[SY37] what waits for the freelancer is counted: questions, disputes, refusals', () => {
    const sync = linked({
      contracts: [
        shared(1, { unanswered: 2, queued: 3, pictures: 1 }),
        shared(2, { disputes: 1, queued: 4 }),
      ],
      refused: [refused(1), refused(2)],
    });
    expect(callsOf(sync)).toBe(5);
    expect(waitingOf(sync)).toEqual({ entries: 7, pictures: 1 });
  });

  it('[SY37] only what nobody but a person can mend is grave', () => {
    expect(STANDINGS.filter((one) => toneOf(one) === 'grave')).toEqual(['inconsistent', 'stopped']);
    expect(STANDINGS.filter((one) => toneOf(one) === 'good')).toEqual(['received']);
  });
});

describe('what is shared', () => {
  it('[SY34] every choice is told and read back; what gives the hours their meaning is always told', () => {
    for (let bits = 0; bits < 2 ** SHARE_PARTS.length; bits += 1) {
      const has = (part: (typeof SHARE_PARTS)[number]) => ((bits >> SHARE_PARTS.indexOf(part)) & 1) === 1;
      const shares = {
        memos: has('memos'),
        pictures: has('pictures'),
        windows: has('windows'),
        minutes: has('minutes'),
      };
      const fields = fieldsOf(shares);
      expect(sharesOf(fields)).toEqual(shares);
      expect(fields).toEqual(
        expect.arrayContaining(['time', 'activity', 'missed', 'title', 'client', 'tags']),
      );
      expect(new Set(fields).size).toBe(fields.length);
    }
  });

  it('[SY34] no field of the format is forgotten: with everything chosen all are told', () => {
    const all = fieldsOf({ memos: true, pictures: true, windows: true, minutes: true });
    expect([...all].sort()).toEqual([...FIELD_KINDS].sort());
    expect(SyncContractSchema.shape.fields.parse(all)).toEqual(all);
  });

  it('[SY34] windows and counts are told only where somebody chose so', () => {
    expect(fieldsOf(USUAL_SHARES)).not.toContain('windows');
    expect(fieldsOf(USUAL_SHARES)).not.toContain('minutes');
  });
});

describe('what was refused', () => {
  it('[SY38] slices of one contract refused for one reason are one entry, with all of their time; the latest first', () => {
    const groups = groupsOf([
      refused(3),
      refused(1, { at: NOW - 5 }),
      refused(9, { why: 'entry', sliceId: null, slot: null, ms: null, at: NOW + 9, detail: 'unknown type' }),
      refused(4, { contractId: contractId(2), at: NOW - 9 }),
    ]);
    expect(groups.map(({ why, ids, ms }) => ({ why, ids, ms }))).toEqual([
      { why: 'entry', ids: [9], ms: 0 },
      { why: 'paused', ids: [3, 1], ms: 1_200_000 },
      { why: 'paused', ids: [4], ms: 600_000 },
    ]);
    expect(groups[1]?.slices).toEqual([
      { sliceId: slice(1), slot: 600 },
      { sliceId: slice(3), slot: 1800 },
    ]);
    expect(groups[0]?.detail).toBe('unknown type');
    expect(groupsOf([])).toEqual([]);
  });

  it('[SY38] every reason says what it is and what can be done, in both languages', () => {
    for (const why of REFUSALS) {
      for (const texts of [en, fr]) {
        expect(texts.sync.refusal[why].what.length).toBeGreaterThan(10);
        expect(texts.sync.refusal[why].do.length).toBeGreaterThan(10);
      }
      expect(['retry', 'talk', 'report']).toContain(wayOf(why));
    }
    // A second try is offered where it can be another answer.
    expect([...REFUSALS].filter((why) => wayOf(why) === 'talk').sort()).toEqual(['manual', 'paused', 'week']);
    expect(Object.keys(en.sync.refusal).sort()).toEqual([...REFUSALS].sort());
  });
});

describe('the words of the server', () => {
  it('[SY37] every standing, problem and step has its own', () => {
    for (const texts of [en, fr]) {
      for (const one of STANDINGS) expect(texts.sync.standing[one].title).not.toBe('');
      for (const why of SyncProblemSchema.options)
        expect(texts.sync.problem[why].body.length).toBeGreaterThan(10);
      for (const what of REVIEW_STEPS) expect(texts.sync.disputes.step[what]).not.toBe('');
    }
    expect(Object.keys(en.sync.problem).sort()).toEqual([...SyncProblemSchema.options].sort());
  });

  it('[SY39] notices of the server lead to where something can be done, the gravest first', () => {
    const told = (id: Parameters<typeof noticeAction>[0]['id'], level: 'info' | 'warning' | 'error') => ({
      id,
      key: id,
      level,
      at: NOW,
      values: {},
    });
    const list = [
      told('sync-limit', 'info'),
      told('sync-dispute', 'warning'),
      told('sync-inconsistent', 'error'),
    ];
    expect(inOrderOfGravity(list).map(({ id }) => id)).toEqual([
      'sync-inconsistent',
      'sync-dispute',
      'sync-limit',
    ]);
    expect(noticeAction(told('sync-question', 'info'), 'tracking')).toBe('open-server');
    expect(noticeAction(told('sync-dispute', 'warning'), 'stopped')).toBe('open-server');
    expect(noticeAction(told('sync-limit', 'info'), 'stopped')).toBe('open-contracts');
    const about = (id: Parameters<typeof noticeAction>[0]['id']) =>
      talkOf({ ...told(id, 'info'), values: { contractId: 'c' } });
    expect(about('sync-question')).toEqual({ contractId: 'c', what: 'threads' });
    expect(about('sync-dispute')).toEqual({ contractId: 'c', what: 'disputes' });
    expect(about('sync-refused')).toBeNull();
    expect(talkOf(told('sync-question', 'info'))).toBeNull();
  });
});

describe('the form of a shared contract', () => {
  beforeEach(() => {
    vi.resetModules();
    const calls: [string, unknown][] = [];
    vi.stubGlobal('window', {
      desktop: {
        call: async (name: string, input: unknown) => {
          calls.push([name, input]);
          return { ok: true, value: CONTRACT };
        },
        on: () => () => undefined,
      },
    });
    vi.stubGlobal('calls', calls);
  });

  const CONTRACT = HourlyContractSchema.parse({
    id: contractId(1),
    title: 'Checkout',
    client: 'Northwind',
    currency: 'EUR',
    billing: 'exact',
    pictures: 'every',
    manualAllowed: true,
    idleMinutes: 10,
    overLimit: 'stop',
    colour: 'teal',
    rates: [{ from: NOW - 1e9, rateMinor: 6_500 }],
    limits: [{ from: NOW - 1e9, limitSeconds: 144_000 }],
    createdAt: NOW - 1e9,
    archivedAt: null,
  });

  it('[SY36] saves the client’s terms as they are now, not as they were when the form was opened', async () => {
    const { saveContract } = await import('../../src/desktop/contracts/save');
    const { useSync } = await import('../../src/desktop/sync/sync-store');
    const { useApp } = await import('../../src/desktop/store');
    useSync.setState({ sync: linked() });
    // The client has forbidden time by hand, asked for tags and cut the limit meanwhile.
    useApp.setState({
      contracts: [
        {
          ...CONTRACT,
          manualAllowed: false,
          tags: ['design'],
          tagRequired: true,
          limits: [...CONTRACT.limits, { from: NOW, limitSeconds: 72_000 }],
        },
      ],
    });
    await saveContract(CONTRACT, {
      ...CONTRACT,
      title: 'Checkout redesign',
      rateMinor: 6_500,
      limitSeconds: 144_000,
    });
    const calls: unknown = Reflect.get(globalThis, 'calls');
    expect(calls).toEqual([
      [
        'contract.edit',
        {
          id: CONTRACT.id,
          settings: expect.objectContaining({
            title: 'Checkout redesign',
            manualAllowed: false,
            tags: ['design'],
            tagRequired: true,
          }),
        },
      ],
    ]);
  });
});
