/**
 * Restores a backup: choose the file, read it wholly into a folder aside, and, once the user has seen what is in it,
 * hand it to the next start, which puts it in place (`place.ts`). Promises: before that nothing of the present profile
 * is touched; the passphrase is neither kept nor logged; while time is tracked, nothing is restored. SPEC: BK.
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { assertNever } from '../../../domain/assert';
import type { WallMs } from '../../../domain/clock';
import type { NewId } from '../../../domain/ids';
import { syncFolder, writeDurably } from '../../../node/durable-file';
import type { CommandOutput } from '../../contract';
import { faultOf } from '../db/faults';
import { done, failed, type Outcome } from '../dispatch';
import type { JobControl, Jobs } from '../jobs';
import type { Recorder } from '../ports';
import type { ForkChild } from '../sensors/child';
import type { MasterKeys } from '../vault';
import type { Manifest } from './format';
import { scratchFolder } from './make';
import { READY, RESTORED, type Restored } from './place';
import { runTask } from './task';

export interface RestoreDeps {
  /** The profile folder. */
  folder: string;
  fork: ForkChild;
  /** The newest migration that this app knows. */
  known: number;
  /** Asks which file; null: the user closed the dialog. */
  askFile(): Promise<string | null>;
  recorder: Pick<Recorder, 'timer'>;
  /** What is here now. */
  present(): { contracts: number; slices: number; pictures: number };
  /** Writes the vault of a profile, the key store's way where there is one. Durable; throws what the file system throws. */
  writeVault(folder: string, keys: MasterKeys): Promise<void>;
  jobs: Pick<Jobs, 'run'>;
  newId: NewId;
  now(): WallMs;
  /** Ends the app and starts it again. */
  restart(): void;
  log(message: string): void;
}

export interface Restores {
  choose(): Promise<Outcome<CommandOutput<'restore.choose'>>>;
  /** Reads the chosen file wholly. */
  read(passphrase: string): Promise<Outcome<CommandOutput<'restore.read'>>>;
  /** Puts what was read in the place of what is here: the app ends and starts again. */
  apply(): Promise<Outcome<undefined>>;
  /** What was chosen and read is not wanted. */
  forget(): Promise<void>;
}

interface Staged {
  folder: string;
  manifest: Manifest;
}

export function createRestores(deps: RestoreDeps): Restores {
  const { folder, recorder } = deps;
  let chosen: string | null = null;
  let staged: Staged | null = null;

  const isTracking = () => recorder.timer().mode !== 'stopped';
  const tracking = () => failed('tracking', 'stop the timer first');

  async function dropStaged(): Promise<void> {
    const dropped = staged;
    staged = null;
    if (dropped !== null) await rm(dropped.folder, { recursive: true, force: true });
  }

  async function stage(from: string, passphrase: string, job: JobControl): ReturnType<Restores['read']> {
    const into = scratchFolder(folder, 'restore', deps.newId);
    let kept = false;
    try {
      await mkdir(into, { mode: 0o700 });
      const task = { type: 'unpack', from, passphrase, into, known: deps.known } as const;
      const outcome = await runTask(deps.fork, task, job);
      switch (outcome.outcome) {
        case 'refused':
          deps.log(`a backup was not restored: ${outcome.why}`);
          return done({ outcome: outcome.why });
        case 'failed':
          deps.log(`a backup was not read: ${outcome.detail}`);
          return failed('storage', outcome.detail);
        case 'packed':
          throw new Error('reading a backup cannot end as packed');
        case 'unpacked': {
          const { manifest, keys } = outcome;
          await deps.writeVault(into, {
            current: Buffer.from(keys.current, 'base64'),
            earlier: keys.earlier.map((key) => Buffer.from(key, 'base64')),
          });
          job.commit();
          kept = true;
          staged = { folder: into, manifest };
          const { madeAt, appVersion, contracts, slices, pictures, from: first, to } = manifest;
          const backup = { madeAt, appVersion, contracts, slices, pictures, from: first, to };
          return done({ outcome: 'whole', backup, present: deps.present(), folder });
        }
        default:
          return assertNever(outcome);
      }
    } finally {
      if (!kept) await rm(into, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  return {
    async choose() {
      await dropStaged();
      const path = await deps.askFile();
      if (path === null) return done({ outcome: 'cancelled' });
      return guarded(async () => {
        const { size } = await stat(path);
        chosen = path;
        return done({ outcome: 'chosen', name: basename(path), bytes: size });
      });
    },
    async read(passphrase) {
      if (isTracking()) return tracking();
      const from = chosen;
      if (from === null) return failed('not-found', 'no file was chosen');
      await dropStaged();
      return guarded(async () => {
        const read = await deps.jobs.run('restore-check', (job) => stage(from, passphrase, job));
        return read ?? done({ outcome: 'cancelled' });
      });
    },
    async apply() {
      if (isTracking()) return tracking();
      const ready = staged;
      if (ready === null) return failed('not-found', 'nothing was read');
      return guarded(async () => {
        const restored: Restored = {
          restoredAt: deps.now(),
          madeAt: ready.manifest.madeAt,
          aside: await freeName(folder, deps.now()),
        };
        await writeDurably(join(ready.folder, RESTORED), Buffer.from(`${JSON.stringify(restored)}\n`));
        await syncFolder(ready.folder);
        // Commit point. A crash before leaves the old profile and a folder that the next start removes; after it, the
        // next start puts the new one in place.
        await rename(ready.folder, join(folder, READY));
        await syncFolder(folder);
        staged = null;
        deps.restart();
        return done(undefined);
      });
    },
    async forget() {
      chosen = null;
      await dropStaged();
    },
  };

  async function guarded<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work();
    } catch (error) {
      const fault = faultOf(error, folder);
      if (fault === null) throw error;
      deps.log(`the restore did not go on: ${fault.detail}`);
      return failed('storage', fault.detail);
    }
  }
}

/** For the profile of before: one name a restore. */
async function freeName(profile: string, now: WallMs): Promise<string> {
  const stamp = `replaced-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const taken = new Set(await readdir(profile));
  let name = stamp;
  for (let n = 2; taken.has(name); n++) name = `${stamp}-${n}`;
  return name;
}
