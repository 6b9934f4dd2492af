/**
 * The week's clock: what nobody does is done when its time has come. Closes weeks on Monday noon, approves by silence,
 * ends a dispute that nobody answered. Start-up runs the very function that every minute runs; said once, it is said.
 * SPEC: SV60–SV62, SV65.
 */
import { assertNever } from '../../domain/assert';
import type { ContractId } from '../../domain/ids';
import type { OwnDraft, Standing } from '../log/logs';
import type { Parts } from '../parts';
import { disputeEnds, reviewDraft } from './drafts';
import { lastOutage, noteRun, type Outage } from './outage';
import { type DueStep, dueSteps } from './state';

export type ClockParts = Pick<Parts, 'logs' | 'people' | 'random' | 'crypto' | 'log' | 'sqlite'>;

/** Every contract. One that fails keeps none of the others from its time. */
export async function runWeekClock(parts: ClockParts, now: number): Promise<void> {
  noteRun(parts.sqlite, now);
  for (const contract of await parts.logs.contracts()) {
    try {
      await advance(parts, contract, now);
    } catch (error) {
      parts.log.error(
        { contract, error: String(error) },
        'the week of a contract could not be brought up to its time',
      );
    }
  }
}

/** Brings one contract up to `now`. Run before every step too, so that nobody acts in a week that is over already. */
export async function advance(parts: ClockParts, contract: ContractId, now: number): Promise<void> {
  const hasClient = (await parts.people.of(contract)).some(({ role }) => role === 'client');
  const outage = lastOutage(parts.sqlite);
  // Asked without writing first: most minutes have nothing to say.
  const due = await parts.logs.read(contract, ({ ledger }) => dueSteps(ledger, hasClient, now, outage));
  if (due === null || due.length === 0) return;
  await parts.logs.own(contract, now, (standing) => draftsOf(parts, standing, { hasClient, outage }, now));
}

function draftsOf(
  parts: ClockParts,
  { ledger }: Standing,
  { hasClient, outage }: { hasClient: boolean; outage: Outage | null },
  now: number,
): readonly OwnDraft[] {
  const due = dueSteps(ledger, hasClient, now, outage);
  const ended = due.filter(({ what }) => what === 'decided').map(({ week }) => week);
  return [
    ...due.map((step) => reviewDraft(parts, { ...said(step), by: 'clock', statement: '' }, now)),
    ...disputeEnds(ledger, ended, now),
  ];
}

function said({ week, what }: DueStep) {
  switch (what) {
    case 'closed':
    case 'silence':
      return { week, what };
    case 'decided':
      // No answer came: nothing of what was disputed is granted.
      return { week, what, ms: 0 };
    default:
      return assertNever(what);
  }
}
