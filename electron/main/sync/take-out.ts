/**
 * What the server refused for good is taken out of the log's unsent end, so that what comes after it can go on: it is
 * kept aside with the reason, and the rest is signed again in its new place. Promises: what was sent, and whatever a head
 * may have been signed over, is never touched; where the rest cannot be signed again nothing changes. SPEC: SY9.
 */
import type { Entry, Leaf } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import type { Kid, SigningKey } from '../../../domain/keys';
import { admit, append, type LogHead, NEW_LOG } from '../../../domain/log';
import type { Sha256 } from '../../../domain/merkle';
import type { Refusal } from '../../../domain/protocol-log';
import type { Draft } from '../../../domain/segment';
import { inForce } from '../../../domain/verify-dated';
import type { ContractsTable } from '../db/contracts';
import type { LogTail, TailEntry } from '../db/log-tail';
import type { LogsTable } from '../db/logs-table';
import type { SyncTable } from '../db/sync-table';
import { readOwn } from './merge';

export interface TakeOutDeps {
  logs: Pick<LogsTable, 'newest' | 'told'>;
  tail: LogTail;
  sync: SyncTable;
  contracts: Pick<ContractsTable, 'addTerm'>;
  /** This device's keys that are open. */
  keys(): readonly SigningKey[];
  transaction<T>(work: () => T): T;
  sha256: Sha256;
  now(): number;
}

/** Entries whose refusal is about themselves alone. A `close` that follows counts what is gone: it is said again. */
const ALONE: ReadonlySet<Entry['type']> = new Set([
  'segment',
  'limit',
  'pause',
  'resume',
  // What of it is the freelancer's own, the sealer says again beside what the client has set.
  'terms',
  'withdraw',
]);

/** False: it cannot be taken out, and nothing has changed. */
export function takeOut(
  contractId: ContractId,
  leaf: Leaf,
  refusal: { why: Refusal; detail: string },
  deps: TakeOutDeps,
): boolean {
  return deps.transaction(() => {
    const { logs, tail, sync, sha256 } = deps;
    const shared = sync.get(contractId);
    const row = logs.newest(contractId);
    if (shared === null || row === null || row.log !== shared.log) return false;
    const waiting = tail.from(row.id, shared.sent, Number.MAX_SAFE_INTEGER);
    const at = waiting.findIndex((one) => one.leaf === leaf);
    const refused = waiting[at];
    if (refused === undefined || refused.number < shared.base) return false;
    const { entry } = readOwn(refused, { sha256 });
    if (!ALONE.has(entry.type)) return false;
    let head = shared.sentHead ?? NEW_LOG;
    for (const one of waiting.slice(0, at)) head = followed(head, one, sha256);
    const anew = signedAnew(head, waiting.slice(at), leaf, deps);
    if (anew === null) return false;

    const isSegment = entry.type === 'segment';
    const of = {
      sliceId: refused.sliceId,
      slot: isSegment ? entry.slot : null,
      ms: isSegment ? entry.ms : null,
      line: refused.line,
    };
    // What the freelancer said and the client alone may say is nobody's loss; the time of a segment would be.
    if (isSegment) sync.refuse(contractId, of, refusal, deps.now());
    for (const { number, leaf: changed, line } of anew.kept) tail.signAnew(row.id, number, changed, line);
    for (const number of [...anew.dropped].reverse()) tail.remove(row.id, number);
    tail.setHead(row.id, anew.head);
    takeBack(contractId, entry, row.id, deps);
    return true;
  });
}

/** The entries from the refused one on, without it and what is about it. Null where a key that signed one is not here. */
function signedAnew(
  start: LogHead,
  entries: readonly TailEntry[],
  refused: Leaf,
  { keys, sha256 }: TakeOutDeps,
): { head: LogHead; kept: { number: number; leaf: Leaf; line: string }[]; dropped: number[] } | null {
  const own = new Map<Kid, SigningKey>(keys().map((key) => [key.kid, key]));
  const gone = new Set<Leaf>([refused]);
  const renamed = new Map<Leaf, Leaf>();
  const kept: { number: number; leaf: Leaf; line: string }[] = [];
  const dropped: number[] = [];
  let head = start;
  for (const one of entries) {
    const { entry } = readOwn(one, { sha256 });
    const isAboutIt = 'target' in entry && gone.has(entry.target);
    if (one.leaf === refused || isAboutIt || entry.type === 'close') {
      gone.add(one.leaf);
      dropped.push(one.number);
      continue;
    }
    const key = own.get(one.kid);
    if (key === undefined || entry.type === 'open') return null;
    const { sealed, head: next } = append(head, draftOf(entry, renamed), key, sha256);
    renamed.set(one.leaf, sealed.leaf);
    kept.push({ number: one.number, leaf: sealed.leaf, line: sealed.line });
    head = next;
  }
  return { head, kept, dropped };
}

function draftOf(entry: Exclude<Entry, { type: 'open' }>, renamed: ReadonlyMap<Leaf, Leaf>): Draft {
  const { seq: _seq, prev: _prev, ...draft } = entry;
  const target = 'target' in draft ? renamed.get(draft.target) : undefined;
  return target === undefined || !('target' in draft) ? draft : { ...draft, target };
}

/** The contract's tables follow the log, which does not say it any more. */
function takeBack(contractId: ContractId, entry: Entry, log: number, deps: TakeOutDeps): void {
  const { contracts, sync, logs, sha256, now } = deps;
  if (entry.type === 'pause' || entry.type === 'resume')
    sync.takeBackPause(contractId, entry.type, entry.from);
  if (entry.type !== 'limit') return;
  const limits = logs.told(log).flatMap(({ line }) => {
    const { entry: said } = readOwn({ line }, { sha256 });
    if (said.type === 'open') return [{ from: said.at, value: said.limit ?? null }];
    return said.type === 'limit' ? [{ from: said.from, value: said.limit ?? null }] : [];
  });
  const limitSeconds = inForce(limits, entry.from) ?? null;
  contracts.addTerm(contractId, { kind: 'limit', limitSeconds }, entry.from, now());
}

function followed(head: LogHead, one: TailEntry, sha256: Sha256): LogHead {
  const next = admit(head, readOwn(one, { sha256 }), sha256);
  if (!next.ok) throw new Error(`broken invariant: an entry of the log may not come next (${next.why})`);
  return next.value;
}
