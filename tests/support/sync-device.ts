/**
 * A device with the app's real database, sealer and sync engine, for a real server over real HTTP: its clock is a test's,
 * its timers run when they are told to, its network is an argument.
 */
import { randomUUID } from 'node:crypto';
import type { FieldKind } from '../../domain/field';
import type { NewContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import { type Slot, slotEnd } from '../../domain/week';
import { type Sync, SyncSchema } from '../../electron/contract';
import { faultOf } from '../../electron/main/db/faults';
import type { Database } from '../../electron/main/db/open';
import type { LogMemory } from '../../electron/main/evidence/ports';
import type { Sealer } from '../../electron/main/sealer';
import type { Network } from '../../electron/main/sync/allowance';
import { createSyncDesk, type RunningSync } from '../../electron/main/sync/desk';
import type { SyncNews } from '../../electron/main/sync/news';
import { linkFile } from '../../electron/main/sync/server-link';
import { createTransport, type Fetch } from '../../electron/main/sync/transport';
import { sha256 as hashHex } from '../../node/sealed-file';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { ALL_FIELDS } from './bundles';
import { openSound } from './database';
import { sha256, testKey } from './evidence';
import { testMemory, testSealer } from './sealer';
import type { Caller } from './server-caller';
import { aSlice, closed, newContract, newContractId } from './store-fixtures';
import { tempFolder } from './temp-folder';
import { TestKeyStore } from './test-key-store';

/** The engine gathers for so long before a round. */
const GATHER_MS = 500;

export interface SyncDevice {
  readonly database: Database;
  readonly signer: Sealer;
  readonly desk: RunningSync;
  readonly memory: LogMemory;
  readonly news: SyncNews[];
  readonly shown: Sync[];
  readonly warnings: string[];
  /** Pictures by the key `number.nth` of their segment's place, for `readPicture`. */
  readonly pictures: Map<string, Uint8Array>;
  now: number;
  /** What is tracked. */
  working: ContractId | null;
  contract(change?: Partial<NewContract>): ContractId;
  /** A slice of the slot that is closed and final; sealed by `seal`. */
  slice(contract: ContractId, slot: Slot, change?: Partial<Slice>): Slice;
  seal(): Promise<void>;
  /** Runs the timers that are due now, and waits for the rounds that they begin. */
  round(): Promise<void>;
  /** Settles when something is to be done at once: within half a second. */
  woken(): Promise<void>;
  link(by: Caller): Promise<void>;
  share(contract: ContractId, fields?: readonly FieldKind[]): Promise<void>;
  /** Puts the engine together anew over the same database, as a start of the app does. */
  restart(): Promise<void>;
}

export interface SyncDeviceOptions {
  /** Where the server is, as the device knows it: may be a proxy. */
  url: string;
  now: number;
  fetch?: Fetch;
  /** What the machine says of its network; by default it does not know. */
  metered?: () => Promise<Network | null>;
  isOnline?: () => boolean;
  database?: Database;
  memory?: LogMemory;
  /** Name of the device's key. */
  name?: string;
  chance?: () => number;
}

export function syncDevice(options: SyncDeviceOptions): SyncDevice {
  const database = options.database ?? openSound();
  const folder = tempFolder();
  const crypto = nodeCrypto();
  const memory = options.memory ?? testMemory();
  const key = testKey(options.name ?? 'device');
  const news: SyncNews[] = [];
  const shown: Sync[] = [];
  const warnings: string[] = [];
  const pictures = new Map<string, Uint8Array>();
  let now = options.now;
  let wake: () => void = () => undefined;
  let timers: { at: number; ms: number; work: () => void }[] = [];
  const { signer } = testSealer(database, {
    now: () => now,
    memory,
    device: () => [{ key, store: 'system' }],
    change: { ordered: (row) => database.sync.ordered(row) },
  });

  function start(): RunningSync {
    return createSyncDesk({
      transport: createTransport({ fetch: options.fetch ?? fetch, timeoutMs: 10_000 }),
      network: {
        isOnline: options.isOnline ?? (() => true),
        metered: options.metered ?? (async () => null),
      },
      link: linkFile(folder, new TestKeyStore('yes')),
      sync: database.sync,
      logs: database.logs,
      tail: database.logTail,
      contracts: database.contracts,
      effects: {
        contracts: database.contracts,
        now: () => now,
        attested: (id, leaf) => database.sync.attested(id, leaf),
      },
      signer,
      keys: () => [key],
      transaction: (work) => database.transaction(work),
      crypto,
      sha256,
      hashHex,
      newId: () => randomUUID(),
      now: () => now,
      chance: options.chance ?? (() => 0.371),
      timer(ms, work) {
        const timer = { at: now + ms, ms, work };
        timers.push(timer);
        if (ms === GATHER_MS || ms === 0) wake();
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      turn: () => new Promise((resolve) => void setImmediate(resolve)),
      readPicture: async (_, number, nth) => pictures.get(`${number}.${nth}`) ?? null,
      machine: 'laptop',
      copy: () => undefined,
      changed: (sync) => void shown.push(SyncSchema.parse(sync)),
      told: () => undefined,
      contractChanged: () => undefined,
      tell: (some) => void news.push(...some),
      working: () => device.working,
      faultOf: (error) => faultOf(error, database.folder),
      log: (message) => void warnings.push(message),
    });
  }

  let desk = start();
  const device: SyncDevice = {
    database,
    signer,
    memory,
    news,
    shown,
    warnings,
    pictures,
    working: null,
    get desk() {
      return desk;
    },
    get now() {
      return now;
    },
    set now(at) {
      now = at;
    },
    contract(change = {}) {
      const id = newContractId();
      database.contracts.create(id, newContract({ pictures: 'none', ...change }), now);
      return id;
    },
    slice(contract, slot, change = {}) {
      const slice = closed(aSlice(contract, slot, change));
      const saved = database.recorder.save([slice], []);
      if (saved.outcome !== 'saved') throw new Error('not saved');
      now = Math.max(now, slotEnd(slot) + 20_000);
      return slice;
    },
    seal: () => signer.run(),
    async round() {
      const due = timers.filter(({ at }) => at <= now + 1_000);
      timers = timers.filter((one) => !due.includes(one));
      for (const { work } of due) work();
      await desk.idle();
      // What a window could not read would leave it with what it was shown before.
      SyncSchema.parse(desk.state());
    },
    woken: () =>
      new Promise((resolve) => {
        if (timers.some(({ ms }) => ms === GATHER_MS || ms === 0)) resolve();
        else wake = resolve;
      }),
    async link(by) {
      const { code } = await by.ask('pairingCode');
      const found = await desk.look({ address: options.url });
      if (found.outcome !== 'found') throw new Error(`not found: ${found.why} ${found.detail}`);
      const linked = await desk.link({ url: options.url, kid: found.kid, code });
      if (linked.outcome !== 'done') throw new Error(`not linked: ${linked.why} ${linked.detail}`);
    },
    async share(contract, fields: readonly FieldKind[] = ALL_FIELDS) {
      const shared = await desk.share({
        contractId: contract,
        on: true,
        fields: [...fields],
        presence: true,
      });
      if (shared.outcome !== 'done') throw new Error(`not shared: ${shared.why} ${shared.detail}`);
    },
    async restart() {
      desk.end();
      timers = [];
      desk = start();
      await desk.begin();
    },
  };
  return device;
}
