import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../domain/protocol';
import type { Route } from '../../domain/protocol-route';
import { ProblemSchema } from '../../domain/protocol-shared';
import { startServer, Unstartable } from '../../server/assemble';
import { eventText } from '../../server/http/event-stream';
import { ALLOWANCES, Limits } from '../../server/http/limits';
import { openApi } from '../../server/http/openapi';
import { ROUTE_NAMES } from '../../server/http/routes';
import { wantedOf } from '../../server/options';
import { CONTRACT, SLOT, TestLog, testKey, workedSlice } from '../support/evidence';
import { Caller, PASSWORD, type TestServer, testServer, tokenOf } from '../support/server';
import { registered } from '../support/server-caller';
import { startServerChild } from '../support/server-child';
import { tempFolder } from '../support/temp-folder';

/** As it is written on the wire: what `fetch` would mend. */
function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('limits', () => {
  it('[SV34] one account’s password is tried ten times, then slowly, whoever tries', async () => {
    const { setup, nobody, clock } = await testServer({
      allowances: { ...ALLOWANCES, trying: { burst: 1000, perSecond: 1000 } },
    });
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const tried = (password: string, to = email) =>
      nobody().send('signInPassword', { body: { email: to, password } });
    for (let n = 0; n < 10; n++) expect((await tried('wrong password')).status).toBe(401);
    const slow = await tried(PASSWORD);
    expect(slow.status).toBe(429);
    expect(slow.headers.get('retry-after')).toBe('60');
    // In capitals it is the same account; somebody else is not held up, nor is who is signed in.
    expect((await tried(PASSWORD, email.toUpperCase())).status).toBe(429);
    expect((await tried('wrong password', 'ann@example.org')).status).toBe(401);
    expect((await fran.try('session')).outcome).toBe('ok');
    clock.advance(60_000);
    expect((await tried(PASSWORD)).status).toBe(200);
  });

  it('[SV34] an address tries to sign in, to pair and to use links twenty times, then slowly', async () => {
    const { nobody, setup, clock } = await testServer({ allowances: ALLOWANCES });
    const fran = await setup();
    const guess = () => nobody().try('invitation', { body: { token: 'A'.repeat(43) } });
    // Setting up took one.
    for (let n = 0; n < 19; n++) expect(await guess()).toMatchObject({ status: 410 });
    expect(await guess()).toMatchObject({ status: 429, problem: { code: 'too-often' } });
    const code = { code: 'AAAA-AAAA', key: testKey('x').x, proof: 'x', name: 'x' };
    expect(await nobody().try('pair', { body: code })).toMatchObject({ status: 429 });
    expect((await fran.try('devices')).outcome).toBe('ok');
    clock.advance(15_000);
    expect(await guess()).toMatchObject({ status: 410 });
    expect(await guess()).toMatchObject({ status: 429 });
  });

  it('[SV34] one address that goes on trying spends nothing of what everybody has', async () => {
    const { nobody, setup } = await testServer({
      allowances: {
        ...ALLOWANCES,
        stranger: { burst: 1e6, perSecond: 1 },
        everybody: { burst: 30, perSecond: 0.001 },
      },
    });
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const guess = () => nobody().send('invitation', { body: { token: 'A'.repeat(43) } });
    for (let n = 0; n < 60; n++) await guess();
    expect((await guess()).status).toBe(429);
    // A proxy on this computer says whom it speaks for.
    const elsewhere = await nobody().send(
      'signInPassword',
      { body: { email, password: PASSWORD } },
      { headers: { 'x-forwarded-for': '203.0.113.7' } },
    );
    expect(elsewhere.status).toBe(200);
  });

  it('[SV34] strangers who flood hold up neither accounts nor devices', async () => {
    const { nobody, setup } = await testServer({
      allowances: { ...ALLOWANCES, stranger: { burst: 5, perSecond: 0.001 } },
    });
    const fran = await setup();
    const laptop = await fran.pair();
    const statuses = [];
    for (let n = 0; n < 8; n++) statuses.push((await nobody().send('about')).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(2);
    expect((await fran.send('about')).status).toBe(200);
    expect((await laptop.send('about')).status).toBe(200);
  });

  it('[SV34] a bucket fills by itself, gives its burst once, and a clock set back gives nothing', () => {
    const limits = new Limits({ ...ALLOWANCES, trying: { burst: 3, perSecond: 0.5 } });
    const waits = [0, 0, 0, 0, 1000, 2000, 2000].map((at) => limits.wait('trying', 'a', at));
    expect(waits).toEqual([0, 0, 0, 2, 1, 0, 2]);
    expect(limits.wait('trying', 'a', -1e9)).toBeGreaterThan(0);
    expect(limits.wait('trying', 'b', 0)).toBe(0);
    expect(limits.wait('trying', 'a', 1e9)).toBe(0);
  });

  it('[SV34] a flood of addresses takes no memory without bound', () => {
    const limits = new Limits(ALLOWANCES);
    for (let n = 0; n < 50_000; n++) limits.wait('stranger', `address ${n}`, 0);
    expect(limits.size).toBeLessThanOrEqual(10_000);
  });
});

describe('answers', () => {
  it('[SV35] every "no" is a problem document, and every answer keeps the page to itself', async () => {
    const { url, setup } = await testServer();
    const fran = await setup();
    const json = { ...fran.headers(), 'content-type': 'application/json' };
    const put = (body: string, headers: Record<string, string> = json) =>
      fetch(`${url}/v1/account`, { method: 'PUT', headers, body });
    const answers: [string, number, Response][] = [
      ['not-found', 404, await fetch(`${url}/v1/nothing`)],
      ['not-found', 404, await fetch(`${url}/v1/account`)],
      ['sign-in', 401, await fetch(`${url}/v1/session`)],
      ['shape', 400, await put('{"name":')],
      ['shape', 400, await put('{"name":""}')],
      ['shape', 400, await put('{"__proto__":{"name":"x"}}')],
      ['too-large', 413, await put(JSON.stringify({ name: 'x'.repeat(70_000) }))],
      [
        'media-type',
        415,
        await put('name=x', { ...json, 'content-type': 'application/x-www-form-urlencoded' }),
      ],
      ['media-type', 415, await put('x', { ...json, 'content-type': 'text/plain' })],
      ['address', 400, await fetch(`${url}/v1/%zz`)],
    ];
    for (const [code, status, response] of answers) {
      const problem = ProblemSchema.parse(await response.json());
      expect([problem.code, problem.status, response.status]).toEqual([code, status, status]);
      expect(problem.type).toBe(`minutier:${code}`);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      // A secret that was sent comes back in no complaint.
      expect(JSON.stringify(problem)).not.toContain('xxx');
    }
    const { headers } = await fetch(`${url}/v1/about`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-|data:|https?:|\*/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers.get('permissions-policy')).toContain('display-capture=()');
  });

  it('[SV35] the page’s files are kept for ever, the page itself is asked for, and nothing beside it is there', async () => {
    const client = tempFolder();
    mkdirSync(join(client, 'assets'));
    writeFileSync(join(client, 'index.html'), '<!doctype html><title>Minutier</title>');
    writeFileSync(join(client, 'assets', 'main-abc.js'), 'export {};');
    writeFileSync(join(client, '.secret'), 'no');
    const { url } = await testServer({ client });
    const html = { headers: { accept: 'text/html' } };
    for (const path of ['/', '/join', '/contracts/x/day']) {
      const page = await fetch(url + path, html);
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await page.text()).toContain('<title>Minutier');
    }
    const script = await fetch(`${url}/assets/main-abc.js`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const none = ['/assets/gone.js', '/assets/', '/assets', '/v1/x'];
    for (const path of none) expect([path, (await fetch(url + path, html)).status]).toEqual([path, 404]);
    // What is not the page's is the page: it says itself that there is no such thing.
    for (const path of ['/.secret', '/..%2f..%2fetc%2fpasswd', '/assets%2f..%2f.secret']) {
      expect(await (await fetch(url + path, html)).text()).toContain('<title>Minutier');
    }
    const climbing = await raw(
      url,
      'GET /assets/../../../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    );
    expect(climbing).toMatch(/^HTTP\/1\.1 404/);
    expect(climbing).not.toContain('root:');
  });

  it('[SV35] long answers are packed for whoever takes it, but for those with a secret', async () => {
    const { fran, laptop, url } = await working();
    const log = new TestLog(testKey('laptop'));
    for (const slot of [SLOT, SLOT + 600]) log.seal(workedSlice(slot));
    await laptop.upload(CONTRACT, log);
    const asked = (path: string, encoding: string) =>
      new Promise<string | undefined>((resolve, reject) => {
        const headers = { ...fran.headers(), 'accept-encoding': encoding };
        const sent = request(url + path, { headers }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.headers['content-encoding']));
        });
        sent.on('error', reject);
        sent.end();
      });
    for (let n = 0; n < 40; n++) await fran.pair(`laptop ${n}`);
    const entries = `/v1/contracts/${CONTRACT}/entries`;
    expect(await asked(entries, 'gzip, br')).toBe('gzip');
    expect(await asked(entries, 'identity')).toBeUndefined();
    expect(await asked('/v1/session', 'gzip')).toBeUndefined();
    expect(await asked('/v1/devices', 'gzip')).toBeUndefined();
  });

  it('a stream of events says something from time to time, and ends with its caller', async () => {
    const gone = new AbortController();
    const silent: AsyncIterable<never> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((resolve) => {
            gone.signal.addEventListener('abort', () => resolve({ done: true, value: undefined }));
          }),
      }),
    };
    const said: string[] = [];
    for await (const text of eventText(silent, gone.signal, 1)) {
      said.push(text);
      if (said.length === 4) gone.abort();
    }
    expect(said).toEqual(['retry: 3000\n\n', ': \n\n', ': \n\n', ': \n\n']);
  });
});

describe('for whoever watches over it', () => {
  it('[SV36] health and readiness, and metrics by pattern for this computer alone', async () => {
    const { url, setup } = await testServer();
    await setup();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ok' });
    await fetch(`${url}/v1/contracts/${CONTRACT}`);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(
      'minutier_requests_total{method="GET",route="/v1/contracts/:contract",status="401"} 1',
    );
    expect(metrics).toContain('process_resident_memory_bytes');
    expect(metrics).not.toContain(CONTRACT);
    const proxied = await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(proxied.status).toBe(404);
  });

  it('[SV36] with a token, metrics are for whoever has it', async () => {
    const { url } = await testServer({ metricsToken: 'a token of some length' });
    const read = async (headers: Record<string, string>) =>
      (await fetch(`${url}/metrics`, { headers })).status;
    expect(await read({})).toBe(404);
    expect(await read({ authorization: 'Bearer wrong' })).toBe(404);
    expect(await read({ authorization: 'Bearer a token of some length' })).toBe(200);
  });

  it('[SV37] the published document has every command, with its shapes, and can be browsed', async () => {
    const { url } = await testServer();
    const response = await fetch(`${url}/openapi.json`);
    const document = JSON.parse(await response.text());
    expect(document).toEqual(JSON.parse(JSON.stringify(openApi('0.1.0'))));
    expect(document.openapi).toBe('3.1.0');
    const said = Object.entries<Record<string, { operationId: string }>>(document.paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    );
    const wanted = ROUTE_NAMES.map((name) => {
      const { method, path }: Route = ROUTES[name];
      return `${name} ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
    });
    expect(said.sort()).toEqual(wanted.sort());
    const { post } = document.paths['/v1/contracts/{contract}/entries'];
    expect(post.security).toEqual([{ device: [] }]);
    expect(post.requestBody.content['application/json'].schema.properties.entries.maxItems).toBe(100);
    for (const [, ref = ''] of JSON.stringify(document).matchAll(
      /"\$ref":"#\/components\/schemas\/(\w+)"/g,
    )) {
      expect(document.components.schemas).toHaveProperty(ref);
    }
    const docs = await fetch(`${url}/docs`);
    expect([docs.status, docs.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
  });
});

describe('starting and stopping', () => {
  it('[SV39] one server a folder at a time', async () => {
    const { folder, stop, server } = await testServer();
    const again = () =>
      startServer(
        {
          folder,
          host: '127.0.0.1',
          port: 0,
          publicUrl: null,
          client: null,
          metricsToken: null,
          mail: null,
          fee: 0,
          verifierPage: null,
          program: null,
          allowances: ALLOWANCES,
          version: '0.1.0',
        },
        { now: () => 0, logger: false, repeat: () => () => undefined },
      );
    await expect(again()).rejects.toThrow(Unstartable);
    const { kid } = server.parts.key;
    await stop();
    const second = await again();
    // It is the same server: its keys are kept.
    expect(second.parts.key.kid).toBe(kid);
    await second.stop();
    for (const file of ['server.key', 'data.key', 'minutier-server.db']) {
      expect([file, statSync(join(folder, file)).mode & 0o077]).toEqual([file, 0]);
    }
  });

  it('[SV39] told to stop, it ends streams and folds its database', async () => {
    const { laptop, folder, stop } = await working();
    const stream = await laptop.send('events', { params: { contract: CONTRACT } });
    const ended = stream.text();
    await stop();
    expect(await ended).toContain('retry:');
    const wal = join(folder, 'minutier-server.db-wal');
    expect(existsSync(wal) ? readFileSync(wal).length : 0).toBe(0);
  });

  it('[SV39] as a process it prints its address and the first link, ends cleanly, and is the same afterwards', async () => {
    const folder = tempFolder();
    const first = await startServerChild(folder);
    const fran = await registered(first.url, first.setup ?? '', 'Fran', 'fran@example.org');
    const laptop = await fran.pair('laptop');
    await laptop.upload(CONTRACT, new TestLog(testKey('laptop')));
    const stream = await laptop.send('events', { params: { contract: CONTRACT } });
    const ended = stream.text();
    expect(await first.stop()).toBe(0);
    expect(await ended).toContain('retry:');
    // Nothing of what opens something, in what a keeper's log gathers.
    expect(first.complaints()).toContain('"msg":"stopped"');
    expect(first.complaints()).not.toContain(tokenOf(first.setup ?? ''));
    const second = await startServerChild(folder);
    expect(second.setup).toBeNull();
    const again = Object.assign(new Caller(second.url, 'Fran'), { cookie: fran.cookie });
    expect((await again.ask('session')).contracts).toMatchObject([{ id: CONTRACT, role: 'freelancer' }]);
    await second.kill9();
    // The lock of one that was killed holds nobody up.
    const third = await startServerChild(folder);
    await expect(startServerChild(folder)).rejects.toThrow();
    expect(await third.stop()).toBe(0);
  });

  it('[SV39] options come from the command line or the environment; a wrong one is named, its value is not', () => {
    const wanted = (args: string[], env: Record<string, string> = {}) => wantedOf(args, env, '/home/data');
    expect(wanted([])).toMatchObject({
      outcome: 'serve',
      options: { data: '/home/data', host: '127.0.0.1', port: 8787, 'public-url': null, fee: 0 },
    });
    expect(
      wanted(['--port', '80', '--public-url', 'https://diary.example.org/', '--fee', '3.4'], {
        MINUTIER_PORT: '81',
        MINUTIER_DATA: '/srv',
        MINUTIER_SMTP: 'smtps://u:p@mail.example.org',
        MINUTIER_MAIL_FROM: 'diary@example.org',
      }),
    ).toMatchObject({
      outcome: 'serve',
      options: { port: 80, data: '/srv', 'public-url': 'https://diary.example.org', fee: 340 },
    });
    expect(wanted(['backup', 'file'])).toMatchObject({ outcome: 'backup', file: 'file' });
    expect(wanted(['check', '--data', 'x'])).toMatchObject({ outcome: 'check', options: { data: 'x' } });
    expect(wanted(['--help'])).toEqual({ outcome: 'help' });
    for (const args of [
      ['--port', 'x'],
      ['--port', '70000'],
      ['--public-url', 'https://example.org/sub'],
      ['--public-url', 'ftp://example.org'],
      ['--smtp', 'smtp://user:hunter22@example.org'],
      ['--fee', '-1'],
      ['--prot', '1'],
      ['serve'],
      ['backup'],
      ['check', 'more'],
    ]) {
      const outcome = wanted(args);
      expect([args, outcome.outcome]).toEqual([args, 'wrong']);
      expect(JSON.stringify(outcome)).not.toContain('hunter22');
    }
  });
});

async function working() {
  const world: TestServer = await testServer();
  const fran = await world.setup('Fran');
  const laptop = await fran.pair('laptop');
  await laptop.upload(CONTRACT, new TestLog(testKey('laptop')));
  return { ...world, fran, laptop };
}
