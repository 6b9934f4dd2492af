/**
 * Whose log it is, whose word its times are, and whether it shows what was asked for: the only part of the verifier that
 * hangs on what it was told from outside. SPEC: KY9–KY11, VF3–VF5, VF9, DS5.
 */
import type { Scope } from './bundle';
import type { Kid } from './keys';
import type { LogHead } from './log';
import type { Policy, Trust } from './trust';
import type { ChainEntry } from './verify-chain';
import { weekOfSlot } from './verify-closings';
import type { LogName, SignedHead } from './verify-heads';
import type { Ledger } from './verify-ledger';
import type { Report } from './verify-report';
import { kindsOf } from './verify-segments';
import { isCovered } from './verify-told';

/** The names that the trust file gives the log's keys, each in its role: a device's as the freelancer's. */
export function trustedNames(trust: Trust, head: LogHead): ReadonlyMap<Kid, string> {
  const names = new Map<Kid, string>();
  for (const { kid, x, role } of head.signers) {
    const wanted = role === 'device' ? 'freelancer' : role;
    const known = trust.keys.find((one) => one.key === x && one.role === wanted);
    if (known !== undefined) names.set(kid, known.name);
  }
  return names;
}

export function checkTrust(
  head: LogHead,
  signed: SignedHead | null,
  entries: readonly ChainEntry[],
  names: ReadonlyMap<Kid, string>,
  report: Report,
): void {
  const roleOf = new Map(head.signers.map(({ kid, role }) => [kid, role]));
  const [opener] = head.signers;
  const vouching = [...(opener ? [opener.kid] : []), ...(signed?.signers ?? [])];
  if (!vouching.some((kid) => roleOf.get(kid) === 'device' && names.has(kid)))
    report.add('not-anchored', { type: 'bundle' });
  const speaking = new Set(entries.map(({ kid }) => kid));
  for (const { kid, role, store } of head.signers) {
    const subject = { type: 'key', kid } as const;
    if (role === 'device' && store === 'file') report.add('key-unprotected', subject);
    if (role !== 'device' && speaking.has(kid) && !names.has(kid))
      report.add('server-untrusted', subject, { role });
  }
}

/** SPEC VF3, VF9: a trusted server signed the head, and told when it received each entry that is not its own. */
export function checkServerTime(
  head: LogHead,
  signed: SignedHead | null,
  ledger: Ledger,
  entries: readonly ChainEntry[],
  names: ReadonlyMap<Kid, string>,
  policy: Policy,
  report: Report,
): void {
  const servers = new Set(
    head.signers.flatMap(({ kid, role }) => (role === 'server' && names.has(kid) ? [kid] : [])),
  );
  const isHead = signed?.signers.some((kid) => servers.has(kid)) ?? false;
  const isReceived = entries.every(({ index, kid }) => {
    const by = ledger.received.get(index)?.by;
    return servers.has(kid) || (by !== undefined && servers.has(by));
  });
  if (isHead && isReceived) return;
  report.add('device-time', { type: 'bundle' });
  if (policy.time === 'server') report.add('no-server-time', { type: 'bundle' });
}

export function checkPolicy(
  policy: Policy,
  name: LogName,
  scope: Scope | null,
  ledger: Ledger,
  report: Report,
): void {
  if (policy.contract !== undefined && policy.contract !== name.contract)
    report.add('other-contract', { type: 'bundle' });
  if (scope === null) return;
  for (const field of policy.require) {
    const count = ledger.segments.filter(({ state, entry }) => {
      const isInRange = entry.slot >= scope.from && entry.slot < scope.to;
      const isTold = isCovered(scope, field, entry.slot);
      return state === 'stands' && isInRange && !isTold && kindsOf(entry).has(field);
    }).length;
    if (count > 0) report.add('withheld-required', { type: 'bundle' }, { field, count });
  }
  if (policy.covers !== undefined) checkRange(policy.covers, scope, ledger, report);
}

const WEEK_SECONDS = 604_800;
/** Weeks that are looked at: more than anybody works. */
const WEEKS_MAX = 5_000;

/** SPEC VF4: of a week that nobody closed, entries may have been held back. */
function checkRange(
  { from, to }: { from: number; to: number },
  scope: Scope,
  ledger: Ledger,
  report: Report,
): void {
  if (scope.from > from || scope.to < to) report.add('range-missing', { type: 'bundle' });
  const opened = weekOfSlot((ledger.open?.entry.at ?? 0) / 1000);
  let week = Math.max(weekOfSlot(from), opened);
  for (let n = 0; n < WEEKS_MAX && week + WEEK_SECONDS <= to; n++, week += WEEK_SECONDS)
    if (!ledger.closings.isClosed(week, ledger.devices.between(week * 1000, (week + WEEK_SECONDS) * 1000)))
      report.add('week-open', { type: 'week', week });
}
