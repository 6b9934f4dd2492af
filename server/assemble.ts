/**
 * Makes a server of its parts. What differs between the real one and a test's is an argument: the clock, chance, the timers,
 * the limits. Promises: it serves when `start` has resolved, and everything that was answered is on the disk when `stop` has.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { nodeCrypto } from '../verifier/node/node-crypto';
import { contractNames } from './access/contract-names';
import { accessHandlers } from './access/handlers';
import { Passkeys } from './access/passkeys';
import { openPasswords } from './access/passwords';
import { Sessions } from './access/sessions';
import { SqliteAccounts } from './access/sqlite-accounts';
import { sqliteAccesses, sqlitePeople, storedLinks } from './access/sqlite-people';
import { startDiary } from './diary/start';
import { createHub } from './events';
import { dressApp, newApp } from './http/app';
import type { Handlers } from './http/handler';
import { type Allowances, Limits } from './http/limits';
import { dataKey, serverKey } from './keys';
import { lockFolder } from './lock';
import { logHandlers } from './log/handlers';
import { openLogs } from './log/open-logs';

import { paperHandlers } from './papers/handlers';
import type { Base, Parts } from './parts';
import { openPictures } from './pictures/pictures';
import { reviewHandlers } from './review/handlers';
import { startReview } from './review/start';
import { openServerDatabase, type ServerDatabase } from './store/database';

export interface Settings {
  /** Of all data; made where it is not there. */
  folder: string;
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Where people reach the server; null: on this computer. */
  publicUrl: string | null;
  /** The page's folder; null: no page. */
  client: string | null;
  metricsToken: string | null;
  mail: Base['mail'];
  fee: number;
  /** Of the verifier, for bundles; null: there is none. */
  verifierPage: string | null;
  /** The built program, for threads of it; null: there is none. */
  program: string | null;
  allowances: Allowances;
  version: string;
}

export interface World {
  now(): number;
  logger: FastifyServerOptions['logger'];
  /** Calls again and again until it is told to stop. */
  repeat(ms: number, work: () => void): () => void;
}

export interface Server {
  readonly app: FastifyInstance;
  readonly parts: Parts;
  /** Where it listens, as a browser on this computer writes it. */
  readonly url: string;
  /** Runs everything that is run from time to time, now, in order. */
  tick(): Promise<void>;
  /** A new link for the first account; null: there is one. Earlier ones are worth nothing. */
  setupLink(): Promise<string | null>;
  stop(): Promise<void>;
}

/** Why there is no server. */
export class Unstartable extends Error {}

const DAY_MS = 86_400_000;
/** So long the first round of jobs is waited for. */
const FIRST_MS = 5_000;

export async function startServer(settings: Settings, world: World): Promise<Server> {
  mkdirSync(settings.folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(settings.folder);
  if (unlock === null) throw new Unstartable(`Another server is running on ${settings.folder}.`);
  const held: { close(): void }[] = [{ close: unlock }];
  try {
    const database = opened(settings.folder);
    held.unshift(database);
    return await assemble(settings, world, database, () => {
      for (const one of held) one.close();
    });
  } catch (error) {
    for (const one of held) one.close();
    throw error;
  }
}

function opened(folder: string): ServerDatabase {
  const outcome = openServerDatabase(folder);
  switch (outcome.outcome) {
    case 'opened':
      return outcome.database;
    case 'newer':
      throw new Unstartable(
        `${outcome.path} is of a newer server (version ${outcome.version}, this one knows ${outcome.known}).`,
      );
    case 'damaged':
      throw new Unstartable(
        `${outcome.path} is damaged: ${outcome.detail}. Nothing was changed; restore a backup.`,
      );
  }
}

async function assemble(
  settings: Settings,
  world: World,
  { sqlite }: ServerDatabase,
  close: () => void,
): Promise<Server> {
  const { folder, host } = settings;
  const port = settings.port === 0 ? await freePort(host) : settings.port;
  const url = `http://${host === '127.0.0.1' || host === '::1' ? 'localhost' : hostOf(host)}:${port}`;
  const publicUrl = settings.publicUrl ?? url;
  const crypto = nodeCrypto();
  const app = newApp(world.logger);
  const jobs = new Jobs(world, app);
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));

  const base: Base = {
    sqlite,
    folder,
    key: serverKey(folder, crypto.sha256),
    dataKey: dataKey(folder),
    crypto,
    now: world.now,
    random,
    publicUrl,
    version: settings.version,
    log: app.log,
    mail: settings.mail,
    fee: settings.fee,
    verifierPage: settings.verifierPage,
    program: settings.program,
    every: (name, ms, work) => jobs.add(name, ms, work),
  };
  const store = new SqliteAccounts(sqlite);
  const pictures = await openPictures(base);
  const logs = await openLogs(base, pictures);
  const people = sqlitePeople(sqlite);
  const accesses = sqliteAccesses(sqlite);
  const links = storedLinks(store, publicUrl, random);
  const parts: Parts = { ...base, hub: createHub(), logs, looks: accesses, links, people, pictures };

  const names = contractNames(logs, people);
  const limits = new Limits(settings.allowances);
  const passwords = await openPasswords(random);
  const passkeys = new Passkeys(parts, store);
  const sessions = new Sessions({ store, names, random });
  const handlers: Handlers = {
    ...accessHandlers(parts, { store, passwords, passkeys, sessions, accesses, names, limits }),
    ...logHandlers(parts),
    ...startDiary(parts),
    ...reviewHandlers(parts),
    ...paperHandlers(parts),
  };
  startReview(parts);
  parts.every('sweep of sessions', DAY_MS / 24, () => store.sweep(world.now()));

  const streams = new Set<AbortController>();
  let isServing = true;
  await dressApp(
    app,
    { stores: store, limits, now: world.now, secure: publicUrl.startsWith('https:'), handlers, streams },
    {
      client: settings.client,
      metricsToken: settings.metricsToken,
      version: settings.version,
      isReady: () => isServing && sqlite.open && sqlite.prepare('SELECT 1').get() !== undefined,
    },
  );
  await jobs.start();
  try {
    await app.listen({ host, port });
  } catch (error) {
    await jobs.stop();
    throw error;
  }
  app.log.info({ address: url, publicUrl }, 'listening');

  return {
    app,
    parts,
    url,
    tick: () => jobs.tick(),
    async setupLink() {
      if ((await store.count()) > 0) return null;
      await store.dropLinks('setup');
      return links.make({ kind: 'setup', name: '', from: null, until: world.now() + 7 * DAY_MS });
    },
    async stop() {
      isServing = false;
      await jobs.stop();
      parts.hub.closeAll();
      for (const stream of streams) stream.abort();
      await app.close();
      close();
      app.log.info({}, 'stopped');
    },
  };
}

/** What is done from time to time: each in its turn, never twice at once. */
class Jobs {
  private readonly jobs: { name: string; ms: number; run: () => Promise<void> }[] = [];
  private stops: (() => void)[] = [];
  private isStopped = false;

  constructor(
    private readonly world: World,
    private readonly app: FastifyInstance,
  ) {}

  add(name: string, ms: number, work: () => Promise<void>): void {
    let running: Promise<void> | null = null;
    const run = () => {
      running ??= (async () => {
        try {
          if (!this.isStopped) await work();
        } catch (error) {
          const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
          this.app.log.error({ job: name, why }, 'a job failed');
        } finally {
          running = null;
        }
      })();
      return running;
    };
    this.jobs.push({ name, ms, run });
  }

  async tick(): Promise<void> {
    for (const { run } of this.jobs) await run();
  }

  /** What takes longer (a mail server that does not answer) goes on beside what is served. */
  async start(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FIRST_MS);
    });
    await Promise.race([this.tick(), late]);
    clearTimeout(timer);
    this.stops = this.jobs.map(({ ms, run }) => this.world.repeat(ms, () => void run()));
  }

  /** Waits for what runs. */
  async stop(): Promise<void> {
    for (const stop of this.stops) stop();
    this.isStopped = true;
    await this.tick();
  }
}

function hostOf(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Links and passkeys hold the address, so it is known before anything listens. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
