/** What of the review runs by itself: the clock each minute, the news of each step, and the mails. SPEC: SV60, SV71. */
import { createMailer } from '../mail/mailer';
import { sendReminders } from '../mail/reminders';
import type { Parts } from '../parts';
import { runWeekClock } from './clock';
import { noteStart } from './outage';

const MINUTE_MS = 60_000;

/** Called once, before the server answers. */
export function startReview(parts: Parts): void {
  noteStart(parts.sqlite, parts.now());
  parts.logs.onChange(({ contract, entries }) => {
    const weeks = new Set(entries.flatMap(({ entry }) => (entry.type === 'review' ? [entry.week] : [])));
    for (const week of weeks) parts.hub.tell({ kind: 'review', contract, week });
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
