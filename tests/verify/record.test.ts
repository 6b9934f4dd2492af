/** The record of a log that was verified: what stands, what is told of it, and the rules' verdict, worked out again. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../domain/bundle';
import type { SegmentRecord } from '../../domain/record';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { BundleLog, NEXT_WEEK } from '../support/bundle-log';
import { bundleOf, nodeCrypto, sourceOf, WHOLE_WEEK } from '../support/bundles';
import { SLOT, TERMS, testKey } from '../support/evidence';
import { DEVICE, evening, TRUST } from './cases/base';

const STATED = SLOT * 1000 - 60_000;

/** A log of which everything is stated that protection asks for, as of before its first slot. */
function statedLog(opened: ConstructorParameters<typeof BundleLog>[1] = {}): BundleLog {
  const log = new BundleLog(DEVICE, { at: STATED - 60_000, ...opened });
  const at = Math.max(STATED, opened.at ?? 0);
  for (const what of ['identity', 'billing', 'standing'] as const)
    log.say(
      (_sd) => ({ type: 'attest', at, what, from: STATED, _sd }),
      [{ name: 'statedBy', value: 'A publisher' }],
    );
  return log;
}

async function segments(log: BundleLog, scope: Scope = WHOLE_WEEK): Promise<readonly SegmentRecord[]> {
  const { verdict, findings, record } = await verify(
    sourceOf(bundleOf(log, { scope })),
    TRUST,
    DEFAULT_POLICY,
    nodeCrypto,
  );
  expect(verdict, JSON.stringify(findings)).toBe('proven');
  return record?.segments ?? [];
}

/** What is protected, and why the rest is not; null where there is no verdict. */
function judged(segment: SegmentRecord | undefined): { protectedMs: number; because: string[] } | null {
  const verdict = segment?.protection ?? null;
  if (verdict === null) return null;
  return {
    protectedMs: verdict.parts.protectedMs,
    because: verdict.reasons.map(({ because }) => because),
  };
}

const WHOLE = { protectedMs: 600_000, because: [] };
const LATE = evening(9);

describe('[SG18] the verdict of protection', () => {
  it('is worked out again from what is told', async () => {
    const log = statedLog();
    log.segment(SLOT, { pictures: 1 });
    log.segment(SLOT + 600);
    log.manual(SLOT + 1200);
    const [first, second, third] = await segments(log);
    expect(judged(first)).toEqual(WHOLE);
    expect(judged(second)).toEqual({ protectedMs: 0, because: ['picture-none'] });
    expect(judged(third)).toEqual({ protectedMs: 0, because: ['manual'] });
  });

  it('is not there where a field that it needs is withheld, or nothing stands', async () => {
    for (const field of ['memo', 'tag', 'time', 'activity', 'picture'] as const) {
      const log = statedLog();
      log.segment(SLOT, { pictures: 1 });
      const fields = WHOLE_WEEK.fields.filter((one) => one !== field);
      const [first] = await segments(log, { ...WHOLE_WEEK, fields });
      expect(judged(first)).toBeNull();
    }
    const log = statedLog();
    log.remove(log.segment(SLOT, { pictures: 1 }).sealed.leaf, { at: evening(1) });
    expect((await segments(log))[0]).toMatchObject({ protection: null, state: 'deleted', ms: 0 });
  });

  it('does not need windows and minutes, and says so by being there', async () => {
    const log = statedLog();
    log.segment(SLOT, { pictures: 1 });
    const fields = WHOLE_WEEK.fields.filter((one) => one !== 'windows' && one !== 'minutes');
    expect(judged((await segments(log, { ...WHOLE_WEEK, fields }))[0])).toEqual(WHOLE);
  });

  it('knows a memo that was changed after its week had locked, and one before', async () => {
    for (const [at, because] of [
      [LATE, ['edited-late']],
      [evening(1), []],
    ] as const) {
      const log = statedLog();
      const { leaf } = log.segment(SLOT, { pictures: 1 }).sealed;
      log.amend(leaf, [{ name: 'memo', value: 'Chapter three, the harbour' }], { at });
      const [first] = await segments(log);
      expect(judged(first)?.because).toEqual(because);
      expect(first?.memo).toEqual({ told: true, value: 'Chapter three, the harbour' });
    }
  });

  it('counts a picture that its retention destroyed, and not one that was deleted or hidden', async () => {
    const kept = statedLog({ terms: { ...TERMS, retentionDays: 0 } });
    kept.segment(SLOT, { pictures: 1 });
    kept.expire(NEXT_WEEK, (NEXT_WEEK + 50_000) * 1000);
    expect(judged((await segments(kept))[0])).toEqual(WHOLE);

    const deleted = statedLog();
    const first = deleted.segment(SLOT, { pictures: 1 }).sealed.leaf;
    const second = deleted.segment(SLOT + 600, { pictures: 1 }).sealed.leaf;
    deleted.remove(first, { at: evening(1), picture: 0 });
    deleted.redact(second, 0, { at: evening(1) + 1 });
    const [one, two] = await segments(deleted);
    expect(judged(one)?.because).toEqual(['picture-deleted']);
    expect(one?.pictures[0]?.picture).toEqual({ told: false, why: 'deleted' });
    expect(two?.pictures[0]?.redactedAt).toBe(evening(1) + 1);
  });

  it('goes by the terms, the pauses and the limit of the slot’s date', async () => {
    const log = statedLog();
    log.segment(SLOT, { pictures: 1 });
    const at = (SLOT + 900) * 1000;
    log.say(
      (_sd) => ({ type: 'terms', at, from: at, terms: { ...TERMS, tagRequired: 1 }, _sd }),
      [{ name: 'tags', value: ['Writing'] }],
    );
    log.segment(SLOT + 1200, { pictures: 1 });
    log.add({ type: 'pause', at: at + 1_200_000, from: at + 1_200_000 });
    log.segment(SLOT + 2400, { pictures: 1, slice: { tag: 'Writing' } });
    const [first, second, third] = await segments(log);
    expect(judged(first)).toEqual(WHOLE);
    expect(judged(second)?.because).toEqual(['tag-missing']);
    expect(judged(third)?.because).toEqual(['paused']);
  });

  it('goes by the first terms where the log was begun after the week had closed', async () => {
    const opened = (NEXT_WEEK + 5 * 86_400) * 1000;
    const log = statedLog({ at: opened, terms: { ...TERMS, tagRequired: 1 } });
    log.segment(SLOT, { pictures: 1, slice: { tag: 'Writing' }, facts: { at: opened + 60_000 } });
    const [first] = await segments(log);
    expect(judged(first)?.because).not.toContain('tag-missing');
  });

  it('counts the limit of a slot that two devices share for each of them', async () => {
    const log = statedLog({ limit: 360 });
    const second = testKey('second');
    log.addKey(second, 'device', STATED);
    const half = (from: number, to: number) => ({
      spans: [{ start: SLOT * 1000 + from, end: SLOT * 1000 + to, kind: 'work' as const, idleId: null }],
    });
    log.segment(SLOT, { pictures: 1, slice: half(0, 360_000) });
    log.segment(SLOT, { pictures: 1, key: second, slice: half(360_000, 600_000) });
    const parts = (await segments(log)).map(({ protection }) => protection?.parts.overMs);
    expect(parts).toEqual([0, 240_000]);
  });
});
