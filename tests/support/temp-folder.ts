/** Folders that a test may fill and that are gone afterwards; and small file systems of their own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder, removed when the test ends. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** True where small file systems can be mounted: as root on Linux, as in CI. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** Mounts a file system of `size` (as `mount` writes it: 1m) on the folder until the test ends. */
export function mountSmall(folder: string, size: string): { remount(mode: 'ro' | 'rw'): void } {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  // Lazily: a test that fails may leave a file open.
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return {
    remount: (mode) => {
      execFileSync('mount', ['-o', `remount,${mode}`, folder]);
    },
  };
}
