/**
 * Instants at the edges of what a bundle may say, and behind them: whoever prints what it says must not fall over at a
 * date that no calendar has.
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { jsonReport } from '../../verifier/json-report';
import { textReport } from '../../verifier/text-report';
import { BundleLog } from '../support/bundle-log';
import { bundleOf, findingsOf, nodeCrypto, sourceOf } from '../support/bundles';
import { SLOT } from '../support/evidence';
import { DEVICE, DEVICE_TIME, TRUST } from './cases/base';

/** The last millisecond of the year 9999, and the last slot, Monday and day of it. */
const LAST = 253_402_300_799_999;
const [SLOT_LAST, WEEK_LAST, DAY_LAST] = [253_402_300_200, 253_402_041_600 - 172_800, 253_402_214_400];

const judged = (bytes: Uint8Array, covers?: { from: number; to: number }) =>
  verify(sourceOf(bytes), TRUST, { ...DEFAULT_POLICY, ...(covers && { covers }) }, nodeCrypto);

describe('instants', () => {
  it.each([
    ['the last', LAST, SLOT_LAST, WEEK_LAST, DAY_LAST],
    ['the first', 0, 0, 345_600, 0],
  ])('[VF7] %s can be said and printed', async (_, at, slot, week, day) => {
    const log = new BundleLog(DEVICE, { at });
    log.segment(SLOT, { change: { slot, at, edited: at }, pictures: 1 });
    log.add({ type: 'close', at, week, count: 0, ms: 0 });
    log.add({ type: 'rate', at, from: LAST - at, rate: 1 });
    log.add({ type: 'pause', at, from: LAST - at });
    log.commit(day, at);
    log.add({ type: 'expire', at, before: slot });
    const range = { from: 0, to: SLOT_LAST };
    const outcome = await judged(bundleOf(log, { scope: { ...range, fields: ['memo', 'picture'] } }), range);
    expect(outcome.findings.length).toBeGreaterThan(2);
    for (const language of ['en', 'fr'] as const) {
      expect(textReport(outcome, language)).not.toMatch(/undefined|NaN|Invalid/);
      expect(jsonReport(outcome, language)).not.toMatch(/NaN|Invalid/);
    }
  });

  it.each([
    ['at', LAST + 1],
    ['at', -1],
    ['slot', SLOT_LAST + 600],
    ['slot', -600],
    ['edited', Number.MAX_SAFE_INTEGER],
  ])('[EN4] that no calendar has refuse the entry: %s %i', async (key, value) => {
    const log = new BundleLog(DEVICE);
    const { sealed } = log.segment(SLOT);
    const { seq: _seq, prev: _prev, ...draft } = sealed.entry;
    if (draft.type !== 'segment') throw new Error('no segment');
    log.forge(draft, { [key]: value });
    expect(findingsOf(await judged(bundleOf(log)))).toEqual(['entry-schema entry 2', DEVICE_TIME]);
  });
});
