/**
 * The ledger as a week's review left it. Whatever is said behind the end of a review (a rate that is told to have held
 * before, a segment that is shortened or deleted) is in the log and in the diary, and changes nothing of what was approved
 * or decided. SPEC: SV48, SV77.
 */
import { readEntry } from '../../domain/entry';
import type { Sha256 } from '../../domain/merkle';
import type { ChainEntry } from '../../domain/verify-chain';
import { Ledger } from '../../domain/verify-ledger';
import { slotStart } from '../../domain/week';
import type { Standing } from '../log/logs';
import type { SegmentRows } from './segment-rows';

/** `until`: index of the entry that ended the review. The ledger itself where nothing behind it is about the week. */
export function ledgerBefore(
  until: number,
  { contract, ledger, head }: Pick<Standing, 'contract' | 'ledger' | 'head'>,
  rows: Pick<SegmentRows, 'lines'>,
  week: { from: number; to: number },
  sha256: Sha256,
): Ledger {
  if (!isChanged(until, ledger, week)) return ledger;
  const entries: ChainEntry[] = [];
  for (const line of rows.lines(contract, until)) {
    const read = readEntry(line, sha256);
    if (!read.ok) throw new Error(`broken invariant: an entry of the log cannot be read (${read.why})`);
    const { entry, kid, leaf } = read.value;
    entries.push({ entry, kid, leaf, index: entries.length });
  }
  const then = new Ledger(entries, head.signers, sha256, { add: () => undefined });
  // Of the names only those that stand are told any more.
  for (const [name, index] of ledger.ownHolders) then.ownHolders.set(name, index);
  return then;
}

/** Whether anything behind the end can be about the week; rarely, for what is said later holds from later on. */
function isChanged(
  until: number,
  { rates, terms, limits, pauses, attestations, segments }: Ledger,
  { from, to }: { from: number; to: number },
): boolean {
  const dated = [rates, terms, limits, pauses].some((list) =>
    list.some((one) => one.index > until && one.from < slotStart(to)),
  );
  const stated = attestations.some(({ index, withdrawn }) => index > until || withdrawn !== null);
  const touched = segments.some(
    ({ index, entry, ms, state }) =>
      index < until && entry.slot >= from && entry.slot < to && (state !== 'stands' || ms !== entry.ms),
  );
  return dated || stated || touched;
}
