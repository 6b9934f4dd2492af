/**
 * What a server asks beyond what any verifier can: that times have been, that a contract is not paused, that time by hand
 * is allowed. Of the time before the server was part of the log it asks nothing but the first. SPEC SV4.
 */
import type { LogTerms, ReadEntry } from '../../domain/entry';
import { type KeyX, type Kid, publicKeyOfX } from '../../domain/keys';
import type { LogHead } from '../../domain/log';
import type { Sha256 } from '../../domain/merkle';
import type { Refusal } from '../../domain/protocol-log';
import type { DatedValue } from '../../domain/verify-dated';
import type { Ledger } from '../../domain/verify-ledger';
import { slotEnd, slotStart } from '../../domain/week';

/** How far a device's clock may be ahead of the server's. */
export const AHEAD_MS = 120_000;

export interface Why {
  why: Refusal;
  detail: string;
}

export function implausible(
  { entry, kid }: Pick<ReadEntry, 'entry' | 'kid'>,
  ledger: Ledger,
  head: LogHead,
  server: Kid,
  now: number,
  sha256: Sha256,
): Why | null {
  if (entry.at > now + AHEAD_MS)
    return { why: 'clock', detail: `The device's clock is ${Math.round((entry.at - now) / 1000)} s ahead.` };
  const signer = head.signers.find((one) => one.kid === kid);
  const isLinked = isPart(head, server);
  if (entry.type === 'segment') {
    if (slotEnd(entry.slot) > now + AHEAD_MS) return { why: 'clock', detail: 'The slot is not over yet.' };
    if (!isLinked) return null;
    const start = slotStart(entry.slot);
    if (said(ledger.pauses, start)?.value === 'pause')
      return { why: 'paused', detail: 'The contract was paused when the slot began.' };
    const terms = said(ledger.terms, start);
    if (entry.kind === 'manual' && entry.imported !== 1 && terms?.value.manual === 0)
      return { why: 'manual', detail: 'Time by hand is not allowed by the client.' };
    return null;
  }
  // Reviews and times of reception are read from the log whoever signed them: only this server writes them here.
  if (entry.type === 'review' || entry.type === 'seal')
    return { why: 'key', detail: 'Steps of a review and times of reception are written by the server.' };
  if (entry.type === 'key.add' && entry.role !== 'server' && isOf(entry.key, server, sha256))
    return { why: 'key', detail: 'This is the key of the server.' };
  if (!isLinked) return null;
  // A key that a device brought as a server's or client's may be its own: nobody else speaks for the client here.
  if (signer?.role !== 'device')
    return { why: 'key', detail: 'For the client this server speaks, and no other key.' };
  if (entry.type === 'key.revoke' && entry.kid === server)
    return { why: 'key', detail: 'The server stays part of a log that it keeps: the client relies on it.' };
  // What the client has said here once, the freelancer does not say for them.
  const isOfClient =
    (entry.type === 'limit' && ledger.limits.some(isOthers)) ||
    ((entry.type === 'pause' || entry.type === 'resume') && ledger.pauses.some(isOthers)) ||
    (entry.type === 'terms' && !keepsWhatIsTheirs(entry.terms, ledger.terms.findLast(isOthers)?.value));
  return isOfClient ? { why: 'key', detail: 'The client says this of the contract.' } : null;
}

/** Whether the server's key is part of the log, as a server's. */
export function isPart({ signers }: LogHead, server: Kid): boolean {
  return signers.some((one) => one.kid === server && one.active && one.role === 'server');
}

function isOf(key: KeyX, kid: Kid, sha256: Sha256): boolean {
  return publicKeyOfX(key, sha256)?.kid === kid;
}

/** Time by hand and activity tags are the client's to allow and to ask for. */
function keepsWhatIsTheirs(terms: LogTerms, theirs: LogTerms | undefined): boolean {
  return theirs === undefined || (terms.manual === theirs.manual && terms.tagRequired === theirs.tagRequired);
}

function isOthers({ by }: Pick<DatedValue<unknown>, 'by'>): boolean {
  return by !== 'device';
}

/** SPEC SG14 of what the client, or the server for them, said. */
function said<T>(list: readonly DatedValue<T>[], at: number): DatedValue<T> | null {
  let best: DatedValue<T> | null = null;
  for (const one of list)
    if (isOthers(one) && one.from <= at && (best === null || one.from >= best.from)) best = one;
  return best;
}
