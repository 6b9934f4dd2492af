/** The bad network itself: each fault does what it says, over real sockets. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BadNetwork, type Fault, openProxy } from './proxy';

const REPLY = 'x'.repeat(5000);
let server: Server;
let seen: string[];
let arrived: () => void;
let proxy: BadNetwork | null = null;

beforeEach(async () => {
  seen = [];
  arrived = () => undefined;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    seen.push(body);
    arrived();
    response.end(REPLY);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await proxy?.close();
  proxy = null;
  server.closeAllConnections();
  server.close();
});

describe('the bad network', () => {
  it('lets through what nothing befalls', async () => {
    expect(await ask({ kind: 'none' })).toEqual({ status: 200, body: REPLY });
    expect(seen).toEqual(['hello']);
  });

  it.each<Fault>([
    { kind: 'latency', ms: 2 },
    { kind: 'drip', way: 'up', bytes: 30, ms: 1 },
    { kind: 'drip', way: 'down', bytes: 900, ms: 1 },
  ])('lets everything through late: $kind $way $ms ms', async (fault) => {
    expect(await ask(fault)).toEqual({ status: 200, body: REPLY });
  });

  it('resets on the way up: the server has not the whole request', async () => {
    await expect(ask({ kind: 'reset', way: 'up', after: 20 })).rejects.toThrow();
    expect(seen).toEqual([]);
  });

  it.each<Fault>([
    { kind: 'reset', way: 'down', after: 1000 },
    { kind: 'truncate', after: 1000 },
    { kind: 'truncate', after: 10 },
  ])('cuts the reply of a request that the server has: $kind after $after', async (fault) => {
    await expect(ask(fault)).rejects.toThrow();
    expect(seen).toEqual(['hello']);
  });

  it('closes one half: the server sees an end', async () => {
    // Half a request and an end: what the server answers to that still passes.
    expect((await ask({ kind: 'half-close', after: 30 })).status).toBe(400);
    expect(seen).toEqual([]);
  });

  it('brings a request twice', async () => {
    const twice = new Promise<void>((done) => {
      arrived = () => {
        if (seen.length === 2) done();
      };
    });
    expect((await ask({ kind: 'double-request' })).status).toBe(200);
    await twice;
    expect(seen).toEqual(['hello', 'hello']);
  });

  it('brings a reply twice', async () => {
    proxy = await openProxy(portOf(server), () => ({ kind: 'double-reply' }));
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text.split('HTTP/1.1 200').length - 1).toBe(2);
  });

  it('hears nothing of a silent one until the asker hangs up', async () => {
    proxy = await openProxy(portOf(server), () => ({ kind: 'silence' }));
    const socket = connect(proxy.port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const [hadError] = await once(socket, 'close');
    expect(hadError).toBe(false);
    expect(seen).toEqual([]);
  });

  it('is calm when told, and counts what it met', async () => {
    proxy = await openProxy(portOf(server), () => ({ kind: 'reset', way: 'up', after: 0 }));
    await expect(post(proxy.port)).rejects.toThrow();
    proxy.calm();
    expect((await post(proxy.port)).status).toBe(200);
    expect([...proxy.met]).toEqual([
      ['reset', 1],
      ['none', 1],
    ]);
  });
});

async function ask(fault: Fault) {
  proxy = await openProxy(portOf(server), () => fault);
  return post(proxy.port);
}

async function post(port: number) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    body: 'hello',
    headers: { connection: 'close' },
  });
  return { status: answer.status, body: await answer.text() };
}

function portOf(of: Server): number {
  const address = of.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
