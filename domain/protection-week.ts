/**
 * A contract's week by its verdicts: how much is protected, at risk, over the limit and manual, to the millisecond and
 * to the minor unit, and what can still be saved. Promises: the parts add up to the tracked time, and their money to
 * the week's gross; the list begins with what can still be mended, worth most first. SPEC: PR20–PR23.
 */
import type { WallMs } from './clock';
import { isImported, overLimitBySlot } from './limit';
import {
  type Because,
  judge,
  type Mend,
  type Parts,
  type ProtectedContract,
  type SliceEvidence,
  type Verdict,
} from './protection';
import { RULE_IDS, type RuleId } from './protection-rules';
import { trackedMs } from './slice';
import type { Slot } from './week';

/** What so much time of these slots is worth, in minor units, by the contract's rates and billing. */
export type Price = (slices: readonly { slot: Slot; trackedMs: number; overMs: number }[]) => number;

/** In minor units of the contract's currency. Their sum is the gross; time over the limit earns nothing. */
export interface Worth {
  protectedMinor: number;
  atRiskMinor: number;
  manualMinor: number;
}

/** All slices at risk for one reason. A slice with two reasons is in two items. */
export interface WorkItem {
  rule: RuleId;
  because: Because;
  mend: Mend;
  /** The first instant at which it can no longer be mended; null where it cannot. */
  until: WallMs | null;
  sliceIds: SliceEvidence['id'][];
  /** Not protected because of this, among other reasons perhaps. */
  ms: number;
  minor: number;
  /** Of it: what would be protected once every reason that can be mended is. */
  savableMs: number;
  savableMinor: number;
}

export interface ProtectedWeek {
  verdicts: Verdict[];
  totalMs: number;
  parts: Parts;
  worth: Worth;
  items: WorkItem[];
}

/** Verdicts of one contract's slices, any order, all slices of each week that is asked about; ascending by slot. */
export function verdictsOf(
  contract: ProtectedContract,
  slices: readonly SliceEvidence[],
  now: WallMs,
): Verdict[] {
  const over = overLimitBySlot(
    slices.map((slice) => ({ ...slice, trackedMs: trackedMs(slice) })),
    contract.limits,
  );
  return [...slices]
    .sort((a, b) => a.slot - b.slot)
    .map((slice) => judge(contract, slice, over.get(slice.slot) ?? 0, now));
}

/** `slices`: those of one contract and one UTC week, any order. Imported time is manual, and worth nothing here. */
export function protectedWeek(
  contract: ProtectedContract,
  slices: readonly SliceEvidence[],
  price: Price,
  now: WallMs,
): ProtectedWeek {
  const verdicts = verdictsOf(contract, slices, now);
  const unbilled = new Set(slices.filter(isImported).map(({ slot }) => slot));
  const billed: Price = (priced) => price(priced.filter(({ slot }) => !unbilled.has(slot)));
  const parts = verdicts.map((verdict) => verdict.parts).reduce(added, NOTHING);
  return {
    verdicts,
    totalMs: sumOf(parts),
    parts,
    worth: worthOf(verdicts, billed),
    items: itemsOf(verdicts, billed),
  };
}

const NOTHING: Parts = { protectedMs: 0, atRiskMs: 0, overMs: 0, manualMs: 0 };

function added(a: Parts, b: Parts): Parts {
  return {
    protectedMs: a.protectedMs + b.protectedMs,
    atRiskMs: a.atRiskMs + b.atRiskMs,
    overMs: a.overMs + b.overMs,
    manualMs: a.manualMs + b.manualMs,
  };
}

export function sumOf(parts: Parts): number {
  return parts.protectedMs + parts.atRiskMs + parts.overMs + parts.manualMs;
}

/**
 * Taken as differences of growing sums, so that rounding neither loses nor makes a minor unit: at risk first, then manual,
 * the rest is protected. Where whole slots are billed, a slot that is partly at risk is at risk with all it is worth.
 */
function worthOf(verdicts: readonly Verdict[], price: Price): Worth {
  const of = (ms: (parts: Parts) => number) => price(verdicts.map((verdict) => priced(verdict, ms)));
  const risk = of((parts) => parts.atRiskMs);
  const unprotected = of((parts) => parts.atRiskMs + parts.manualMs);
  const gross = of((parts) => parts.atRiskMs + parts.manualMs + parts.protectedMs);
  return { atRiskMinor: risk, manualMinor: unprotected - risk, protectedMinor: gross - unprotected };
}

function priced(verdict: Verdict, ms: (parts: Parts) => number) {
  return { slot: verdict.slot, trackedMs: ms(verdict.parts), overMs: 0 };
}

function itemsOf(verdicts: readonly Verdict[], price: Price): WorkItem[] {
  const items = new Map<string, { head: WorkItem; of: Verdict[] }>();
  for (const verdict of verdicts) {
    for (const { rule, because, mend, until } of verdict.reasons) {
      const key = `${because} ${mend} ${until}`;
      const known = items.get(key);
      if (known) known.of.push(verdict);
      else items.set(key, { head: { rule, because, mend, until, ...EMPTY }, of: [verdict] });
    }
  }
  return [...items.values()].map(({ head, of }) => filled(head, of, price)).sort(byWhatCanBeSaved);
}

const EMPTY = { sliceIds: [], ms: 0, minor: 0, savableMs: 0, savableMinor: 0 };

function filled(head: WorkItem, of: readonly Verdict[], price: Price): WorkItem {
  // Time over the limit earns nothing, whatever else is mended; only that item counts it.
  const msOf = (parts: Parts) =>
    head.rule === 'PR6' ? parts.overMs : head.rule === 'PR5' ? parts.manualMs : parts.atRiskMs;
  const savable = of.filter(({ reasons }) =>
    reasons.every((one) => one.mend !== 'none' || one.rule === 'PR6'),
  );
  const sum = (verdicts: readonly Verdict[]) => verdicts.reduce((all, one) => all + msOf(one.parts), 0);
  const minor = (verdicts: readonly Verdict[]) => price(verdicts.map((verdict) => priced(verdict, msOf)));
  const mendable = head.mend !== 'none';
  return {
    ...head,
    sliceIds: of.map(({ sliceId }) => sliceId),
    ms: sum(of),
    minor: minor(of),
    savableMs: mendable ? sum(savable) : 0,
    savableMinor: mendable ? minor(savable) : 0,
  };
}

/** What can be saved before what cannot, worth most first; among equals, longest first, then by the rules' order. */
function byWhatCanBeSaved(a: WorkItem, b: WorkItem): number {
  return (
    Number(b.mend !== 'none') - Number(a.mend !== 'none') ||
    b.savableMinor - a.savableMinor ||
    b.savableMs - a.savableMs ||
    b.minor - a.minor ||
    b.ms - a.ms ||
    RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule)
  );
}
