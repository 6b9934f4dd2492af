/** What of the review runs by itself: the clock each minute, the news of each step, and the mails. SPEC: SV60, SV71. */
import type { EntryOf } from '../../domain/entry';
import { timesheetOf } from '../diary/week';
import { createMailer } from '../mail/mailer';
import { sendReminders } from '../mail/reminders';
import type { Parts } from '../parts';
import { runWeekClock } from './clock';
import { noteStart } from './outage';

const MINUTE_MS = 60_000;
const ENDS: readonly EntryOf<'review'>['what'][] = ['approved', 'silence', 'decided'];

/** Called once, before the server answers. */
export function startReview(parts: Parts): void {
  noteStart(parts.sqlite, parts.now());
  parts.logs.onChange(({ contract, entries }) => {
    const weeks = new Set(entries.flatMap(({ entry }) => (entry.type === 'review' ? [entry.week] : [])));
    for (const week of weeks) parts.hub.tell({ kind: 'review', contract, week });
    // The read stands in the contract's queue before whatever is written next: what ends a week freezes its figures.
    for (const { entry } of entries)
      if (entry.type === 'review' && ENDS.includes(entry.what))
        timesheetOf(parts, contract, entry.week).catch((error: unknown) =>
          parts.log.error({ contract, error: String(error) }, 'the figures of a week could not be kept'),
        );
  });
  parts.every('review', MINUTE_MS, () => runWeekClock(parts, parts.now()));
  if (parts.mail === null) return;
  const mailer = createMailer(parts.mail);
  // After the clock, of its own: a mail server that does not answer keeps no week from closing.
  let isServing = false;
  parts.every('mail', MINUTE_MS, async () => {
    // Nor is the server kept from starting by it: the first mails go a minute later.
    if (isServing) await sendReminders(parts, mailer, parts.now());
    isServing = true;
  });
}
