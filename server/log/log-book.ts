/**
 * The logs of this server (server/log/logs.ts says what is promised): a few of them open at a time, each with one write
 * after the other. What is answered is stored and fsynced before; what is refused leaves nothing behind.
 */
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import { originOfLog, writeCheckpoint } from '../../domain/checkpoint';
import type { VerifierCrypto } from '../../domain/crypto';
import { type EntryOf, type Leaf, readEntry, SEAL_MAX } from '../../domain/entry';
import type { ContractId } from '../../domain/ids';
import type { SigningKey } from '../../domain/keys';
import { append } from '../../domain/log';
import type { Receipt } from '../../domain/protocol-log';
import type { Draft } from '../../domain/segment';
import { writeNote } from '../../domain/signed-note';
import type { LogStore, PictureShelf, StoredContract } from '../store/log-store';
import { Appending } from './appending';
import { Book } from './book';
import { BrokenLog } from './broken-log';
import type { LogChange, Logs, OwnDraft, Standing } from './logs';
import { isPart } from './plausible';
import { toldOf } from './told';
import { Writing } from './writing';

/** Entries of all logs that are kept open, some 2 kB of memory each. */
const OPEN_ENTRIES = 200_000;
/** So many entries without a `seal` are told at once; fewer wait as long as this. */
const SEAL_AFTER = 200;
const SEAL_LATEST_MS = 60_000;

export interface LogParts {
  store: LogStore;
  shelf: PictureShelf;
  key: SigningKey;
  crypto: VerifierCrypto;
  /** Told of what went wrong where nobody waits for an answer. */
  trouble(error: unknown, contract: ContractId): void;
}

export class LogBook implements Logs {
  private readonly books = new Map<ContractId, Book>();
  private readonly broken = new Map<ContractId, BrokenLog>();
  private readonly turns = new Map<ContractId, Promise<unknown>>();
  /** When the oldest entry came that waits for a `seal`. */
  private readonly due = new Map<ContractId, number>();
  private readonly listeners = new Set<(change: LogChange) => void>();

  constructor(private readonly parts: LogParts) {}

  append(...[contract, by, entries, now]: Parameters<Logs['append']>): ReturnType<Logs['append']> {
    return this.turn(contract, async () => {
      const stored = await this.stored(contract);
      const book = stored === null ? await this.made(contract, null) : await this.book(stored);
      const writing = new Writing(this.parts, stored, book);
      const appending = new Appending(this.parts, writing, contract);
      const took = await this.kept(contract, () => appending.take(entries, now));
      if (stored === null && writing.kept.length === 0) return took.isOpen ? appending.results([]) : null;
      const receipts = await this.store(
        writing,
        stored === null ? { account: by.account } : null,
        (entry) => entry,
      );
      await this.sealSoon(contract, now);
      return appending.results(receipts);
    });
  }

  own(...[contract, now, make]: Parameters<Logs['own']>): ReturnType<Logs['own']> {
    return this.turn(contract, () => this.write(contract, now, make));
  }

  read<T>(contract: ContractId, read: (standing: Standing) => T | Promise<T>): Promise<T | null> {
    return this.turn(contract, async () => {
      const stored = await this.stored(contract);
      return stored === null ? null : read(this.standing(await this.book(stored)));
    });
  }

  lines(...[contract, from, limit]: Parameters<Logs['lines']>): ReturnType<Logs['lines']> {
    return this.turn(contract, async () => {
      const stored = await this.stored(contract);
      if (stored === null) return null;
      const { size } = await this.book(stored);
      const lines = await this.parts.store.lines(contract, from, limit);
      return { log: stored.log, size, lines: lines.map(({ line }) => line) };
    });
  }

  head(...[contract, since]: Parameters<Logs['head']>): ReturnType<Logs['head']> {
    return this.turn(contract, async () => {
      const stored = await this.stored(contract);
      if (stored === null) return null;
      const { levels, size } = await this.book(stored);
      const path = since === null || since > size ? [] : levels.consistency(since, size);
      return { log: stored.log, checkpoint: stored.checkpoint, consistency: path.map(toBase64Url) };
    });
  }

  seal(contract: ContractId, now: number): Promise<void> {
    return this.turn(contract, async () => {
      await this.sealNow(contract, now);
    });
  }

  async sealDue(now: number): Promise<void> {
    for (const [contract, since] of this.due) {
      if (now - since < SEAL_LATEST_MS) continue;
      await this.seal(contract, now).catch((error: unknown) => this.parts.trouble(error, contract));
    }
  }

  async checkAll(): Promise<{ contract: ContractId; detail: string }[]> {
    const broken: { contract: ContractId; detail: string }[] = [];
    for (const stored of await this.parts.store.contracts()) {
      try {
        await this.turn(stored.id, async () => this.book((await this.stored(stored.id)) ?? stored));
      } catch (error) {
        if (!(error instanceof BrokenLog)) throw error;
        broken.push({ contract: stored.id, detail: error.detail });
      }
    }
    return broken;
  }

  async contracts(): Promise<ContractId[]> {
    return (await this.parts.store.contracts()).flatMap(({ id }) => (this.broken.has(id) ? [] : [id]));
  }

  onChange(listener: (change: LogChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** One at a time in each contract, in the order in which they were asked for. */
  private turn<T>(contract: ContractId, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(contract) ?? Promise.resolve();
    const now = before.then(work, work);
    const settled = now.catch(() => undefined);
    this.turns.set(contract, settled);
    void settled.then(() => {
      if (this.turns.get(contract) === settled) this.turns.delete(contract);
    });
    return now;
  }

  private async stored(contract: ContractId): Promise<StoredContract | null> {
    const broken = this.broken.get(contract);
    if (broken !== undefined) throw broken;
    return this.parts.store.contract(contract);
  }

  private async book(stored: StoredContract): Promise<Book> {
    const open = this.books.get(stored.id);
    if (open !== undefined) {
      // The one that was used last is closed last.
      this.books.delete(stored.id);
      this.books.set(stored.id, open);
      return open;
    }
    try {
      const book = await this.made(stored.id, stored);
      this.keepOpen(book);
      return book;
    } catch (error) {
      if (error instanceof BrokenLog) this.broken.set(stored.id, error);
      throw error;
    }
  }

  private made(contract: ContractId, stored: StoredContract | null): Promise<Book> {
    const { store, key, crypto } = this.parts;
    return Book.load(contract, stored, store, key, crypto);
  }

  private keepOpen(book: Book): void {
    this.books.delete(book.contract);
    this.books.set(book.contract, book);
    this.noteDue(book);
    let entries = 0;
    for (const one of this.books.values()) entries += one.size;
    for (const [contract, one] of this.books) {
      if (entries <= OPEN_ENTRIES || one === book) break;
      entries -= one.size;
      this.books.delete(contract);
    }
  }

  private noteDue(book: Book): void {
    const oldest = book.unsealed.find(({ isSeal }) => !isSeal);
    if (oldest === undefined || !this.maySign(book)) this.due.delete(book.contract);
    else this.due.set(book.contract, oldest.at);
  }

  private maySign(book: Book): boolean {
    return isPart(book.head, this.parts.key.kid);
  }

  /** What throws leaves a book that may have followed what was not stored: it is closed. */
  private async kept<T>(contract: ContractId, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.books.delete(contract);
      throw error;
    }
  }

  private async write(
    contract: ContractId,
    now: number,
    make: (standing: Standing) => readonly OwnDraft[] | Promise<readonly OwnDraft[]>,
  ): Promise<readonly Leaf[] | null> {
    const stored = await this.stored(contract);
    if (stored === null) return null;
    const book = await this.book(stored);
    if (!this.maySign(book)) return null;
    const drafts = await make(this.standing(book));
    if (drafts.length === 0) return [];
    const { key, crypto } = this.parts;
    const writing = new Writing(this.parts, stored, book);
    await this.kept(contract, async () => {
      for (const { draft, disclosures } of drafts) {
        const { sealed } = append(writing.book.head, draft, key, crypto.sha256);
        const read = readEntry(sealed.line, crypto.sha256);
        const told = read.ok ? toldOf(read.value.entry, disclosures, crypto.sha256) : null;
        if (!read.ok || told === null)
          throw new Error(`broken invariant: a ${draft.type} that the server cannot tell`);
        const taken = await writing.add(read.value, told, Math.max(now, writing.book.receivedLast));
        if (!taken.taken) throw new Error(`broken invariant: a ${draft.type} of the server: ${taken.detail}`);
      }
    });
    await this.store(writing, null, () => null);
    return writing.kept.map(({ read }) => read.leaf);
  }

  /** Signs the head, stores everything as one, and tells it. Gives the receipts of what was kept. */
  private async store(
    writing: Writing,
    opener: { account: string } | null,
    pick: (receipt: Receipt) => Receipt | null,
  ): Promise<Receipt[]> {
    const { book } = writing;
    if (writing.isEmpty) {
      this.keepOpen(book);
      return [];
    }
    const receipts = new Map<number, Receipt>();
    await this.kept(book.contract, async () => {
      const checkpoint = this.checkpointOf(book);
      for (const { number, read, receivedAt } of writing.kept) {
        const path = book.levels.inclusion(number, book.size).map(toBase64Url);
        receipts.set(number, { leaf: read.leaf, index: number, receivedAt, path, checkpoint });
      }
      const [first] = writing.kept;
      const opened =
        opener === null || first === undefined
          ? null
          : { log: book.log, openedAt: first.receivedAt, account: opener.account };
      const write = await writing.write(opened, checkpoint, ({ number }) => {
        const receipt = receipts.get(number);
        return receipt === undefined ? null : pick(receipt);
      });
      // Commit point: before it nobody was answered, after it everything is on the disk.
      await this.parts.store.append(write);
    });
    this.keepOpen(book);
    if (writing.kept.length > 0) this.tell(writing);
    return [...receipts.values()];
  }

  private tell({ book, kept }: Writing): void {
    const entries = kept.map(({ read: { entry, kid, leaf }, number }) => ({
      entry,
      kid,
      leaf,
      index: number,
    }));
    const change: LogChange = { contract: book.contract, size: book.size, entries };
    for (const listener of this.listeners) {
      try {
        listener(change);
      } catch (error) {
        this.parts.trouble(error, book.contract);
      }
    }
  }

  private checkpointOf(book: Book): string {
    const { key, crypto } = this.parts;
    const origin = originOfLog(book.contract, book.log);
    const text = writeCheckpoint({ origin, size: book.size, root: book.levels.root() });
    const signature = key.sign(toUtf8(text));
    return writeNote(text, [{ key: { name: origin, publicKey: key.bytes }, signature }], crypto.sha256);
  }

  /** Where many wait; the answer that was given does not hang on it. */
  private async sealSoon(contract: ContractId, now: number): Promise<void> {
    const book = this.books.get(contract);
    if (book === undefined || book.unsealed.length < SEAL_AFTER) return;
    try {
      await this.sealNow(contract, now);
    } catch (error) {
      this.parts.trouble(error, contract);
    }
  }

  /** One `seal` or several, over everything up to them; nothing where seals alone wait. */
  private sealNow(contract: ContractId, now: number): Promise<readonly Leaf[] | null> {
    return this.write(contract, now, () => {
      const book = this.books.get(contract);
      if (book === undefined || book.unsealed.every(({ isSeal }) => isSeal)) return [];
      const times = book.unsealed.map(({ at }) => at);
      const first = book.ledger.received.size;
      const at = Math.max(now, book.receivedLast);
      return Array.from({ length: Math.ceil(times.length / SEAL_MAX) }, (_, n): OwnDraft => {
        const received = times.slice(n * SEAL_MAX, (n + 1) * SEAL_MAX);
        const draft: Draft<EntryOf<'seal'>> = { type: 'seal', at, first: first + n * SEAL_MAX, received };
        return { draft, disclosures: [] };
      });
    });
  }

  private standing({ contract, ledger, head, size }: Book): Standing {
    const { store } = this.parts;
    return {
      contract,
      ledger,
      head,
      async told(index, name) {
        if (index >= size) return null;
        const told = await store.disclosures(contract, index, index + 1);
        return told.find((one) => one.name === name)?.text ?? null;
      },
    };
  }
}
