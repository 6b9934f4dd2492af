import { describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { DAY_MS, HOUR_MS, slotStart, WEEK_MS, weekLocksAt } from '../../domain/week';
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commands,
  type Sync,
  type Timer,
} from '../../electron/contract';
import { createDiary } from '../../electron/main/diary';
import { dispatch } from '../../electron/main/dispatch';
import { Edits } from '../../electron/main/edits';
import { createHandlers, type HandlerDeps } from '../../electron/main/handlers';
import type { SyncDesk } from '../../electron/main/handlers-sync';
import { Imports } from '../../electron/main/imports';
import { createNotices } from '../../electron/main/notices';
import type { Recorder } from '../../electron/main/ports';
import { createProtection } from '../../electron/main/protection';
import { createSettings } from '../../electron/main/settings';
import { createWeekReader } from '../../electron/main/timesheet';
import { openSound } from '../support/database';
import { sha256 } from '../support/evidence';
import { NO_JOBS } from '../support/job';
import {
  anIdle,
  aSlice,
  closed,
  MONDAY,
  newContract,
  newSliceId,
  SLOT,
  work,
} from '../support/store-fixtures';

const NOW = MONDAY + 10 * HOUR_MS;
const UNKNOWN = '6f1f5a0e-7c1a-4d0e-9d53-0a3f2f9d7e11';

const stopped: Timer = {
  mode: 'stopped',
  pauseReason: null,
  contractId: null,
  memo: '',
  sessionMs: 0,
  todayMs: 0,
  week: { start: MONDAY, trackedMs: 0, overMs: 0, limitSeconds: null },
  idle: null,
};

/** A recorder that remembers what it was asked. */
function fakeRecorder() {
  return {
    begin: vi.fn(async () => undefined),
    start: vi.fn(async () => undefined),
    stop: vi.fn(async () => undefined),
    resume: vi.fn(async () => undefined),
    setMemo: vi.fn(),
    memoAmended: vi.fn(),
    edit: <T>(_ids: readonly unknown[], change: () => T): T | null => change(),
    answerIdle: vi.fn(async () => undefined),
    contractChanged: vi.fn(),
    suspended: vi.fn(),
    resumed: vi.fn(),
    timer: vi.fn(() => stopped),
    openSlice: vi.fn<Recorder['openSlice']>(() => null),
    underWay: vi.fn(() => false),
    end: vi.fn(async () => undefined),
  } satisfies Recorder;
}

const unlinked: Sync = {
  server: null,
  state: 'off',
  waitingFor: null,
  problem: null,
  nextAt: null,
  offlineSince: null,
  contracts: [],
  refused: [],
};
const offline = { outcome: 'problem', why: 'offline', detail: '' } as const;
const unlinkedSync: SyncDesk = {
  state: () => unlinked,
  isClients: () => false,
  look: async () => offline,
  link: async () => offline,
  unlink: async () => unlinked,
  share: async () => offline,
  pause: async () => unlinked,
  retry: async () => unlinked,
  sendAnyway: async () => unlinked,
  invite: async () => offline,
  copyLink: () => undefined,
  threads: async () => ({ threads: [], stale: null }),
  say: async () => offline,
  disputes: () => ({ disputes: [] }),
  answer: async () => offline,
  accesses: async () => offline,
  received: () => [],
};

/** Real tables and read models; the recorder, the dialog and the system are stand-ins. */
function desk(change: Partial<HandlerDeps> = {}) {
  const database = openSound();
  const clock = new ManualClock(NOW);
  const recorder = fakeRecorder();
  const changedSlots = vi.fn();
  const handlers = createHandlers({
    clock,
    newId: () => crypto.randomUUID(),
    recorder,
    contracts: database.contracts,
    slices: database.slices,
    idles: database.recorder,
    diary: createDiary({
      source: {
        cellsBetween: (from, to) => database.slices.cellsBetween(from, to),
        syntheticBetween: (from, to) => database.slices.syntheticBetween(from, to),
        tombstones: (from, to) => database.trash.tombstones(from, to),
        byId: (id) => database.slices.byId(id),
        contracts: () => database.contracts.list(),
      },
      pictures: database.pictures,
      openSlice: recorder.openSlice,
      now: () => clock.read().wall,
    }),
    week: createWeekReader({
      figures: database.figures,
      contracts: () => database.contracts.list(),
      openSlice: recorder.openSlice,
    }),
    search: database.search,
    windows: { toggleMini: vi.fn(), openMain: vi.fn() },
    saveTimesheet: async () => null,
    saveNotice: async () => null,
    backup: {
      make: async () => ({ ok: true, value: { outcome: 'cancelled' } }),
      restores: {
        choose: async () => ({ ok: true, value: { outcome: 'cancelled' } }),
        read: async () => ({ ok: true, value: { outcome: 'cancelled' } }),
        apply: async () => ({ ok: true, value: undefined }),
        forget: async () => undefined,
      },
    },
    evidence: {
      evidence: () => ({ device: { state: 'opening' }, contracts: [] }),
      numberOf: () => null,
      keys: {
        add: () => ({ outcome: 'refused', why: 'no-key' }),
        revoke: () => ({ outcome: 'refused', why: 'no-key' }),
        rotate: async () => ({ outcome: 'refused', why: 'no-key' }),
        recover: async () => undefined,
      },
      replaceKey: async () => undefined,
      copyKey: () => undefined,
      saveIdentity: async () => null,
      saveVerifier: async () => null,
      exportBundle: async () => ({ ok: true, value: { outcome: 'cancelled' } }),
      faultOf: () => null,
      sha256,
    },
    sync: unlinkedSync,
    pairLinks: { take: () => null },
    eraseContract: async () => ({ ok: true, value: { outcome: 'cancelled' } }),
    pictureEdits: {
      delete: () => ({ ok: true, value: { undoUntil: NOW + 30_000 } }),
      undo: () => ({ ok: true, value: undefined }),
      redact: async () => ({ ok: true, value: undefined }),
      release: () => ({ ok: true, value: undefined }),
      begin: async () => undefined,
    },
    imports: new Imports({
      table: database.imports,
      slices: database.slices,
      contracts: () => database.contracts.list(),
      recorder,
      jobs: NO_JOBS,
      askFile: async () => null,
      reason: (source, file) => `Imported from ${source}, ${file}`,
      localZone: 'UTC',
      usualOrder: () => 'dmy',
      newId: () => crypto.randomUUID(),
      now: () => clock.read().wall,
      slicesChanged: changedSlots,
      forget: () => undefined,
    }),
    pictureNotice: {
      preview: () => null,
      close: () => undefined,
      show: () => false,
      takeWanted: () => null,
    },
    protection: createProtection({
      slicesBetween: (from, to) => database.slices.between(from, to),
      contracts: () => database.contracts.list(),
      pictures: database.pictures,
      openSlice: recorder.openSlice,
      weekOverMs: () => recorder.timer().week.overMs,
      now: () => clock.read().wall,
      days: () => [],
    }),
    edits: new Edits({
      slices: database.slices,
      trash: database.trash,
      store: database.recorder,
      eraser: new Promise(() => undefined),
      recorder,
      contract: (id) => database.contracts.get(id),
      now: () => clock.read().wall,
      newId: () => crypto.randomUUID(),
      slicesChanged: changedSlots,
      after: () => new Promise(() => undefined),
      log: (message) => {
        throw new Error(message);
      },
    }),
    settings: createSettings(database.settings, () => undefined),
    notices: createNotices({
      table: database.notices,
      now: () => NOW,
      changed: () => undefined,
      show: () => undefined,
    }),
    jobs: NO_JOBS,
    texts: { language: () => 'en', locale: () => 'en-GB' },
    isDark: () => false,
    diagnostics: () => {
      throw new Error('not asked for here');
    },
    openFolder: () => undefined,
    contractChanged: (id) => recorder.contractChanged(id),
    slicesChanged: changedSlots,
    exportTo: async () => null,
    ...change,
  });
  const report = (where: string, error: unknown) => {
    throw new Error(where, { cause: error });
  };
  return {
    database,
    clock,
    recorder,
    changedSlots,
    send: (name: CommandName, input?: unknown) => dispatch(handlers, report, name, input),
    /** Sends, expects success, and holds the answer to the contract. */
    async ask<K extends CommandName>(name: K, input: CommandInput<K>): Promise<CommandOutput<K>> {
      const reply = await dispatch(handlers, report, name, input);
      if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${reply.error.detail}`);
      return outputs[name].output.parse(reply.value);
    },
  };
}

const outputs: { [K in CommandName]: { output: { parse(value: unknown): CommandOutput<K> } } } = commands;
const failure = (code: string) => ({ ok: false, error: { code } });

describe('contracts', () => {
  it('[CO1] a new contract has its first rate and limit from its creation', async () => {
    const { ask } = desk();
    const made = await ask('contract.create', newContract());
    expect(made).toMatchObject({
      createdAt: NOW,
      archivedAt: null,
      rates: [{ from: NOW, rateMinor: 5_000 }],
      limits: [{ from: NOW, limitSeconds: 144_000 }],
    });
    expect(await ask('contract.list', undefined)).toEqual([made]);
    expect((await ask('app.boot', undefined)).contracts).toEqual([made]);
  });

  it('[CO2] a change of the rate adds a row and tells the recorder', async () => {
    const { ask, clock, recorder } = desk();
    const { id } = await ask('contract.create', newContract());
    clock.advance(1_000);
    const changed = await ask('contract.setRate', { id, rateMinor: 6_000 });
    expect(changed.rates).toEqual([
      { from: NOW, rateMinor: 5_000 },
      { from: NOW + 1_000, rateMinor: 6_000 },
    ]);
    expect(recorder.contractChanged).toHaveBeenLastCalledWith(id);
  });

  it('[CO3] a cut counts at once while nothing is tracked, and from next Monday once something is, the running slice included', async () => {
    const { ask, clock, recorder } = desk();
    const { id } = await ask('contract.create', newContract());
    clock.advance(1_000);
    expect((await ask('contract.setLimit', { id, limitSeconds: 72_000 })).limits.at(-1)).toEqual({
      from: NOW + 1_000,
      limitSeconds: 72_000,
    });
    recorder.openSlice.mockReturnValue(aSlice(id, SLOT));
    expect((await ask('contract.setLimit', { id, limitSeconds: 36_000 })).limits.at(-1)).toEqual({
      from: MONDAY + WEEK_MS,
      limitSeconds: 36_000,
    });
  });

  it('[CO4] a raise takes an announced cut back, on disk', async () => {
    const { ask, clock, database } = desk();
    const { id } = await ask('contract.create', newContract());
    database.recorder.save([closed(aSlice(id, SLOT))], []);
    await ask('contract.setLimit', { id, limitSeconds: 36_000 });
    clock.advance(1_000);
    const { limits } = await ask('contract.setLimit', { id, limitSeconds: null });
    expect(limits.slice(-2)).toEqual([
      { from: NOW + 1_000, limitSeconds: null },
      { from: MONDAY + WEEK_MS, limitSeconds: null },
    ]);
  });

  it('[CO6] [RC30] an archived contract cannot be started; archiving the tracked one stops it first; it comes back', async () => {
    const { ask, send, recorder } = desk();
    const { id } = await ask('contract.create', newContract());
    recorder.timer.mockReturnValue({ ...stopped, mode: 'tracking', contractId: id });
    expect((await ask('contract.archive', { id, archived: true })).archivedAt).toBe(NOW);
    expect(recorder.stop).toHaveBeenCalledOnce();
    expect(await send('timer.start', { contractId: id, memo: '' })).toMatchObject(failure('archived'));
    expect(recorder.start).not.toHaveBeenCalled();
    expect((await ask('contract.archive', { id, archived: false })).archivedAt).toBeNull();
    await ask('timer.start', { contractId: id, memo: ' Header ' });
    expect(recorder.start).toHaveBeenCalledWith(id, 'Header');
  });

  it('[CO7] an edit replaces what is not dated and leaves the terms', async () => {
    const { ask } = desk();
    const made = await ask('contract.create', newContract());
    const { title: _, ...rest } = newContract();
    const edited = await ask('contract.edit', { id: made.id, settings: { ...rest, title: 'Renamed' } });
    expect(edited).toEqual({ ...made, title: 'Renamed' });
  });
});

describe('unknown things', () => {
  it.each([
    ['contract.edit', { id: UNKNOWN, settings: newContract() }],
    ['contract.setRate', { id: UNKNOWN, rateMinor: 1 }],
    ['contract.setLimit', { id: UNKNOWN, limitSeconds: 1 }],
    ['contract.archive', { id: UNKNOWN, archived: true }],
    ['timer.start', { contractId: UNKNOWN, memo: '' }],
    ['memo.recent', { contractId: UNKNOWN }],
    ['idle.answer', { id: UNKNOWN, answer: 'keep' }],
    ['diary.slice', { sliceId: UNKNOWN }],
    ['diary.memo', { sliceIds: [UNKNOWN], memo: '' }],
  ] as const)('[IP10] %s answers not-found', async (name, input) => {
    expect(await desk().send(name, input)).toMatchObject(failure('not-found'));
  });

  it('[IP11] what needs a session says that there is none', async () => {
    const { send } = desk();
    expect(await send('timer.resume')).toMatchObject(failure('not-running'));
    expect(await send('timer.memo', { memo: 'x' })).toMatchObject(failure('not-running'));
  });

  it('[IP12] a day must end after it begins, and lasts 32 days at most', async () => {
    const { send } = desk();
    for (const to of [MONDAY, MONDAY - 1, MONDAY + 32 * DAY_MS + 1]) {
      expect(await send('diary.day', { from: MONDAY, to })).toMatchObject(failure('bad-input'));
    }
    expect(await send('diary.day', { from: MONDAY, to: MONDAY + 32 * DAY_MS })).toMatchObject({ ok: true });
  });
});

describe('terms that are the client’s', () => {
  it('[SY18] limit, pause, manual time and tags of a shared contract stay as the client set them; the rest is the freelancer’s', async () => {
    const { ask, send, database } = desk({ sync: { ...unlinkedSync, isClients: () => true } });
    const { id } = await ask('contract.create', newContract());
    const no = { ok: false, error: { code: 'set-by-client' } };
    expect(await send('contract.setLimit', { id, limitSeconds: 0 })).toMatchObject(no);
    expect(await send('contract.pause', { id, paused: true })).toMatchObject(no);
    const settings = newContract();
    expect(await send('contract.edit', { id, settings: { ...settings, manualAllowed: true } })).toMatchObject(
      no,
    );
    expect(await send('contract.edit', { id, settings: { ...settings, tags: ['New'] } })).toMatchObject(no);
    expect(await send('contract.edit', { id, settings: { ...settings, title: 'Another' } })).toMatchObject({
      ok: true,
    });
    expect(database.contracts.get(id)).toMatchObject({
      title: 'Another',
      manualAllowed: false,
      tags: [],
      pauses: [],
    });
  });
});

describe('memos', () => {
  async function withSlices() {
    const at = desk();
    const { id } = await at.ask('contract.create', newContract());
    const full = (slot: number) => closed(aSlice(id, slot, { spans: [work(slot, 0, 60_000)] }));
    const slices = [full(SLOT), full(SLOT + 600)];
    at.database.recorder.save(slices, []);
    return { ...at, id, slices, ids: slices.map((slice) => slice.id) };
  }

  it('[WK13] all slices get the memo, and the recorder and the window are told', async () => {
    const { ask, ids, recorder, changedSlots, database, id } = await withSlices();
    await ask('diary.memo', { sliceIds: ids, memo: 'Better' });
    expect(ids.map((slice) => database.slices.byId(slice)?.memo)).toEqual(['Better', 'Better']);
    expect(recorder.memoAmended).toHaveBeenCalledWith(ids, 'Better');
    expect(changedSlots).toHaveBeenCalledWith([SLOT, SLOT + 600]);
    expect(await ask('memo.recent', { contractId: id })).toEqual(['Better']);
  });

  it('[WK13] one unknown slice, and none gets it', async () => {
    const { send, ids, database } = await withSlices();
    const sliceIds = [...ids, newSliceId()];
    expect(await send('diary.memo', { sliceIds, memo: 'Better' })).toMatchObject(failure('not-found'));
    expect(database.slices.byId(sliceIds[0] ?? newSliceId())?.memo).not.toBe('Better');
  });

  it('[WK12] once the week is locked the memo stays as it was', async () => {
    const { send, ids, clock, database, slices } = await withSlices();
    clock.advance(weekLocksAt(slotStart(SLOT)) - NOW);
    expect(await send('diary.memo', { sliceIds: ids, memo: 'Late' })).toMatchObject(failure('locked-week'));
    expect(ids.map((id) => database.slices.byId(id)?.memo)).toEqual(slices.map((slice) => slice.memo));
  });

  it('[SL23] the running slice may be given a memo before it was ever written', async () => {
    const { ask, id, recorder } = await withSlices();
    const open = aSlice(id, SLOT + 1200);
    recorder.openSlice.mockReturnValue(open);
    await ask('diary.memo', { sliceIds: [open.id], memo: 'Now' });
    expect(recorder.memoAmended).toHaveBeenCalledWith([open.id], 'Now');
  });
});

describe('the rest', () => {
  it('[ID20] an answer goes to the recorder', async () => {
    const { ask, database, recorder } = desk();
    const { id } = await ask('contract.create', newContract());
    const question = anIdle(id, MONDAY);
    database.recorder.save([], [question]);
    await ask('idle.answer', { id: question.id, answer: 'discard' });
    expect(recorder.answerIdle).toHaveBeenCalledWith(question.id, 'discard');
  });

  it('[UI46] settings and the accepted notice are kept', async () => {
    const { ask, database } = desk();
    expect(await ask('settings.set', { theme: 'dark' })).toMatchObject({ theme: 'dark', language: 'system' });
    expect((await ask('notice.accept', undefined)).noticeAcceptedAt).toBe(NOW);
    expect(database.settings.read()).toMatchObject({ theme: 'dark', noticeAcceptedAt: NOW });
  });

  it('[ST33] an export that failed is a storage failure; a closed dialog is not a failure', async () => {
    const failing = desk({ exportTo: async () => ({ outcome: 'failed', detail: 'ENOSPC' }) });
    expect(await failing.send('export.all', { format: 'csv' })).toMatchObject({
      error: { code: 'storage', detail: 'ENOSPC' },
    });
    expect(await desk().ask('export.all', { format: 'csv' })).toEqual({ outcome: 'cancelled' });
  });
});

describe('protection', () => {
  it('[PR24] what people state is recorded with author and date, stays on record when withdrawn, and counts', async () => {
    const { ask, database, recorder } = desk();
    const { id } = await ask('contract.create', newContract());
    const slice = closed(aSlice(id, SLOT, { spans: [work(SLOT, 0, 600_000)] }));
    expect(database.recorder.save([slice], []).outcome).toBe('saved');
    const rules = async () => {
      const [own] = (await ask('protection.week', { at: NOW })).contracts;
      return own?.verdicts[0]?.reasons.map(({ rule }) => rule);
    };
    expect(await rules()).toEqual(expect.arrayContaining(['PR2', 'PR3', 'PR4']));
    const stated = await ask('contract.attest', { id, what: 'identity', statedBy: ' Ada ' });
    expect(stated.attestations).toEqual([{ what: 'identity', statedBy: 'Ada', at: NOW, withdrawnAt: null }]);
    expect(await rules()).not.toContain('PR2');
    const withdrawn = await ask('contract.withdraw', { id, what: 'identity' });
    expect(withdrawn.attestations).toMatchObject([{ statedBy: 'Ada', withdrawnAt: NOW }]);
    expect(await rules()).toContain('PR2');
    expect(recorder.contractChanged).toHaveBeenCalledWith(id);
  });

  it('[PR12] a contract is paused from now on, and resumed', async () => {
    const { ask, send, clock } = desk();
    const { id } = await ask('contract.create', newContract());
    expect((await ask('contract.pause', { id, paused: true })).pauses).toEqual([{ from: NOW, to: null }]);
    clock.advance(HOUR_MS);
    expect((await ask('contract.pause', { id, paused: false })).pauses).toEqual([
      { from: NOW, to: NOW + HOUR_MS },
    ]);
    expect(await send('contract.pause', { id, paused: false })).toMatchObject({
      error: { code: 'not-found' },
    });
    expect(await send('contract.attest', { id: UNKNOWN, what: 'billing', statedBy: 'Ada' })).toMatchObject({
      error: { code: 'not-found' },
    });
    expect(await send('contract.attest', { id, what: 'billing', statedBy: ' ' })).toMatchObject({
      error: { code: 'bad-input' },
    });
  });

  it('[PR20] the week of a contract adds up, with the open slice as it is in memory', async () => {
    const { ask, database, recorder } = desk();
    const { id } = await ask('contract.create', newContract());
    const stored = aSlice(id, SLOT, { spans: [work(SLOT, 0, 60_000)] });
    database.recorder.save([stored], []);
    recorder.openSlice.mockReturnValue({ ...stored, spans: [work(SLOT, 0, 90_000)] });
    const [own] = (await ask('protection.week', { at: NOW })).contracts;
    expect(own?.totalMs).toBe(90_000);
    expect(own?.verdicts).toHaveLength(1);
    expect(await ask('protection.now', undefined)).toMatchObject({ slot: SLOT });
    recorder.openSlice.mockReturnValue(null);
    expect(await ask('protection.now', undefined)).toBeNull();
  });
});
