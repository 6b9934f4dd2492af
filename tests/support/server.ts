/**
 * The real server in this process, on a port of its own, with a folder that is gone afterwards, a clock that the test moves,
 * and no timers: `server.tick()` runs what would run by itself. And people and devices that use it over real HTTP.
 */
import { onTestFinished } from 'vitest';
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import type { ContractId } from '../../domain/ids';
import type { SigningKey } from '../../domain/keys';
import type { RouteName } from '../../domain/protocol';
import type { Session } from '../../domain/protocol-accounts';
import { type Asking, answerOf, type Reply, requestOf, type WireAnswer } from '../../domain/wire';
import { type Server, type Settings, startServer } from '../../server/assemble';
import { ALLOWANCES, type Allowances } from '../../server/http/limits';
import { type TestLog, testKey } from './evidence';
import { tempFolder } from './temp-folder';

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

export { ALLOWANCES };

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

/** Stops when the test ends. */
export async function testServer({ at = SERVER_NOW, ...options }: ServerOptions = {}): Promise<TestServer> {
  const clock = new TestClock(at);
  const log: string[] = [];
  const folder = options.folder ?? tempFolder();
  const server = await startServer(
    {
      folder,
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      client: null,
      metricsToken: null,
      mail: null,
      fee: 0,
      allowances: BOUNDLESS,
      version: '0.1.0',
      ...options,
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
  };
  onTestFinished(stop);
  const { url } = server;
  let people = 0;
  const register = async (link: string, name: string) => {
    const caller = new Caller(url, name);
    caller.session = await caller.ask('registerPassword', {
      body: {
        token: tokenOf(link),
        name,
        email: `${name.toLowerCase().replace(/[^a-z]/g, '')}${people++}@example.org`,
        language: 'en',
        password: PASSWORD,
      },
    });
    return caller;
  };
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

export const PASSWORD = 'correct horse battery staple';

export function tokenOf(link: string): string {
  const token = link.split('#')[1];
  if (token === undefined) throw new Error('a link without a token');
  return token;
}

/** Somebody with a cookie, or an app with a token. */
export class Caller {
  session: Session | null = null;
  cookie: string | null = null;
  token: string | null = null;

  constructor(
    readonly url: string,
    readonly name: string,
  ) {}

  /** Throws for a refusal, with its code. */
  async ask<R extends RouteName>(name: R, asking: Asking<R> = {}): Promise<Reply<R>> {
    const answer = await this.try(name, asking);
    if (answer.outcome === 'ok') return answer.value;
    const why =
      answer.outcome === 'refused' ? `${answer.problem.code} (${answer.problem.detail})` : 'foreign';
    throw new Error(`${name}: ${answer.status} ${why}`);
  }

  async try<R extends RouteName>(name: R, asking: Asking<R> = {}): Promise<WireAnswer<R>> {
    const response = await this.send(name, asking);
    const text = await response.text();
    return answerOf(name, response.status, text === '' ? undefined : JSON.parse(text));
  }

  /** As it comes: for files and streams. */
  async send<R extends RouteName>(
    name: R,
    asking: Asking<R> = {},
    more: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Response> {
    const { method, target, body, type } = requestOf(name, asking);
    const response = await fetch(this.url + target, {
      method,
      headers: { ...this.headers(), ...(type === null ? {} : { 'content-type': type }), ...more.headers },
      body: body === null ? null : typeof body === 'string' ? body : new Uint8Array(body),
      ...(more.signal === undefined ? {} : { signal: more.signal }),
    });
    const set = response.headers.getSetCookie().find((one) => one.startsWith('minutier='));
    if (set !== undefined) this.cookie = set.split(';')[0] ?? null;
    return response;
  }

  headers(): Record<string, string> {
    return {
      ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
      ...(this.session === null ? {} : { 'x-csrf-token': this.session.csrf }),
    };
  }

  /** Pairs an app of this account; its key is `testKey(name)`. */
  async pair(name = 'laptop'): Promise<DeviceCaller> {
    const { code } = await this.ask('pairingCode');
    const key = testKey(name);
    const device = new DeviceCaller(this.url, name, key);
    const proof = toBase64Url(key.sign(toUtf8(`minutier-pair-1\n${code}\n${key.x}\n`)));
    device.token = (await device.ask('pair', { body: { code, key: key.x, proof, name } })).token;
    return device;
  }
}

export class DeviceCaller extends Caller {
  constructor(
    url: string,
    name: string,
    readonly key: SigningKey,
  ) {
    super(url, name);
  }

  /** Sends the lines of a log from a place on, with all that they tell. */
  async upload(contract: ContractId, log: Pick<TestLog, 'lines' | 'disclosures'>, from = 0) {
    const entries = log.lines
      .slice(from)
      .map((line, n) => ({ line, disclosures: log.disclosures[from + n] ?? [] }));
    const { results } = await this.ask('append', { params: { contract }, body: { entries } });
    return results;
  }
}
