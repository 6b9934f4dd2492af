import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transformer } from '@napi-rs/image';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import { alikePlaces } from '../../domain/signals';
import { PictureCheck } from '../../server/pictures/check';
import { FolderSyncs } from '../../server/pictures/folder-syncs';
import { openPictures, type Pictures } from '../../server/pictures/pictures';
import { webpHead } from '../../server/pictures/webp-head';
import { openServerDatabase, type ServerDatabase } from '../../server/store/database';
import { solidWebp } from '../support/solid-webp';
import { tempFolder } from '../support/temp-folder';

const CONTRACT = ContractIdSchema.parse('11111111-1111-4111-8111-111111111111');
const NOW = Date.UTC(2026, 10, 24, 9);
const DAY = 86_400_000;
const KEY = randomBytes(32);
const seed = 7;

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A page of grey lines of text, as a screen is. */
async function screen(lines: number, width = 640, height = 360): Promise<Uint8Array> {
  const random = seededRandom(seed);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let line = 0; line < lines; line++) {
    const end = 20 + (0.3 + random.uniform('length') * 0.7) * (width - 60);
    for (let x = 20; x < end; x += 2)
      for (let y = line * 11; y < line * 11 + 6; y++) {
        const at = (y * width + x) * 4;
        pixels.fill(random.uniform('ink') * 120, at, at + 3);
      }
  }
  return Transformer.fromRgbaPixels(pixels, width, height).webp(75);
}

describe('pictures of the server', () => {
  let folder: string;
  let database: ServerDatabase;
  let pictures: Pictures;

  const opened = () =>
    openPictures({ sqlite: database.sqlite, folder, dataKey: KEY, random: (size) => randomBytes(size) });

  beforeEach(async () => {
    folder = tempFolder();
    const answer = openServerDatabase(folder);
    if (answer.outcome !== 'opened') throw new Error(answer.outcome);
    database = answer.database;
    pictures = await opened();
  });
  afterEach(() => database.close());

  const filesIn = (name: string) =>
    existsSync(join(folder, name))
      ? readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
          .filter((one) => one.isFile())
          .map((one) => one.name)
      : [];
  const files = () => filesIn('pictures');
  const thumbs = () => filesIn('thumbs');
  const whole = (bytes: Uint8Array, sha256 = hashOf(bytes)) =>
    pictures.receive(CONTRACT, sha256, { offset: 0, size: bytes.length, bytes }, NOW);
  const shown = async (sha256: string, which: 'full' | 'thumb') => {
    const bytes = await pictures.read(CONTRACT, sha256, which);
    if (bytes === null || bytes === 'bad' || bytes === 'busy') throw new Error(`${bytes}`);
    return bytes;
  };
  const stateOf = (sha256: string) =>
    database.sqlite.prepare('SELECT state FROM pictures WHERE sha256 = ?').pluck().get(sha256);
  const use = (sha256: string, number = 0) =>
    database.sqlite
      .prepare('INSERT INTO picture_uses VALUES (?, ?, 0, ?, ?)')
      .run(CONTRACT, number, sha256, `${number}`);

  it('[SV40] one that comes whole is kept, sealed, and given back with its thumbnail', async () => {
    const bytes = await screen(20, 1200, 700);
    const sha256 = hashOf(bytes);
    expect(await pictures.size(CONTRACT, sha256)).toBeNull();
    expect(await whole(bytes)).toEqual({ outcome: 'received', received: bytes.length, done: true });
    expect(await pictures.size(CONTRACT, sha256)).toBe(bytes.length);
    expect(await pictures.state(CONTRACT, sha256)).toEqual({ received: bytes.length, done: true });
    expect(hashOf(await shown(sha256, 'full'))).toBe(sha256);
    expect(hashOf((await pictures.raw(CONTRACT, sha256)) ?? new Uint8Array())).toBe(sha256);
    expect(webpHead(await shown(sha256, 'thumb'))).toEqual({ width: 480, height: 280 });
    const stored = readFileSync(join(folder, 'pictures', CONTRACT, sha256));
    expect(stored.includes('WEBP')).toBe(false);
    // Asked again, it is there; and another contract has nothing of it.
    expect(await whole(bytes)).toEqual({ outcome: 'received', received: bytes.length, done: true });
    const other = ContractIdSchema.parse('22222222-2222-4222-8222-222222222222');
    expect(await pictures.size(other, sha256)).toBeNull();
    expect(await pictures.read(other, sha256, 'full')).toBeNull();
  });

  it('[SV40] one that comes in parts goes on where it was, also after a restart, however often a part is sent', async () => {
    const bytes = await screen(25);
    const sha256 = hashOf(bytes);
    const random = seededRandom(seed);
    let at = 0;
    while (at < bytes.length) {
      const length = 1 + Math.floor(random.uniform('length') * 3000);
      // Sometimes from further back, sometimes with a gap, sometimes after a restart.
      const offset = Math.max(0, at + Math.floor((random.uniform('slip') - 0.7) * 1500));
      if (random.uniform('restart') < 0.2) pictures = await opened();
      const part = bytes.subarray(offset, Math.min(bytes.length, offset + length));
      if (part.length === bytes.length) continue;
      const answer = await pictures.receive(
        CONTRACT,
        sha256,
        { offset, size: bytes.length, bytes: part },
        NOW,
      );
      if (answer.outcome !== 'received') throw new Error(answer.why);
      expect(answer.received).toBe(offset > at ? at : Math.max(at, offset + part.length));
      at = answer.received;
      expect(await pictures.state(CONTRACT, sha256)).toEqual({ received: at, done: at === bytes.length });
    }
    expect(await pictures.size(CONTRACT, sha256)).toBe(bytes.length);
    expect(files()).toEqual([sha256]);
  });

  it('[SV40] what waits in parts is sealed too, and goes when nobody has gone on with it for a week', async () => {
    const bytes = await screen(25);
    const sha256 = hashOf(bytes);
    await pictures.receive(
      CONTRACT,
      sha256,
      { offset: 0, size: bytes.length, bytes: bytes.subarray(0, 900) },
      NOW,
    );
    const [part] = files();
    expect(part).toBe('0-900');
    const found = readFileSync(
      join(folder, 'pictures', 'parts', CONTRACT, `${sha256}.${bytes.length}`, '0-900'),
    );
    expect(found.includes('WEBP')).toBe(false);
    // The file's time is the machine's.
    await pictures.sweep(Date.UTC(2126, 0, 1));
    expect(files()).toEqual([]);
  });

  it('[SV41] other bytes than its hash says, bytes cut short, other formats, bytes behind its end: refused, nothing left', async () => {
    const good = await screen(12);
    const png = await new Transformer(good).png();
    const cases: [Uint8Array, string, string][] = [
      [good, hashOf(png), 'hash'],
      [good.subarray(0, good.length - 40), hashOf(good.subarray(0, good.length - 40)), 'format'],
      [png, hashOf(png), 'format'],
      [
        Buffer.concat([good, Buffer.from('tail')]),
        hashOf(Buffer.concat([good, Buffer.from('tail')])),
        'format',
      ],
    ];
    for (const [bytes, sha256, why] of cases) {
      expect(await whole(bytes, sha256)).toEqual({ outcome: 'refused', why });
      expect(await pictures.size(CONTRACT, sha256)).toBeNull();
      const half = { offset: 0, size: bytes.length, bytes: bytes.subarray(0, 10) };
      await pictures.receive(CONTRACT, sha256, half, NOW);
      const rest = { offset: 10, size: bytes.length, bytes: bytes.subarray(10) };
      expect(await pictures.receive(CONTRACT, sha256, rest, NOW)).toEqual({ outcome: 'refused', why });
    }
    expect(files()).toEqual([]);
    expect(database.sqlite.prepare('SELECT count(*) AS n FROM pictures').get()).toEqual({ n: 0 });
    expect(
      await pictures.receive(
        CONTRACT,
        'a'.repeat(64),
        { offset: 5, size: 6, bytes: good.subarray(0, 4) },
        NOW,
      ),
    ).toEqual({ outcome: 'refused', why: 'offset' });
  });

  it('[SV41] a few bytes that stand for gigabytes of pixels are refused before they are decoded', async () => {
    for (const [width, height] of [
      [16_384, 16_384],
      [8192, 8192],
      [16_384, 10],
    ] as const) {
      const bomb = solidWebp(width, height, [1, 2, 3]);
      expect(bomb.length).toBeLessThan(200);
      expect(await whole(bomb)).toEqual({ outcome: 'refused', why: 'size' });
    }
    // A canvas that says less than its image has.
    const lying = Buffer.from(solidWebp(16_384, 16_384, [1, 2, 3]));
    const canvas = Buffer.alloc(18);
    canvas.write('VP8X');
    canvas.writeUInt32LE(10, 4);
    canvas.writeUInt8(99, 12);
    canvas.writeUInt8(99, 15);
    const both = Buffer.concat([lying.subarray(0, 12), canvas, lying.subarray(12)]);
    both.writeUInt32LE(both.length - 8, 4);
    expect(await whole(both)).toEqual({ outcome: 'refused', why: 'format' });
    expect(files()).toEqual([]);
  });

  it('[SV41] whatever the bytes, an answer: no head of a changed picture makes it throw', async () => {
    const good = Buffer.from(await screen(6, 200, 120));
    const random = seededRandom(seed);
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(good);
      for (let change = 0; change < 1 + random.uniform('n') * 4; change++)
        bytes[Math.floor(random.uniform('at') * (round % 2 === 0 ? 40 : bytes.length))] = Math.floor(
          random.uniform('byte') * 256,
        );
      const head = webpHead(bytes);
      if (round % 8 === 0 && head !== null)
        expect((await new PictureCheck().check(bytes)).outcome).toBeDefined();
    }
    for (let length = 0; length < 64; length++) expect(webpHead(good.subarray(0, length))).toBeNull();
  });

  it('[SV42] one that only its decoder can refuse is kept as what was sent, and shown to nobody', async () => {
    const good = Buffer.from(await screen(12));
    good.fill(0x5a, 60);
    const sha256 = hashOf(good);
    expect(webpHead(good)).toEqual({ width: 640, height: 360 });
    expect(await whole(good)).toMatchObject({ outcome: 'received', done: true });
    // What its decoder makes of it is its decoder's to say: a picture, or none. No other answer, and none that throws.
    const shownAs = await pictures.read(CONTRACT, sha256, 'full');
    expect(stateOf(sha256)).toBe(shownAs === 'bad' ? 'bad' : 'ok');
    const cut = Buffer.from(solidWebp(300, 200, [9, 9, 9]));
    cut.fill(0xff, 25);
    const bad = hashOf(cut);
    expect(await whole(cut)).toMatchObject({ outcome: 'received' });
    await pictures.look();
    expect(stateOf(bad)).toBe('bad');
    expect(await pictures.read(CONTRACT, bad, 'full')).toBe('bad');
    expect(await pictures.read(CONTRACT, bad, 'thumb')).toBe('bad');
    expect(await pictures.raw(CONTRACT, bad)).toEqual(cut);
    expect(pictures.likenesses(CONTRACT, [bad]).size).toBe(0);
  });

  it('[SV42] pictures that wait are looked at one after the other while none arrives; what is asked for is looked at first', async () => {
    const all = [await screen(3), await screen(6), await screen(9)];
    for (const one of all) await whole(one);
    const [, , last = new Uint8Array()] = all;
    expect(all.map((one) => stateOf(hashOf(one)))).toEqual(['new', 'new', 'new']);
    await shown(hashOf(last), 'thumb');
    expect(all.map((one) => stateOf(hashOf(one)))).toEqual(['new', 'new', 'ok']);
    await pictures.look();
    expect(all.map((one) => stateOf(hashOf(one)))).toEqual(['ok', 'ok', 'ok']);
    expect(pictures.likenesses(CONTRACT, all.map(hashOf)).size).toBe(3);
    // A thumbnail that was lost is made again.
    rmSync(join(folder, 'thumbs'), { recursive: true });
    expect((await shown(hashOf(last), 'thumb')).length).toBeGreaterThan(0);
  });

  it('[SV42] who waits too long for its turn is told to ask again, and the work goes on one after the other', async () => {
    const check = new PictureCheck(0);
    const bytes = await screen(30, 2000, 1500);
    const answers = await Promise.all(Array.from({ length: 6 }, () => check.check(bytes)));
    expect(answers.map(({ outcome }) => outcome)).toContain('busy');
    expect((await new PictureCheck().check(bytes)).outcome).toBe('ok');
  });

  it('[SV43] the likeness of a picture stays when it is encoded anew, and changes with a few lines of text', async () => {
    const check = new PictureCheck();
    const of = async (bytes: Uint8Array) => {
      const checked = await check.check(bytes);
      if (checked.outcome !== 'ok') throw new Error(checked.outcome);
      return checked.likeness;
    };
    const page = await screen(20, 1280, 720);
    const again = await new Transformer(page).webp(60);
    const longer = await screen(24, 1280, 720);
    const likeness = await of(page);
    expect(likeness).toMatch(/^[0-9a-f]{768}$/);
    expect(alikePlaces(likeness, await of(again))).toBeGreaterThanOrEqual(382);
    expect(alikePlaces(likeness, await of(longer))).toBeLessThan(378);
  });

  it('[SV44] what a tombstone took is gone at once from the folder, and what another segment uses stays', async () => {
    const [gone, kept] = [await screen(5), await screen(9)];
    await whole(gone);
    await whole(kept);
    await pictures.look();
    expect(thumbs().sort()).toEqual([hashOf(gone), hashOf(kept)].sort());
    use(hashOf(kept));
    // What the log's transaction does.
    database.sqlite.prepare('DELETE FROM pictures WHERE sha256 = ?').run(hashOf(gone));
    database.sqlite.prepare('INSERT INTO erasures VALUES (?)').run(`${CONTRACT}/${hashOf(gone)}`);
    expect(await pictures.read(CONTRACT, hashOf(gone), 'full')).toBeNull();
    await pictures.erase();
    expect(files()).toEqual([hashOf(kept)]);
    expect(thumbs()).toEqual([hashOf(kept)]);
    expect(database.sqlite.prepare('SELECT count(*) AS n FROM erasures').get()).toEqual({ n: 0 });
    // It comes again while its erasure is due: what is new stays.
    database.sqlite.prepare('INSERT INTO erasures VALUES (?)').run(`${CONTRACT}/${hashOf(gone)}`);
    await whole(gone);
    await pictures.erase();
    expect((await shown(hashOf(gone), 'thumb')).length).toBeGreaterThan(0);
  });

  it('[SV45] the start removes files that no row names; a week later what no segment ever used', async () => {
    const [used, unused] = [await screen(5), await screen(9)];
    await whole(used);
    await whole(unused);
    use(hashOf(used));
    writeFileSync(join(folder, 'pictures', CONTRACT, 'f'.repeat(64)), 'a crash before the row');
    writeFileSync(join(folder, 'pictures', CONTRACT, `${'e'.repeat(64)}.tmp`), 'a crash before the name');
    pictures = await opened();
    await pictures.sweepAtStart(NOW + DAY);
    expect(files().sort()).toEqual([hashOf(used), hashOf(unused)].sort());
    await pictures.sweep(NOW + 8 * DAY);
    expect(files()).toEqual([hashOf(used)]);
    // A power cut took the file of one whose row stayed: it is asked for again.
    await whole(unused);
    rmSync(join(folder, 'pictures', CONTRACT, hashOf(unused)));
    pictures = await opened();
    await pictures.sweepAtStart(NOW + DAY);
    expect(await pictures.state(CONTRACT, hashOf(unused))).toEqual({ received: 0, done: false });
    expect(await pictures.size(CONTRACT, hashOf(unused))).toBeNull();
  });

  it('[SV45] a file that was changed, cut or put in another place is not given out', async () => {
    const [one, two] = [await screen(5), await screen(9)];
    await whole(one);
    await whole(two);
    await pictures.look();
    const path = (bytes: Uint8Array) => join(folder, 'pictures', CONTRACT, hashOf(bytes));
    const [first, second] = [readFileSync(path(one)), readFileSync(path(two))];
    const flipped = Buffer.from(first);
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    for (const bytes of [flipped, first.subarray(0, 100), Buffer.alloc(2), second]) {
      writeFileSync(path(one), bytes);
      expect(await pictures.read(CONTRACT, hashOf(one), 'full')).toBeNull();
    }
  });
});

describe('names that are made durable together', () => {
  it('[SV40] while a folder is synced those who come wait for the next time, which is one for all; a refusal is heard', async () => {
    const begun: { end: () => void; fail: (error: Error) => void }[] = [];
    const syncs = new FolderSyncs(() => new Promise((end, fail) => void begun.push({ end, fail })));
    await syncs.settled('a');
    syncs.ask('a');
    const first = syncs.settled('a');
    for (let n = 0; n < 5; n++) syncs.ask('a');
    const rest = syncs.settled('a');
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    await first;
    await new Promise(setImmediate);
    expect(begun).toHaveLength(2);
    begun[1]?.fail(new Error('no space'));
    await expect(rest).rejects.toThrow('no space');
    await expect(syncs.settled('a')).rejects.toThrow('no space');
    syncs.ask('a');
    await new Promise(setImmediate);
    begun[2]?.end();
    await syncs.settled('a');
  });
});
