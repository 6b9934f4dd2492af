/**
 * Ordered backends for one question. The first that answers is the one named; one that fails is left alone for a
 * while (doubling up to a maximum) and then tried again, so a better backend takes over once it can.
 * Promises: `ask` never rejects, never asks two backends at once, and gives up after `budgetMs` in all.
 */
import type { MonoMs } from '../../../domain/clock';
import { Backoff, type BackoffLimits } from '../backoff';
import { reasonOf, type SensorLog } from './log';
import { within } from './within';

export type Answer<T> = { outcome: 'answered'; value: T } | { outcome: 'failed'; detail: string };

export interface Backend<T> {
  readonly name: string;
  /** May reject or hang: the chain counts both as failures. */
  ask(): Promise<Answer<T>>;
  stop?(): void;
}

export interface ChainOptions {
  /** What the chain is for, for the log only. */
  what: string;
  mono(): MonoMs;
  budgetMs: number;
  backoff: BackoffLimits;
  log: SensorLog;
}

interface Link<T> {
  backend: Backend<T>;
  backoff: Backoff;
  notBefore: MonoMs;
}

export class Chain<T> {
  private readonly links: Link<T>[];
  private current: string;

  constructor(
    backends: readonly Backend<T>[],
    private readonly options: ChainOptions,
  ) {
    this.links = backends.map((backend) => ({
      backend,
      backoff: new Backoff(options.backoff),
      notBefore: Number.NEGATIVE_INFINITY,
    }));
    this.current = backends[0]?.name ?? 'none';
  }

  /** The backend that answered last; before the first answer the preferred one; `none` once all of them failed. */
  name(): string {
    return this.current;
  }

  async ask(): Promise<Answer<T>> {
    const { mono, budgetMs } = this.options;
    const deadline = mono() + budgetMs;
    let detail = 'no backend';
    for (const link of this.links) {
      const left = deadline - mono();
      if (left <= 0) break;
      if (link.notBefore > mono()) continue;
      const answer = await this.askOne(link, left);
      if (answer.outcome === 'answered') {
        this.answeredBy(link);
        return answer;
      }
      detail = answer.detail;
    }
    this.current = 'none';
    return { outcome: 'failed', detail };
  }

  stop(): void {
    for (const { backend } of this.links) backend.stop?.();
  }

  private async askOne(link: Link<T>, ms: number): Promise<Answer<T>> {
    const answer = await within<Answer<T>>(
      ms,
      link.backend.ask().catch((thrown: unknown) => ({ outcome: 'failed', detail: reasonOf(thrown) })),
      () => ({ outcome: 'failed', detail: 'no answer in time' }),
    );
    if (answer.outcome === 'failed') {
      // Only the first of a row of failures is worth a line in the log.
      if (link.backoff.failuresInARow() === 0) {
        this.options.log.warn(`${this.options.what}: ${link.backend.name} failed: ${answer.detail}`);
      }
      link.notBefore = this.options.mono() + link.backoff.failed();
    }
    return answer;
  }

  private answeredBy(link: Link<T>): void {
    link.backoff.succeeded();
    if (this.current !== link.backend.name) {
      this.options.log.info(`${this.options.what}: ${link.backend.name} answers now`);
    }
    this.current = link.backend.name;
  }
}
