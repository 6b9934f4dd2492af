/**
 * The steps of a review that somebody takes: approve, dispute, answer, call a mediator, decide. Each is decided on what
 * stands and written in the same turn, with all that follows from it; taken again in the same words it changes nothing,
 * so an answer that was lost on the way can be asked for again. SPEC: SV61–SV66.
 */
import type { ContractId } from '../../domain/ids';
import { NOT_FOUND, Refusal } from '../http/handler';
import type { OwnDraft, Standing } from '../log/logs';
import { advance, type ClockParts } from './clock';
import { disputeEffects, disputeEnds, reviewDraft, type Step } from './drafts';
import { reviewOf, timeOfWeek, type WeekReview } from './state';
import { textOf } from './told';

/** What the log says of the contract now; drafts to be signed, none where it is done already, or why not. */
export type Decide = (
  standing: Standing,
) => Promise<readonly OwnDraft[] | Refusal> | readonly OwnDraft[] | Refusal;

const UNLINKED = new Refusal(
  409,
  'not-linked',
  'The freelancer’s app has not made this server a part of the contract’s log yet. Nothing was changed.',
);

/** Null: it is done, or was. */
export async function act(
  parts: ClockParts,
  contract: ContractId,
  now: number,
  decide: Decide,
): Promise<Refusal | null> {
  await advance(parts, contract, now);
  let refusal: Refusal | null = null;
  const leaves = await parts.logs.own(contract, now, async (standing) => {
    const drafts = await decide(standing);
    if (!(drafts instanceof Refusal)) return drafts;
    refusal = drafts;
    return [];
  });
  return refusal ?? (leaves === null ? UNLINKED : null);
}

export function approve(parts: ClockParts, week: number, now: number): Decide {
  return ({ ledger }) => {
    const review = reviewOf(ledger, week);
    switch (review.state) {
      case 'approved':
        return [];
      case 'review':
        return [reviewDraft(parts, { week, what: 'approved', by: 'client', statement: '' }, now)];
      case 'disputed': {
        const ms = (review.disputedMs ?? 0) - (review.concededMs ?? 0);
        const step = { week, what: 'decided', by: 'client', ms, statement: '' } as const;
        return [reviewDraft(parts, step, now), ...disputeEnds(ledger, [week], now)];
      }
      default:
        return closedTo(review);
    }
  };
}

/** Hours and why. */
interface Hours {
  ms: number;
  text: string;
}

export interface Dispute extends Hours {
  reason: NonNullable<Step['reason']>;
}

export function dispute(parts: ClockParts, week: number, { ms, reason, text }: Dispute, now: number): Decide {
  const step: Step = { week, what: 'disputed', by: 'client', ms, reason, statement: text };
  return once(step, 'review', (ledger) => {
    if (ms > timeOfWeek(ledger.segments, week))
      return new Refusal(422, 'too-much', 'The week has less time than that. Nothing was changed.');
    return [reviewDraft(parts, step, now), ...disputeEffects(ledger, now)];
  });
}

/** Whoever concedes all of it has ended the dispute. */
export function answer(parts: ClockParts, week: number, { ms, text }: Hours, now: number): Decide {
  const step: Step = { week, what: 'answered', by: 'freelancer', ms, statement: text };
  return once(step, 'disputed', (ledger, review) => {
    if (review.concededMs !== null)
      return new Refusal(409, 'answered', 'This dispute was answered already. What was said first stands.');
    if (ms > (review.disputedMs ?? 0)) return TOO_MUCH;
    const answered = reviewDraft(parts, step, now);
    if (ms < (review.disputedMs ?? 0)) return [answered];
    const decided: Step = { week, what: 'decided', by: 'freelancer', ms: 0, statement: '' };
    return [answered, reviewDraft(parts, decided, now), ...disputeEnds(ledger, [week], now)];
  });
}

/** `name`: of the mediator. Called again, there is a new link, and the log says that too. */
export function callMediator(
  parts: ClockParts,
  week: number,
  { name, by }: { name: string; by: 'client' | 'freelancer' },
  now: number,
): Decide {
  return ({ ledger }) => {
    const review = reviewOf(ledger, week);
    if (review.state !== 'disputed') return closedTo(review);
    return [reviewDraft(parts, { week, what: 'mediator', by, statement: name }, now)];
  };
}

export function decide(parts: ClockParts, week: number, { ms, text }: Hours, now: number): Decide {
  const step: Step = { week, what: 'decided', by: 'mediator', ms, statement: text };
  return once(step, 'disputed', (ledger, review) => {
    if (ms > (review.disputedMs ?? 0) - (review.concededMs ?? 0)) return TOO_MUCH;
    return [reviewDraft(parts, step, now), ...disputeEnds(ledger, [week], now)];
  });
}

const TOO_MUCH = new Refusal(
  422,
  'too-much',
  'That is more than what is disputed and not conceded. Nothing was changed.',
);

/** Nothing more where the step was taken already in these words; else `take`, if the week is in that state. */
function once(
  step: Step,
  state: WeekReview['state'],
  take: (ledger: Standing['ledger'], review: WeekReview) => readonly OwnDraft[] | Refusal,
): Decide {
  return async (standing) => {
    const review = reviewOf(standing.ledger, step.week);
    if (await isSaid(standing, review, step)) return [];
    return review.state === state ? take(standing.ledger, review) : closedTo(review);
  };
}

/** Whether exactly this was the last step of its kind: the same request once more. */
async function isSaid(standing: Standing, review: WeekReview, step: Step): Promise<boolean> {
  const last = review.steps.findLast(({ entry }) => entry.what === step.what);
  if (last === undefined) return false;
  const { by, ms, reason } = last.entry;
  if (by !== step.by || ms !== step.ms || reason !== step.reason) return false;
  return (await textOf(standing, last.index, 'statement')) === step.statement.toWellFormed();
}

/** Why this step cannot be taken in the state in which the week is. */
function closedTo({ state }: WeekReview): Refusal {
  switch (state) {
    case 'open':
      return new Refusal(
        409,
        'week-open',
        'This week is not in review: it closes on Monday at 12:00 UTC, and a week without time is not reviewed.',
      );
    case 'review':
      return new Refusal(409, 'not-disputed', 'Nothing of this week is disputed.');
    case 'approved':
      return new Refusal(409, 'week-approved', 'The review of this week is over: it was approved.');
    case 'disputed':
      return new Refusal(409, 'week-disputed', 'This week is disputed already.');
    case 'decided':
      return new Refusal(409, 'week-decided', 'The dispute about this week was decided.');
    default:
      return NOT_FOUND;
  }
}
