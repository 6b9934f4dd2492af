import { randomBytes } from 'node:crypto';
import { Transformer } from '@napi-rs/image';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PictureIdSchema } from '../../../domain/ids';
import { PART_MAX } from '../../../domain/protocol-log';
import type { Picture } from '../../../domain/slice';
import { HOUR_MS, slotStart } from '../../../domain/week';
import type { Fetch } from '../../../electron/main/sync/transport';
import { sha256 as hashHex } from '../../../node/sealed-file';
import { testServer } from '../../support/server';
import { MONDAY, SLOT } from '../../support/store-fixtures';
import { type SyncDeviceOptions, syncDevice } from '../../support/sync-device';

const AT = MONDAY + 12 * HOUR_MS;
const NAME = 'https://diary.example.org';

/** With `metered` the server has a name: to an address of this computer there is no network in between. */
async function ground(send: Fetch = fetch, metered?: SyncDeviceOptions['metered']) {
  const server = await testServer({ at: AT });
  const fran = await server.setup('Fran');
  const device = syncDevice({
    url: metered ? NAME : server.url,
    now: AT,
    fetch: (url, init) => send(url.replace(NAME, server.url), init),
    ...(metered && { metered }),
  });
  onTestFinished(() => device.desk.end());
  await device.link(fran);
  const id = device.contract({ pictures: 'every' });
  const slice = device.slice(id, SLOT);
  /** A row in the table, as the picture store writes it; its bytes are in the device's hands. */
  const picture = (bytes: Uint8Array, size: { width: number; height: number }) => {
    const thumb = hashHex(Buffer.from(`thumb of ${hashHex(bytes)}`));
    const row: Extract<Picture, { outcome: 'ok' }> = {
      id: PictureIdSchema.parse(crypto.randomUUID()),
      sliceId: slice.id,
      takenAt: slotStart(SLOT) + 1_000,
      trigger: 'moment',
      display: 'one',
      backend: 'test',
      blurred: false,
      hidden: null,
      held: false,
      outcome: 'ok',
      sha256: hashHex(bytes),
      bytes: bytes.length,
      ...size,
      thumbSha256: thumb,
    };
    const blobs = [row.sha256, thumb].map((one) => ({
      sha256: one,
      bytes: bytes.length,
      wrappedKey: Buffer.alloc(60),
    }));
    const saved = device.database.pictures.add(row, blobs, null);
    if (saved.outcome !== 'saved') throw new Error('not saved');
    return row;
  };
  return { server, fran, device, id, slice, picture };
}

/** A picture that takes several parts. */
async function manyParts() {
  const size = { width: 1_200, height: 900 };
  // Noise is not made smaller by any encoder.
  const noise = randomBytes(size.width * size.height * 4);
  const image = Transformer.fromRgbaPixels(noise, size.width, size.height);
  const bytes = new Uint8Array(await image.webpLossless());
  expect(bytes.length).toBeGreaterThan(1_048_576);
  return { bytes, size };
}

describe('pictures', () => {
  it('[SY10] go before their segment, in parts, and go on where they stopped', async () => {
    const sent: { offset: number; length: number }[] = [];
    let losses = 2;
    const { device, id, picture, fran } = await ground(async (url, init) => {
      const offset = /upload\?offset=(\d+)/.exec(url)?.[1];
      if (offset !== undefined && init.body instanceof Uint8Array) {
        sent.push({ offset: Number(offset), length: init.body.length });
        // The second part is lost on the way, twice: once before it came, once after.
        if (Number(offset) > 0 && losses > 0) {
          if (losses-- === 1) await (await fetch(url, init)).arrayBuffer();
          throw new TypeError('fetch failed');
        }
      }
      return fetch(url, init);
    });
    const { bytes, size } = await manyParts();
    const { sha256 } = picture(bytes, size);
    await device.seal();
    const number = device.database.evidence.placeOf(
      device.database.slices.between(MONDAY, AT + HOUR_MS)[0]?.id ?? never(),
    )?.number;
    device.pictures.set(`${number}.0`, bytes);
    await device.share(id);
    for (let n = 0; n < 6; n++) {
      await device.round();
      device.now += 60_000;
    }
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0, pictures: 0 });
    // Nothing that had arrived was sent again.
    expect(sent.filter(({ offset }) => offset === 0)).toHaveLength(1);
    const there = await fran.send('picture', { params: { contract: id, sha256 }, query: { size: 'full' } });
    expect(hashHex(new Uint8Array(await there.arrayBuffer()))).toBe(sha256);
  });

  it('[SY41] on a network that becomes metered, one under way stops after its part, and goes on from there', async () => {
    const sent: number[] = [];
    let isMetered = false;
    const parts: Fetch = async (url, init) => {
      const offset = /upload\?offset=(\d+)/.exec(url)?.[1];
      if (offset === undefined) return fetch(url, init);
      sent.push(Number(offset));
      const answer = await fetch(url, init);
      isMetered = sent.length === 1;
      device.now += 60_000;
      return answer;
    };
    const { device, id, picture } = await ground(parts, async () => ({ isMetered, id: '/1' }));
    const { bytes, size } = await manyParts();
    picture(bytes, size);
    await device.seal();
    const sliceId = device.database.slices.between(MONDAY, AT + HOUR_MS)[0]?.id ?? never();
    device.pictures.set(`${device.database.evidence.placeOf(sliceId)?.number}.0`, bytes);
    await device.share(id);
    await device.round();
    expect(sent).toEqual([0]);
    expect(device.desk.state()).toMatchObject({ state: 'waiting', waitingFor: 'metered' });
    isMetered = false;
    device.now += 60_000;
    await device.round();
    expect(sent).toEqual([...sent.keys()].map((n) => n * PART_MAX));
    expect(sent.length).toBeGreaterThan(1);
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0, pictures: 0 });
  });

  it('[SY10] one that cannot be read here keeps nothing else back, and is not told there', async () => {
    const { device, id, picture, fran } = await ground();
    const { sha256 } = picture(Buffer.from('gone'), { width: 2, height: 2 });
    await device.seal();
    await device.share(id);
    await device.round();
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
    const { told } = await fran.ask('disclosures', {
      params: { contract: id },
      query: { from: SLOT, to: SLOT + 600 },
    });
    expect(
      JSON.stringify(told.map(({ texts }) => texts.map((text) => Buffer.from(text, 'base64url').toString()))),
    ).not.toContain(sha256);
  });

  it('[SY10] what is shared later is told then, and not before', async () => {
    const { device, id, fran, slice } = await ground();
    await device.seal();
    await device.share(id, ['time', 'activity']);
    await device.round();
    const words = async () => {
      const { told } = await fran.ask('disclosures', {
        params: { contract: id },
        query: { from: SLOT, to: SLOT + 600 },
      });
      return told
        .flatMap(({ texts }) => texts.map((text) => Buffer.from(text, 'base64url').toString()))
        .join();
    };
    expect(await words()).not.toContain(JSON.stringify(slice.memo));
    await device.share(id, ['memo', 'time', 'activity']);
    await device.round();
    expect(await words()).toContain(JSON.stringify(slice.memo));
    expect(device.database.sync.get(id)?.retell).toBeNull();
  });
});

function never(): never {
  throw new Error('no slice');
}
