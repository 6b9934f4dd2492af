/**
 * What waits for somebody, and what was decided and is perhaps not known yet: for the page and for the mails alike. Pure.
 * SPEC: SV70.
 */
import { assertNever } from '../../domain/assert';
import type { Reminder } from '../../domain/protocol-review';
import type { RoleOnContract } from '../../domain/protocol-shared';
import { DAY_MS } from '../../domain/week';
import type { WeekReview } from './state';

/** A decision is told for so long. */
const DECIDED_MS = 14 * DAY_MS;

/** In the order of the weeks; one for each week at most. */
export function remindersFor(role: RoleOnContract, reviews: readonly WeekReview[], now: number): Reminder[] {
  return reviews.flatMap((review) => {
    const reminder = reminderOf(role, review, now);
    return reminder === null ? [] : [{ ...reminder, week: review.week }];
  });
}

function reminderOf(
  role: RoleOnContract,
  review: WeekReview,
  now: number,
): Pick<Reminder, 'kind' | 'until'> | null {
  switch (review.state) {
    case 'open':
    case 'approved':
      return null;
    case 'review': {
      const { reviewUntil: until } = review;
      if (role !== 'client') return null;
      return { kind: until - now <= DAY_MS ? 'review-ends' : 'review-open', until };
    }
    case 'disputed':
      return ofDispute(role, review, now);
    case 'decided': {
      const at = review.steps.findLast(({ entry }) => entry.what === 'decided')?.entry.at ?? 0;
      return now < at + DECIDED_MS ? { kind: 'decided', until: null } : null;
    }
    default:
      return assertNever(review.state);
  }
}

function ofDispute(
  role: RoleOnContract,
  { answerUntil: until, concededMs, mediated }: WeekReview,
  now: number,
): Pick<Reminder, 'kind' | 'until'> | null {
  switch (role) {
    case 'client':
      return concededMs !== null && !mediated ? { kind: 'answered', until: null } : null;
    case 'freelancer':
      if (concededMs !== null) return null;
      return { kind: until !== null && until - now <= DAY_MS ? 'answer-due' : 'dispute', until };
    case 'mediator':
      return { kind: 'dispute', until: null };
    default:
      return assertNever(role);
  }
}
