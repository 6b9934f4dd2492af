/** The page's addresses: every place has one and is found by it, and what is none leads nowhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { firstPlace, isFor, tabOf, tabsOf } from '../../src/client/contracts/roles';
import { hrefOf, type Place, placeOf, type View } from '../../src/client/route';

const contract = ContractIdSchema.parse('0193a1b2-0000-7000-8000-000000000001');
const LEAF = 'q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80';
const MONDAY = Date.parse('2026-11-23T00:00:00Z') / 1000;

const day = fc
  .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const monday = fc.integer({ min: 0, max: 5000 }).map((weeks) => 345_600 + weeks * 604_800);
const view: fc.Arbitrary<View> = fc.oneof(
  fc.record({ name: fc.constant('day' as const), day: fc.option(day) }),
  fc.record({ name: fc.constant('week' as const), week: fc.option(monday) }),
  fc.record({ name: fc.constant('month' as const), month: fc.option(day.map((text) => text.slice(0, 7))) }),
  fc.record({ name: fc.constant('dispute' as const), week: monday }),
  fc.constant({ name: 'segment' as const, leaf: LEAF }),
  fc.constantFrom({ name: 'threads' as const }, { name: 'settings' as const }, { name: 'accesses' as const }),
);
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.constantFrom<Place>({ page: 'contracts' }, { page: 'account' }, { page: 'devices' }, { page: 'join' }),
  view.map((view) => ({ page: 'contract' as const, contract, view })),
);

describe('the addresses of the page', () => {
  it('[WP1] every place is found again by its address', () => {
    fc.assert(
      fc.property(place, (place) => {
        expect(placeOf(hrefOf(place))).toEqual(place);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    '/nothing',
    '/account/more',
    '/contracts/not-an-id',
    `/contracts/${contract}/nothing`,
    `/contracts/${contract}/day/2026-02-30`,
    `/contracts/${contract}/day/2026-11-24/more`,
    `/contracts/${contract}/week/2026-11-24`,
    `/contracts/${contract}/month/2026-13`,
    `/contracts/${contract}/dispute`,
    `/contracts/${contract}/segment/short`,
    `/contracts/${contract}/segment`,
    `/contracts/${contract}/settings/x`,
    '//evil.example/contracts',
  ])('[WP1] %s leads nowhere', (path) => {
    expect(placeOf(path)).toEqual({ page: 'lost' });
  });

  it('[WP1] whatever the address is, it is a place or leads nowhere; nothing throws', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, text) => {
        for (const one of [path, text, `/contracts/${contract}/${text}`]) {
          expect(placeOf(hrefOf(placeOf(one)))).toBeDefined();
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('what a role sees', () => {
  it('[WP2] a mediator sees their dispute and its segments, and no one else has that view', () => {
    expect(tabsOf('mediator')).toEqual(['dispute']);
    expect(isFor('mediator', { name: 'dispute', week: MONDAY })).toBe(true);
    expect(isFor('mediator', { name: 'segment', leaf: LEAF })).toBe(true);
    expect(isFor('mediator', { name: 'day', day: null })).toBe(false);
    expect(isFor('mediator', { name: 'settings' })).toBe(false);
    expect(isFor('client', { name: 'dispute', week: MONDAY })).toBe(false);
  });

  it('[WP2] only the freelancer reads who looked', () => {
    expect(isFor('freelancer', { name: 'accesses' })).toBe(true);
    expect(isFor('client', { name: 'accesses' })).toBe(false);
  });

  it('[WP2] a segment belongs to the day; a contract opens at the day, a dispute at its week', () => {
    expect(tabOf({ name: 'segment', leaf: LEAF })).toBe('day');
    const of = { id: contract, title: 'Site', client: 'C', freelancer: 'F', until: null };
    expect(firstPlace({ ...of, role: 'client', week: null })).toEqual({
      page: 'contract',
      contract,
      view: { name: 'day', day: null },
    });
    expect(firstPlace({ ...of, role: 'mediator', week: MONDAY })).toEqual({
      page: 'contract',
      contract,
      view: { name: 'dispute', week: MONDAY },
    });
  });
});
