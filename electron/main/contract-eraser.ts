/**
 * Erases everything of a contract and writes the proof: a small file that lists what was erased, for whoever asks.
 * Promises: nothing is erased before a place for the proof was chosen and the contract's title was typed. SPEC: PV.
 */
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractErasure, Erased } from './db/contract-erasure';
import { done, failed, type Outcome } from './dispatch';
import type { JobControl, Jobs } from './jobs';
import type { PictureEraser } from './picture-eraser';
import type { Recorder, StorageFault } from './ports';

export interface ContractEraserDeps {
  rows: Pick<ContractErasure, 'erase'>;
  /** Settles when the key store was asked. */
  eraser: Promise<Pick<PictureEraser, 'finish'> | StorageFault>;
  recorder: Pick<Recorder, 'timer' | 'stop'>;
  jobs: Pick<Jobs, 'run'>;
  /** Asks where the proof goes; null: the user closed the dialog. */
  askPath(): Promise<string | null>;
  /** Durable when it settles; null, or why not. */
  write(path: string, text: string): Promise<string | null>;
  /** Removes copies of the database made before migrations; gives their names. */
  removeCopies(): Promise<string[]>;
  now(): WallMs;
  appVersion: string;
}

export type EraseContract = (
  contract: HourlyContract,
) => Promise<
  Outcome<{ outcome: 'erased'; path: string; slices: number; pictures: number } | { outcome: 'cancelled' }>
>;

export function createContractEraser(deps: ContractEraserDeps): EraseContract {
  return async (contract) => {
    const path = await deps.askPath();
    if (path === null) return done({ outcome: 'cancelled' });
    const erased = await deps.jobs.run('erasure', (job) => erase(contract, path, job));
    return erased ?? done({ outcome: 'cancelled' });
  };

  /** Rows and keys go in one transaction, so there is no half of it to go back to: it cannot be cancelled. */
  async function erase(contract: HourlyContract, path: string, job: JobControl): ReturnType<EraseContract> {
    job.commit();
    if (deps.recorder.timer().contractId === contract.id) await deps.recorder.stop();
    const erased = deps.rows.erase(contract.id);
    if (erased.outcome === 'missing') return failed('not-found', `contract ${contract.id}`);
    if (erased.outcome === 'failed') return failed('storage', erased.detail);
    // A crash here leaves files without a key, which the next start removes, and no proof.
    const eraser = await deps.eraser;
    const finished = 'reason' in eraser ? eraser : await eraser.finish(job.step);
    const copies = await deps.removeCopies();
    const complete = !('reason' in finished);
    const refused = await deps.write(path, proofOf(contract, erased, copies, complete, deps));
    if (refused !== null) return failed('storage', refused);
    return done({ outcome: 'erased', path, slices: erased.slices, pictures: erased.pictures.length });
  }
}

function proofOf(
  { id, title, client }: HourlyContract,
  erased: Erased,
  copies: readonly string[],
  complete: boolean,
  { now, appVersion }: ContractEraserDeps,
): string {
  const { slices, trackedMs, pictures, idleQuestions, marks } = erased;
  const proof = {
    what: 'Everything of this contract was erased from Minutier on this computer.',
    erasedAt: new Date(now()).toISOString(),
    app: `Minutier ${appVersion}`,
    contract: { id, title, client },
    erased: { slices, trackedMs, idleQuestions, marks, pictures: pictures.length, pictureSha256: pictures },
    copiesRemoved: copies,
    filesRemoved: complete ? 'all' : 'the rest at the next start; without their keys they open for nobody',
    notCovered:
      'Backups and copies made outside the app, and data that was set aside: damaged databases, and what a restore replaced.',
  };
  return `${JSON.stringify(proof, null, 2)}\n`;
}
