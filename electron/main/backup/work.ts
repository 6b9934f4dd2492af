/** One task of the backup child, from the message to the outcome. Promises: never rejects; tells of progress ten times a second at most. */
import { faultOf } from '../db/faults';
import { type FromChild, type Outcome, type Progress, TaskSchema } from './messages';
import { pack, type Snapshots } from './pack';
import { unpack } from './unpack';

const TOLD_EVERY_MS = 100;

/** `mono`: monotonic milliseconds. */
export async function doBackupTask(
  message: unknown,
  databases: Snapshots,
  post: (message: FromChild) => void,
  mono: () => number,
): Promise<void> {
  let told = Number.NEGATIVE_INFINITY;
  const progress: Progress = (done, total) => {
    if (mono() - told < TOLD_EVERY_MS) return;
    told = mono();
    post({ type: 'progress', done, total: Math.max(1, total) });
  };
  post({ type: 'ended', outcome: await run(message, databases, progress) });
}

async function run(message: unknown, databases: Snapshots, progress: Progress): Promise<Outcome> {
  const parsed = TaskSchema.safeParse(message);
  if (!parsed.success) return { outcome: 'failed', reason: 'io', detail: 'a task of an unknown shape' };
  const task = parsed.data;
  try {
    return task.type === 'pack'
      ? await pack(task, databases, progress)
      : await unpack(task, databases, progress);
  } catch (error) {
    const fault = faultOf(error, task.type === 'pack' ? task.scratch : task.into);
    return { outcome: 'failed', ...(fault ?? { reason: 'io', detail: String(error) }) };
  }
}
