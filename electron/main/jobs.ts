/**
 * Long work in the main process. Promises: a job that is shorter than half a second is never told of; a longer one
 * is told at once, then at most ten times a second, and when it ends; one that is cancelled ends at its next step, and what it
 * throws then counts as its being cancelled; between steps, main is never held for longer than a few milliseconds.
 */
import type { NewId } from '../../domain/ids';
import type { Job } from '../contract';

/** One job, as the work in it sees it. */
export interface JobControl {
  readonly signal: AbortSignal;
  /**
   * So much is done (`total` null: of what is not known). Lets others have their turn where the work has held main for
   * long enough. Rejects with `Cancelled` where the job was cancelled.
   */
  step(done: number, total: number | null): Promise<void>;
  /** Throws `Cancelled` where it was cancelled; from here on it can only go forward. */
  commit(): void;
}

export interface Jobs {
  /** What `work` answers; null where it was cancelled. Rejects with what `work` throws otherwise. */
  run<T>(kind: Job['kind'], work: (job: JobControl) => Promise<T>): Promise<T | null>;
  /** Those that are told of, the oldest first. */
  list(): Job[];
  /** Harmless where there is no such job, or where it can only go forward. */
  cancel(id: string): void;
  /** Cancels what can be cancelled; settles when no job is left. None is begun afterwards. */
  end(): Promise<void>;
}

export interface JobDeps {
  newId: NewId;
  /** Monotonic milliseconds. */
  mono(): number;
  after(ms: number): Promise<void>;
  changed(jobs: Job[]): void;
}

/** The reason of a cancelled job's signal. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}

/** From when on a person wonders whether anything happens. */
const SHOWN_AFTER_MS = 500;
const TOLD_EVERY_MS = 100;
/** A frame of the window is 16 ms: input and recorder come in between. */
const HELD_AT_MOST_MS = 12;

interface Running extends Job {
  shown: boolean;
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

export function createJobs(deps: JobDeps): Jobs {
  const running = new Map<string, Running>();
  let waiting = false;
  let closed = false;

  const list = () =>
    [...running.values()]
      .filter(({ shown }) => shown)
      .map(({ id, kind, done, total, cancellable }) => ({ id, kind, done, total, cancellable }));
  const tell = () => deps.changed(list());

  function tellSoon(): void {
    if (waiting) return;
    waiting = true;
    void deps.after(TOLD_EVERY_MS).then(() => {
      waiting = false;
      tell();
    });
  }

  function control(job: Running): JobControl {
    let since = deps.mono();
    return {
      signal: job.abort.signal,
      async step(done, total) {
        job.abort.signal.throwIfAborted();
        job.total = total !== null && total > 0 ? total : null;
        job.done = job.total === null ? done : Math.min(done, job.total);
        if (job.shown) tellSoon();
        if (deps.mono() - since < HELD_AT_MOST_MS) return;
        await new Promise((resolve) => void setImmediate(resolve));
        since = deps.mono();
        job.abort.signal.throwIfAborted();
      },
      commit() {
        job.abort.signal.throwIfAborted();
        job.cancellable = false;
        if (job.shown) tell();
      },
    };
  }

  async function show(job: Running): Promise<void> {
    await deps.after(SHOWN_AFTER_MS);
    if (!running.has(job.id)) return;
    job.shown = true;
    tell();
  }

  function stop(job: Running): void {
    if (job.cancellable) job.abort.abort(new Cancelled());
  }

  return {
    async run(kind, work) {
      if (closed) return null;
      const ended = Promise.withResolvers<void>();
      const job: Running = {
        id: deps.newId(),
        kind,
        done: 0,
        total: null,
        cancellable: true,
        shown: false,
        abort: new AbortController(),
        ended: ended.promise,
      };
      running.set(job.id, job);
      void show(job);
      try {
        return await work(control(job));
      } catch (error) {
        if (job.abort.signal.aborted) return null;
        throw error;
      } finally {
        running.delete(job.id);
        if (job.shown) tell();
        ended.resolve();
      }
    },
    list,
    cancel(id) {
      const job = running.get(id);
      if (job !== undefined) stop(job);
    },
    async end() {
      closed = true;
      const left = [...running.values()];
      for (const job of left) stop(job);
      await Promise.all(left.map((job) => job.ended));
    },
  };
}

/** What `work` settles with, or the signal's reason as soon as it is given; what comes of `work` afterwards is dropped. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
