/** The window's own logic: the client of the contract, the timer bar, the contract form, shortcuts, notices. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HourlyContract, HourlyContractSchema } from '../../domain/hourly-contract';
import { ContractIdSchema } from '../../domain/ids';
import type { DesktopBridge, Timer } from '../../electron/contract';
import { CommandError, createClient } from '../../src/desktop/client';
import { changesOf, emptyForm, formOf, isCut, readForm } from '../../src/desktop/contracts/form-values';
import { answerKey, answersFor, contractOfQuestion } from '../../src/desktop/idle/question';
import { inOrderOfGravity, noticeAction } from '../../src/desktop/notices/notice-text';
import { acceleratorKeys, recordKey } from '../../src/desktop/settings/accelerator';
import { documentTitle, shownContract, weekBar } from '../../src/desktop/timer/selection';
import { contract as contractId } from './cells';

const MONDAY = Date.parse('2026-11-23T00:00Z');
const NOW = Date.parse('2026-11-24T10:00Z');

function contractOf(n: number, changes: Partial<HourlyContract> = {}): HourlyContract {
  return HourlyContractSchema.parse({
    id: contractId(n),
    title: `Contract ${n}`,
    client: `Client ${n}`,
    currency: 'EUR',
    billing: 'exact',
    pictures: 'every',
    manualAllowed: false,
    idleMinutes: 10,
    overLimit: 'stop',
    colour: 'teal',
    rates: [{ from: MONDAY - 1e9, rateMinor: 6_500 }],
    limits: [{ from: MONDAY - 1e9, limitSeconds: 144_000 }],
    createdAt: MONDAY - 1e9,
    archivedAt: null,
    ...changes,
  });
}

describe('the client', () => {
  const bridge = (reply: unknown, heard: ((payload: unknown) => void)[] = []): DesktopBridge => ({
    call: async () => {
      if (reply instanceof Error) throw reply;
      return reply;
    },
    on: (_name, listener) => {
      heard.push(listener);
      return () => undefined;
    },
  });
  const codeOf = async (reply: unknown) => {
    const client = createClient(bridge(reply), () => undefined);
    const problem = await client.call('contract.list', undefined).catch((error: unknown) => error);
    return problem instanceof CommandError ? problem.code : problem;
  };

  it('[IP4] answers what the contract says and nothing else', async () => {
    expect(await codeOf({ ok: true, value: [contractOf(1)] })).toEqual([contractOf(1)]);
    expect(await codeOf({ ok: true, value: [{ ...contractOf(1), rates: [] }] })).toBe('bad-answer');
    expect(await codeOf('nonsense')).toBe('bad-answer');
    expect(await codeOf({ ok: false, error: { code: 'storage', detail: 'full' } })).toBe('storage');
    expect(await codeOf({ ok: false, error: { code: 'new-code', detail: '' } })).toBe('bad-answer');
    expect(await codeOf(new Error('channel closed'))).toBe('unreachable');
  });

  it('[IP4] drops an event of another shape and reports it; a good one arrives parsed', () => {
    const heard: ((payload: unknown) => void)[] = [];
    const problems: string[] = [];
    const seen: unknown[] = [];
    const client = createClient(bridge(null, heard), ({ code }) => problems.push(code));
    client.on('diary', (payload) => seen.push(payload));
    heard[0]?.({ slots: ['x'] });
    heard[0]?.({ slots: [600], more: 1 });
    expect(problems).toEqual(['bad-answer']);
    expect(seen).toEqual([{ slots: [600] }]);
  });
});

describe('the timer bar', () => {
  const stopped = { mode: 'stopped', contractId: null } as const;

  it('[UI11] offers the chosen contract, else the last tracked, else the first; never an archived one', () => {
    const contracts = [contractOf(1), contractOf(2), contractOf(3, { archivedAt: NOW })];
    const shown = (chosen: string | null, remembered: string | null) =>
      shownContract(contracts, stopped, chosen, remembered)?.id;
    expect(shown(contractId(2), contractId(1))).toBe(contractId(2));
    expect(shown(null, contractId(2))).toBe(contractId(2));
    expect(shown(null, contractId(3))).toBe(contractId(1));
    expect(shownContract([], stopped, null, null)).toBeNull();
  });

  it('[UI11] shows the running contract whatever was chosen', () => {
    const timer = { mode: 'tracking', contractId: contractId(2) } as const;
    expect(shownContract([contractOf(1), contractOf(2)], timer, contractId(1), null)?.id).toBe(contractId(2));
  });

  it('[UI2] the title says the state by sign and word', () => {
    const timer: Timer = {
      mode: 'tracking',
      pauseReason: null,
      contractId: contractId(1),
      memo: '',
      sessionMs: 9_667_000,
      todayMs: 0,
      week: { start: MONDAY, trackedMs: 0, overMs: 0, limitSeconds: null },
      idle: null,
    };
    const title = (mode: Timer['mode']) => documentTitle({ ...timer, mode }, contractOf(1), 'Stopped');
    expect(title('tracking')).toBe('● 2:41 Client 1 — Minutier');
    expect(title('paused')).toBe('❚❚ 2:41 Client 1 — Minutier');
    expect(title('stopped')).toBe('Stopped — Minutier');
  });

  it('[UI12] the week’s bar ends at the limit, or at the time where that is more', () => {
    expect(weekBar(0, 0, null)).toBeNull();
    const half = weekBar(72_000_000, 0, 144_000);
    expect(half).toMatchObject({ within: 0.5, over: 0, reached: 0 });
    expect(half?.marks.map(({ at }) => at)).toEqual([0.8, 0.95, 1]);
    expect(weekBar(115_200_000, 0, 144_000)?.reached).toBe(80);
    const over = weekBar(180_000_000, 36_000_000, 144_000);
    expect(over).toMatchObject({ within: 0.8, over: 0.2, reached: 100 });
    expect(over?.marks.at(-1)?.at).toBe(0.8);
    expect(weekBar(0, 0, 0)?.reached).toBe(100);
  });
});

describe('the contract form', () => {
  it('[CO9] reads a filled form into exactly what is sent', () => {
    const values = {
      ...emptyForm('fr-FR', 'teal'),
      title: ' Site ',
      client: 'Acme',
      rate: '65,50',
      limit: '37:30',
    };
    const read = readForm(values, 'fr-FR');
    expect(read).toMatchObject({
      ok: true,
      contract: { title: 'Site', currency: 'EUR', rateMinor: 6_550, limitSeconds: 135_000, idleMinutes: 10 },
    });
    expect(readForm({ ...values, limited: false, limit: 'x' }, 'fr-FR')).toMatchObject({
      ok: true,
      contract: { limitSeconds: null },
    });
  });

  it('[CO9] says at each field what is wrong', () => {
    const values = {
      ...emptyForm('fr-FR', 'teal'),
      title: 'a\u0007',
      rate: '1,234',
      limit: '200',
      idleMinutes: '',
    };
    expect(readForm(values, 'fr-FR')).toEqual({
      ok: false,
      errors: {
        title: 'title',
        client: 'client',
        rate: 'rateDecimals',
        limit: 'limitBig',
        idleMinutes: 'idle',
      },
    });
  });

  it('[CO9] an untouched form of an existing contract changes nothing', () => {
    const contract = contractOf(1);
    for (const locale of ['fr-FR', 'en-US']) {
      const read = readForm(formOf(contract, NOW, locale), locale);
      if (!read.ok) throw new Error('the form of a contract can be read');
      expect(changesOf(contract, read.contract, NOW)).toEqual({
        settings: undefined,
        rateMinor: undefined,
        limitSeconds: undefined,
      });
    }
  });

  it('[CO9] finds what changed, each by itself', () => {
    const contract = contractOf(1);
    const read = readForm({ ...formOf(contract, NOW, 'en-GB'), rate: '70', limited: false }, 'en-GB');
    if (!read.ok) throw new Error('the form can be read');
    expect(changesOf(contract, read.contract, NOW)).toEqual({
      settings: undefined,
      rateMinor: 7_000,
      limitSeconds: null,
    });
  });

  it('[CO10] tells of a cut before it is saved, not of a raise and not of one already announced', () => {
    const contract = contractOf(1);
    const values = formOf(contract, NOW, 'en-GB');
    expect(isCut(contract, { ...values, limit: '30' }, NOW)).toBe(true);
    expect(isCut(contract, { ...values, limit: '50' }, NOW)).toBe(false);
    expect(isCut(contract, { ...values, limited: false }, NOW)).toBe(false);
    const announced = contractOf(1, {
      limits: [...contract.limits, { from: MONDAY + 604_800_000, limitSeconds: 36_000 }],
    });
    expect(isCut(announced, formOf(announced, NOW, 'en-GB'), NOW)).toBe(false);
  });
});

describe('the shortcut recorder', () => {
  const press = (code: string, held: Partial<Parameters<typeof recordKey>[0]> = {}) => ({
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  });

  it('[UI13] takes a key with a modifier, by its place on the keyboard', () => {
    expect(recordKey(press('KeyK', { ctrlKey: true, shiftKey: true }), false)).toEqual({
      kind: 'done',
      accelerator: 'CommandOrControl+Shift+K',
    });
    expect(recordKey(press('Space', { metaKey: true, altKey: true }), true)).toEqual({
      kind: 'done',
      accelerator: 'CommandOrControl+Alt+Space',
    });
    expect(recordKey(press('F9'), false)).toEqual({ kind: 'done', accelerator: 'F9' });
  });

  it('[UI13] refuses what would take a key away from every program', () => {
    expect(recordKey(press('KeyK'), false).kind).toBe('needs-modifier');
    expect(recordKey(press('KeyK', { shiftKey: true }), false).kind).toBe('needs-modifier');
    expect(recordKey(press('ControlLeft', { ctrlKey: true }), false).kind).toBe('partial');
    expect(recordKey(press('IntlRo', { ctrlKey: true }), false).kind).toBe('unsupported');
  });

  it('shows an accelerator as the platform’s keys', () => {
    expect(acceleratorKeys('CommandOrControl+Shift+K', false)).toEqual(['Ctrl', 'Shift', 'K']);
    expect(acceleratorKeys('CommandOrControl+Shift+K', true)).toEqual(['⌘', '⇧', 'K']);
    expect(acceleratorKeys('', false)).toEqual([]);
  });
});

describe('the idle question', () => {
  it('[ID9] names the contract it is about, which may not be the one being tracked', () => {
    const told = {
      id: 'idle-answer-needed',
      key: 'idle:x',
      level: 'info',
      at: NOW,
      values: { idleId: 'x', title: 'Old work', client: 'Acme' },
    } as const;
    expect(contractOfQuestion('x', [told], contractOf(1))).toBe('Acme — Old work');
    expect(contractOfQuestion('y', [told], contractOf(1))).toBe('Client 1 — Contract 1');
  });

  it('[ID9] does not offer to stop what is stopped', () => {
    expect(answersFor('stopped')).toEqual(['keep', 'discard']);
    expect(answersFor('tracking')).toContain('stop');
    expect(answerKey('discard', 'stopped')).toBe('discardOnly');
  });
});

describe('notices', () => {
  it('[UI14] stand by gravity, then by time; each offers what can be done', () => {
    const notice = (
      id: 'recovered' | 'storage-full' | 'limit-95',
      level: 'info' | 'warning' | 'error',
      at: number,
    ) =>
      ({ id, key: id, level, at, values: { contractId: z.parse(ContractIdSchema, contractId(1)) } }) as const;
    const list = [
      notice('recovered', 'info', 3),
      notice('limit-95', 'warning', 1),
      notice('storage-full', 'error', 2),
    ];
    expect(inOrderOfGravity(list).map(({ id }) => id)).toEqual(['storage-full', 'limit-95', 'recovered']);
    expect(list.map((one) => noticeAction(one, 'stopped'))).toEqual([
      'start-again',
      'open-contracts',
      'open-folder',
    ]);
    expect(list.map((one) => noticeAction(one, 'tracking'))[0]).toBeNull();
  });
});
