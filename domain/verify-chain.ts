/**
 * The entries of a log, one after the other: each is read to the byte, must be the one that may come next, and must be
 * signed by a key that the log has there. What is refused is reported, and the reading goes on behind it.
 * SPEC: EN, KY1, KY5–KY8, LG6–LG10, DS3.
 */
import { ENTRIES } from './bundle';
import { fromAscii, fromBase64Url } from './bytes';
import type { SignatureCheck, VerifierCrypto } from './crypto';
import { type Entry, type EntryRefusal, LINE_MAX, type ReadEntry, readEntryBytes } from './entry';
import { fieldNames } from './field';
import type { FindingId } from './finding';
import { mayBeSigned, otherVersion } from './jws';
import { admit, type ChainRefusal, type LogHead, NEW_LOG, rootOfLog } from './log';
import { grown, leafHash } from './merkle';
import type { Line, LineFiles } from './verify-files';
import { REFUSED_LINES_MAX, type Report } from './verify-report';

/** An entry that is signed and stands where it may. */
export interface ChainEntry extends Pick<ReadEntry, 'entry' | 'kid' | 'leaf'> {
  index: number;
}

export interface Chain {
  /** Accepted ones only, in order. Their signatures may still be under way: see `wrong`. */
  entries: readonly ChainEntry[];
  /** Over every line, accepted or not. */
  head: LogHead;
  /** 32 bytes; of each size that was asked for and reached. */
  roots: ReadonlyMap<number, Uint8Array>;
  signatures: number;
  /** Which entries are not signed by their key, once all answers are there. Always empty where they were known before. */
  wrong: Promise<ReadonlySet<number>>;
  /** A line was of a version that this program does not know: what hangs on it cannot be said. */
  unknown: boolean;
}

/** What is read of an entry, without its line. */
type Read = Omit<ReadEntry, 'line'>;

/** Of a line that is too long nothing is kept. */
const NOTHING = new Uint8Array();

/**
 * Signatures that are asked for at once, and how many such batches may be under way: the reading goes on meanwhile, and
 * holds what it has asked about, some kilobytes a batch.
 */
const BATCH = 256;
const BATCHES = 64;

/** `known`: the entries whose signatures are wrong, found by an earlier reading; then nobody is asked again. */
export async function readChain(
  files: LineFiles,
  sizes: ReadonlySet<number>,
  crypto: VerifierCrypto,
  report: Report,
  known: ReadonlySet<number> | null,
): Promise<Chain> {
  const reader = new ChainReader(sizes, crypto, report, known);
  for await (const lines of files.lines(ENTRIES, LINE_MAX, (whole) => reader.end(whole))) {
    for (const line of lines) {
      if (reader.next(line)) await reader.ask();
      if (reader.isOver) break;
    }
    if (reader.isOver) break;
  }
  return reader.finish();
}

class ChainReader {
  private head: LogHead = NEW_LOG;
  private readonly accepted: ChainEntry[] = [];
  private readonly wrong = new Set<number>();
  private readonly roots = new Map<number, Uint8Array>();
  private readonly keys = new Map<string, Uint8Array>();
  /** Signers whose next entry may be anywhere: a line of an unknown version may have been theirs. */
  private loose = new Set<string>();
  private unknown = false;
  private unread = 0;
  private signatures = 0;
  private isOpenReported = false;
  private batch: { index: number; check: SignatureCheck }[] = [];
  private readonly underWay: Promise<void>[] = [];

  constructor(
    private readonly sizes: ReadonlySet<number>,
    private readonly crypto: VerifierCrypto,
    private readonly report: Report,
    private readonly known: ReadonlySet<number> | null,
  ) {
    this.keepRoot();
  }

  /** True: there are signatures to be asked for. */
  next(line: Line): boolean {
    const index = this.head.tree.size;
    const read = line === null ? null : readEntryBytes(line, this.crypto.sha256);
    if (read?.ok) this.take(read.value, index);
    else {
      this.grow(leafHash(line ?? NOTHING, this.crypto.sha256));
      this.reportUnread(read?.why ?? 'too-long', line ?? NOTHING, index);
      // Lines of another version are not broken (EN6), however many they are.
      if (read?.why !== 'version' && ++this.unread > REFUSED_LINES_MAX)
        this.report.add('lines-refused', { type: 'file', name: ENTRIES }, { max: REFUSED_LINES_MAX });
    }
    this.keepRoot();
    return this.batch.length >= BATCH;
  }

  /** So many lines were none that the rest is not looked at: that was reported. */
  get isOver(): boolean {
    return this.unread > REFUSED_LINES_MAX;
  }

  end(whole: boolean): void {
    if (!whole) this.report.add('line-form', { type: 'file', name: ENTRIES });
  }

  async finish(): Promise<Chain> {
    await this.ask();
    if (this.head.tree.size === 0) this.report.add('open-misplaced', { type: 'file', name: ENTRIES });
    const { head, roots, signatures, unknown, accepted: entries } = this;
    const wrong = Promise.all(this.underWay).then(() => this.wrong);
    return { entries, head, roots, signatures, unknown, wrong };
  }

  private take(read: Read, index: number): void {
    const subject = { type: 'entry', index } as const;
    const { entry, kid, leaf } = read;
    const isNext = this.place(read, index);
    const hasNames = fieldNames(entry) !== null;
    if (!hasNames) this.report.add('entry-digests', subject);
    const isSigned = this.queue(read, index);
    if (isNext && hasNames && isSigned) this.accepted.push({ entry, kid, leaf, index });
  }

  /** Follows the log over the entry; false where it may not stand here, which was reported. */
  private place(read: Read, index: number): boolean {
    let isNext = index === 0 || this.head.log !== null || this.reportOpen(index);
    for (;;) {
      const next = admit(this.head, read, this.crypto.sha256);
      if (next.ok) {
        this.head = next.value;
        this.loose.delete(read.kid);
        return isNext;
      }
      const isLoose = (next.why === 'seq' || next.why === 'prev') && this.loose.has(read.kid);
      if (!isLoose) {
        isNext = false;
        this.reportChain(next.why, read, index);
      }
      if (!this.mended(next.why, read)) {
        this.pass(read);
        return false;
      }
    }
  }

  /** After an entry that is missing or out of order the reading goes on from this one; false: it cannot. */
  private mended(why: ChainRefusal, { kid, entry }: Read): boolean {
    if (entry.type === 'open' || (why !== 'seq' && why !== 'prev')) return false;
    const signers = this.head.signers.map((one) =>
      one.kid === kid ? { ...one, next: entry.seq, ...(why === 'prev' && { prev: entry.prev }) } : one,
    );
    this.head = { ...this.head, signers };
    return true;
  }

  /** Goes on behind an entry that may not stand here: its signer's next one follows it all the same. */
  private pass({ kid, entry, leaf }: Read): void {
    this.grow(bytesOf(leaf));
    const signers = this.head.signers.map((one) =>
      one.kid === kid ? { ...one, next: entry.seq + 1, prev: leaf } : one,
    );
    this.head = { ...this.head, signers };
  }

  /** Puts the signature among those to be asked for; false where it is refused, or known to be wrong. */
  private queue({ kid, jws }: Read, index: number): boolean {
    const key = this.keyOf(kid);
    if (key === null) return false;
    if (!mayBeSigned(jws, key)) {
      this.report.add('signature-refused', { type: 'entry', index });
      return false;
    }
    this.signatures++;
    if (this.known !== null) {
      const isWrong = this.known.has(index);
      if (isWrong) this.report.add('signature-wrong', { type: 'entry', index });
      return !isWrong;
    }
    const { message, signature } = jws;
    this.batch.push({ index, check: { publicKey: key, message, signature } });
    return true;
  }

  private keyOf(kid: string): Uint8Array | null {
    const known = this.keys.get(kid);
    if (known !== undefined) return known;
    const signer = this.head.signers.find((one) => one.kid === kid);
    const key = signer ? fromBase64Url(signer.x) : null;
    if (key !== null) this.keys.set(kid, key);
    return key;
  }

  async ask(): Promise<void> {
    const batch = this.batch;
    this.batch = [];
    if (batch.length === 0) return;
    const answered = this.crypto.verifyEd25519(batch.map(({ check }) => check)).then((answers) => {
      for (const [at, { index }] of batch.entries()) {
        if (answers[at] !== true) this.wrong.add(index);
      }
    });
    this.underWay.push(answered);
    if (this.underWay.length > BATCHES) await this.underWay.shift();
  }

  private grow(leaf: Uint8Array): void {
    this.head = { ...this.head, tree: grown(this.head.tree, leaf, this.crypto.sha256) };
  }

  private keepRoot(): void {
    const { size } = this.head.tree;
    if (this.sizes.has(size)) this.roots.set(size, rootOfLog(this.head, this.crypto.sha256));
  }

  private reportOpen(index: number): false {
    if (!this.isOpenReported) this.report.add('open-misplaced', { type: 'entry', index });
    this.isOpenReported = true;
    return false;
  }

  private reportUnread(why: EntryRefusal, line: Uint8Array, index: number): void {
    const subject = { type: 'entry', index } as const;
    if (why === 'version') {
      this.unknown = true;
      this.loose = new Set(this.head.signers.map(({ kid }) => kid));
      this.report.add('entry-version', subject, { version: otherVersion(fromAscii(line)) ?? 0 });
    } else this.report.add(UNREAD[why], subject);
  }

  private reportChain(why: ChainRefusal, { kid, entry }: Read, index: number): void {
    if (why === 'open') {
      this.reportOpen(index);
      return;
    }
    const signer = this.head.signers.find((one) => one.kid === kid);
    const values = valuesOf(why, entry, signer);
    this.report.add(MISPLACED[why], { type: 'entry', index }, values);
  }
}

function valuesOf(why: ChainRefusal, entry: Entry, signer: { role: string; next: number } | undefined) {
  if (signer === undefined) return {};
  if (why === 'role') return { role: signer.role };
  return why === 'seq' ? { expected: signer.next, found: entry.seq } : {};
}

const UNREAD = {
  'too-long': 'entry-too-long',
  envelope: 'entry-envelope',
  json: 'entry-json',
  schema: 'entry-schema',
  'not-canonical': 'entry-json',
} as const satisfies Record<Exclude<EntryRefusal, 'version'>, FindingId>;

const MISPLACED = {
  opener: 'opener-wrong',
  'unknown-signer': 'signer-unknown',
  revoked: 'signer-revoked',
  seq: 'seq-wrong',
  prev: 'prev-wrong',
  role: 'role-wrong',
  key: 'key-wrong',
} as const satisfies Record<Exclude<ChainRefusal, 'open'>, FindingId>;

function bytesOf(leaf: string): Uint8Array {
  return fromBase64Url(leaf) ?? new Uint8Array();
}
