/**
 * The real server in this process, on a port of its own, with a folder that is gone afterwards, a clock that the test moves,
 * and no timers: `server.tick()` runs what would run by itself. And people and devices that use it over real HTTP.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Server, type Settings, startServer } from '../../server/assemble';
import type { Allowances } from '../../server/http/limits';
import { Caller, registered } from './server-caller';
import { tempFolder } from './temp-folder';

export { Caller, DeviceCaller, PASSWORD, tokenOf } from './server-caller';

/** Sunday 8 November 2026, 12:00 UTC: after the week of tests/support/evidence.ts `SLOT`, before its review. */
export const SERVER_NOW = Date.UTC(2026, 10, 8, 12);

/** No test is slowed down; tests of limits say their own. */
const BOUNDLESS: Allowances = {
  stranger: { burst: 1e9, perSecond: 1e6 },
  account: { burst: 1e9, perSecond: 1e6 },
  device: { burst: 1e9, perSecond: 1e6 },
  trying: { burst: 1e9, perSecond: 1e6 },
  password: { burst: 1e9, perSecond: 1e6 },
  everybody: { burst: 1e9, perSecond: 1e6 },
};

export class TestClock {
  constructor(public at: number) {}
  advance(ms: number): void {
    this.at += ms;
  }
}

export interface TestServer {
  readonly server: Server;
  readonly url: string;
  readonly folder: string;
  readonly clock: TestClock;
  /** Lines of the structured log. */
  readonly log: string[];
  /** The first account, by the setup link. */
  setup(name?: string): Promise<Caller>;
  /** An account by a link that somebody made. */
  join(by: Caller, name: string): Promise<Caller>;
  /** An account that joins by a link as it was given: a client's or a mediator's. */
  joinBy(link: string, name: string): Promise<Caller>;
  nobody(): Caller;
  stop(): Promise<void>;
}

export interface ServerOptions extends Partial<Settings> {
  at?: number;
}

/** Stops when the test ends, and its folder goes. */
export async function testServer(options: ServerOptions = {}): Promise<TestServer> {
  const started = await startTestServer({ ...options, folder: options.folder ?? tempFolder() });
  onTestFinished(() => started.stop());
  return started;
}

/** For a whole file of tests, which stops it. Without a folder it makes one, which goes when it stops. */
export async function startTestServer({
  at = SERVER_NOW,
  ...options
}: ServerOptions = {}): Promise<TestServer> {
  const clock = new TestClock(at);
  const log: string[] = [];
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'minutier-'));
  const server = await startServer(
    {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      client: null,
      metricsToken: null,
      mail: null,
      fee: 0,
      verifierPage: null,
      program: null,
      allowances: BOUNDLESS,
      version: '0.1.0',
      ...options,
      folder,
    },
    {
      now: () => clock.at,
      logger: { level: 'info', stream: { write: (line: string) => void log.push(line) } },
      repeat: () => () => undefined,
    },
  );
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await server.stop();
    isStopped = true;
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const { url } = server;
  let people = 0;
  const register = (link: string, name: string) =>
    registered(url, link, name, `${name.toLowerCase().replace(/[^a-z]/g, '')}${people++}@example.org`);
  return {
    server,
    url,
    folder,
    clock,
    log,
    async setup(name = 'Fran') {
      const link = await server.setupLink();
      if (link === null) throw new Error('there is an account');
      return register(link, name);
    },
    async join(by, name) {
      return register((await by.ask('inviteAccount', { body: { name } })).link, name);
    },
    joinBy: register,
    nobody: () => new Caller(url, ''),
    stop,
  };
}
