/**
 * The mails about reviews: what waits for somebody is written to them once, in their language, whatever crashes meanwhile
 * (twice at the worst, under the same id). Nothing secret is in a mail: whoever follows its link signs in.
 * SPEC: SV71–SV73.
 */
import { createHash } from 'node:crypto';
import type { ContractId } from '../../domain/ids';
import type { Reminder } from '../../domain/protocol-review';
import type { Person } from '../access/people';
import type { Parts } from '../parts';
import { remindersFor } from '../review/reminders';
import { reviewsOf, type WeekReview } from '../review/state';
import { ownText } from '../review/told';
import { type Mail, type Mailer, MailFault } from './mailer';
import { openSentMails, type SentMails } from './sent-mails';
import { dayOf, filled, instantOf, lengthOf, TEXTS } from './words';

type MailParts = Pick<Parts, 'logs' | 'people' | 'sqlite' | 'publicUrl' | 'log'>;

/** All that is due now and was not sent. Where one is refused, or a contract cannot be read, the others still go. */
export async function sendReminders(parts: MailParts, mailer: Mailer, now: number): Promise<void> {
  const sent = openSentMails(parts.sqlite);
  for (const contract of await parts.logs.contracts()) {
    try {
      await sendOf(parts, mailer, sent, contract, now);
    } catch (error) {
      if (error instanceof MailFault) {
        parts.log.warn({ code: error.message }, 'the mail server does not answer; it is tried again');
        return;
      }
      parts.log.error({ contract, error: String(error) }, 'the mails of a contract could not be written');
    }
  }
}

async function sendOf(
  parts: MailParts,
  mailer: Mailer,
  sent: SentMails,
  contract: ContractId,
  now: number,
): Promise<void> {
  const facts = await parts.logs.read(contract, async (standing) => ({
    reviews: reviewsOf(standing.ledger),
    title: (await ownText(standing, 'title')) ?? '',
  }));
  if (facts === null || facts.reviews.length === 0) return;
  const people = await parts.people.of(contract);
  for (const person of people) {
    for (const group of groupsFor(person, facts.reviews, now)) {
      const keys = group.weeks.map(({ week }) => `${contract} ${week} ${group.kind} ${person.account}`);
      if ((await unsent(keys, sent)).length === 0) continue;
      const about = { contract, person, people, group, title: facts.title };
      try {
        await mailer.send(mailOf(about, parts.publicUrl, keys));
      } catch (error) {
        if (!(error instanceof MailFault) || error.isAway) throw error;
        const { message: code } = error;
        parts.log.warn({ contract, kind: group.kind, code }, 'a mail was not taken; it is tried again');
        continue;
      }
      for (const key of keys) await sent.keep(key, person.account, now);
    }
  }
}

async function unsent(keys: readonly string[], sent: SentMails): Promise<string[]> {
  const known = await Promise.all(keys.map((key) => sent.has(key)));
  return keys.filter((_, n) => known[n] !== true);
}

/** Weeks of which the same is to be said: a log of a year that is uploaded at once is one mail. */
interface Group {
  kind: Reminder['kind'];
  until: number | null;
  weeks: WeekReview[];
}

function groupsFor(person: Person, reviews: readonly WeekReview[], now: number): Group[] {
  if (person.until !== null && now >= person.until) return [];
  const own = person.role === 'mediator' ? reviews.filter(({ week }) => week === person.week) : reviews;
  const groups = new Map<string, Group>();
  for (const { kind, week, until } of remindersFor(person.role, own, now)) {
    const review = own.find((one) => one.week === week);
    if (review === undefined) continue;
    // Of a dispute each week is told by itself, for its hours differ.
    const isReview = kind === 'review-open' || kind === 'review-ends';
    const key = isReview ? `${kind} ${until}` : `${kind} ${week}`;
    const group = groups.get(key) ?? { kind, until, weeks: [] };
    groups.set(key, group);
    group.weeks.push(review);
  }
  return [...groups.values()];
}

interface About {
  contract: ContractId;
  person: Person;
  people: readonly Person[];
  group: Group;
  title: string;
}

function mailOf(
  { contract, person, people, group, title }: About,
  publicUrl: string,
  keys: readonly string[],
): Mail {
  const { language } = person;
  const { mail } = TEXTS[language];
  const [review] = group.weeks;
  const disputed = review?.disputedMs ?? 0;
  const values = {
    title,
    name: person.name,
    freelancer: nameOf(people, 'freelancer'),
    client: nameOf(people, 'client'),
    weeks: weeksText(group.weeks, language),
    // The last minute in which it can be done, as people say it.
    until: group.until === null ? '' : instantOf(group.until - 1, language),
    hours: lengthOf(disputed),
    conceded: lengthOf(review?.concededMs ?? 0),
    granted: lengthOf(disputed - (review?.deductedMs ?? 0)),
    link: `${publicUrl}/`,
  };
  const { subject, body } = textsOf(mail, group.kind, person.role);
  const parts = [mail.greeting, body, mail.sign, `-- \n${mail.foot}`];
  return {
    to: { name: person.name, address: person.email },
    subject: filled(subject, values),
    text: `${parts.map((part) => filled(part, values)).join('\n\n')}\n`,
    language,
    id: createHash('sha256')
      .update(`${contract}\n${keys.join('\n')}`)
      .digest('hex')
      .slice(0, 32),
  };
}

function textsOf(
  mail: (typeof TEXTS)['en']['mail'],
  kind: Reminder['kind'],
  role: Person['role'],
): { subject: string; body: string } {
  if (kind !== 'dispute') return mail[kind];
  return mail.dispute[role === 'mediator' ? 'mediator' : 'freelancer'];
}

function weeksText(weeks: readonly WeekReview[], language: Person['language']): string {
  const { mail } = TEXTS[language];
  const day = (week: number | undefined) => dayOf((week ?? 0) * 1000, language);
  const [first] = weeks;
  if (weeks.length === 1) return filled(mail.week, { day: day(first?.week) });
  return filled(mail.weeks, {
    count: String(weeks.length),
    first: day(first?.week),
    last: day(weeks.at(-1)?.week),
  });
}

function nameOf(people: readonly Person[], role: Person['role']): string {
  return people.find((one) => one.role === role)?.name ?? '';
}
