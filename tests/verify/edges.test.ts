/** The edges of the rules: the last value that is right, and the first that is not. */
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../domain/day-key';
import { DEFAULT_POLICY, type Policy } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { slotEnd, slotStart, weekLocksAt } from '../../domain/week';
import { BundleLog, NEXT_WEEK, type SegmentOptions, WEEK } from '../support/bundle-log';
import {
  type BundleOptions,
  bundleOf,
  findingsOf,
  nodeCrypto,
  sourceOf,
  WHOLE_WEEK,
} from '../support/bundles';
import { SLOT, TERMS } from '../support/evidence';
import { decoded } from '../support/forging';
import { DEVICE, DEVICE_TIME, evening, SECOND, SERVER, TRUST } from './cases/base';

/** Every finding but that the times are the device's own. */
async function found(
  log: BundleLog,
  options: BundleOptions = {},
  policy: Partial<Policy> = {},
): Promise<string[]> {
  const bundle = sourceOf(bundleOf(log, options));
  const outcome = await verify(bundle, TRUST, { ...DEFAULT_POLICY, ...policy }, nodeCrypto);
  return findingsOf(outcome).filter((line) => line !== DEVICE_TIME);
}

const DAY = dayOf(SLOT);
const LOCK = weekLocksAt(slotStart(SLOT));
const segment = `1 ${SLOT}`;

/** What a log of one segment gives. */
const ofSegment = (options: SegmentOptions, opened = {}) => {
  const log = new BundleLog(DEVICE, opened);
  const { leaf } = log.segment(SLOT, options).sealed;
  return { log, leaf };
};

const spans = (...pairs: (readonly [from: number, to: number])[]) => ({
  spans: pairs.map(([from, to]) => ({
    start: slotStart(SLOT) + from,
    end: slotStart(SLOT) + to,
    kind: 'work' as const,
    idleId: null,
  })),
});

describe('a segment', () => {
  it.each([
    [10_000, []],
    [9_999, [`sealed-early segment ${segment}`]],
  ])('[SG13] is sealed %i ms after its slot', async (ms, expected) => {
    expect(await found(ofSegment({ facts: { at: slotEnd(SLOT) + ms } }).log)).toEqual(expected);
  });

  it.each([
    ['touch each other', spans([0, 300_000], [300_000, 600_000]), true],
    ['overlap by a millisecond', spans([0, 300_001], [300_000, 500_000]), false],
    ['end with the slot', spans([599_999, 600_000]), true],
    ['end a millisecond later', spans([599_999, 600_001]), false],
    ['begin a millisecond earlier', spans([-1, 1]), false],
    ['are empty', spans([5, 5]), false],
    ['stand in another order', spans([300_000, 600_000], [0, 300_000]), false],
    ['are none', spans(), true],
  ])('[SG4] has spans that %s', async (_, slice, isRight) => {
    expect(await found(ofSegment({ slice }).log)).toEqual(isRight ? [] : [`time-wrong segment ${segment}`]);
  });

  it.each([
    [2_000, []],
    [2_001, ['clock-moved segment 2 1793700600 ms=2001']],
    [-2_001, ['clock-moved segment 2 1793700600 ms=2001']],
  ])('[SG17] finds that the clock moved by %i ms', async (ms, expected) => {
    const { log } = ofSegment({});
    const at = slotEnd(SLOT + 600) + 15_000;
    log.segment(SLOT + 600, { facts: { at, boot: at - slotStart(SLOT) + 3_600_000 - ms } });
    expect(await found(log)).toEqual(expected);
  });

  it('[SG17] says nothing of the clock where the machine was started anew, or where a jump tells it', async () => {
    const { log } = ofSegment({});
    log.segment(SLOT + 600, { facts: { boot: 1000 } });
    expect(await found(log)).toEqual([]);
    const jumped = ofSegment({}).log;
    const at = slotEnd(SLOT + 600) + 15_000;
    const jumps = [{ at: slotStart(SLOT + 600), byMs: 90_000 }];
    const boot = at - slotStart(SLOT) + 3_600_000 - 90_000;
    jumped.segment(SLOT + 600, { slice: { jumps }, facts: { at, boot } });
    expect(await found(jumped)).toEqual([]);
  });

  it.each([
    [[0, 300_000], [300_000, 600_000], []],
    [[0, 300_000], [299_999, 600_000], ['slot-overfull segment 3 1793700000']],
  ] as const)('[SG3] of two devices: %j and %j', async (mine, theirs, expected) => {
    const { log } = ofSegment({ slice: spans(mine) });
    log.addKey(SECOND, 'device', slotEnd(SLOT) + 16_000);
    log.segment(SLOT, { key: SECOND, slice: spans(theirs) });
    expect(await found(log)).toEqual(expected);
  });

  it('[SG2] may be sealed again once it was deleted, by the same device under a new key too', async () => {
    const { log, leaf } = ofSegment({});
    log.remove(leaf, { at: evening(1) });
    log.segment(SLOT, { facts: { at: evening(1) + 1 } });
    expect(await found(log)).toEqual([]);
    const rotated = ofSegment({}).log;
    rotated.addKey(SECOND, 'device', evening(1));
    rotated.revoke(DEVICE, evening(1), DEVICE);
    rotated.segment(SLOT, { key: SECOND, facts: { at: evening(1) } });
    expect(await found(rotated, { signer: SECOND })).toContain('segment-doubled segment 4 1793700000');
  });
});

describe('what is done to it', () => {
  it.each([
    [LOCK - 1, []],
    [LOCK, ['edited-late entry 2']],
  ])('[SG12] its memo is changed at %i', async (at, expected) => {
    const { log, leaf } = ofSegment({});
    log.amend(leaf, [{ name: 'memo', value: 'x' }], { at });
    expect(await found(log)).toEqual(expected);
  });

  it.each([
    [LOCK + 86_400_000, []],
    [LOCK + 86_400_000 - 1, ['expired-early entry 2']],
  ])('[SG9] its pictures, to be kept for a day, are destroyed at %i', async (at, expected) => {
    const { log } = ofSegment({ pictures: 1 }, { terms: { ...TERMS, retentionDays: 1 } });
    log.expire(NEXT_WEEK, at);
    expect(await found(log)).toEqual(expected);
  });

  it('[SG9] pictures of the slot that `before` names, and later ones, stay', async () => {
    const { log } = ofSegment({ pictures: 1 }, { terms: { ...TERMS, retentionDays: 0 } });
    log.segment(SLOT + 600, { pictures: 1 });
    log.expire(SLOT + 600, LOCK);
    log.redact(log.leafOf(2), 0, { at: LOCK });
    expect(await found(log)).toEqual(['edited-late entry 4']);
    log.redact(log.leafOf(1), 0, { at: LOCK });
    expect(await found(log)).toContain('target-wrong entry 5');
  });

  it.each([
    [60_000, []],
    [60_001, ['backdated entry 1']],
  ])('[SG14] a rate is said %i ms after it takes effect', async (ms, expected) => {
    const log = new BundleLog(DEVICE);
    log.add({ type: 'rate', at: evening(2), from: evening(2) - ms, rate: 1 });
    expect(await found(log)).toEqual(expected);
  });

  it.each([
    [(WEEK + 604_800) * 1000, []],
    [(WEEK + 604_800) * 1000 - 1, ['close-early entry 1']],
  ])('[SG11] a week is closed at %i', async (at, expected) => {
    const log = new BundleLog(DEVICE);
    log.add({ type: 'close', at, week: WEEK, count: 0, ms: 0 });
    expect(await found(log)).toEqual(expected);
  });
});

describe('the lines of a log', () => {
  it('[EN6] [VF7] of another version leave it open, however many they are', async () => {
    const log = new BundleLog(DEVICE);
    const later = decoded(log.lines[0] ?? '', { header: (json) => json.replace('minutier-1', 'minutier-2') });
    for (let n = 0; n < 10_001; n++) log.push(later);
    const told = await found(log);
    expect(told).toHaveLength(1001);
    expect(new Set(told.map((line) => line.split(' ')[0]))).toEqual(new Set(['entry-version', 'more']));
  });
});

describe('moments', () => {
  const drawn = (committedAt: number, revealedAt: number, late = 0) => {
    const log = new BundleLog(DEVICE, { at: slotStart(DAY) - 90_000_000 });
    log.commit(DAY, committedAt);
    log.segment(SLOT, { pictures: 1, drawn: 1, late });
    log.reveal(DAY, revealedAt);
    return found(log);
  };
  const midnight = slotStart(DAY) + 86_400_000;

  it.each([
    [0, []],
    [30_000, []],
    [30_001, ['moment-wrong segment 2 1793700000']],
    [-1, ['moment-wrong segment 2 1793700000']],
  ])('[SG16] a picture %i ms after its moment', async (late, expected) => {
    expect(await drawn(slotStart(SLOT), midnight, late)).toEqual([...expected, 'moment-own bundle']);
  });

  it('[SG15] the commitment comes by the start of the slot, the key not before the day is over', async () => {
    expect(await drawn(slotStart(SLOT), midnight)).toEqual(['moment-own bundle']);
    expect(await drawn(slotStart(SLOT) + 1, midnight)).toEqual(['commit-missing segment 2 1793700000']);
    expect(await drawn(slotStart(SLOT), midnight - 1)).toEqual(['reveal-wrong entry 3', 'moment-own bundle']);
  });
});

describe('what a server tells', () => {
  const sealed = (first: number, received: readonly number[]) => {
    const log = new BundleLog(DEVICE);
    log.add({ type: 'pause', at: evening(1), from: evening(1) });
    log.addKey(SERVER, 'server', evening(1));
    log.add({ type: 'seal', at: evening(2), first, received: [...received] }, SERVER);
    return log;
  };

  it('[LG14] at one instant, each once, in order, none of itself', async () => {
    expect(await found(sealed(0, [1, 1, 1]))).toEqual([]);
    expect(await found(sealed(0, [1, 2, 1]))).toEqual(['seal-wrong entry 3']);
    expect(await found(sealed(0, [1, 2, 3, 4]))).toEqual(['seal-wrong entry 3']);
    expect(await found(sealed(1, [1, 2]))).toEqual(['seal-wrong entry 3']);
    const twice = sealed(0, [1, 2]);
    twice.add({ type: 'seal', at: evening(2), first: 2, received: [2] }, SERVER);
    expect(await found(twice)).toEqual([]);
    twice.add({ type: 'seal', at: evening(2), first: 2, received: [3] }, SERVER);
    expect(await found(twice)).toEqual(['seal-wrong entry 5']);
  });

  it('[VF9] is asked for: every entry that is not its own, and the head', async () => {
    const heads = { heads: [DEVICE, SERVER] };
    const server = { time: 'server' } as const;
    expect(await found(sealed(0, [1, 2, 3]), heads, server)).toEqual([]);
    expect(await found(sealed(0, [1, 2]), heads, server)).toEqual(['no-server-time bundle']);
    expect(await found(sealed(0, [1, 2, 3]), {}, server)).toEqual(['no-server-time bundle']);
  });
});

describe('what is asked for', () => {
  const week = { from: WEEK, to: NEXT_WEEK };

  it('[VF4] the range whole, to the slot', async () => {
    const { log } = ofSegment({});
    log.close(WEEK, [[SLOT, 600_000]]);
    const asked = (scope: { from: number; to: number }) =>
      found(log, { scope: { ...WHOLE_WEEK, ...scope } }, { covers: week });
    expect(await asked(week)).toEqual([]);
    expect(await asked({ ...week, from: WEEK + 600 })).toEqual(['range-missing bundle']);
    expect(await asked({ ...week, to: NEXT_WEEK - 600 })).toEqual(['range-missing bundle']);
  });

  it('[VF4] [SG11] closed after the last of it, by each device', async () => {
    const { log, leaf } = ofSegment({});
    const open = [`week-open week ${WEEK}`];
    expect(await found(log, {}, { covers: week })).toEqual(open);
    log.close(WEEK, [[SLOT, 600_000]]);
    expect(await found(log, {}, { covers: week })).toEqual([]);
    log.remove(leaf, { at: (NEXT_WEEK + 3600) * 1000 });
    expect(await found(log, {}, { covers: week })).toEqual(open);
    log.close(WEEK, []);
    expect(await found(log, {}, { covers: week })).toEqual(['clock-back entry 4']);
    log.addKey(SECOND, 'device', (NEXT_WEEK + 7200) * 1000);
    log.segment(SLOT + 1200, { key: SECOND, facts: { at: (NEXT_WEEK + 7300) * 1000 } });
    expect(await found(log, {}, { covers: week })).toEqual([...open, 'clock-back entry 4']);
  });

  it('[DS5] a field that no segment of the range has is not missing', async () => {
    const { log } = ofSegment({});
    const fields = WHOLE_WEEK.fields.filter((one) => one !== 'reason' && one !== 'picture');
    expect(
      await found(log, { scope: { ...WHOLE_WEEK, fields } }, { require: ['reason', 'picture'] }),
    ).toEqual([]);
  });
});
