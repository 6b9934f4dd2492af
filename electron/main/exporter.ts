/**
 * The export of evidence: a contract's log with what is to be told of a range, as one file. Promises: the file under the
 * chosen name is a whole bundle that this app's own verifier found proven, or what was there before; what was cancelled
 * leaves nothing, and what was cut off is removed by the next start (`sweepExports`); the same log, scope, note,
 * language and version give the same bytes. SPEC: BU7, BU8; docs/evidence-format.md §8.
 */
import { readdirSync } from 'node:fs';
import { access, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { assertNever } from '../../domain/assert';
import { type Manifest, manifestNoteText, type Scope } from '../../domain/bundle';
import { originOfLog } from '../../domain/checkpoint';
import type { ContractId, NewId } from '../../domain/ids';
import type { KeyX } from '../../domain/keys';
import type { Ask, BundleOutcome } from '../../node/bundle/task';
import { syncFolder, UNFINISHED, writeDurably } from '../../node/durable-file';
import { faultOf } from './db/faults';
import type { LogReader, LogSigner, SealedLog } from './evidence/ports';
import { runExport } from './export-evidence/task';
import { type JobControl, unlessAborted } from './jobs';
import type { StorageFault } from './ports';
import type { ForkChild } from './sensors/child';
import type { MasterKeys } from './vault';

export interface EvidenceRequest {
  contract: ContractId;
  /** Whole slots, [from, to), and the kinds of fields that are told of them. */
  scope: Scope;
  /** To the reader; may be empty. */
  note: string;
  /** Of report.pdf and README.txt. */
  language: Manifest['language'];
  /** Give the file even where it would not be found proven: the reader's verifier will say so too. */
  evenUnproven: boolean;
  /** Without report.pdf where it is false: drawing its pages takes longer than all the rest. */
  report?: boolean;
}

/** What is not `saved` has left nothing. */
export type EvidenceExported =
  | (Omit<Extract<BundleOutcome, { outcome: 'written' }>, 'outcome'> & { outcome: 'saved'; path: string })
  | Exclude<BundleOutcome, { outcome: 'written' }>
  /** Nothing of the contract was sealed yet. */
  | { outcome: 'nothing-sealed' };

export interface ExporterDeps {
  /** The profile folder. */
  folder: string;
  fork: ForkChild;
  /** Settles when the key store was asked. */
  keys: Promise<MasterKeys | StorageFault>;
  logs: Pick<LogReader, 'logs'>;
  signer: Pick<LogSigner, 'settle' | 'checkpoint' | 'note'>;
  /** The device's public key, with which the bundle must prove itself. */
  deviceKey(): KeyX;
  /** A page of HTML, with what stands at the foot of each sheet, as the bytes of a PDF. */
  print(page: { html: string; footer: string }, signal: AbortSignal): Promise<Uint8Array>;
  /** Where the built verifier's page is. */
  page: string;
  /** Whether something that was deleted can still be undone, and so stands in the log. */
  undoable(): boolean;
  after(ms: number): Promise<void>;
  newId: NewId;
  appVersion: string;
  log(message: string): void;
}

export interface Exporter {
  /** Writes the bundle to `path`, replacing what is there. Rejects with `Cancelled` where the job was. */
  export(request: EvidenceRequest, path: string, job: JobControl): Promise<EvidenceExported>;
}

const NO_KEYS: MasterKeys = { current: Buffer.alloc(0), earlier: [] };

/** How often it is asked whether a deletion is final by now. */
const ASKED_EVERY_MS = 500;

/** Beside the profile's other files while an export is written: names the unfinished file. */
const MARK = /^evidence-([0-9a-f]{8})\.unfinished$/;

export function createExporter(deps: ExporterDeps): Exporter {
  return {
    async export(request, path, job) {
      const opened = await deps.keys;
      const isPictured = request.scope.fields.includes('picture');
      if ('reason' in opened && isPictured) return told({ outcome: 'failed', ...opened });
      // Where no picture is told nothing is opened, and a key store that refuses keeps nobody from the rest.
      const keys = 'reason' in opened ? NO_KEYS : opened;
      const id = deps.newId().slice(0, 8);
      const unfinished = unfinishedPath(path, id);
      const mark = join(deps.folder, `evidence-${id}.unfinished`);
      try {
        await untilFinal(job);
        await deps.signer.settle(request.contract);
        const log = deps.logs.logs(request.contract).at(-1);
        if (log === undefined) return { outcome: 'nothing-sealed' };
        // Before the file itself: what a crash leaves of it is then found.
        await writeDurably(mark, Buffer.from(JSON.stringify({ path: unfinished })));
        const outcome = await write(request, log, unfinished, keys, job);
        if (outcome.outcome !== 'written') return told(outcome);
        job.commit();
        // Commit point. A crash before leaves the old file (or none) and the unfinished one; after it, the new one in full.
        await rename(unfinished, path);
        await syncFolder(dirname(path));
        return { ...outcome, outcome: 'saved', path };
      } catch (error) {
        const fault = job.signal.aborted ? null : diskFault(error, dirname(path));
        if (fault === null) throw error;
        return told({ outcome: 'failed', ...fault });
      } finally {
        await rm(unfinished, { force: true }).catch(() => undefined);
        await rm(mark, { force: true }).catch(() => undefined);
      }
    },
  };

  /** What was deleted a moment ago is not handed on: half a minute later nothing of it can be. */
  async function untilFinal(job: JobControl): Promise<void> {
    while (deps.undoable()) {
      await job.step(0, null);
      await unlessAborted(job.signal, deps.after(ASKED_EVERY_MS));
    }
  }

  /** The detail has the path, which has the client's name: of it the log has the code alone. */
  function told<O extends BundleOutcome>(outcome: O): O {
    if (outcome.outcome === 'failed')
      deps.log(`the evidence was not exported: ${outcome.reason}, ${codeIn(outcome.detail)}`);
    return outcome;
  }

  async function write(
    { contract, scope, note, language, evenUnproven, report = true }: EvidenceRequest,
    { log }: SealedLog,
    to: string,
    keys: MasterKeys,
    job: JobControl,
  ): Promise<BundleOutcome> {
    const page = await pageThatIsThere();
    return runExport(
      deps.fork,
      {
        profile: deps.folder,
        to,
        contract,
        log,
        scope,
        note,
        language,
        app: deps.appVersion,
        keys: {
          current: keys.current.toString('base64'),
          earlier: keys.earlier.map((key) => key.toString('base64')),
        },
        trusted: [deps.deviceKey()],
        report,
        page,
        evenUnproven,
      },
      job,
      (ask) => answer(ask, contract, log, job),
    );
  }

  async function answer(
    ask: Ask,
    contract: ContractId,
    log: SealedLog['log'],
    job: JobControl,
  ): Promise<string | Uint8Array> {
    switch (ask.what) {
      case 'checkpoint':
        return deps.signer.checkpoint(log);
      case 'manifest':
        // The text is made here: whatever the child says, nothing else than a manifest is signed.
        return deps.signer.note(log, manifestNoteText(originOfLog(contract, log), ask.sha256));
      case 'print':
        return deps.print(ask, job.signal);
      case 'final':
        await untilFinal(job);
        return '';
      default:
        return assertNever(ask);
    }
  }

  async function pageThatIsThere(): Promise<string | null> {
    try {
      await access(deps.page);
      return deps.page;
    } catch {
      deps.log('the verifier page is not there: the bundle goes without it');
      return null;
    }
  }
}

const CodedSchema = z.object({ code: z.string().regex(/^E[A-Z0-9_]+$/), message: z.string() });

/** What the file system said; of a code that nobody has a remedy for too, for as a defect its path would be logged. */
function diskFault(error: unknown, folder: string): StorageFault | null {
  const coded = CodedSchema.safeParse(error);
  return faultOf(error, folder) ?? (coded.success ? { reason: 'io', detail: coded.data.message } : null);
}

/** `EIO` of `EIO: i/o error, write`, `TypeError` of a defect. */
function codeIn(detail: string): string {
  return /^\w+( \[\w+\])?(?=:)/.exec(detail)?.[0] ?? 'no code';
}

function unfinishedPath(path: string, id: string): string {
  return `${path}.${id}.part`;
}

const MarkSchema = z.object({ path: z.string() });

/** Removes what exports that were cut off have left. Run at start, when nothing is exported. */
export async function sweepExports(profile: string): Promise<void> {
  // At once, so that no export of this run is among them.
  const names = readdirSync(profile);
  // A mark that was not written to its end: of such an export there is nothing else yet.
  for (const name of names.filter((one) => one.endsWith(UNFINISHED) && MARK.test(basename(one, UNFINISHED))))
    await rm(join(profile, name), { force: true });
  for (const name of names.filter((one) => MARK.test(one))) {
    const mark = join(profile, name);
    const unfinished = await markedBy(mark, MARK.exec(name)?.[1] ?? '');
    try {
      // Where the disk that it is on is not there, or refuses, the mark stays for another start.
      if (unfinished !== null && !(await isThere(dirname(unfinished)))) continue;
      if (unfinished !== null) await rm(unfinished, { force: true });
      await rm(mark, { force: true });
    } catch (error) {
      if (diskFault(error, profile) === null) throw error;
    }
  }
}

/** The unfinished file that the mark names; null where it names none of ours. */
async function markedBy(mark: string, id: string): Promise<string | null> {
  try {
    const { path } = MarkSchema.parse(JSON.parse(await readFile(mark, 'utf8')));
    return path.endsWith(`.${id}.part`) ? path : null;
  } catch {
    return null;
  }
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
