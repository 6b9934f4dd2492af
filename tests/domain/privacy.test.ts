/** What is kept out of the record: matching, moments put off, other clients' windows, expiry. */
import { describe, expect, it } from 'vitest';
import {
  excludedFor,
  expiredBefore,
  expiresAt,
  folded,
  foreignTo,
  groupState,
  SUGGESTED_GROUPS,
  SUGGESTED_PATTERNS,
  samePattern,
  WindowPatternSchema,
  windowMatcher,
  withGroup,
} from '../../domain/privacy';
import { MINUTE_MS, SLOT_MS, slotEnd, slotOf } from '../../domain/week';
import { contractId, Desk, terms } from '../support/desk';

const MONDAY = '2026-11-23T10:00:00Z';

describe('patterns', () => {
  it.each([
    [{ app: '', title: 'bank' }, { app: 'Firefox', title: 'My BANK — Firefox' }, true],
    [{ app: '', title: 'crédit' }, { app: 'Firefox', title: 'CREDIT AGRICOLE' }, true],
    [{ app: '', title: 'credit' }, { app: 'Firefox', title: 'Cre\u0301dit' }, true],
    [{ app: 'microsoft edge', title: '' }, { app: 'Microsoft\u200b Edge', title: 'x' }, true],
    [{ app: '', title: 'société générale' }, { app: 'x', title: 'Société\u00a0Générale' }, true],
    [{ app: '', title: "caisse d'épargne" }, { app: 'x', title: 'Caisse d’Épargne' }, true],
    [{ app: '', title: 'ﬁle' }, { app: 'x', title: 'FILE' }, true],
    [{ app: 'firefox', title: 'bank' }, { app: 'Firefox', title: 'news' }, false],
    [{ app: 'firefox', title: 'bank' }, { app: 'Chrome', title: 'bank' }, false],
    [{ app: '', title: 'bank' }, { app: 'bank', title: null }, false],
    [{ app: 'bank', title: '' }, { app: 'Bank', title: null }, true],
    [{ app: '\u200b', title: ' ' }, { app: 'x', title: 'y' }, false],
  ])('[PV1] %j against %j: %s', (pattern, window, expected) => {
    expect(windowMatcher([pattern])(window)).toBe(expected);
  });

  it('[PV1] a pattern that would match every window is refused', () => {
    expect(WindowPatternSchema.safeParse({ app: '', title: '\u200b' }).success).toBe(false);
    expect(WindowPatternSchema.safeParse({ app: '', title: 'a' }).success).toBe(true);
  });

  it('[PV2] every suggested group can be added and taken out whole, and leaves the own patterns', () => {
    const own = [{ app: '', title: 'mine' }];
    for (const group of SUGGESTED_GROUPS) {
      expect(groupState(own, group)).toBe('none');
      const added = withGroup(own, group, true);
      expect(groupState(added, group)).toBe('all');
      expect(withGroup(added, group, true)).toEqual(added);
      expect(groupState(added.slice(0, -1), group)).toBe('some');
      expect(withGroup(added, group, false)).toEqual(own);
    }
  });

  it('[PV2] the suggestions are patterns, and match in both languages', () => {
    const all = SUGGESTED_GROUPS.flatMap((group) => [...SUGGESTED_PATTERNS[group]]);
    for (const pattern of all) expect(WindowPatternSchema.parse(pattern)).toEqual(pattern);
    const matches = windowMatcher(all);
    expect(matches({ app: 'KeePassXC', title: null })).toBe(true);
    expect(matches({ app: 'firefox', title: 'Mozilla Firefox — Navigation privée' })).toBe(true);
    expect(matches({ app: 'firefox', title: 'Mozilla Firefox Private Browsing' })).toBe(true);
    expect(matches({ app: 'firefox', title: 'Boîte de réception (3)' })).toBe(true);
    expect(matches({ app: 'XTerm', title: 'main.ts' })).toBe(false);
  });
});

describe('a window that is never captured, in front', () => {
  it('[PV3] neither application nor title is kept; the time is counted', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(30_000);
    desk.window = 'excluded';
    desk.work(20_000);
    desk.window = { app: 'Editor', title: 'main.ts' };
    desk.work(10_000);
    desk.stop();
    const [slice] = desk.allSlices();
    expect(slice?.excludedMs).toBe(20_000);
    expect(slice?.windows).toEqual([{ app: 'Editor', title: 'main.ts', ms: 40_000 }]);
    expect(slice?.gaps).toEqual([]);
    expect(desk.total()).toBe(60_000);
  });

  it('[PV4] the moment is put off, and drawn anew over what is left once the window has left the front', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const desk = new Desk(MONDAY, seed);
      desk.start();
      desk.window = 'excluded';
      desk.work(9 * MINUTE_MS);
      const before = desk.pictures.length;
      desk.window = { app: 'Editor', title: 'main.ts' };
      desk.work(MINUTE_MS + 1_000);
      expect(before).toBe(0);
      expect(desk.pictures).toMatchObject([{ trigger: 'moment', slot: slotOf(Date.parse(MONDAY)) }]);
      expect(desk.missed).toEqual([]);
    }
  });

  it('[PV4] the new moment is not before the window left, nor after the slot', () => {
    const desk = new Desk(MONDAY, 5);
    desk.start();
    desk.window = 'excluded';
    desk.work(9 * MINUTE_MS);
    desk.window = { app: 'Editor', title: 'main.ts' };
    desk.work(1_000);
    const due = desk.state.mode === 'tracking' ? desk.state.session.due : [];
    const left = Date.parse(MONDAY) + 9 * MINUTE_MS;
    if (desk.pictures.length === 0) {
      expect(due[0]?.at).toBeGreaterThanOrEqual(left);
      expect(due[0]?.at).toBeLessThan(slotEnd(slotOf(left)));
    }
  });

  it('[PV4] where the slot ends first, the slice says so', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.window = 'excluded';
    desk.work(SLOT_MS + 1_000);
    expect(desk.pictures).toEqual([]);
    expect(desk.missed).toMatchObject([{ reason: 'excluded', slot: slotOf(Date.parse(MONDAY)) }]);
  });

  it('[PV4] a stop with such a window in front takes no picture and says so', () => {
    const desk = new Desk(MONDAY);
    desk.start();
    desk.work(1_000);
    desk.window = 'excluded';
    desk.work(1_000);
    desk.stop();
    expect(desk.pictures).toEqual([]);
    expect(desk.missed).toMatchObject([{ reason: 'excluded' }]);
  });

  it('[PV5] where the capturing process sees the window first, the moment is drawn anew; after the stop it is missed', () => {
    const desk = new Desk(MONDAY, 3);
    desk.start();
    while (desk.pictures.length === 0) desk.work(1_000);
    const [order] = desk.pictures;
    if (!order) throw new Error('a picture was expected');
    desk.do({ type: 'postponed', order });
    desk.window = 'excluded';
    desk.work(1_000);
    desk.window = { app: 'Editor', title: 'main.ts' };
    desk.work(SLOT_MS);
    expect(desk.pictures.filter((one) => one.slot === order.slot)).toHaveLength(2);
    desk.stop();
    desk.do({ type: 'postponed', order });
    expect(desk.missed).toMatchObject([{ reason: 'excluded', sliceId: order.sliceId }]);
  });
});

describe('pictures a slice', () => {
  it.each([0, 1, 2, 3])('[PV7] %i moments, drawn independently, in order', (perSlice) => {
    const desk = new Desk(MONDAY, 11);
    desk.start(terms({ perSlice }));
    desk.work(1_000);
    const due = desk.state.mode === 'tracking' ? desk.state.session.due : [];
    expect(due.map(({ at }) => at)).toEqual(due.map(({ at }) => at).toSorted((a, b) => a - b));
    desk.work(SLOT_MS - 2_000);
    expect(desk.pictures).toHaveLength(perSlice);
    expect(desk.missed).toEqual([]);
  });

  it('[PV7] a stop before several moments takes one picture', () => {
    const desk = new Desk(MONDAY);
    desk.start(terms({ perSlice: 3 }));
    desk.work(1_000);
    desk.stop();
    expect(desk.pictures).toMatchObject([{ trigger: 'stop', contractId: contractId(1) }]);
  });
});

describe('other clients', () => {
  const contract = (client: string, ownWindows: string[]) => ({
    client,
    privacy: { excluded: [], ownWindows: ownWindows.map((one) => ({ app: '', title: one })) },
  });

  it('[PV8] windows of other clients are foreign, those of the same client are not', () => {
    const acme = contract('Acme', ['acme']);
    const all = [
      acme,
      contract('ACME ', ['acme shop']),
      contract('Globex', ['globex']),
      contract('X', ['acme']),
    ];
    expect(foreignTo(acme, all)).toEqual([{ app: '', title: 'globex' }]);
    expect(foreignTo(contract('Globex', []), all).map((one) => one.title)).toEqual([
      'acme',
      'acme shop',
      'acme',
    ]);
  });
});

describe('expiry', () => {
  it('[PV10] a picture expires N days after the Monday 12:00 UTC that closes its week', () => {
    const slot = slotOf(Date.parse('2026-11-23T10:00:00Z'));
    expect(expiresAt(slot, null)).toBeNull();
    expect(expiresAt(slot, 0)).toBe(Date.parse('2026-11-30T12:00:00Z'));
    expect(expiresAt(slot, 30)).toBe(Date.parse('2026-12-30T12:00:00Z'));
  });

  it('[PV10] the boundary is exact, for every day count and slot', () => {
    for (const days of [0, 1, 6, 7, 8, 30, 365]) {
      for (const at of ['2026-11-22T23:50:00Z', '2026-11-23T00:00:00Z', '2026-11-29T23:50:00Z']) {
        const slot = slotOf(Date.parse(at));
        const expiry = expiresAt(slot, days) ?? 0;
        expect(slot * 1000 < expiredBefore(expiry, days), `${at} ${days}`).toBe(true);
        expect(slot * 1000 < expiredBefore(expiry - 1, days), `${at} ${days}`).toBe(false);
      }
    }
  });
});

describe('patterns at their edges', () => {
  it('[PV1] what is kept out is the overall list and the contract’s own, in that order', () => {
    const [all, own] = [
      { app: 'mail', title: '' },
      { app: '', title: 'bank' },
    ];
    const contract = { client: 'Acme', privacy: { excluded: [own], ownWindows: [] } };
    expect(excludedFor([all], contract)).toEqual([all, own]);
  });

  it('[PV1] two patterns are the same where both parts are, written alike or not', () => {
    const one = { app: 'Code', title: 'd’accès' };
    expect(samePattern(one, { app: 'code', title: "D'ACCES" })).toBe(true);
    expect(samePattern(one, { ...one, app: 'Mail' })).toBe(false);
    expect(samePattern(one, { ...one, title: 'bank' })).toBe(false);
  });

  it('[PV1] blanks of every kind are one, at the ends none; apostrophes are one', () => {
    expect(folded('  l’été \u00a0\n\t d’ici ʼx ')).toBe("l'ete d'ici 'x");
  });
});
