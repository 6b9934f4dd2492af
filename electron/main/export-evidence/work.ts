/**
 * One task of the export child: a new file, and the bundle in it. Promises: the file is durable when this returns, and has
 * no final name yet; what the disk refuses is told. SPEC: BU7, BU8, DS10.
 */
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeBundleIn, type Work } from '../../../node/bundle/make';
import type { BundleOutcome } from '../../../node/bundle/task';
import { faultOf } from '../db/faults';
import type { Task } from './messages';

/** Of what the disk refuses it tells; defects reject. */
export async function makeBundle(task: Task, work: Work): Promise<BundleOutcome> {
  try {
    const file = await open(task.to, 'wx+', 0o600);
    try {
      return await makeBundleIn(file, task, work);
    } finally {
      await file.close();
    }
  } catch (error) {
    const fault = faultOf(error, dirname(task.to));
    if (fault === null) throw error;
    return { outcome: 'failed', ...fault };
  }
}
