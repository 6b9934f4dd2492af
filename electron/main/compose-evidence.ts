/**
 * Puts the evidence together for `compose.ts`: the device's key, the memory of what was signed, the sealer with its
 * rounds, the keys of the days, the export, and what the window asks of them. Promises: nothing is signed before key and
 * memory are open; what is to be destroyed is destroyed whether or not anything can be signed; once the app has ended
 * nothing touches the database any more.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clipboard } from 'electron';
import type { Clock } from '../../domain/clock';
import { SALT_BYTES } from '../../domain/disclosure';
import type { ContractId, NewId } from '../../domain/ids';
import type { World } from '../../domain/session';
import { createDayKeys } from './day-keys';
import { faultOf } from './db/faults';
import type { Database } from './db/open';
import { createEvidenceDesk, type EvidenceDesk } from './evidence/desk';
import type { LogMemory } from './evidence/ports';
import { createExporter, sweepExports } from './exporter';
import type { Jobs } from './jobs';
import { systemKeyStore } from './key-store';
import type { Log } from './log';
import { openLogMemory } from './log-memory';
import type { Recorder, StorageFault } from './ports';
import type { PrintPages } from './print';
import { askPath, writeBytes } from './save-file';
import { createSealer, type Sealer } from './sealer';
import type { ForkChild } from './sensors/child';
import type { Texts } from './texts';
import type { MasterKeys } from './vault';

/** How often it is looked whether anything is to be sealed: half of what a slice waits for after its slot. */
const SEAL_EVERY_MS = 5_000;
/** Between two steps, so that sealing years of an older version takes a quarter of the time at most. */
const PAUSE_MS = 40;

export interface EvidenceParts {
  /** The profile folder. */
  folder: string;
  /** The folder of the built main process. */
  main: string;
  database: Database;
  recorder: Pick<Recorder, 'underWay'>;
  clock: Clock;
  newId: NewId;
  fork: ForkChild;
  /** Settles when the key store was asked. */
  keys: Promise<MasterKeys | StorageFault>;
  printPages: PrintPages;
  jobs: Jobs;
  texts: Texts;
  appVersion: string;
  /** Something was sealed, or keys changed. */
  changed(): void;
  /** Brings what was sealed to the server, where there is one, before it is exported. */
  beforeExport(): Promise<void>;
  /** Whether this device is linked to a server, or it is not known yet. */
  isLinked(): boolean;
  /** Whether anything can be sealed at all: told after the opening, and when a new key mends it. */
  sealing(isPossible: boolean): void;
  log: Log;
}

export interface ComposedEvidence {
  desk: EvidenceDesk;
  signer: Sealer;
  /** What the moments of pictures are drawn from. */
  dayRandom: World['dayRandom'];
  /** Opens what it needs and begins its rounds. */
  begin(): Promise<void>;
  end(): void;
}

export const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

export function composeEvidence(parts: EvidenceParts): ComposedEvidence {
  const { database, clock, folder, log, jobs, texts, newId, appVersion } = parts;
  const now = () => clock.read().wall;
  const verifierPage = join(parts.main, '../verifier/verifier.html');
  const timers: NodeJS.Timeout[] = [];
  let memory: LogMemory | null = null;
  let ended = false;
  let round: Promise<void> | null = null;

  const pause = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      setTimeout(() => (ended ? reject(new Error('the app has ended')) : resolve()), ms);
    });
  const every = (ms: number, work: () => void) => {
    if (!ended) timers.push(setInterval(() => void (ended || work()), ms));
  };

  const signer = createSealer({
    logs: database.logs,
    due: database.sealDue,
    slices: database.slices,
    pictures: database.pictures,
    contracts: database.contracts,
    transaction: (work) => database.transaction(work),
    isFault: (error) => faultOf(error, folder) !== null,
    memory: {
      read: (id) => memory?.read(id) ?? null,
      write: (id, head) => memory?.write(id, head),
    },
    // Without the memory nothing may be signed: it would not be known whether entries were lost.
    device: () => (memory === null ? [] : desk.signers()),
    restored: () => database.settings.restored(),
    clock,
    salt: () => new Uint8Array(randomBytes(SALT_BYTES)),
    sha256,
    app: appVersion,
    underWay: (id) => parts.recorder.underWay(id),
    pause: () => pause(PAUSE_MS),
    forget: () => database.pictureEdits.emptyLog(),
    grew: parts.changed,
    ordered(row) {
      const ordered = database.sync.ordered(row);
      return ordered && { ...ordered, mayCatchUp: ordered.mayCatchUp && parts.isLinked() };
    },
    log: log.warn,
  });
  database.whenDestroyed(() => signer.destroyed());

  const desk: EvidenceDesk = createEvidenceDesk({
    folder,
    keyStore: systemKeyStore,
    randomBytes,
    sha256,
    now,
    logs: database.logs,
    signer,
    figures: database.evidence,
    contracts: () => database.contracts.list(),
    exporter: createExporter({
      folder,
      fork: parts.fork,
      keys: parts.keys,
      logs: database.logs,
      signer: {
        async settle(id) {
          await signer.settle(id);
          await parts.beforeExport();
        },
        checkpoint: (named) => signer.checkpoint(named),
        note: (named, text) => signer.note(named, text),
      },
      deviceKey: () => {
        const key = desk.signers().at(-1)?.key.x;
        if (key === undefined) throw new Error('broken invariant: an export without a key');
        return key;
      },
      print: ({ html, footer }, signal) => parts.printPages.print(html, newId(), signal, { footer }),
      page: verifierPage,
      undoable: () => database.sealDue.undoable(),
      after: pause,
      newId,
      appVersion,
      log: log.warn,
    }),
    askPath: (title, name, extension) => askPath(title, name, extension, texts),
    print: (html, signal) => parts.printPages.print(html, newId(), signal),
    writeBytes,
    verifierPage: () => readFile(verifierPage),
    copy: (text) => clipboard.writeText(text),
    faultOf: (error) => faultOf(error, folder),
    jobs,
    texts,
    changed: parts.changed,
    ready: () => {
      parts.sealing(memory !== null);
      void seal();
    },
    log: log.warn,
  });

  const dayKeys = createDayKeys({
    table: database.dayKeys,
    signer,
    contracts: () => database.contracts.list(),
    clock,
    randomBytes,
    sha256,
    every,
    ordered: (id) => {
      const row = database.logs.newest(id);
      return row !== null && database.sync.ordered(row) !== null;
    },
    turn: () => pause(0),
    log: log.warn,
  });

  /** One round at a time. What fails stays due for the next. */
  function seal(): Promise<void> {
    if (ended || memory === null || desk.signers().length === 0) return Promise.resolve();
    round ??= signer
      .run()
      .catch((error: unknown) => {
        if (!ended) log.warn(`not sealed yet: ${error instanceof Error ? error.message : String(error)}`);
      })
      .finally(() => {
        round = null;
      });
    return round;
  }

  return {
    desk,
    signer,
    dayRandom: (id: ContractId, slot) => dayKeys.random(id, slot),
    async begin() {
      // Not waited for: the disk of a file that was cut off may be one that answers slowly, or never.
      sweepExports(folder).catch((error: unknown) => log.error('sweep', error));
      const opened = await openLogMemory(folder, now);
      if (ended) return;
      if (opened.outcome === 'failed') {
        log.warn(`nothing is sealed: the memory of what was signed cannot be read: ${opened.detail}`);
      } else {
        memory = opened.memory;
        if (opened.setAside !== null)
          log.warn(`the memory of what was signed was damaged, kept as ${opened.setAside}`);
      }
      await desk.begin();
      if (ended) return;
      parts.sealing(memory !== null && desk.signers().length > 0);
      if (memory === null) return;
      every(SEAL_EVERY_MS, () => void seal());
      await dayKeys.begin();
    },
    end() {
      ended = true;
      for (const timer of timers) clearInterval(timer);
    },
  };
}
