import { cpSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toUtf8 } from '../../../domain/bytes';
import { originOfLog, readCheckpoint, writeCheckpoint } from '../../../domain/checkpoint';
import { readNote, writeNote } from '../../../domain/signed-note';
import { SLOT_SECONDS } from '../../../domain/week';
import { sha256, testKey } from '../../support/evidence';
import { type LinkedDeviceOptions, SYNC_AT, sharedContract } from '../../support/linked-device';
import { testServer } from '../../support/server';
import { SLOT } from '../../support/store-fixtures';
import { syncDevice } from '../../support/sync-device';
import { tempFolder } from '../../support/temp-folder';

async function shared(options?: LinkedDeviceOptions) {
  const { server, fran, device, id } = await sharedContract(options);
  const more = async (n: number) => {
    device.slice(id, SLOT + n * SLOT_SECONDS);
    await device.seal();
    device.desk.grew();
    await device.round();
  };
  return { server, fran, device, id, more };
}

/** Something that is no Minutier server. */
async function other(status: number, body: string, headers: Record<string, string>): Promise<string> {
  const http: Server = createServer((_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

describe('who is there', () => {
  it.each([
    ['a page', 200, '<html>Sign in</html>', { 'content-type': 'text/html' }],
    ['a redirect', 302, '', { location: 'http://127.0.0.1:1/portal' }],
    ['JSON of something else', 200, '{"name":"other"}', { 'content-type': 'application/json' }],
  ])('[SY2] %s is not taken for a server', async (_, status, body, headers) => {
    const device = syncDevice({ url: await other(status, body, headers), now: SYNC_AT });
    const answer = await device.desk.look({ address: await other(status, body, headers) });
    expect(answer).toMatchObject({ outcome: 'problem', why: 'not-minutier' });
  });

  it('[SY2] nobody there, and an address that would be read on the way, are told apart', async () => {
    const device = syncDevice({ url: '', now: SYNC_AT });
    expect(await device.desk.look({ address: 'http://127.0.0.1:9' })).toMatchObject({ why: 'offline' });
    expect(await device.desk.look({ address: 'http://example.org' })).toMatchObject({ why: 'address' });
  });

  it('[SY1] a wrong code and another key than was compared link nothing', async () => {
    const server = await testServer({ at: SYNC_AT });
    const fran = await server.setup('Fran');
    const device = syncDevice({ url: server.url, now: SYNC_AT });
    onTestFinished(() => device.desk.end());
    const found = await device.desk.look({ address: server.url });
    if (found.outcome !== 'found') throw new Error('not found');
    const { kid } = found;
    expect(await device.desk.link({ url: server.url, kid, code: 'AAAA-AAAA' })).toMatchObject({
      why: 'code',
    });
    const { code } = await fran.ask('pairingCode');
    const wrong = testKey('another').kid;
    expect(await device.desk.link({ url: server.url, kid: wrong, code })).toMatchObject({ why: 'other-key' });
    expect(device.desk.state().server).toBeNull();
    expect(await device.desk.link({ url: server.url, kid, code })).toMatchObject({ outcome: 'done' });
    expect(device.desk.state().server).toMatchObject({ kid, account: 'Fran' });
  });

  it('[SY1] the link is there after a start, and the token is in no log and no answer', async () => {
    const { device, more } = await shared();
    await device.restart();
    await device.round();
    await more(1);
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
    expect(JSON.stringify([device.desk.state(), device.warnings, device.shown])).not.toContain('token');
  });

  it('[SY3] a device that was revoked stops, and says so; nothing of what waits is lost', async () => {
    const { fran, device, more } = await shared();
    const { devices } = await fran.ask('devices');
    const [one] = devices;
    if (one === undefined) throw new Error('no device');
    await fran.ask('revokeDevice', { params: { device: one.id } });
    await more(1);
    expect(device.desk.state()).toMatchObject({ state: 'stopped', problem: 'revoked' });
    expect(device.desk.state().contracts[0]?.queued).toBeGreaterThan(0);
    await device.desk.unlink();
    await device.link(fran);
    await device.round();
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
  });
});

describe('a server that contradicts itself', () => {
  it('[SY7] one that lost what it gave receipts for is refused, and nothing more is sent to it', async () => {
    const folder = tempFolder();
    const { server, device, id, more } = await shared({ folder });
    const copy = tempFolder();
    await server.stop();
    cpSync(folder, copy, { recursive: true });
    const port = Number(new URL(server.url).port);
    const second = await testServer({ at: device.now, folder, port });
    await more(1);
    expect(device.desk.state().problem).toBeNull();
    await second.stop();
    rmSync(folder, { recursive: true });
    cpSync(copy, folder, { recursive: true });
    await testServer({ at: device.now, folder, port });
    await more(2);
    expect(device.desk.state().contracts[0]).toMatchObject({ contractId: id, state: 'inconsistent' });
    expect(device.news.filter(({ what }) => what === 'inconsistent')).toHaveLength(1);
    const { sent } = device.desk.state().contracts[0] ?? {};
    await device.desk.retry(null);
    await more(3);
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'inconsistent', sent });
  });

  it('[SY7] a head of other entries, signed by its very key, is refused', async () => {
    let isForged = false;
    let forge: (text: string) => string = (text) => text;
    const { server, device, id, more } = await shared({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (!isForged || !url.includes('/head')) return response;
        return new Response(forge(await response.text()), { status: 200 });
      },
    });
    const key = server.server.parts.key;
    forge = (text) => {
      const head: { log: string; checkpoint: string } = JSON.parse(text);
      const checkpoint = readCheckpoint(readNote(head.checkpoint)?.text ?? '');
      if (checkpoint === null) throw new Error('no head');
      const origin = originOfLog(id, head.log);
      const other = writeCheckpoint({ ...checkpoint, root: sha256(toUtf8('another')) });
      const signed = [{ key: { name: origin, publicKey: key.bytes }, signature: key.sign(toUtf8(other)) }];
      return JSON.stringify({ ...head, checkpoint: writeNote(other, signed, sha256) });
    };
    isForged = true;
    await more(1);
    expect(device.desk.state().contracts[0]?.state).toBe('inconsistent');
  });

  it('[SY5] a receipt of another key is no receipt', async () => {
    let isForged = false;
    const { device, more } = await shared({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (!isForged || init.method !== 'POST') return response;
        const reply: { results: { receipt?: { checkpoint: string } }[] } = JSON.parse(await response.text());
        for (const { receipt } of reply.results) {
          if (receipt === undefined) continue;
          const text = readNote(receipt.checkpoint)?.text ?? '';
          const key = testKey('somebody');
          const [origin = ''] = text.split('\n');
          const signature = key.sign(toUtf8(text));
          receipt.checkpoint = writeNote(
            text,
            [{ key: { name: origin, publicKey: key.bytes }, signature }],
            sha256,
          );
        }
        return new Response(JSON.stringify(reply), { status: 200 });
      },
    });
    isForged = true;
    await more(1);
    expect(device.desk.state()).toMatchObject({ state: 'stopped', problem: 'other-key' });
    expect(device.desk.state().contracts[0]?.queued).toBeGreaterThan(0);
  });
});
