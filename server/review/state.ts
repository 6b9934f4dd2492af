/**
 * Where the review of each week stands, read from the log and from nothing else: what was closed, approved, disputed,
 * answered, decided, until when something is waited for, and what is due now. Pure; a test runs a year in seconds.
 * SPEC: SV60–SV66; docs/decisions/0150.
 */
import type { EntryOf, Leaf } from '../../domain/entry';
import type { TimesheetView } from '../../domain/protocol-diary';
import { inForce } from '../../domain/verify-dated';
import type { Ledger } from '../../domain/verify-ledger';
import { DAY_MS, slotStart, WEEK_MS, weekLocksAt, weekStart } from '../../domain/week';
import { dueAfter, type Outage } from './outage';

/** How long a freelancer has to answer a dispute (facts: 211068588). */
export const ANSWER_MS = 3 * DAY_MS;
/** The review ends when Friday does: the first instant of Saturday UTC, after the Monday on which it began. */
const REVIEW_MS = 5 * DAY_MS;

export interface ReviewStep {
  index: number;
  leaf: Leaf;
  entry: EntryOf<'review'>;
}

export interface WeekReview {
  /** Monday 00:00 UTC, Unix seconds. */
  week: number;
  state: TimesheetView['state'];
  /** Wall ms; of a week that is still open, when it will be. */
  reviewFrom: number;
  reviewUntil: number;
  /** Index of the entry that closed the week; what comes behind it came late. */
  closed: number | null;
  /** Index of the entry that approved or decided it; what comes behind it is outside of that. */
  ended: number | null;
  /** Null without a dispute. */
  disputedMs: number | null;
  /** What the freelancer conceded; null while there is no answer. */
  concededMs: number | null;
  /** Of a dispute that has ended: what was not granted. */
  deductedMs: number;
  /** While the freelancer's answer is waited for; after it the clock decides. */
  answerUntil: number | null;
  mediated: boolean;
  steps: readonly ReviewStep[];
}

type Logged = Pick<Ledger, 'reviews' | 'segments' | 'pauses' | 'limits' | 'received'>;

/** `week`: Monday 00:00 UTC, Unix seconds. Whatever week it is, there is an answer. */
export function reviewOf(ledger: Pick<Ledger, 'reviews'>, week: number): WeekReview {
  return stands(
    week,
    ledger.reviews.filter(({ entry }) => entry.week === week),
  );
}

/** The weeks that have a step, ascending. */
export function reviewsOf(ledger: Pick<Ledger, 'reviews'>): WeekReview[] {
  const byWeek = new Map<number, ReviewStep[]>();
  for (const step of ledger.reviews) {
    const steps = byWeek.get(step.entry.week) ?? [];
    byWeek.set(step.entry.week, steps);
    steps.push(step);
  }
  return [...byWeek].sort(([a], [b]) => a - b).map(([week, steps]) => stands(week, steps));
}

function stands(week: number, steps: readonly ReviewStep[]): WeekReview {
  const last = (...what: readonly EntryOf<'review'>['what'][]) =>
    steps.findLast(({ entry }) => what.includes(entry.what)) ?? null;
  const closed = last('closed');
  const disputed = last('disputed');
  const answered = last('answered');
  const decided = last('decided');
  const approved = last('approved', 'silence');
  const mediated = last('mediator') !== null;
  const reviewFrom = closed?.entry.at ?? weekLocksAt(slotStart(week));
  const disputedMs = disputed === null ? null : (disputed.entry.ms ?? 0);
  return {
    week,
    state: stateOf({ closed, disputed, decided, approved }),
    reviewFrom,
    reviewUntil: reviewEnds(reviewFrom),
    closed: closed?.index ?? null,
    ended: (decided ?? approved)?.index ?? null,
    disputedMs,
    concededMs: answered === null ? null : (answered.entry.ms ?? 0),
    deductedMs: decided === null ? 0 : Math.max(0, (disputedMs ?? 0) - (decided.entry.ms ?? 0)),
    answerUntil:
      disputed !== null && decided === null && answered === null && !mediated
        ? disputed.entry.at + ANSWER_MS
        : null,
    mediated,
    steps,
  };
}

function stateOf(
  steps: {
    [K in 'closed' | 'disputed' | 'decided' | 'approved']: ReviewStep | null;
  },
): WeekReview['state'] {
  if (steps.decided !== null) return 'decided';
  if (steps.approved !== null) return 'approved';
  if (steps.disputed !== null) return 'disputed';
  return steps.closed === null ? 'open' : 'review';
}

/**
 * A week that is closed on a Monday is reviewed until that Friday is over. One that is closed later, because the server
 * was off or its time was uploaded late, is reviewed until the Friday of the week after: nobody's silence counts who had
 * no whole review.
 */
export function reviewEnds(closedAt: number): number {
  const monday = weekStart(closedAt);
  return (closedAt < monday + DAY_MS ? monday : monday + WEEK_MS) + REVIEW_MS;
}

/** A step that nobody takes: its time has come. */
export interface DueStep {
  week: number;
  what: 'closed' | 'silence' | 'decided';
}

/**
 * What the clock has to say now, by week. Asked again after it was said, it is empty: a server that was off for weeks
 * catches up once. Where it was away when somebody's time ended
 * (`outage`), or time came late, they have a day more. Weeks without time are not reviewed, and none is before a client is there who could.
 */
export function dueSteps(
  ledger: Logged,
  hasClient: boolean,
  now: number,
  outage: Outage | null = null,
): DueStep[] {
  const reviews = new Map(reviewsOf(ledger).map((one) => [one.week, one]));
  const due: DueStep[] = [];
  for (const week of hasClient ? weeksWithTime(ledger.segments) : [])
    if (!reviews.has(week) && now >= weekLocksAt(slotStart(week))) due.push({ week, what: 'closed' });
  for (const { week, state, closed, reviewUntil, answerUntil } of reviews.values()) {
    if (state === 'review' && now >= dueAfter(reviewUntil, outage) && !isFresh(ledger, week, closed, now))
      due.push({ week, what: 'silence' });
    if (state === 'disputed' && answerUntil !== null && now >= dueAfter(answerUntil, outage))
      due.push({ week, what: 'decided' });
  }
  return due.sort((a, b) => a.week - b.week);
}

/**
 * Whether time of the week came behind its closing within the last day: nobody's silence approves what they had no day to
 * see, or hours could be held back until the last minute of the review.
 */
function isFresh(
  { segments, received }: Pick<Logged, 'segments' | 'received'>,
  week: number,
  closed: number | null,
  now: number,
): boolean {
  if (closed === null) return false;
  const end = week + WEEK_MS / 1000;
  return segments.some(
    ({ index, state, entry }) =>
      index > closed &&
      state === 'stands' &&
      entry.slot >= week &&
      entry.slot < end &&
      // Within the minute in which it came its time is not told yet.
      now < (received.get(index)?.at ?? now) + DAY_MS,
  );
}

/** Weeks, ascending, with time that stands and is billed here: another program's is not. */
function weeksWithTime(segments: Ledger['segments']): number[] {
  const weeks = new Set<number>();
  for (const { entry, state, ms } of segments)
    if (state === 'stands' && ms > 0 && entry.imported !== 1)
      weeks.add(weekStart(slotStart(entry.slot)) / 1000);
  return [...weeks].sort((a, b) => a - b);
}

/** What stands of a week and is billed here, in ms. */
export function timeOfWeek(segments: Ledger['segments'], week: number): number {
  const end = week + WEEK_MS / 1000;
  let sum = 0;
  for (const { entry, state, ms } of segments)
    if (state === 'stands' && entry.imported !== 1 && entry.slot >= week && entry.slot < end) sum += ms;
  return sum;
}

export function isDisputed(ledger: Pick<Ledger, 'reviews'>): boolean {
  return reviewsOf(ledger).some(({ state }) => state === 'disputed');
}

export function isPaused({ pauses }: Pick<Ledger, 'pauses'>, at: number): boolean {
  return (
    inForce(
      pauses.filter(({ from }) => from <= at),
      at,
    ) === 'pause'
  );
}

/** What a dispute has set and nobody changed since, for its end to take back. */
export function setByDispute(
  ledger: Logged,
  now: number,
): { paused: boolean; limit: { from: number; before: number | null } | null } {
  const disputes = ledger.reviews.filter(({ entry }) => entry.what === 'disputed').map(({ index }) => index);
  // The server says a dispute, its pause and its limit in one turn: they stand behind each other.
  const follows = (index: number) =>
    disputes.some((dispute) => index === dispute + 1 || index === dispute + 2);
  const pause = ledger.pauses.at(-1);
  const limit = ledger.limits.at(-1);
  const isZero = limit !== undefined && limit.value === 0 && follows(limit.index);
  return {
    paused: isPaused(ledger, now) && pause !== undefined && follows(pause.index),
    limit: isZero
      ? {
          from: Math.max(now, limit.from),
          before: inForce(ledger.limits.slice(0, -1), limit.from) ?? null,
        }
      : null,
  };
}
