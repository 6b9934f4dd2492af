/**
 * One task of the export child, from the message to the outcome. Promises: it ends with an outcome whatever happens, and
 * tells of progress ten times a second at most.
 */
import type { Work } from '../../../node/bundle/make';
import type { Ask, BundleOutcome } from '../../../node/bundle/task';
import { faultOf } from '../db/faults';
import type { ParentPort } from '../sensors/child';
import { type FromChild, type Task, ToChildSchema } from './messages';
import { makeBundle } from './work';

const TOLD_EVERY_MS = 100;

export interface Served extends Pick<Work, 'crypto' | 'pdf'> {
  port: ParentPort;
  /** Opens what the task reads from. Throws what the disk refuses. */
  open(task: Task): Work['source'] & { close(): void };
  /** Monotonic milliseconds. */
  mono(): number;
  exit(): void;
}

export function serveExport({ port, open, mono, exit, ...parts }: Served): void {
  let answered: ((answer: string | Uint8Array) => void) | null = null;
  let told = Number.NEGATIVE_INFINITY;
  const post = (message: FromChild) => port.post(message);

  const work = {
    ...parts,
    ask(ask: Ask): Promise<string | Uint8Array> {
      const { promise, resolve } = Promise.withResolvers<string | Uint8Array>();
      answered = resolve;
      post({ type: 'ask', ask });
      return promise;
    },
    progress(done: number, total: number): void {
      if (mono() - told < TOLD_EVERY_MS) return;
      told = mono();
      post({ type: 'progress', done, total: Math.max(1, total) });
    },
  };

  async function run(task: Task): Promise<BundleOutcome> {
    try {
      const source = open(task);
      try {
        return await makeBundle(task, { ...work, source });
      } finally {
        source.close();
      }
    } catch (error) {
      const fault = faultOf(error, task.profile);
      return { outcome: 'failed', ...(fault ?? { reason: 'io', detail: String(error) }) };
    }
  }

  port.onMessage((raw) => {
    const parsed = ToChildSchema.safeParse(raw);
    if (!parsed.success) {
      const detail = 'a task of an unknown shape';
      return post({ type: 'ended', outcome: { outcome: 'failed', reason: 'io', detail } });
    }
    const message = parsed.data;
    switch (message.type) {
      case 'task':
        void run(message.task).then((outcome) => post({ type: 'ended', outcome }));
        return;
      case 'answer':
        answered?.(message.answer);
        return;
      case 'done':
        return exit();
    }
  });
}
