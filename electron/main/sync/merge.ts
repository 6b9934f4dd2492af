/**
 * The server's order of a contract's log, taken over: entries of others come in where the server put them, and what was
 * not sent yet moves behind them, in one transaction. Promises: only what is signed and may come next is taken; nothing
 * that was signed here is changed by it; the head is that of the new order. SPEC: SY6, SY8.
 */
import { fromBase64Url, sameBytes } from '../../../domain/bytes';
import type { Json } from '../../../domain/canonical-json';
import type { Checkpoint } from '../../../domain/checkpoint';
import type { SignatureCheck, VerifierCrypto } from '../../../domain/crypto';
import { digestOf, readDisclosure } from '../../../domain/disclosure';
import { type Leaf, leafOf, type ReadEntry, readEntry } from '../../../domain/entry';
import { type FieldName, fieldNames } from '../../../domain/field';
import type { NewId } from '../../../domain/ids';
import { mayBeSigned } from '../../../domain/jws';
import { type KeyX, type Kid, publicKeyOfX } from '../../../domain/keys';
import { admit, type LogHead, NEW_LOG, type Signer } from '../../../domain/log';
import { grown, rootOf } from '../../../domain/merkle';
import type { ForeignEntry, LogTail, TailEntry } from '../db/log-tail';
import type { LogsTable } from '../db/logs-table';
import type { Shared, SyncTable } from '../db/sync-table';
import { type EffectDeps, takeEffect } from './effects';
import type { SyncNews } from './news';

export interface MergeDeps {
  logs: Pick<LogsTable, 'newest'>;
  tail: LogTail;
  sync: SyncTable;
  effects: EffectDeps;
  transaction<T>(work: () => T): T;
  crypto: VerifierCrypto;
  newId: NewId;
}

/** The server's log is not a continuation of what was seen of it, or has what nobody may say. */
export class Inconsistent extends Error {}
/** The server has entries of this device's own keys that are not here: the log there is not the one here. */
export class Elsewhere extends Error {}

/** Entries that end a transaction, so that a step stays short. */
const STEP = 50;

/**
 * `lines`: the server's from the place `shared.sent` on, up to the head. Throws `Inconsistent` with nothing changed where
 * they are not under the head. `texts`: disclosures of entries of others, whichever they belong to.
 */
export async function mergeLines(
  shared: Shared,
  lines: readonly string[],
  head: Pick<Checkpoint, 'size' | 'root'>,
  texts: readonly string[],
  deps: MergeDeps,
  turn: () => Promise<void>,
): Promise<SyncNews[]> {
  const { sha256 } = deps.crypto;
  const leaves = lines.map((line) => leafOf(line, sha256));
  const tree = leaves.reduce(
    (all, leaf) => grown(all, bytesOf(leaf), sha256),
    (shared.sentHead ?? NEW_LOG).tree,
  );
  if (tree.size !== head.size || !sameBytes(rootOf(tree, sha256), head.root))
    throw new Inconsistent('the entries are not those of the signed head');
  const entries = await verified(shared, lines, leaves, deps);
  const news: SyncNews[] = [];
  for (let at = 0; at < entries.length; at += STEP) {
    const some = entries.slice(at, at + STEP);
    // A crash here leaves a part of it taken over; the next pull goes on from there.
    news.push(...deps.transaction(() => take(shared.contractId, some, texts, deps)));
    await turn();
  }
  return news;
}

/** Lines that stand here already need not be verified again: null. */
async function verified(
  { contractId, sent, sentHead }: Shared,
  lines: readonly string[],
  leaves: readonly Leaf[],
  { logs, tail, crypto }: MergeDeps,
): Promise<(ReadEntry | Leaf)[]> {
  const row = logs.newest(contractId);
  const waiting = row === null ? [] : tail.from(row.id, sent, Number.MAX_SAFE_INTEGER);
  const here = new Map(waiting.map((one) => [one.leaf, one]));
  const keys = new Map<Kid, KeyX>((sentHead?.signers ?? []).map(({ kid, x }) => [kid, x]));
  const meet = ({ entry }: Pick<ReadEntry, 'entry'>) => {
    const added = entry.type === 'key.add' ? publicKeyOfX(entry.key, crypto.sha256) : null;
    if (added !== null) keys.set(added.kid, added.x);
  };
  const checks: SignatureCheck[] = [];
  const entries = lines.map((line, n): ReadEntry | Leaf => {
    const leaf = leaves[n];
    const own = leaf === undefined ? undefined : here.get(leaf);
    if (own !== undefined) {
      // Where the first answer was lost, the server's key itself is among what is not known to be sent.
      if (own.type === 'key.add') meet(readOwn(own, crypto));
      return own.leaf;
    }
    const read = readEntry(line, crypto.sha256);
    if (!read.ok) throw new Inconsistent(`an entry cannot be read: ${read.why}`);
    const { kid, jws } = read.value;
    meet(read.value);
    const x = keys.get(kid);
    const key = x === undefined ? null : publicKeyOfX(x, crypto.sha256);
    if (key === null || !mayBeSigned(jws, key.bytes)) throw new Inconsistent('an entry of an unknown key');
    checks.push({ publicKey: key.bytes, message: jws.message, signature: jws.signature });
    return read.value;
  });
  const answers = await crypto.verifyEd25519(checks);
  if (!answers.every((one) => one)) throw new Inconsistent('an entry is not signed by its key');
  return entries;
}

/** Inside a transaction. */
function take(
  contractId: Shared['contractId'],
  entries: readonly (ReadEntry | Leaf)[],
  texts: readonly string[],
  deps: MergeDeps,
): SyncNews[] {
  const { logs, tail, sync, crypto } = deps;
  const shared = sync.get(contractId);
  const row = logs.newest(contractId);
  if (shared === null || row === null) return [];
  const known = tail.from(row.id, shared.sent, entries.length);
  const own = new Set(
    known.concat(tail.from(row.id, 0, 1)).flatMap(({ kid, type }) => (type === 'seal' ? [] : [kid])),
  );
  let head = shared.sentHead ?? NEW_LOG;
  let met = 0;
  const news: SyncNews[] = [];
  const foreign: { at: number; entry: ForeignEntry; read: ReadEntry }[] = [];
  let isBack = false;
  for (const [n, one] of entries.entries()) {
    const next = known[met];
    const leaf = typeof one === 'string' ? one : one.leaf;
    let sealed: Pick<ReadEntry, 'entry' | 'kid' | 'leaf'>;
    if (next !== undefined && next.leaf === leaf) {
      met++;
      sealed = readOwn(next, crypto);
    } else {
      if (typeof one === 'string') throw new Inconsistent('entries of this device in another order');
      isBack ||= own.has(one.kid);
      sealed = one;
      foreign.push({ at: shared.sent + n, entry: foreignOf(one, texts, deps), read: one });
    }
    const admitted = admit(head, sealed, crypto.sha256);
    if (!admitted.ok) throw new Inconsistent(`an entry may not come there: ${admitted.why}`);
    head = admitted.value;
  }
  const rest = tail.from(row.id, shared.sent + met, Number.MAX_SAFE_INTEGER);
  // Entries of this device that were lost here (a backup put back) come back, but for where others took their place.
  if (isBack && rest.length > 0) throw new Elsewhere('entries of this device that it does not have');
  const whole = headWith(head, rest, row.head.signers, foreign, deps);
  for (const run of runs(foreign)) {
    const [first] = run;
    if (first === undefined) continue;
    tail.put(
      row.id,
      first.at,
      run.map(({ entry }) => entry),
      whole,
    );
  }
  for (const { read } of foreign) tail.follow(row.id, read.entry);
  sync.put({ ...shared, sent: head.tree.size, sentHead: head });
  for (const { read, entry } of foreign) {
    const told = new Map<string, Json>();
    for (const { name, text } of entry.told) {
      const said = readDisclosure(text);
      if (said !== null) told.set(name, said.value);
    }
    news.push(...takeEffect(contractId, read, told, deps.effects));
  }
  return news;
}

/** The head over `head` and what waits behind it. Keys that come or go in either are followed entry by entry. */
export function headWith(
  head: LogHead,
  rest: readonly TailEntry[],
  signers: readonly Signer[],
  foreign: readonly { entry: Pick<ForeignEntry, 'type' | 'kid'> }[],
  { crypto }: Pick<MergeDeps, 'crypto'>,
): LogHead {
  const isKey = (type: string) => type === 'key.add' || type === 'key.revoke';
  if (rest.some(({ type }) => isKey(type)) || foreign.some(({ entry }) => isKey(entry.type))) {
    let all = head;
    for (const one of rest) {
      const next = admit(all, readOwn(one, crypto), crypto.sha256);
      if (!next.ok) throw new Inconsistent(`what waits may not follow what came: ${next.why}`);
      all = next.value;
    }
    return all;
  }
  const came = new Set<string>(foreign.map(({ entry }) => entry.kid));
  return {
    log: head.log,
    tree: rest.reduce((tree, { leaf }) => grown(tree, bytesOf(leaf), crypto.sha256), head.tree),
    // Each signer's own chain stands in one of the two: in what waits for this device, in what came for the others.
    signers:
      rest.length === 0
        ? head.signers
        : signers.map((one) =>
            came.has(one.kid) ? (head.signers.find(({ kid }) => kid === one.kid) ?? one) : one,
          ),
  };
}

function* runs<T extends { at: number }>(foreign: readonly T[]): Generator<T[]> {
  let run: T[] = [];
  for (const one of foreign) {
    const last = run.at(-1);
    if (last !== undefined && one.at !== last.at + 1) {
      yield run;
      run = [];
    }
    run.push(one);
  }
  if (run.length > 0) yield run;
}

/** What this device wrote itself, or took in before: its form and signature are in no doubt. */
export function readOwn(
  { line }: Pick<TailEntry, 'line'>,
  { sha256 }: Pick<VerifierCrypto, 'sha256'>,
): ReadEntry {
  const read = readEntry(line, sha256);
  if (!read.ok) throw new Error(`broken invariant: an entry of the log cannot be read (${read.why})`);
  return read.value;
}

function foreignOf(
  { leaf, kid, entry, line }: ReadEntry,
  texts: readonly string[],
  { crypto, newId }: MergeDeps,
): ForeignEntry {
  const digests = new Set<string>('_sd' in entry ? entry._sd : []);
  const names: readonly FieldName[] = fieldNames(entry) ?? [];
  const told = texts.flatMap((text) => {
    const digest = digestOf(text, crypto.sha256);
    const name = names.find((one) => one === readDisclosure(text)?.name);
    return digest !== null && digests.has(digest) && name !== undefined ? [{ name, text, about: null }] : [];
  });
  const slice = entry.type === 'segment' ? { id: newId(), slot: entry.slot, ms: entry.ms } : null;
  return { leaf, kid, type: entry.type, line, slice, told };
}

function bytesOf(leaf: Leaf): Uint8Array {
  const bytes = fromBase64Url(leaf);
  if (bytes === null) throw new Error('broken invariant: a leaf is base64url');
  return bytes;
}
