/** Folders whose file system misbehaves. Mounting takes root, as CI is. */
import { execFileSync } from 'node:child_process';

/** Does `work` while the folder cannot be written. Nothing in it may be open for writing at the start. */
export async function onReadOnly(folder: string, work: () => Promise<void>): Promise<void> {
  execFileSync('mount', ['--bind', folder, folder]);
  try {
    execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    await work();
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
}
