/**
 * The parts of the app that sign, destroy and export, put together as the app does: real database, vault, pictures,
 * sealer, memory, edits and exporter, on a clock that moves when told. For a child that is killed and for whoever looks
 * afterwards at what it has left.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ManualClock } from '../../domain/clock';
import type { ContractId } from '../../domain/ids';
import { SLOT_SECONDS, type Slot } from '../../domain/week';
import { createDayKeys, type DayKeys } from '../../electron/main/day-keys';
import { faultOf } from '../../electron/main/db/faults';
import { type Database, openDatabase } from '../../electron/main/db/open';
import { Edits } from '../../electron/main/edits';
import { openProfileSource } from '../../electron/main/export-evidence/open-profile';
import {
  createExporter,
  type EvidenceExported,
  type EvidenceRequest,
  sweepExports,
} from '../../electron/main/exporter';
import { openLogMemory } from '../../electron/main/log-memory';
import { tellRestored } from '../../electron/main/opening';
import { createPictureEdits, type PictureEdits } from '../../electron/main/picture-edits';
import { createPictureEraser } from '../../electron/main/picture-eraser';
import { EncryptedPictures } from '../../electron/main/pictures';
import { createRetention, type Retention } from '../../electron/main/retention';
import { createSealer, type Sealer } from '../../electron/main/sealer';
import { type MasterKeys, openVault } from '../../electron/main/vault';
import { sha256 } from '../support/evidence';
import { forkExport } from '../support/fork-export';
import { aJob, NO_JOBS } from '../support/job';
import { DEVICE } from './evidence-protocol';
import { NO_KEY_STORE } from './protocol';

export const EVERYTHING: EvidenceRequest['scope']['fields'] = [
  'memo',
  'tag',
  'reason',
  'time',
  'activity',
  'minutes',
  'windows',
  'picture',
  'missed',
];

export interface EvidenceApp {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly pictures: EncryptedPictures;
  readonly edits: Edits;
  readonly pictureEdits: PictureEdits;
  readonly sealer: Sealer;
  readonly keys: DayKeys;
  readonly retention: Retention;
  /** Of the pictures. */
  readonly masterKeys: MasterKeys;
  /** What the next start does with what the last run has left. */
  recover(): Promise<void>;
  /** Settles when no deletion waits for its end any more: the clock goes past the time of every undo. */
  settleEdits(): Promise<void>;
  export(contract: ContractId, slots: [Slot, Slot], path: string): Promise<EvidenceExported>;
}

/** `complain`: told of everything that the parts would log. */
export async function evidenceApp(
  folder: string,
  clock: ManualClock,
  complain: (message: string) => void,
): Promise<EvidenceApp> {
  const now = () => clock.read().wall;
  const opened = openDatabase({
    folder,
    now,
    onBrokenRow: ({ table }) => complain(`a broken row in ${table}`),
  });
  if (opened.outcome !== 'opened') throw new Error(`not opened: ${opened.outcome}`);
  const { database } = opened;
  const vault = await openVault({ folder, keyStore: NO_KEY_STORE, randomBytes, now });
  if (vault.outcome !== 'opened' || vault.setAside !== null) throw new Error('the vault was lost');
  const memory = await openLogMemory(folder, now);
  if (memory.outcome !== 'opened' || memory.setAside !== null) throw new Error('the memory was lost');
  const pictures = new EncryptedPictures({
    folder,
    rows: database.pictures,
    blobs: database.blobs,
    keys: vault.keys,
    randomBytes,
    keepOrphans: false,
  });
  const eraser = createPictureEraser(pictures, database.pictureEdits, folder);
  const sealer = createSealer({
    logs: database.logs,
    due: database.sealDue,
    slices: database.slices,
    pictures: database.pictures,
    contracts: database.contracts,
    transaction: (work) => database.transaction(work),
    isFault: (error) => faultOf(error, folder) !== null,
    memory: memory.memory,
    device: () => [DEVICE],
    restored: () => database.settings.restored(),
    clock,
    salt: () => new Uint8Array(randomBytes(16)),
    sha256,
    app: '0.1.0',
    underWay: () => false,
    pause: () => setImmediate(),
    log: complain,
  });
  database.whenDestroyed(() => sealer.destroyed());
  // An undo is over at once.
  const after = async (ms: number) => clock.advance(ms);
  const edits = new Edits({
    slices: database.slices,
    trash: database.trash,
    store: database.recorder,
    eraser: Promise.resolve(eraser),
    recorder: { edit: (_, change) => change(), openSlice: () => null },
    contract: (id) => database.contracts.get(id),
    now,
    newId: randomUUID,
    slicesChanged: () => undefined,
    after,
    log: complain,
  });
  const pictureEdits = createPictureEdits({
    rows: database.pictureEdits,
    picture: (id) => database.pictures.get(id),
    slotOf: (id) => database.slices.byId(id)?.slot ?? null,
    read: (id, what) => pictures.read(id, what),
    eraser: Promise.resolve(eraser),
    // Painting over has tests of its own: here it is another picture, smaller by a byte.
    redactor: async (webp) => ({
      outcome: 'redacted',
      picture: { webp: webp.slice(1), thumb: webp.slice(2), width: 9, height: 9 },
    }),
    now,
    after,
    changed: () => undefined,
    log: complain,
  });
  const keys = createDayKeys({
    table: database.dayKeys,
    signer: sealer,
    contracts: () => database.contracts.list(),
    clock,
    randomBytes,
    sha256,
    every: () => undefined,
    turn: () => setImmediate(),
    log: complain,
  });
  const retention = createRetention({
    contracts: () => database.contracts.list(),
    rows: database.retention,
    eraser: Promise.resolve(eraser),
    jobs: NO_JOBS,
    notifier: { tell: () => undefined },
    now,
    every: () => undefined,
    changed: () => undefined,
    log: complain,
  });
  const exporter = createExporter({
    folder,
    fork: forkExport({
      open: openProfileSource,
      pdf: async ({ record }, _source, print) => print({ html: record.log, footer: '' }),
    }),
    keys: Promise.resolve(vault.keys),
    logs: database.logs,
    signer: sealer,
    undoable: () => false,
    after: () => Promise.resolve(),
    deviceKey: () => DEVICE.key.x,
    print: async ({ html }) => Buffer.from(`%PDF-1.4 ${html}`),
    // Some file that is there: the page has tests of its own.
    page: join(process.cwd(), 'LICENSE'),
    newId: randomUUID,
    appVersion: '0.1.0',
    log: complain,
  });

  async function settleEdits(): Promise<void> {
    const { trash, pictureEdits: rows } = database;
    while (trash.batches().length > 0 || rows.pending(now()).length > 0 || rows.erasures().length > 0)
      await setImmediate();
    // What was told after the last write.
    await setImmediate();
  }

  return {
    database,
    clock,
    pictures,
    edits,
    pictureEdits,
    sealer,
    keys,
    retention,
    masterKeys: vault.keys,
    settleEdits,
    async recover() {
      tellRestored(folder, database.settings, { tell: () => undefined });
      await sweepExports(folder);
      await edits.begin();
      await pictureEdits.begin();
      await pictures.sweep();
      await retention.run();
      await keys.settle();
      await sealer.run();
    },
    export: (contract, [from, to], path) =>
      exporter.export(
        {
          contract,
          scope: { from, to: to + SLOT_SECONDS, fields: EVERYTHING },
          note: '',
          language: 'en',
          evenUnproven: false,
        },
        path,
        aJob(),
      ),
  };
}
