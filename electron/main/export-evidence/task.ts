/**
 * One task in an export child of its own. Promises: the child has ended when this settles, whatever happened; where the
 * job is cancelled the child is killed, and this rejects with the signal's reason.
 */
import type { Ask, BundleOutcome } from '../../../node/bundle/task';
import type { JobControl } from '../jobs';
import type { ForkChild } from '../sensors/child';
import { FromChildSchema, type Task, type ToChild } from './messages';

export async function runExport(
  fork: ForkChild,
  task: Task,
  job: JobControl,
  answer: (ask: Ask) => Promise<string | Uint8Array>,
): Promise<BundleOutcome> {
  job.signal.throwIfAborted();
  const child = fork('export-child');
  const post = (message: ToChild) => child.post(message);
  const ended = Promise.withResolvers<BundleOutcome>();
  let outcome: BundleOutcome | null = null;

  /** What main could not answer ends the child, and is what this rejects with. */
  async function reply(ask: Ask): Promise<void> {
    try {
      post({ type: 'answer', answer: await answer(ask) });
    } catch (error) {
      ended.reject(error);
      child.kill();
    }
  }

  child.onMessage((raw) => {
    const parsed = FromChildSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case 'progress':
        // Its rejection says what the signal says, which is listened to below.
        job.step(message.done, message.total).catch(() => undefined);
        return;
      case 'ask':
        void reply(message.ask);
        return;
      case 'ended':
        outcome = message.outcome;
        post({ type: 'done' });
        return;
    }
  });
  const exited = new Promise<void>((resolve) => {
    child.onExit((code) => {
      const detail = `EXIT_${code}: the export process ended`;
      ended.resolve(outcome ?? { outcome: 'failed', reason: 'io', detail });
      resolve();
    });
  });
  const kill = () => child.kill();
  job.signal.addEventListener('abort', kill, { once: true });
  post({ type: 'task', task });
  try {
    const result = await ended.promise;
    job.signal.throwIfAborted();
    return result;
  } finally {
    job.signal.removeEventListener('abort', kill);
    await exited;
  }
}
