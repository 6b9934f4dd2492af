/**
 * One task in a backup child of its own. Promises: the child has ended when this settles, whatever happened; where the
 * job is cancelled the child is killed, and this rejects with the signal's reason.
 */
import type { JobControl } from '../jobs';
import type { ForkChild } from '../sensors/child';
import { FromChildSchema, type Outcome, type Task } from './messages';

export async function runTask(fork: ForkChild, task: Task, job: JobControl): Promise<Outcome> {
  job.signal.throwIfAborted();
  const child = fork('backup-child');
  const ended = Promise.withResolvers<Outcome>();
  let outcome: Outcome | null = null;
  child.onMessage((raw) => {
    const message = FromChildSchema.safeParse(raw);
    if (!message.success) return;
    if (message.data.type === 'progress') {
      // Its rejection says what the signal says, which is listened to below.
      job.step(message.data.done, message.data.total).catch(() => undefined);
      return;
    }
    outcome = message.data.outcome;
    child.post('done');
  });
  child.onExit((code) => {
    ended.resolve(
      outcome ?? { outcome: 'failed', reason: 'io', detail: `the backup process ended with code ${code}` },
    );
  });
  const kill = () => child.kill();
  job.signal.addEventListener('abort', kill, { once: true });
  child.post(task);
  try {
    const result = await ended.promise;
    job.signal.throwIfAborted();
    return result;
  } finally {
    job.signal.removeEventListener('abort', kill);
  }
}
