/**
 * When a week of an hourly contract is closed, invoiced, reviewed and paid, as the reference platform does it
 * (facts: 211063698). All instants are UTC, whatever the local zone. SPEC: PM.
 */
import type { WallMs } from './clock';
import { DAY_MS, HOUR_MS, weekEnd, weekLocksAt, weekStart } from './week';

export interface PaymentCalendar {
  /** Monday 00:00 UTC. */
  weekStart: WallMs;
  /** The Monday after, 00:00 UTC, exclusive. */
  weekEnd: WallMs;
  /** Until when the freelancer may edit it, exclusive: that Monday 12:00, so 11:59 is the last minute. */
  editUntil: WallMs;
  /** The same instant: what is in the diary then is invoiced. */
  invoicedAt: WallMs;
  /** Until when the client may dispute, exclusive: Friday 24:00, so 23:59 is the last minute. */
  reviewUntil: WallMs;
  /** The day of payment, its first instant: Wednesday of the week after, ten days after the week's last day. */
  paidOn: WallMs;
}

/** `running`: the week is not over. Then the freelancer edits, the client reviews, and payment is awaited. */
export type PaymentStage = 'running' | 'edit' | 'review' | 'waiting' | 'paid';

/** The calendar of the week that holds the instant. */
export function paymentCalendar(at: WallMs): PaymentCalendar {
  const end = weekEnd(at);
  return {
    weekStart: weekStart(at),
    weekEnd: end,
    editUntil: weekLocksAt(at),
    invoicedAt: end + 12 * HOUR_MS,
    reviewUntil: end + 5 * DAY_MS,
    paidOn: end + 9 * DAY_MS,
  };
}

export function paymentStage(calendar: PaymentCalendar, now: WallMs): PaymentStage {
  if (now < calendar.weekEnd) return 'running';
  if (now < calendar.editUntil) return 'edit';
  if (now < calendar.reviewUntil) return 'review';
  return now < calendar.paidOn ? 'waiting' : 'paid';
}
