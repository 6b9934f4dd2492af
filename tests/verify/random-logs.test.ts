/**
 * Logs of random entries, each rightly signed and in its place: what a device may sign that means no good. Whatever it
 * is, nothing throws, and what is proven holds: no slot is paid for more than 600 seconds, nothing for what is gone.
 */
import { describe, expect, it } from 'vitest';
import { readDisclosure } from '../../domain/disclosure';
import type { Leaf } from '../../domain/entry';
import type { Field } from '../../domain/field';
import type { SigningKey } from '../../domain/keys';
import { seededRandom } from '../../domain/random';
import type { LogRecord } from '../../domain/record';
import { timeField } from '../../domain/segment';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { slotEnd, slotStart } from '../../domain/week';
import { jsonReport } from '../../verifier/json-report';
import { textReport } from '../../verifier/text-report';
import { BundleLog, NEXT_WEEK, WEEK } from '../support/bundle-log';
import { bundleOf, nodeCrypto, sourceOf, WHOLE_WEEK } from '../support/bundles';
import { SLOT, TERMS, testKey } from '../support/evidence';
import { CLIENT, DEVICE, evening, SECOND, SERVER, TRUST } from './cases/base';
import { Dice } from './mutations';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Sometimes does nothing, where the log itself would not let it. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error) || !/broken invariant|no such segment|not in the log/.test(error.message))
      throw error;
  }
}

function spans(slot: number, dice: Dice) {
  const start = slotStart(slot) + dice.below(600) * 1000;
  const end = Math.min(slotEnd(slot), start + (1 + dice.below(600)) * 1000);
  const kind = dice.pick(['work', 'work', 'idle', 'discarded'] as const);
  return dice.below(3) === 0 ? {} : { spans: [{ start, end: Math.max(end, start + 1), kind, idleId: null }] };
}

/** One more entry, of any kind, about anything. */
function step(log: BundleLog, leaves: Leaf[], dice: Dice): void {
  const at = evening(dice.below(12)) + dice.below(1000);
  const key: SigningKey = dice.pick([DEVICE, DEVICE, DEVICE, SECOND, SERVER, CLIENT]);
  const slot = SLOT + 600 * dice.below(6);
  const target = dice.pick([...leaves, log.log]);
  const texts: Field[] = [
    { name: 'memo', value: `memo ${dice.below(9)}` },
    { name: 'tag', value: dice.pick(['', 'Writing']) },
    timeField({ spans: [], jumps: [], gaps: [], ...spans(slot, dice) }),
    { name: 'title', value: 'Another' },
  ];
  const kinds: (() => unknown)[] = [
    () =>
      leaves.push(log.segment(slot, { key, slice: spans(slot, dice), pictures: dice.below(3) }).sealed.leaf),
    () => leaves.push(log.manual(slot, { key, slice: spans(slot, dice) }).sealed.leaf),
    () => log.remove(target, { at, key }),
    () => log.remove(target, { at, key, picture: dice.below(3) }),
    () => log.redact(target, dice.below(3), { at, key }),
    () => log.expire(SLOT + 600 * dice.below(8), at, key),
    () => {
      const from = dice.below(3);
      const fields = texts.slice(from, from + 1 + dice.below(2));
      const ms = fields.some(({ name }) => name === 'time') ? { ms: dice.below(600) * 1000 } : {};
      log.amend(target, fields, { at, key, ...ms });
    },
    () =>
      log.addKey(
        dice.pick([SECOND, SERVER, CLIENT, testKey(`key ${dice.below(4)}`)]),
        dice.pick(['device', 'server', 'client']),
        at,
        key,
      ),
    () => log.revoke(dice.pick([SECOND, SERVER, DEVICE]), at, key),
    () => log.close(dice.pick([WEEK, NEXT_WEEK]), [[slot, 600_000]], key),
    () => log.commit(WEEK + 86_400 * dice.below(3), at - 500_000_000, key),
    () => log.reveal(WEEK + 86_400 * dice.below(3), at, key),
    () => log.add({ type: dice.pick(['pause', 'resume']), at, from: at - dice.below(100_000) }, key),
    () => log.add({ type: 'limit', at, from: at, limit: dice.below(100_000) }, key),
    () => log.add({ type: 'rate', at, from: at - dice.below(9) * 100_000, rate: dice.below(9000) }, key),
    () =>
      log.say(
        (_sd) => ({ type: 'terms', at, from: at, terms: { ...TERMS, retentionDays: dice.below(3) }, _sd }),
        [{ name: 'tags', value: [] }],
        key,
      ),
    () =>
      log.add(
        {
          type: 'seal',
          at,
          first: dice.below(log.lines.length),
          received: Array.from({ length: 1 + dice.below(4) }, (_, n) => at + n),
        },
        key,
      ),
    () => log.add({ type: 'withdraw', at, target, from: at }, key),
  ];
  const act = dice.below(3) === 0 ? kinds[0] : dice.pick(kinds);
  if (act) attempt(act);
}

function expectSound(record: LogRecord, log: BundleLog): void {
  const paid = new Map<number, number>();
  for (const one of record.segments) {
    const { slot } = one.entry;
    paid.set(slot, (paid.get(slot) ?? 0) + one.ms);
    expect(one.ms).toBeLessThanOrEqual(one.entry.ms);
    if (one.state !== 'stands') {
      expect(one.ms).toBe(0);
      const told = [one.memo, one.tag, one.time, one.windows, ...one.pictures.map(({ picture }) => picture)];
      expect(told.filter((field) => field.told)).toEqual([]);
    }
    const { protectedMs = 0 } = one.protection?.parts ?? {};
    expect(protectedMs).toBeLessThanOrEqual(one.ms);
    // What is told is what still exists.
    const memo = log.held.findLast(({ about, name }) => about === one.leaf && name === 'memo');
    if (one.memo.told) expect(one.memo.value).toBe(readDisclosure(memo?.text ?? '')?.value);
  }
  for (const ms of paid.values()) expect(ms).toBeLessThanOrEqual(600_000);
}

describe(`logs of random entries (seed ${seed})`, () => {
  it('[VF7] [SG3] [SG7] whatever a device signs, nothing throws, and what is proven holds', async () => {
    const dice = new Dice(seededRandom(seed));
    const verdicts = { proven: 0, broken: 0, undecided: 0 };
    for (let n = 0; n < 400; n++) {
      const log = new BundleLog(DEVICE, { at: SLOT * 1000 - 1000 });
      const leaves: Leaf[] = [];
      for (let count = dice.below(14); count >= 0; count--) step(log, leaves, dice);
      const heads = log.head.signers.filter(({ active }) => active).map(({ kid }) => kid);
      const signer = [DEVICE, SECOND].find(({ kid }) => heads.includes(kid)) ?? DEVICE;
      const bundle = bundleOf(log, { signer, scope: { ...WHOLE_WEEK, to: NEXT_WEEK } });
      const outcome = await verify(sourceOf(bundle), TRUST, DEFAULT_POLICY, nodeCrypto);
      verdicts[outcome.verdict]++;
      for (const language of ['en', 'fr'] as const) {
        expect(textReport(outcome, language)).not.toMatch(/undefined|NaN|Invalid/);
        expect(jsonReport(outcome, language).length).toBeGreaterThan(10);
      }
      if (outcome.verdict === 'proven' && outcome.record) expectSound(outcome.record, log);
    }
    // Of both there are many, or the logs say nothing.
    expect(verdicts.proven).toBeGreaterThan(20);
    expect(verdicts.broken).toBeGreaterThan(20);
  }, 120_000);
});
