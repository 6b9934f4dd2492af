/** A device's request to append: which of its entries are kept, and what is answered for each, in order. SPEC: SV1–SV5. */
import type { SignatureCheck, VerifierCrypto } from '../../domain/crypto';
import { type ReadEntry, readEntry } from '../../domain/entry';
import type { ContractId } from '../../domain/ids';
import { mayBeSigned } from '../../domain/jws';
import { publicKeyOfX } from '../../domain/keys';
import type { LogHead } from '../../domain/log';
import type { AppendResult, Receipt } from '../../domain/protocol-log';
import type { LogStore } from '../store/log-store';
import { bytesOf } from './book';
import type { Writing } from './writing';

interface Sent {
  line: string;
  disclosures: readonly string[];
}

/** An answer; or that it was kept, and its receipt comes with the write. */
type Outcome = AppendResult | { outcome: 'taken'; number: number };

export class Appending {
  private outcomes: Outcome[] = [];

  constructor(
    private readonly parts: { store: LogStore; crypto: VerifierCrypto },
    private readonly writing: Writing,
    private readonly contract: ContractId,
  ) {}

  /** `isOpen`: the first of them would begin a log. */
  async take(entries: readonly Sent[], now: number): Promise<{ isOpen: boolean }> {
    const { crypto } = this.parts;
    const read = entries.map(({ line }) => readEntry(line, crypto.sha256));
    const signed = await this.signed(read.map((one) => (one.ok ? one.value : null)));
    let isOver = false;
    for (const [at, { disclosures }] of entries.entries()) {
      const one = read[at];
      if (isOver) this.outcomes.push({ outcome: 'skipped' });
      else if (!one?.ok) this.outcomes.push(refused(null, 'entry', one?.why));
      else this.outcomes.push(await this.next(one.value, signed[at] ?? false, disclosures, now));
      isOver ||= isRefused(this.outcomes.at(-1));
    }
    const [first] = read;
    return { isOpen: first?.ok === true && first.value.entry.type === 'open' };
  }

  /** In the order of what was asked, with the receipts of what was kept. */
  results(receipts: readonly Receipt[]): AppendResult[] {
    const byNumber = new Map(receipts.map((receipt) => [receipt.index, receipt]));
    return this.outcomes.map((one) => {
      if (one.outcome !== 'taken') return one;
      const receipt = byNumber.get(one.number);
      if (receipt === undefined) throw new Error('broken invariant: what was taken has its receipt');
      return { outcome: 'kept', receipt };
    });
  }

  private async next(
    read: ReadEntry,
    isSigned: boolean,
    disclosures: readonly string[],
    now: number,
  ): Promise<Outcome> {
    const { writing, contract } = this;
    const { entry, kid, leaf } = read;
    const { store } = this.parts;
    const earlier = writing.kept.find((one) => one.read.leaf === leaf);
    if (earlier !== undefined) return { outcome: 'taken', number: earlier.number };
    const receipt = await store.receipt(contract, leaf);
    if (receipt !== null) {
      const why = disclosures.length === 0 ? null : await writing.tellLater(read, receipt.index, disclosures);
      return why === null ? { outcome: 'kept', receipt } : { outcome: 'refused', leaf, ...why };
    }
    const here =
      writing.kept.find((one) => one.read.kid === kid && one.read.entry.seq === entry.seq)?.read.leaf ??
      (await store.placed(contract, kid, entry.seq));
    // Only who has the key can be in its place: a forgery learns nothing of what is there.
    if (here === leaf) return refused(leaf, 'key', 'It is not a device that signed this.');
    if (here !== null && isSigned) return { outcome: 'conflict', leaf, here };
    if (entry.type === 'open' && (entry.contract !== contract || writing.book.head.log !== null)) {
      const { log } = writing.book.head;
      return log === null
        ? refused(leaf, 'entry', 'Of another contract.')
        : { outcome: 'conflict', leaf, here: log };
    }
    const isKnown = entry.type === 'open' || writing.book.head.signers.some((one) => one.kid === kid);
    if (!isKnown) return refused(leaf, 'key', 'Not a key of this log.');
    if (!isSigned) return refused(leaf, 'signature');
    const taken = await writing.take(read, disclosures, now);
    if (taken.taken) return { outcome: 'taken', number: writing.book.size - 1 };
    const { why, detail, pictures } = taken;
    return { outcome: 'refused', leaf, why, detail, ...(pictures && { pictures }) };
  }

  /** Of each entry whether it is signed by its key, which the log has or a further entry of the request brings. */
  private async signed(entries: readonly (ReadEntry | null)[]): Promise<boolean[]> {
    const keys = keysOf(this.writing.book.head);
    for (const one of entries) {
      if (one?.entry.type !== 'open' && one?.entry.type !== 'key.add') continue;
      const key = publicKeyOfX(one.entry.key, this.parts.crypto.sha256);
      if (key !== null) keys.set(key.kid, key.bytes);
    }
    const checks: SignatureCheck[] = [];
    const places = entries.map((one) => {
      const publicKey = one === null ? undefined : keys.get(one.kid);
      if (one === null || publicKey === undefined || !mayBeSigned(one.jws, publicKey)) return -1;
      return checks.push({ publicKey, message: one.jws.message, signature: one.jws.signature }) - 1;
    });
    const answers = await this.parts.crypto.verifyEd25519(checks);
    return places.map((place) => answers[place] === true);
  }
}

function keysOf({ signers }: LogHead): Map<string, Uint8Array> {
  return new Map(signers.map(({ kid, x }) => [kid, bytesOf(x)]));
}

function refused(
  leaf: ReadEntry['leaf'] | null,
  why: 'entry' | 'key' | 'signature',
  detail?: string,
): AppendResult {
  return { outcome: 'refused', leaf, why, ...(detail !== undefined && { detail }) };
}

function isRefused(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.outcome !== 'kept' && outcome.outcome !== 'taken';
}
