/** Who sees which stretch of the diary, and what comes after a week has ended. */
import { describe, expect, it } from 'vitest';
import { DAY_MS, slotEnd, slotStart } from '../../domain/week';
import { NEXT_WEEK, WEEK } from '../support/bundle-log';
import { diaryServer } from '../support/diary-server';
import { SLOT } from '../support/evidence';

const NEXT_SLOT = SLOT + 604_800;
/** Both weeks. */
const ALL = { from: slotStart(WEEK), to: slotStart(WEEK) + 14 * DAY_MS };
const MONDAY_NOON = slotStart(NEXT_WEEK) + DAY_MS / 2;

/** A week with time, and the next; the first is in review. */
async function reviewed() {
  const house = await diaryServer({ at: slotEnd(NEXT_SLOT) - 6 * DAY_MS });
  const { log, upload, clock, server } = house;
  house.clock.at = slotStart(NEXT_WEEK) - DAY_MS;
  log.segment(SLOT, { pictures: 1 });
  log.segment(SLOT + 600);
  await upload();
  const client = await house.client();
  clock.at = MONDAY_NOON;
  await server.tick();
  clock.at = slotEnd(NEXT_SLOT) + 60_000;
  log.segment(NEXT_SLOT, { pictures: 1 });
  await upload();
  return { ...house, client };
}

describe('the bounds of the diary', () => {
  it('[SV49] a mediator sees the disputed week and nothing else, by whatever route it is asked for', async () => {
    const house = await reviewed();
    const { client, params, joinBy } = house;
    const week = { ...params, week: WEEK };
    const body = { ms: 600_000, reason: 'memo' as const, text: 'What was this?' };
    await client.ask('dispute', { params: week, body });
    const { link } = await client.ask('callMediator', { params: week, body: { name: 'Mona' } });
    const mediator = await joinBy(link, 'Mona');
    const all = await client.ask('day', { params, query: ALL });
    expect(all.day.cells.map(({ slot }) => slot)).toEqual([SLOT, SLOT + 600, NEXT_SLOT]);
    const seen = await mediator.ask('day', { params, query: ALL });
    expect(seen.day.cells.map(({ slot }) => slot)).toEqual([SLOT, SLOT + 600]);
    expect(seen.verdicts.every(({ slot }) => slot < NEXT_WEEK)).toBe(true);
    const other = { from: slotStart(NEXT_WEEK), to: slotStart(NEXT_WEEK) + 7 * DAY_MS };
    const outside = await mediator.ask('day', { params, query: other });
    expect([outside.day.cells, outside.proofs, outside.day.totals.trackedMs]).toEqual([[], [], 0]);
    expect(outside.day.byContract[0]).toMatchObject({ weekGrossMinor: 0 });
    const { days } = await mediator.ask('sums', { params, query: ALL });
    expect(days.map(({ day }) => day)).toEqual([SLOT - (SLOT % 86_400)]);
    expect((await mediator.ask('signals', { params, query: other })).notTold).toEqual([]);
    const [first, , last] = all.proofs;
    const [cell, , lastCell] = all.day.cells;
    if (!first || !last) throw new Error('no segments');
    const segment = (leaf: typeof first.leaf) => mediator.send('segment', { params: { ...params, leaf } });
    expect((await segment(first.leaf)).status).toBe(200);
    expect((await segment(last.leaf)).status).toBe(404);
    const picture = (sha256 = '') => mediator.send('picture', { params: { ...params, sha256 } });
    expect((await picture(cell?.pictures[0]?.sha256)).status).toBe(200);
    expect((await picture(lastCell?.pictures[0]?.sha256)).status).toBe(404);
    const slots = { from: NEXT_SLOT - 86_400, to: NEXT_SLOT + 86_400 };
    const { told } = await mediator.ask('disclosures', { params, query: slots });
    expect(told.some(({ index }) => index === last.index)).toBe(false);
    const sheet = await mediator.send('week', { params: { ...params, week: NEXT_WEEK } });
    expect([403, 404]).toContain(sheet.status);
    expect((await mediator.ask('week', { params: week })).totalMs).toBe(1_200_000);
  });

  it('[SV48] what comes after the week was closed counts and is told; after it was approved it is outside', async () => {
    const { client, params, log, upload } = await reviewed();
    const week = { params: { ...params, week: WEEK } };
    log.segment(SLOT + 1200, { facts: { at: slotEnd(NEXT_SLOT) + 90_000 } });
    await upload();
    const open = await client.ask('week', week);
    expect(open).toMatchObject({ state: 'review', totalMs: 1_800_000, lateMs: 600_000 });
    await client.ask('approve', week);
    const approved = await client.ask('week', week);
    expect(approved).toMatchObject({ state: 'approved', totalMs: 1_800_000, lateMs: 0, grossMinor: 2500 });
    log.segment(SLOT + 1800, { facts: { at: slotEnd(NEXT_SLOT) + 120_000 } });
    await upload();
    expect(await client.ask('week', week)).toEqual({ ...approved, lateMs: 600_000 });
    // In the diary it stands all the same.
    const { day } = await client.ask('day', { params, query: ALL });
    expect(day.cells).toHaveLength(5);
  });
});
