/** Whatever is sent, by whomever: never a 500, never a crash, nothing of the folder, and the server goes on. Seeded. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type RouteName } from '../../domain/protocol';
import type { Route } from '../../domain/protocol-route';
import { ProblemSchema } from '../../domain/protocol-shared';
import { seededRandom } from '../../domain/random';
import { weekStart } from '../../domain/week';
import { ROUTE_NAMES } from '../../server/http/routes';
import { CONTRACT, SLOT, TestLog, testKey, workedSlice } from '../support/evidence';
import { type Caller, PASSWORD, startTestServer, type TestServer } from '../support/server';

const SEED = 20_261_124;
/** Requests of the run. */
const REQUESTS = 6_000;
/** Of the slow ones (argon2id) few. */
const SLOW: readonly RouteName[] = ['registerPassword', 'signInPassword', 'setPassword'];
/** They would end what the run needs. */
const LEFT_OUT: readonly RouteName[] = ['signOut', 'revokeDevice', 'setPassword'];

let world: TestServer;
let callers: Caller[];
let leaf: string;

beforeAll(async () => {
  world = await startTestServer();
  const fran = await world.setup('Fran');
  const laptop = await fran.pair('laptop');
  const log = new TestLog(testKey('laptop'));
  log.seal(workedSlice());
  const results = await laptop.upload(CONTRACT, log);
  const [, kept] = results;
  leaf = kept?.outcome === 'kept' ? kept.receipt.leaf : 'A'.repeat(43);
  const { link } = await laptop.ask('invite', { params: { contract: CONTRACT }, body: { name: '' } });
  const clara = await world.joinBy(link, 'Clara');
  const mediation = await world.server.parts.links.make({
    kind: 'mediator',
    contract: CONTRACT,
    week: weekStart(SLOT * 1000) / 1000,
    name: 'Mo',
    from: 'Fran',
    until: world.clock.at + 1e9,
  });
  const mo = await world.joinBy(mediation, 'Mo');
  callers = [world.nobody(), fran, laptop, clara, mo];
});

afterAll(() => world.stop());

describe('malformed everything', () => {
  it(`[SV38] ${REQUESTS} requests with seed ${SEED}: no 500, no crash, problems are problem documents`, async () => {
    const random = seededRandom(SEED);
    const dice = (n: number) => Math.floor(random.uniform('fuzz') * n);
    const pick = <T>(some: readonly T[]): T => {
      const one = some[dice(some.length)];
      if (one === undefined) throw new Error('nothing to choose from');
      return one;
    };
    const statuses = new Map<number, number>();
    for (let n = 0; n < REQUESTS; n++) {
      const name = pick(ROUTE_NAMES.filter((one) => !LEFT_OUT.includes(one)));
      if (SLOW.includes(name) && dice(20) > 0) continue;
      const route: Route = ROUTES[name];
      const path = route.path.replace(/:(\w+)/g, (_, part: string) => encoded(partOf(part)));
      const query = dice(2) === 0 ? '' : `?${queryOf()}`;
      const headers: Record<string, string> = { ...pick(callers).headers() };
      const method =
        dice(25) === 0 ? pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) : route.method;
      let body: string | Uint8Array<ArrayBuffer> | null = null;
      if (method !== 'GET' && dice(10) > 0) {
        const isRaw = route.body !== undefined && 'raw' in route.body;
        body = isRaw && dice(5) > 0 ? bytes(dice(300)) : bodyOf();
        headers['content-type'] = isRaw && dice(8) > 0 ? 'application/octet-stream' : 'application/json';
        if (dice(30) === 0)
          headers['content-type'] = pick([
            'text/plain',
            'multipart/form-data',
            ';',
            'application/json; charset=utf-16',
          ]);
      }
      if (dice(30) === 0)
        headers.authorization = pick([
          'Bearer',
          'Basic eDp5',
          `Bearer ${'A'.repeat(43)}`,
          'Bearer é'.normalize('NFD').replace(/[^ -~]/g, '?'),
        ]);
      if (dice(30) === 0)
        headers.cookie = pick(['minutier=', 'minutier=%', `minutier=${'A'.repeat(4000)}`, ';;;=']);
      if (dice(30) === 0) headers['if-none-match'] = pick(['*', '"x"', 'W/"']);
      const gone = new AbortController();
      const at = `${n}: ${method} ${path}${query} ${typeof body === 'string' ? body.slice(0, 200) : ''}`;
      const response = await fetch(world.url + path + query, { method, headers, body, signal: gone.signal });
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.headers.get('content-type')?.includes('event-stream') === true) {
        gone.abort();
        continue;
      }
      const text = await response.text();
      expect(
        response.status,
        `${at}\n${text}\n${world.log.filter((line) => line.includes('"level":50')).at(-1)}`,
      ).toBeLessThan(500);
      if (response.status >= 400) {
        const problem = ProblemSchema.safeParse(JSON.parse(text));
        expect(problem.success, at).toBe(true);
      }
    }
    // It was no run against a closed door.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 50);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 50);
    expect(world.log.filter((line) => line.includes('"level":50'))).toEqual([]);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);

    function bytes(length: number): Uint8Array<ArrayBuffer> {
      return Uint8Array.from({ length }, () => dice(256));
    }

    function strange(): string {
      return pick([
        '',
        ' ',
        '\0',
        '../../../../etc/passwd',
        '..\\..\\server.key',
        "' OR 1=1 --",
        '%00',
        '%2e%2e%2f',
        '𝒳'.repeat(dice(50)),
        '\ud800'.toWellFormed(),
        'A'.repeat(dice(3000)),
        '-1',
        '1e999',
        'NaN',
        String(dice(1e9)),
        '__proto__',
        'constructor',
        '<script>alert(1)</script>',
        '\r\nset-cookie: x=y',
      ]);
    }

    function partOf(part: string): string {
      const sound: Record<string, string> = {
        contract: CONTRACT,
        sha256: 'ab'.repeat(32),
        slot: String(SLOT),
        leaf,
        week: String(weekStart(SLOT * 1000) / 1000),
        device: '44444444-4444-4444-8444-444444444444',
        passkey: 'AAAA',
      };
      return dice(4) === 0 ? strange() : (sound[part] ?? strange());
    }

    function queryOf(): string {
      const names = [
        'from',
        'to',
        'since',
        'limit',
        'offset',
        'size',
        'before',
        'language',
        'x',
        '__proto__',
      ];
      const values = () =>
        pick([
          String(SLOT * 1000),
          String(SLOT * 1000 + 86_400_000),
          '0',
          '-1',
          '1',
          '9007199254740993',
          'full',
          'thumb',
          'fr',
          strange(),
        ]);
      return Array.from({ length: 1 + dice(4) }, () => `${pick(names)}=${encoded(values())}`).join('&');
    }

    function encoded(text: string): string {
      // Some as they are: addresses that are no addresses.
      return dice(12) === 0 ? text.replace(/[^!-~]|[#?]/g, '') : encodeURIComponent(text);
    }

    function bodyOf(): string {
      if (dice(12) === 0)
        return pick(['', '{', '[]', 'null', '"', '{"a":1}}', `${'['.repeat(5000)}`, '\ufeff{}']);
      const value = json(3);
      const text = JSON.stringify(
        dice(3) === 0 ? value : { ...plausible(), ...(dice(2) === 0 ? { [strange()]: value } : {}) },
      );
      return dice(15) === 0 ? text.slice(0, dice(text.length)) : text;
    }

    /** Something of every body that there is: some of it fits. */
    function plausible(): Record<string, unknown> {
      const all: Record<string, unknown> = {
        token: 'A'.repeat(43),
        name: 'Somebody',
        email: `somebody${dice(1e6)}@example.org`,
        language: 'en',
        password: PASSWORD,
        current: PASSWORD,
        response: {},
        code: 'ABCD-EFGH',
        key: testKey('fuzz').x,
        proof: 'A'.repeat(86),
        entries: [{ line: strange(), disclosures: [strange()] }],
        working: true,
        fields: ['memo'],
        presence: true,
        limitSeconds: 3600 * dice(60),
        manual: true,
        tags: ['Writing'],
        tagRequired: false,
        paused: dice(2) === 0,
        attested: true,
        text: 'What is this?',
        flagged: true,
        ms: dice(1e7),
        reason: 'other',
      };
      for (const key of Object.keys(all)) {
        if (dice(12) === 0) all[key] = json(2);
        else if (dice(25) === 0) delete all[key];
      }
      return all;
    }

    function json(depth: number): unknown {
      switch (dice(depth > 0 ? 7 : 5)) {
        case 0:
          return null;
        case 1:
          return dice(2) === 0;
        case 2:
          return pick([0, -1, 1.5, 2 ** 53, 1e308, dice(1e6)]);
        case 3:
        case 4:
          return strange();
        case 5:
          return Array.from({ length: dice(4) }, () => json(depth - 1));
        default:
          return Object.fromEntries(Array.from({ length: dice(4) }, () => [strange(), json(depth - 1)]));
      }
    }
  }, 180_000);

  it(`[SV38] bytes that are no HTTP, with seed ${SEED}, end their connection and nothing else`, async () => {
    const random = seededRandom(SEED + 1);
    const dice = (n: number) => Math.floor(random.uniform('bytes') * n);
    const starts = [
      '',
      'GET /v1/about HTTP/1.1\r\n',
      'GET /v1/about HTTP/9.9\r\nhost: x\r\n\r\n',
      'POST /v1/pair HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n',
      'POST /v1/pair HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz\r\n',
      `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(70_000)}\r\n\r\n`,
      'PUT /v1/account HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{',
      'CONNECT x:1 HTTP/1.1\r\n\r\n',
      'GET /v1/about HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    ];
    for (let n = 0; n < 300; n++) {
      const start = starts[n < starts.length ? n : dice(starts.length)] ?? '';
      const tail = Uint8Array.from({ length: dice(200) }, () => dice(256));
      await thrown(world.url, Buffer.concat([Buffer.from(start), tail]));
    }
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    expect(world.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });

  it('[SV38] bodies beyond the bound of their command are not read', async () => {
    const big = 'x'.repeat(70_000);
    for (const name of ROUTE_NAMES) {
      const route: Route = ROUTES[name];
      if (route.method === 'GET' || name === 'append' || (route.body !== undefined && 'raw' in route.body))
        continue;
      const path = route.path
        .replace(':contract', CONTRACT)
        .replace(':leaf', leaf)
        .replace(':week', String(weekStart(SLOT * 1000) / 1000))
        .replace(/:(device|passkey)/, '44444444-4444-4444-8444-444444444444');
      const caller = callers.find((one) => mayAsk(one, route));
      const response = await fetch(world.url + path, {
        method: route.method,
        headers: { ...caller?.headers(), 'content-type': 'application/json' },
        body: JSON.stringify({ text: big }),
      });
      expect([name, response.status]).toEqual([name, 413]);
      await response.text();
    }
  });
});

/** Writes, half-closes, and waits until the connection has ended, by whomever. */
function thrown(url: string, bytes: Uint8Array): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on('data', () => undefined);
    // A reset is an end too.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

function mayAsk(caller: Caller, { who }: Route): boolean {
  const parts: Record<string, string> = {
    Fran: 'freelancer',
    Clara: 'client',
    Mo: 'mediator',
    laptop: 'device',
  };
  const part = parts[caller.name] ?? 'anyone';
  return who.some((one) => one === part || one === 'anyone' || (one === 'account' && caller.cookie !== null));
}
