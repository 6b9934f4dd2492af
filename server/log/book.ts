/**
 * One contract's log, open for writing: its head, what stands in it, and its tree. A cache of what is stored: made from
 * the lines, it is thrown away when an entry that it followed is not kept after all. Promises: what it was made from is
 * what the newest head of this server says.
 */
import { fromBase64Url, sameBytes } from '../../domain/bytes';
import { originOfLog, readCheckpoint } from '../../domain/checkpoint';
import type { VerifierCrypto } from '../../domain/crypto';
import { type Entry, type Leaf, type ReadEntry, readEntry } from '../../domain/entry';
import { FINDINGS, type FindingId } from '../../domain/finding';
import type { ContractId } from '../../domain/ids';
import type { PublicKey } from '../../domain/keys';
import { admit, type LogHead, NEW_LOG } from '../../domain/log';
import type { Sha256 } from '../../domain/merkle';
import { MerkleLevels } from '../../domain/merkle-levels';
import { ofKnownKeys, readNote } from '../../domain/signed-note';
import type { ChainEntry } from '../../domain/verify-chain';
import { Ledger } from '../../domain/verify-ledger';
import type { Reporting } from '../../domain/verify-report';
import type { StandingSegment } from '../../domain/verify-standing';
import type { LogStore, StoredContract } from '../store/log-store';
import { BrokenLog } from './broken-log';

/** Lines that are read at once: some ten milliseconds. */
const CHUNK = 250;

/** An entry that is not stored yet, with the instant at which it came. */
export interface Arrived {
  read: ReadEntry;
  receivedAt: number;
}

/** The findings of a ledger that no entry may give. */
export class Broken implements Reporting {
  readonly found: FindingId[] = [];

  add(id: FindingId): void {
    if (FINDINGS[id].severity === 'broken') this.found.push(id);
  }
}

export class Book {
  head: LogHead = NEW_LOG;
  ledger: Ledger;
  readonly levels: MerkleLevels;
  readonly broken = new Broken();
  /** Of the entries that no `seal` tells yet, in order: when they came, and whether they are seals themselves. */
  unsealed: { at: number; isSeal: boolean }[] = [];
  /** The newest time of reception: a later one is never earlier. */
  receivedLast = 0;
  private readonly slots = new Map<number, StandingSegment[]>();
  private readonly indices = new Map<number, StandingSegment>();
  private known = 0;
  /** The first 48 bits of each digest: enough to say "never seen", not enough to say "seen". */
  private readonly digests = new Set<number>();

  private constructor(
    readonly contract: ContractId,
    readonly sha256: Sha256,
  ) {
    this.levels = new MerkleLevels(sha256);
    this.ledger = new Ledger([], [], sha256, this.broken);
  }

  /**
   * Made from what is stored, and `more` behind it. Throws `BrokenLog` where what is stored is not a log, or is another
   * one than its head says. Where one of `more` is not to be followed, `broken` says so.
   */
  static async load(
    contract: ContractId,
    stored: StoredContract | null,
    store: LogStore,
    key: PublicKey,
    crypto: VerifierCrypto,
    more: readonly Arrived[] = [],
  ): Promise<Book> {
    const book = new Book(contract, crypto.sha256);
    const entries: ChainEntry[] = [];
    if (stored !== null) {
      for (;;) {
        const lines = await store.lines(contract, entries.length, CHUNK);
        for (const { number, line, receivedAt } of lines) {
          const read = readEntry(line, crypto.sha256);
          if (!read.ok || number !== entries.length)
            throw new BrokenLog(contract, `entry ${entries.length} cannot be read`);
          const why = book.extend(read.value, receivedAt);
          if (why !== null) throw new BrokenLog(contract, `entry ${number} may not stand there (${why})`);
          entries.push(chained(read.value, number));
        }
        if (lines.length < CHUNK) break;
        // A long log is read between what others ask.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await book.compare(stored, key, crypto);
    }
    for (const { read, receivedAt } of more) {
      const why = book.extend(read, receivedAt);
      if (why !== null) throw new Error(`broken invariant: an entry that was admitted before (${why})`);
      entries.push(chained(read, entries.length));
    }
    book.ledger = new Ledger(entries, book.head.signers, crypto.sha256, book.broken);
    book.unsealed.splice(0, book.ledger.received.size);
    if (more.length === 0 && book.broken.found.length > 0)
      throw new BrokenLog(contract, `what it says does not fit (${book.broken.found[0]})`);
    return book;
  }

  get size(): number {
    return this.head.tree.size;
  }

  /** Before its first entry: the invariant of whoever asks is that there is one. */
  get log(): Leaf {
    if (this.head.log === null) throw new Error('broken invariant: a log without its open');
    return this.head.log;
  }

  get origin(): string {
    return originOfLog(this.contract, this.log);
  }

  /** The chain and the tree with the entry; null, or why it may not come next: then nothing has changed. */
  extend(read: ReadEntry, receivedAt: number): string | null {
    const next = admit(this.head, read, this.sha256);
    if (!next.ok) return next.why;
    this.head = next.value;
    this.levels.push(bytesOf(read.leaf));
    this.unsealed.push({ at: receivedAt, isSeal: read.entry.type === 'seal' });
    this.receivedLast = Math.max(this.receivedLast, receivedAt);
    for (const digest of digestsOf(read.entry)) this.digests.add(short(digest));
    return null;
  }

  /** What stands, with the entry that `extend` took last. False: it gave a broken finding, and this book is spoiled. */
  follow(read: ReadEntry): boolean {
    const before = this.broken.found.length;
    this.ledger.follow(chained(read, this.size - 1));
    if (read.entry.type === 'seal') this.unsealed.splice(0, read.entry.received.length);
    return this.broken.found.length === before;
  }

  /** Whether one of the entry's digests may have come before. */
  mayRepeat(entry: Entry): boolean {
    return digestsOf(entry).some((digest) => this.digests.has(short(digest)));
  }

  /** Segments of a slot, also those that do not stand. */
  ofSlot(slot: number): readonly StandingSegment[] {
    this.index();
    return this.slots.get(slot) ?? [];
  }

  /** By the number of its entry. */
  segmentAt(index: number): StandingSegment | undefined {
    this.index();
    return this.indices.get(index);
  }

  private index(): void {
    for (; this.known < this.ledger.segments.length; this.known++) {
      const segment = this.ledger.segments[this.known];
      if (segment === undefined) return;
      const { slot } = segment.entry;
      this.slots.set(slot, [...(this.slots.get(slot) ?? []), segment]);
      this.indices.set(segment.index, segment);
    }
  }

  /** SPEC SV7. */
  private async compare(stored: StoredContract, key: PublicKey, crypto: VerifierCrypto): Promise<void> {
    const wrong = (detail: string) => new BrokenLog(this.contract, detail);
    if (this.head.log !== stored.log) throw wrong('it begins with another entry than it did');
    const note = readNote(stored.checkpoint);
    const checkpoint = note && readCheckpoint(note.text);
    if (note === null || checkpoint === null) throw wrong('its signed head cannot be read');
    if (checkpoint.origin !== this.origin) throw wrong('its signed head is of another log');
    if (checkpoint.size !== this.size)
      throw wrong(`its signed head is over ${checkpoint.size} entries, and here are ${this.size}`);
    if (!sameBytes(checkpoint.root, this.levels.root()))
      throw wrong('its entries are not those that were signed');
    const name = { name: this.origin, publicKey: key.bytes };
    const checks = ofKnownKeys(note, [name], crypto.sha256).filter(({ refused }) => !refused);
    const answers = await crypto.verifyEd25519(
      checks.map(({ message, signature }) => ({ publicKey: key.bytes, message, signature })),
    );
    if (!answers.includes(true)) throw wrong('its head is not signed by this server');
  }
}

export function chained({ entry, kid, leaf }: ReadEntry, index: number): ChainEntry {
  return { entry, kid, leaf, index };
}

export function digestsOf(entry: Entry): readonly string[] {
  return '_sd' in entry ? entry._sd : [];
}

function short(digest: string): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = fromBase64Url(digest.slice(0, 8)) ?? [];
  return ((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f;
}

export function bytesOf(hash: string): Uint8Array {
  const bytes = fromBase64Url(hash);
  if (bytes === null) throw new Error('broken invariant: a hash is base64url');
  return bytes;
}
