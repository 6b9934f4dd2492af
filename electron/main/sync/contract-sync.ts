/**
 * One contract's log and the server's, brought together: the server's order is pulled and held against what was seen,
 * what waits is sent in order, pictures first, and every answer is kept. Promises: an answer that was lost changes
 * nothing, for the same line gets the same one; nothing is sent to a server whose log contradicts what was seen; nothing
 * refused is thrown away; each step in the database is short. SPEC: SY4–SY11, SY41.
 */
import { assertNever } from '../../../domain/assert';
import { type Checkpoint, readCheckpoint } from '../../../domain/checkpoint';
import type { ContractId } from '../../../domain/ids';
import type { PublicKey } from '../../../domain/keys';
import { admit, type LogHead, NEW_LOG, rootOfLog } from '../../../domain/log';
import type { AppendResult, Receipt } from '../../../domain/protocol-log';
import { readNote } from '../../../domain/signed-note';
import type { TailEntry } from '../db/log-tail';
import type { Shared } from '../db/sync-table';
import { Held } from './allowance';
import { continues, receiptHolds, sameHead, signedHead } from './heads';
import { Elsewhere, Inconsistent, type MergeDeps, mergeLines, readOwn } from './merge';
import type { SyncNews } from './news';
import { type Outgoing, sendPictures, take } from './outgoing';
import type { PictureSender } from './pictures-sender';
import { type TakeOutDeps, takeOut } from './take-out';
import { Trouble, type Wire } from './wire';

export interface ContractSyncDeps extends Omit<MergeDeps, 'logs'>, TakeOutDeps {
  wire: Wire;
  server: PublicKey;
  pictures: PictureSender;
  /** The plain bytes of a stored picture, by its hash; null where they cannot be read. */
  readPicture(log: number, number: number, nth: number): Promise<Uint8Array | null>;
  /** What is taken over or taken out, once it is in the tables. */
  reordered(contractId: ContractId): void;
  tell(news: readonly SyncNews[]): void;
  /** Something of this contract is not as it was: whoever shows it asks again. */
  changed(contractId: ContractId): void;
  /** False: the app ends, or the upload is paused. */
  mayGoOn(): boolean;
  /** Before anything of the log is sent. Throws `Held` where the network does not allow it now. */
  permit(): Promise<void>;
  turn(): Promise<void>;
}

/** Lines that are pulled at once. */
const PAGE = 500;
/** How often the same refusal for a missing picture is answered by sending it again. */
const PICTURE_TRIES = 3;

/** Brings the contract as far as it comes. Throws `Trouble`, after which nothing is lost and it may be asked again. */
export async function syncContract(contractId: ContractId, deps: ContractSyncDeps): Promise<void> {
  try {
    if (!isOurs(contractId, deps)) return;
    if ((deps.sync.get(contractId)?.sent ?? 0) > 0) await pull(contractId, deps);
    let pictureTries = 0;
    while (deps.mayGoOn()) {
      const step = await push(contractId, deps);
      if (step === 'done') break;
      if (step === 'held') return;
      if (step === 'pictures' && ++pictureTries > PICTURE_TRIES) {
        hold(contractId, 'picture', 'the server asks for a picture again and again', deps);
        return;
      }
      if (step === 'pull') await pull(contractId, deps);
    }
    await tellAgain(contractId, deps);
  } catch (error) {
    if (error instanceof Inconsistent) mark(contractId, 'inconsistent', error.message, deps);
    else if (error instanceof Elsewhere) mark(contractId, 'elsewhere', error.message, deps);
    else if (error instanceof Held) return;
    else throw error;
  }
}

/** Whether there is something to do, with the very log that was shared. */
function isOurs(contractId: ContractId, deps: ContractSyncDeps): boolean {
  const shared = deps.sync.get(contractId);
  if (shared === null || !shared.isOn || shared.state !== 'sound') return false;
  const row = deps.logs.newest(contractId);
  // Where the freelancer revoked the server's key, the log is theirs alone again.
  if (row !== null && row.log === shared.log && deps.sync.ordered(row) === null) return false;
  if (deps.logs.newest(contractId)?.log === shared.log) return true;
  mark(contractId, 'elsewhere', 'the contract goes on in another log here', deps);
  return false;
}

function mark(
  contractId: ContractId,
  state: 'inconsistent' | 'elsewhere',
  detail: string,
  deps: ContractSyncDeps,
): void {
  const shared = deps.sync.get(contractId);
  if (shared === null) return;
  deps.sync.put({ ...shared, state, detail });
  deps.tell([{ contractId, what: state, key: shared.log }]);
  deps.changed(contractId);
}

function hold(
  contractId: ContractId,
  why: NonNullable<Shared['held']>['why'],
  detail: string,
  deps: ContractSyncDeps,
): void {
  const shared = deps.sync.get(contractId);
  if (shared === null || (shared.held?.why === why && shared.held.detail === detail)) return;
  deps.sync.put({ ...shared, held: { why, detail } });
  deps.changed(contractId);
}

/** Takes over what the server has from the place on that both have. */
async function pull(contractId: ContractId, deps: ContractSyncDeps): Promise<void> {
  const before = deps.sync.get(contractId);
  if (before === null) return;
  const seen = headOf(before.checkpoint);
  const asked = await inContract(
    deps.wire.ask('head', {
      params: { contract: contractId },
      query: { since: seen?.size },
    }),
    before,
  );
  if (asked.log !== before.log) throw new Elsewhere('the server has another log of this contract');
  const head = await signedHead(asked.checkpoint, { ...before, server: deps.server }, deps.crypto);
  if (head === null) throw new Trouble('other-key', 'the head of the log is not signed by the server');
  if (seen !== null && !continues(seen, head, asked.consistency, deps.crypto))
    throw new Inconsistent(`${before.checkpoint ?? ''}\n${asked.checkpoint}`);
  const sent = before.sentHead ?? NEW_LOG;
  if (head.size < before.sent)
    throw new Inconsistent(`it has ${head.size} entries, and gave receipts for ${before.sent}`);
  if (head.size === before.sent && !sameHead(head, { size: before.sent, root: rootOfLog(sent, deps.sha256) }))
    throw new Inconsistent(`${before.checkpoint ?? ''}\n${asked.checkpoint}`);
  const lines: string[] = [];
  while (before.sent + lines.length < head.size) {
    const from = before.sent + lines.length;
    const page = await deps.wire.ask('entries', {
      params: { contract: contractId },
      query: { from, limit: Math.min(PAGE, head.size - from) },
    });
    if (page.lines.length === 0) throw new Trouble('busy', 'the server gave no lines');
    lines.push(...page.lines);
  }
  const texts = lines.length > 0 ? await textsOf(contractId, lines, deps) : [];
  // What waits may have grown meanwhile; what was sent has not, for there is one sync of a contract at a time.
  const news = await mergeLines(before, lines, head, texts, deps, deps.turn);
  const after = deps.sync.get(contractId);
  if (after === null) return;
  deps.sync.put({ ...after, checkpoint: asked.checkpoint });
  if (lines.length > 0) deps.reordered(contractId);
  deps.tell(news);
  if (lines.length > 0) deps.changed(contractId);
}

/** What the server tells of its own entries among these; nothing where none of them has anything to tell. */
async function textsOf(
  contractId: ContractId,
  lines: readonly string[],
  deps: ContractSyncDeps,
): Promise<string[]> {
  const isTelling = lines.some((line) => {
    const { entry, kid } = readOwnOrNull(line, deps) ?? {};
    return kid === deps.server.kid && entry !== undefined && '_sd' in entry;
  });
  if (!isTelling) return [];
  const { told } = await deps.wire.ask('disclosures', {
    params: { contract: contractId },
    query: { from: 0, to: 600 },
  });
  return told.flatMap(({ texts }) => texts);
}

function readOwnOrNull(line: string, deps: ContractSyncDeps) {
  try {
    return readOwn({ line }, deps.crypto);
  } catch {
    return null;
  }
}

/** What is not there and what one may not see answer alike: the log was there once, and was this account's. */
async function inContract<T>(asked: Promise<T>, shared: Shared): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Trouble && (error.status === 404 || error.status === 403) && shared.sent > 0)
      throw new Elsewhere('the server does not know this contract, or it is another account’s');
    throw error;
  }
}

/** Sends the next entries. `pull`: the server has entries that are not here. */
async function push(
  contractId: ContractId,
  deps: ContractSyncDeps,
): Promise<'done' | 'more' | 'pull' | 'held' | 'pictures'> {
  const shared = deps.sync.get(contractId);
  const row = deps.logs.newest(contractId);
  if (shared === null || row === null) return 'done';
  if (row.log !== shared.log) throw new Elsewhere('the contract goes on in another log here');
  const outgoing = take(row.id, shared, shared.sent, deps);
  if (outgoing.length === 0) return 'done';
  await deps.permit();
  await sendPictures(contractId, row.id, outgoing, deps);
  const { results } = await deps.wire.ask('append', {
    params: { contract: contractId },
    body: { entries: outgoing.map(({ entry: { line }, disclosures }) => ({ line, disclosures })) },
  });
  if (results.length !== outgoing.length) throw new Trouble('not-minutier', 'another number of answers');
  return keep(contractId, outgoing, results, deps);
}

/** Holds the answers against the log and keeps them, as far as the first that is no receipt. */
async function keep(
  contractId: ContractId,
  outgoing: readonly Outgoing[],
  results: readonly AppendResult[],
  deps: ContractSyncDeps,
): Promise<'more' | 'pull' | 'held' | 'pictures'> {
  const receipts: { receipt: Receipt; entry: TailEntry }[] = [];
  let stopped: { result: Exclude<AppendResult, { outcome: 'kept' }>; entry: TailEntry } | null = null;
  for (const [n, result] of results.entries()) {
    const entry = outgoing[n]?.entry;
    if (entry === undefined) break;
    if (result.outcome !== 'kept') {
      stopped = { result, entry };
      break;
    }
    receipts.push({ receipt: result.receipt, entry });
  }
  const newest = await checked(contractId, receipts, deps);
  const isBetween = keepReceipts(contractId, receipts, newest, deps);
  if (receipts.length > 0) {
    deps.reordered(contractId);
    deps.changed(contractId);
  }
  if (isBetween) return 'pull';
  return stopped === null ? 'more' : answer(contractId, stopped.entry, stopped.result, deps);
}

/** The newest head that the receipts name; null where there is no receipt. */
async function checked(
  contractId: ContractId,
  receipts: readonly { receipt: Receipt; entry: TailEntry }[],
  deps: ContractSyncDeps,
): Promise<{ text: string; head: Checkpoint } | null> {
  const shared = deps.sync.get(contractId);
  if (shared === null) return null;
  const of = { ...shared, server: deps.server };
  const heads = new Map<string, Promise<Checkpoint | null>>();
  const head = (text: string) => {
    const known = heads.get(text) ?? signedHead(text, of, deps.crypto);
    heads.set(text, known);
    return known;
  };
  let newest: { text: string; head: Checkpoint } | null = null;
  for (const { receipt, entry } of receipts) {
    const held = await receiptHolds(receipt, entry.leaf, of, deps.crypto, head);
    if (held === null) throw new Trouble('other-key', 'a receipt does not hold');
    if (newest === null || held.size > newest.head.size) newest = { text: receipt.checkpoint, head: held };
  }
  return newest;
}

/** One transaction. Gives whether the server has entries that are not here. */
function keepReceipts(
  contractId: ContractId,
  receipts: readonly { receipt: Receipt; entry: TailEntry }[],
  newest: { text: string; head: Checkpoint } | null,
  deps: ContractSyncDeps,
): boolean {
  return deps.transaction(() => {
    const shared = deps.sync.get(contractId);
    if (shared === null || newest === null) return false;
    let head: LogHead = shared.sentHead ?? NEW_LOG;
    let isBetween = false;
    for (const { receipt, entry } of receipts) {
      deps.sync.keepReceipt(contractId, receipt);
      if (receipt.index !== head.tree.size) isBetween = true;
      if (isBetween) continue;
      const next = admit(head, readOwn(entry, deps.crypto), deps.sha256);
      if (!next.ok) throw new Error(`broken invariant: an entry of the log may not come next (${next.why})`);
      head = next.value;
    }
    const { size } = head.tree;
    // Its head is over exactly these entries: so it is held against them at once.
    const isWhole = newest.head.size === size;
    if (isWhole && !sameHead(newest.head, { size, root: rootOfLog(head, deps.sha256) }))
      throw new Inconsistent('a head is not over the entries that were sent');
    deps.sync.put({
      ...shared,
      sent: size,
      sentHead: size === 0 ? null : head,
      held: null,
      receivedAt: deps.now(),
      ...(isWhole && isLater(newest.head, shared.checkpoint) && { checkpoint: newest.text }),
    });
    return isBetween || newest.head.size > size;
  });
}

function isLater({ size }: Checkpoint, known: string | null): boolean {
  return size > (headOf(known)?.size ?? 0);
}

/** What an entry that was not kept asks for. */
async function answer(
  contractId: ContractId,
  entry: TailEntry,
  result: Exclude<AppendResult, { outcome: 'kept' }>,
  deps: ContractSyncDeps,
): Promise<'more' | 'pull' | 'held' | 'pictures'> {
  switch (result.outcome) {
    case 'skipped':
      throw new Trouble('not-minutier', 'skipped without a reason');
    case 'conflict':
      // Another entry of this device's key is in that place. Where it is here as well the pull finds it.
      if (await pulledMore(contractId, deps)) return 'more';
      throw new Elsewhere(`another entry is in the place of this one: ${result.here}`);
    case 'refused': {
      const { why, detail = '' } = result;
      if (why === 'picture') {
        deps.pictures.forget(result.pictures ?? []);
        return 'pictures';
      }
      if ((why === 'chain' || why === 'target') && (await pulledMore(contractId, deps))) return 'more';
      const isLasting = why === 'paused' || why === 'manual' || why === 'slot' || why === 'week';
      const isTheClients = why === 'key' && entry.type !== 'segment';
      // The client has taken the statement back already: what is asked for is so.
      const isDone = why === 'target' && entry.type === 'withdraw';
      if ((isLasting || isTheClients || isDone) && takeOut(contractId, entry.leaf, { why, detail }, deps)) {
        deps.reordered(contractId);
        if (entry.type === 'segment') deps.tell([{ contractId, what: 'refused', why, key: entry.leaf }]);
        deps.changed(contractId);
        return 'more';
      }
      hold(contractId, why, detail, deps);
      return 'held';
    }
    default:
      return assertNever(result);
  }
}

async function pulledMore(contractId: ContractId, deps: ContractSyncDeps): Promise<boolean> {
  const before = deps.sync.get(contractId)?.sent ?? 0;
  if (before === 0) return false;
  await pull(contractId, deps);
  return (deps.sync.get(contractId)?.sent ?? 0) > before;
}

/** More is shared than was: what is there already is told again, with what it did not tell before. */
async function tellAgain(contractId: ContractId, deps: ContractSyncDeps): Promise<void> {
  while (deps.mayGoOn()) {
    const shared = deps.sync.get(contractId);
    const row = deps.logs.newest(contractId);
    if (shared === null || row === null || shared.retell === null) return;
    const { retell, sent } = shared;
    const some =
      retell < sent ? take(row.id, shared, retell, deps).filter(({ entry }) => entry.number < sent) : [];
    const last = some.at(-1);
    const own = some.filter(
      ({ entry, disclosures }) => disclosures.length > 0 && entry.kid !== deps.server.kid,
    );
    if (own.length > 0) {
      await deps.permit();
      await sendPictures(contractId, row.id, own, deps);
      const { results } = await deps.wire.ask('append', {
        params: { contract: contractId },
        body: { entries: own.map(({ entry: { line }, disclosures }) => ({ line, disclosures })) },
      });
      const other = results.find(({ outcome }) => outcome !== 'kept');
      if (other !== undefined) throw new Trouble('busy', `told again, and ${other.outcome}`);
    }
    const now = deps.sync.get(contractId);
    if (now === null || now.retell === null) return;
    // Asked for anew meanwhile: from the beginning.
    if (now.retell < retell) continue;
    deps.sync.put({ ...now, retell: last === undefined ? null : last.entry.number + 1 });
  }
}

function headOf(checkpoint: string | null): Checkpoint | null {
  return checkpoint === null ? null : readCheckpoint(readNote(checkpoint)?.text ?? '');
}
