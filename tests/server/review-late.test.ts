/** What arrives late, and what a dispute takes off: in the week's figures, its CSV and its invoice. */
import { describe, expect, it } from 'vitest';
import { slotStart } from '../../domain/week';
import { timesheetOf } from '../../server/diary/week';
import { invoiceOf } from '../../server/papers/invoice';
import { reviewOf } from '../../server/review/state';
import { SLOT } from '../support/evidence';
import { HOUR, NOON, type Reviewed, reviewed } from '../support/reviewed';

/** Ten minutes of the same week, uploaded now. */
async function late(house: Reviewed, n: number): Promise<void> {
  house.bundle.segment(SLOT + 3600 * 5 + n * 600);
  await house.upload();
}

async function invoice({ server, contract, of }: Reviewed) {
  const sheet = await timesheetOf(server.parts, contract, of.params.week);
  const steps = await server.parts.logs.read(
    contract,
    ({ ledger }) => reviewOf(ledger, of.params.week).steps,
  );
  if (sheet === null || steps === null) throw new Error('no week');
  return invoiceOf({ sheet, steps, fee: server.parts.fee });
}

describe('late time', () => {
  it('[SV78] counts while the review runs, and is outside of what was approved after it', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.server.tick();
    await late(house, 0);
    expect(await house.client.ask('week', house.of)).toMatchObject({
      state: 'review',
      totalMs: 2 * HOUR + 600_000,
      lateMs: 600_000,
    });
    await house.client.ask('approve', house.of);
    await late(house, 1);
    await late(house, 2);
    const week = await house.client.ask('week', house.of);
    expect(week).toMatchObject({
      state: 'approved',
      totalMs: 2 * HOUR + 600_000,
      lateMs: 1_200_000,
      grossMinor: 10_833,
    });
    const csv = await (await house.client.send('timesheetCsv', house.of)).text();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + 13);
    expect(await invoice(house)).toMatchObject({
      lines: [{ ms: 2 * HOUR + 600_000, rateMinor: 5000, amountMinor: 10_833 }],
      grossMinor: 10_833,
      lateMs: 1_200_000,
      client: 'Cleo',
      freelancer: 'Fran',
    });
  });

  it('[SV78] a rate said of the past, a deletion, a new name after the approval change neither figures nor invoice', async () => {
    const house = await reviewed();
    house.clock.at = NOON;
    await house.client.ask('approve', house.of);
    const before = await house.client.ask('week', house.of);
    const invoiced = async () =>
      Buffer.from(await (await house.client.send('invoicePdf', { ...house.of, query: {} })).arrayBuffer());
    const paper = await invoiced();
    house.clock.at += HOUR;
    const { at } = house.clock;
    house.bundle.add({ type: 'rate', at, from: slotStart(SLOT), rate: 50_000 });
    house.bundle.remove(house.bundle.leafOf(1), { at });
    house.bundle.amend(house.bundle.log, [{ name: 'title', value: 'Another book' }], { at });
    await house.upload();
    await house.freelancer.ask('setAccount', { body: { name: 'Frances', language: 'en' } });
    expect(await house.client.ask('week', house.of)).toEqual(before);
    expect((await invoiced()).equals(paper)).toBe(true);
    const csv = await (await house.client.send('timesheetCsv', house.of)).text();
    // With its time, for that was approved, and without a word.
    const rows = csv.trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + 12);
    expect(rows[1]).toBe('2026-11-03T10:00:00.000Z,1,tracked,0,600000,0,5000,EUR,,,,approved');
  });
});

describe('what was not granted', () => {
  it('[SV78] is taken off the gross before the fee, and the invoice adds up', async () => {
    const house = await reviewed({ fee: 1000 });
    house.clock.at = NOON;
    const body = { ms: HOUR, reason: 'hours', text: 'Too many.' } as const;
    await house.client.ask('dispute', { ...house.of, body });
    expect(await house.client.ask('week', house.of)).toMatchObject({ deductedMs: 0, grossMinor: 10_000 });
    await house.device.ask('answer', { ...house.of, body: { ms: HOUR / 2, text: 'Half.' } });
    await house.client.ask('approve', house.of);
    expect(await house.client.ask('week', house.of)).toMatchObject({
      state: 'decided',
      totalMs: 2 * HOUR,
      deductedMs: HOUR / 2,
      deductedMinor: 2500,
      grossMinor: 7500,
      feeMinor: 750,
      netMinor: 6750,
    });
    const { lines, deductedMinor, grossMinor, feeMinor, netMinor, number } = await invoice(house);
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, -deductedMinor)).toBe(grossMinor);
    expect(grossMinor - feeMinor).toBe(netMinor);
    expect(number).toMatch(/^2026-W45-/);
  });
});
