/**
 * Puts the app's end of the wire together for `compose.ts`: Electron's own network, which knows the system's proxies and
 * certificates, the key store for the token, and the notices for what a person is to hear.
 */
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { clipboard, net, session } from 'electron';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId, NewId } from '../../domain/ids';
import { sha256 } from '../../node/sealed-file';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import type { Sync } from '../contract';
import type { ComposedEvidence } from './compose-evidence';
import { faultOf } from './db/faults';
import type { Database } from './db/open';
import { systemKeyStore } from './key-store';
import type { Log } from './log';
import type { Notifier, PictureStore } from './ports';
import { createSyncDesk, type RunningSync } from './sync/desk';
import { noticeOf, withdrawnBy } from './sync/notices';
import { linkFile } from './sync/server-link';
import { createTransport } from './sync/transport';
import { systemNetwork } from './system-network';

/** A part of a picture takes the longest: a megabyte, at 20 kB a second. */
const TIMEOUT_MS = 60_000;
/** The server forgets after a minute and a half. */
const PRESENCE_EVERY_MS = 30_000;

export interface SyncParts {
  /** The profile folder. */
  folder: string;
  database: Database;
  evidence: Pick<ComposedEvidence, 'signer' | 'desk'>;
  pictures: Pick<PictureStore, 'read'>;
  notices: Notifier;
  now(): number;
  newId: NewId;
  working(): ContractId | null;
  contracts(): readonly HourlyContract[];
  contractChanged(id: ContractId): void;
  changed(sync: Sync): void;
  told(contractId: ContractId, what: 'thread' | 'review'): void;
  log: Log;
}

export interface ComposedSync {
  desk: RunningSync;
  begin(): Promise<void>;
  end(): void;
}

export function composeSync(parts: SyncParts): ComposedSync {
  const { database, folder, log, notices } = parts;
  // Apart from the session of the pages, which reaches no network at all (guard.ts); it keeps nothing.
  const network = session.fromPartition('diary-server', { cache: false });
  const desk = createSyncDesk({
    transport: createTransport({ fetch: (url, init) => network.fetch(url, init), timeoutMs: TIMEOUT_MS }),
    network: { isOnline: () => net.isOnline(), metered: () => systemNetwork() },
    link: linkFile(folder, systemKeyStore),
    sync: database.sync,
    logs: database.logs,
    tail: database.logTail,
    contracts: database.contracts,
    effects: {
      contracts: database.contracts,
      now: parts.now,
      attested: (id, leaf) => database.sync.attested(id, leaf),
    },
    signer: parts.evidence.signer,
    keys: () => parts.evidence.desk.signers().map(({ key }) => key),
    transaction: (work) => database.transaction(work),
    crypto: nodeCrypto(),
    sha256: nodeCrypto().sha256,
    hashHex: sha256,
    newId: parts.newId,
    now: parts.now,
    chance: () => randomInt(2 ** 32) / 2 ** 32,
    timer(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    async readPicture(logRow, number, nth) {
      const id = database.sync.pictureId(logRow, number, nth);
      return id === null ? null : parts.pictures.read(id, 'full');
    },
    machine: hostname().slice(0, 120) || 'computer',
    copy: (text) => clipboard.writeText(text),
    changed(state) {
      if (state.problem === 'revoked')
        notices.tell({ id: 'sync-revoked', key: 'sync-revoked', level: 'warning', values: {} });
      else notices.withdraw('sync-revoked');
      parts.changed(state);
    },
    told: parts.told,
    contractChanged: parts.contractChanged,
    tell(news) {
      for (const one of news) {
        const contract = parts.contracts().find(({ id }) => id === one.contractId);
        for (const key of withdrawnBy(one)) notices.withdraw(key);
        const notice = contract === undefined ? null : noticeOf(one, contract);
        if (notice !== null) notices.tell(notice);
      }
    },
    working: parts.working,
    faultOf: (error) => faultOf(error, folder),
    log: log.warn,
  });
  let timer: NodeJS.Timeout | null = null;
  return {
    desk,
    async begin() {
      await desk.begin();
      timer = setInterval(() => desk.sayPresence(), PRESENCE_EVERY_MS);
    },
    end() {
      if (timer !== null) clearInterval(timer);
      desk.end();
    },
  };
}
