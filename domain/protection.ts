/**
 * The verdict on one slice: how much of its time is protected, and for the rest every reason, with what would mend it
 * and until when. Pure: the same record gives the same verdict, in whatever order it was written. The present only
 * decides whether a reason can still be mended. The app judges what is on record; what people state (identity, billing
 * method, standing) it takes from them and has never checked. SPEC: PR.
 */
import { assertNever } from './assert';
import type { WallMs } from './clock';
import type { HourlyContract } from './hourly-contract';
import { memoVerdict } from './memo';
import { type PictureEvidence, worthOf } from './picture-evidence';
import { type ProtectionRules, RULE_IDS, type RuleId, rulesFor } from './protection-rules';
import { idleMs, type Slice, type Span, trackedMs } from './slice';
import type { Attestation, Pause } from './terms';
import { merged } from './timeline';
import { MINUTE_MS, slotEnd, slotStart, weekEnd, weekLocksAt } from './week';

/** What a verdict needs to know of a slice. */
export interface SliceEvidence
  extends Pick<
      Slice,
      | 'id'
      | 'contractId'
      | 'slot'
      | 'state'
      | 'kind'
      | 'memo'
      | 'tag'
      | 'spans'
      | 'jumps'
      | 'gaps'
      | 'editedAt'
      | 'excludedMs'
    >,
    Partial<Pick<Slice, 'importId'>> {
  /** Minutes 0–10 with input. */
  activity: number;
  pictures: readonly PictureEvidence[];
}

export type ProtectedContract = Pick<
  HourlyContract,
  'id' | 'kind' | 'pictures' | 'privacy' | 'tags' | 'tagRequired' | 'attestations' | 'pauses' | 'limits'
>;

/** The exact finding; the locale text is `protection.because.<because>`. */
export const BECAUSE = [
  'not-hourly',
  'identity',
  'billing',
  'standing',
  'manual',
  'over-limit',
  'memo-none',
  'memo-thin',
  'tag-missing',
  'activity-low',
  'activity-so-far',
  'picture-due',
  'picture-none',
  'picture-failed',
  'picture-deleted',
  'picture-hidden',
  'picture-policy',
  'paused',
  'clock',
  'edited-late',
  'idle-unanswered',
  'excluded',
  'picture-held',
] as const;
export type Because = (typeof BECAUSE)[number];

/**
 * What would mend it: state a fact about the contract, write a memo, set a tag, answer the idle question, decide on a
 * held picture, have the client raise the limit, or let the running slice go on. `none`: nothing, or too late.
 */
export const MENDS = ['attest', 'memo', 'tag', 'answer', 'release', 'limit', 'wait', 'none'] as const;
export type Mend = (typeof MENDS)[number];

export interface Reason {
  rule: RuleId;
  because: Because;
  mend: Mend;
  /** The first instant at which it can no longer be mended; null where it cannot be mended (any more). */
  until: WallMs | null;
}

/** Milliseconds; their sum is the tracked time of the slice. */
export interface Parts {
  protectedMs: number;
  atRiskMs: number;
  overMs: number;
  manualMs: number;
}

export interface Verdict {
  sliceId: Slice['id'];
  contractId: Slice['contractId'];
  slot: Slice['slot'];
  /** Version of the rules. */
  rules: number;
  parts: Parts;
  /** Empty: wholly protected (or without time). In the order of the rules' ids, each rule at most once. */
  reasons: Reason[];
}

type Finding = { rule: RuleId; because: Because; mend: Mend };

/** Reasons that concern a part of the slice's time and leave the rest protected. */
const PARTIAL: ReadonlySet<RuleId> = new Set(['PR6', 'PR12', 'PR15']);

/** `overMs`: how much of the slice's time lies above its week's limit (`overLimitBySlot`): the last of it. */
export function judge(
  contract: ProtectedContract,
  slice: SliceEvidence,
  overMs: number,
  now: WallMs,
): Verdict {
  const { id, contractId, slot } = slice;
  const rules = rulesFor(slot);
  const about = { sliceId: id, contractId, slot, rules: rules.version };
  const counted = slice.spans.filter((span) => span.kind !== 'discarded');
  const total = trackedMs(slice);
  if (total === 0) return { ...about, parts: NO_PARTS, reasons: [] };
  const findings = [
    ...ofContract(contract, slot),
    ...ofKindAndLimit(slice, overMs),
    ...ofWords(contract, slice, rules),
    ...ofActivity(slice, total, rules),
    ...ofPictures(contract, slice, rules),
    ...ofTime(contract, slice, counted, total, rules),
  ].sort((a, b) => RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule));
  const whole = findings.some(({ rule }) => !PARTIAL.has(rule));
  return {
    ...about,
    parts: partsOf(slice.kind, counted, total - overMs, whole, contract.pauses),
    reasons: findings.map((finding) => ({ ...finding, ...mendable(finding.mend, slice, now) })),
  };
}

const NO_PARTS: Parts = { protectedMs: 0, atRiskMs: 0, overMs: 0, manualMs: 0 };

/** SPEC PR1–PR4. What stands when the week locks counts, so a fact stated later in the week covers it from its start. */
function* ofContract(contract: ProtectedContract, slot: number): Iterable<Finding> {
  if (contract.kind !== 'hourly') yield { rule: 'PR1', because: 'not-hourly', mend: 'none' };
  const lock = weekLocksAt(slotStart(slot));
  for (const [what, rule] of ATTESTED) {
    if (!attested(contract.attestations, what, lock)) yield { rule, because: what, mend: 'attest' };
  }
}

const ATTESTED = [
  ['identity', 'PR2'],
  ['billing', 'PR3'],
  ['standing', 'PR4'],
] as const;

/** Whether the fact was stated before the instant and not withdrawn before it. */
export function attested(
  attestations: readonly Attestation[],
  what: Attestation['what'],
  before: WallMs,
): boolean {
  return attestations.some(
    (one) => one.what === what && one.at < before && (one.withdrawnAt === null || one.withdrawnAt >= before),
  );
}

function* ofKindAndLimit(slice: SliceEvidence, overMs: number): Iterable<Finding> {
  if (slice.kind === 'manual') yield { rule: 'PR5', because: 'manual', mend: 'none' };
  if (overMs > 0) yield { rule: 'PR6', because: 'over-limit', mend: 'limit' };
}

function* ofWords(
  contract: ProtectedContract,
  slice: SliceEvidence,
  rules: ProtectionRules,
): Iterable<Finding> {
  const memo = memoVerdict(slice.memo, rules.memo);
  if (memo === 'none') yield { rule: 'PR7', because: 'memo-none', mend: 'memo' };
  if (memo === 'thin') yield { rule: 'PR8', because: 'memo-thin', mend: 'memo' };
  if (contract.tagRequired && !contract.tags.includes(slice.tag))
    yield { rule: 'PR9', because: 'tag-missing', mend: 'tag' };
}

/**
 * SPEC PR10. A slice that is not full is measured by its own minutes, begun ones counted whole: with m of them, it is at
 * risk up to m × 4 ÷ 10 active minutes. Idle time that awaits an answer is left out: the answer says whether it counts.
 * Manual time has no activity to measure.
 */
function* ofActivity(slice: SliceEvidence, total: number, rules: ProtectionRules): Iterable<Finding> {
  const minutes = Math.ceil((total - idleMs(slice)) / MINUTE_MS);
  if (slice.kind === 'manual' || minutes === 0) return;
  if (slice.activity * rules.activity.of > rules.activity.active * minutes) return;
  yield slice.state === 'open'
    ? { rule: 'PR10', because: 'activity-so-far', mend: 'wait' }
    : { rule: 'PR10', because: 'activity-low', mend: 'none' };
}

/** SPEC PR11, PR17. One picture that can be read is enough, blurred as the contract agrees or not. */
function* ofPictures(
  contract: ProtectedContract,
  slice: SliceEvidence,
  rules: ProtectionRules,
): Iterable<Finding> {
  if (slice.kind === 'manual') return;
  const found = slice.pictures.map((picture) => worthOf(picture, rules.hiddenPercent));
  if (found.includes('shows')) return;
  if (found.includes('held')) yield { rule: 'PR17', because: 'picture-held', mend: 'release' };
  else if (found.includes('hidden')) yield { rule: 'PR11', because: 'picture-hidden', mend: 'none' };
  else if (found.includes('deleted')) yield { rule: 'PR11', because: 'picture-deleted', mend: 'none' };
  else if (found.includes('failed')) yield { rule: 'PR11', because: 'picture-failed', mend: 'none' };
  else if (contract.pictures === 'none' || contract.privacy.perSlice === 0)
    yield { rule: 'PR11', because: 'picture-policy', mend: 'none' };
  else if (slice.state === 'open') yield { rule: 'PR11', because: 'picture-due', mend: 'wait' };
  else yield { rule: 'PR11', because: 'picture-none', mend: 'none' };
}

/** SPEC PR12–PR16. */
function* ofTime(
  contract: ProtectedContract,
  slice: SliceEvidence,
  counted: readonly Span[],
  total: number,
  rules: ProtectionRules,
): Iterable<Finding> {
  const pauses = pausesOf(contract.pauses);
  if (counted.some((span) => overlapMs(span.start, span.end, pauses) > 0))
    yield { rule: 'PR12', because: 'paused', mend: 'none' };
  const jumped = slice.jumps.reduce((sum, jump) => sum + Math.abs(jump.byMs), 0);
  const unobserved = slice.gaps
    .filter((gap) => gap.reason === 'unobserved')
    .reduce((sum, gap) => sum + gap.end - gap.start, 0);
  if (jumped >= rules.clock.jumpMs || unobserved >= rules.clock.unobservedMs)
    yield { rule: 'PR13', because: 'clock', mend: 'none' };
  if (slice.editedAt !== null && slice.editedAt >= weekLocksAt(slotStart(slice.slot)))
    yield { rule: 'PR14', because: 'edited-late', mend: 'none' };
  if (counted.some((span) => span.kind === 'idle'))
    yield { rule: 'PR15', because: 'idle-unanswered', mend: 'answer' };
  if (slice.excludedMs * 100 > total * rules.excludedPercent)
    yield { rule: 'PR16', because: 'excluded', mend: 'none' };
}

/** Puts every millisecond in one place: over the limit before manual, manual before at risk, at risk before protected. */
function partsOf(
  kind: Slice['kind'],
  counted: readonly Span[],
  withinMs: number,
  whole: boolean,
  contractPauses: readonly Pause[],
): Parts {
  const pauses = pausesOf(contractPauses);
  const parts = { ...NO_PARTS };
  let left = withinMs;
  for (const span of [...counted].sort((a, b) => a.start - b.start)) {
    const length = span.end - span.start;
    const within = Math.min(length, Math.max(0, left));
    left -= within;
    parts.overMs += length - within;
    if (kind === 'manual') parts.manualMs += within;
    else {
      const risky =
        whole || span.kind === 'idle' ? within : overlapMs(span.start, span.start + within, pauses);
      parts.atRiskMs += risky;
      parts.protectedMs += within - risky;
    }
  }
  return parts;
}

function pausesOf(pauses: readonly Pause[]) {
  return merged(pauses.map(({ from, to }) => ({ start: from, end: to ?? Number.POSITIVE_INFINITY })));
}

function overlapMs(start: WallMs, end: WallMs, merged: readonly { start: WallMs; end: WallMs }[]): number {
  return merged.reduce(
    (sum, one) => sum + Math.max(0, Math.min(end, one.end) - Math.max(start, one.start)),
    0,
  );
}

/** Never after the lock: what can no longer be mended is said so, not offered. */
function mendable(mend: Mend, slice: SliceEvidence, now: WallMs): Pick<Reason, 'mend' | 'until'> {
  const until = mendableUntil(mend, slice);
  return until === null || now >= until ? { mend: 'none', until: null } : { mend, until };
}

function mendableUntil(mend: Mend, { slot }: SliceEvidence): WallMs | null {
  switch (mend) {
    case 'attest':
    case 'memo':
    case 'tag':
    case 'answer':
    case 'release':
      return weekLocksAt(slotStart(slot));
    // A raise counts for the week in which it is made.
    case 'limit':
      return weekEnd(slotStart(slot));
    case 'wait':
      return slotEnd(slot);
    case 'none':
      return null;
    default:
      return assertNever(mend);
  }
}
