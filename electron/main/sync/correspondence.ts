/**
 * What people say through the server about a contract: questions on segments, and the reviews of weeks that were disputed.
 * The newest that was read is kept, so that it is here without a network; whoever is asked something is told once.
 * SPEC: SY13, SY14.
 */
import { z } from 'zod';
import type { Leaf } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import { type Review, ReviewSchema, type Thread, ThreadSchema } from '../../../domain/protocol-review';
import type { LogsTable } from '../db/logs-table';
import type { SyncTable } from '../db/sync-table';
import { ownEntry } from '../sealer-pen';
import type { SyncNews } from './news';
import type { Wire } from './wire';

export interface CorrespondenceDeps {
  sync: Pick<SyncTable, 'get' | 'seen' | 'keepSeen'>;
  logs: Pick<LogsTable, 'newest' | 'told'>;
  tell(news: readonly SyncNews[]): void;
}

const ThreadsSchema = z.array(ThreadSchema);

interface DisputedWeek {
  week: number;
  /** Entries of its review. */
  steps: Leaf[];
}

export class Correspondence {
  /** A log that has not grown has the same weeks. */
  private readonly known = new Map<ContractId, { log: number; size: number; weeks: DisputedWeek[] }>();

  constructor(private readonly deps: CorrespondenceDeps) {}

  /** As last read. */
  threads(contractId: ContractId): Thread[] {
    const seen = ThreadsSchema.safeParse(this.deps.sync.seen(contractId, 'threads'));
    return seen.success ? seen.data : [];
  }

  /** Threads whose last word is not the freelancer's. */
  unanswered(contractId: ContractId): number {
    return this.threads(contractId).filter(waitsForUs).length;
  }

  /** Throws `Trouble`. */
  async readThreads(contractId: ContractId, wire: Wire): Promise<Thread[]> {
    const { threads } = await wire.ask('threads', { params: { contract: contractId } });
    this.keepThreads(contractId, threads);
    return threads;
  }

  /** One that was just said something in. */
  keepThread(contractId: ContractId, thread: Thread): void {
    const others = this.threads(contractId).filter(({ leaf }) => leaf !== thread.leaf);
    this.keepThreads(contractId, [thread, ...others]);
  }

  private keepThreads(contractId: ContractId, threads: readonly Thread[]): void {
    const known = new Map(this.threads(contractId).map((one) => [one.leaf, one.messages.length]));
    this.deps.sync.keepSeen(contractId, 'threads', threads);
    this.deps.tell(
      threads.flatMap((thread): SyncNews[] => {
        if (thread.messages.length <= (known.get(thread.leaf) ?? 0)) return [];
        const key = `${thread.leaf}:${waitsForUs(thread) ? thread.messages.length : 'answered'}`;
        return [{ contractId, key, what: waitsForUs(thread) ? 'question' : 'answered' }];
      }),
    );
  }

  /** Of the weeks that were ever disputed, the latest first, as last read. */
  reviews(contractId: ContractId): Review[] {
    return this.disputed(contractId).flatMap(({ week }) => this.review(contractId, week) ?? []);
  }

  /** Disputes that wait for the freelancer's answer. */
  open(contractId: ContractId): number {
    return this.reviews(contractId).filter(({ answerUntil }) => answerUntil !== null).length;
  }

  private review(contractId: ContractId, week: number): Review | null {
    const seen = ReviewSchema.safeParse(this.deps.sync.seen(contractId, `review:${week}`));
    return seen.success ? seen.data : null;
  }

  /** Reads those of which the log has a step that was not read yet. Throws `Trouble`. */
  async readReviews(contractId: ContractId, wire: Wire): Promise<void> {
    for (const { week, steps } of this.disputed(contractId)) {
      const known = new Set<Leaf>(this.review(contractId, week)?.steps.map(({ leaf }) => leaf));
      if (steps.every((leaf) => known.has(leaf))) continue;
      this.keepReview(contractId, await wire.ask('review', { params: { contract: contractId, week } }));
    }
  }

  keepReview(contractId: ContractId, review: Review): void {
    const known = new Set<Leaf>(this.review(contractId, review.week)?.steps.map(({ leaf }) => leaf));
    this.deps.sync.keepSeen(contractId, `review:${review.week}`, review);
    const news = review.steps.flatMap(({ what, ms, leaf }): SyncNews[] => {
      if (known.has(leaf)) return [];
      if (what === 'disputed')
        return [{ contractId, key: leaf, what: 'dispute', ms: ms ?? 0, until: review.answerUntil }];
      if (what === 'decided') return [{ contractId, key: leaf, what: 'decided', ms: ms ?? 0 }];
      return [];
    });
    if (review.answerUntil === null)
      for (const { what, leaf } of review.steps)
        if (what === 'disputed') news.push({ contractId, key: leaf, what: 'dispute-answered' });
    this.deps.tell(news);
  }

  private disputed(contractId: ContractId): DisputedWeek[] {
    const row = this.deps.logs.newest(contractId);
    const known = this.known.get(contractId);
    if (row === null) return [];
    if (known?.log === row.id && known.size === row.head.tree.size) return known.weeks;
    const found = this.disputedIn(row.id);
    this.known.set(contractId, { log: row.id, size: row.head.tree.size, weeks: found });
    return found;
  }

  private disputedIn(log: number): DisputedWeek[] {
    const weeks = new Map<number, { week: number; steps: Leaf[]; isDisputed: boolean }>();
    for (const { leaf, line } of this.deps.logs.told(log)) {
      const entry = ownEntry(line);
      if (entry.type !== 'review') continue;
      const known = weeks.get(entry.week) ?? { week: entry.week, steps: [], isDisputed: false };
      known.steps.push(leaf);
      known.isDisputed ||= entry.what === 'disputed';
      weeks.set(entry.week, known);
    }
    return [...weeks.values()].filter(({ isDisputed }) => isDisputed).sort((a, b) => b.week - a.week);
  }
}

function waitsForUs({ messages, open }: Thread): boolean {
  return open && messages.at(-1)?.role !== 'freelancer' && messages.length > 0;
}
