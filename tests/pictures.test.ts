/** The picture store: what is on the disk after each step that works, fails or is cut off. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type PictureId, PictureIdSchema } from '../domain/ids';
import type { PictureFailure, Slice } from '../domain/slice';
import type { Database } from '../electron/main/db/open';
import { EncryptedPictures } from '../electron/main/pictures';
import type { PictureMeta } from '../electron/main/ports';
import type { CapturedDisplay } from '../electron/main/sensors/ports';
import { KEY_BYTES, type MasterKeys } from '../electron/main/vault';
import { seal, sealFile, sha256, unseal, unsealFile } from '../node/sealed-file';
import { addContract, aside, openSound } from './support/database';
import { aPictureMeta, aSlice, SLOT } from './support/store-fixtures';
import { canMount, mountSmall, tempFolder } from './support/temp-folder';

const SAVED = { outcome: 'saved' };

let folder: string;
let database: Database;
let keys: MasterKeys;
let pictures: EncryptedPictures;
let slice: Slice;

beforeEach(() => {
  folder = tempFolder();
  database = openSound(folder);
  keys = { current: randomBytes(KEY_BYTES), earlier: [] };
  pictures = storeWith(keys);
  slice = aSlice(addContract(database), SLOT);
  database.recorder.save([slice], []);
});

function storeWith(masterKeys: MasterKeys, keepOrphans = false): EncryptedPictures {
  const { pictures: rows, blobs } = database;
  return new EncryptedPictures({ folder, rows, blobs, keys: masterKeys, randomBytes, keepOrphans });
}

function captured(full = randomBytes(5_000), thumb = randomBytes(500)): CapturedDisplay {
  return { display: 'DP-1', width: 1920, height: 1080, webp: full, thumb };
}

/** Every file under the pictures folder, as `ab/abcd…`. */
function files(): string[] {
  const root = join(folder, 'pictures');
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((prefix) =>
    readdirSync(join(root, prefix)).map((name) => `${prefix}/${name}`),
  );
}

const failureOf = (meta: PictureMeta, reason: PictureFailure) =>
  ({ ...meta, hidden: null, held: false, outcome: 'failed', reason, detail: '' }) as const;

const pathOf = (bytes: Uint8Array) => join(folder, 'pictures', sha256(bytes).slice(0, 2), sha256(bytes));

const rowsOf = (table: string) =>
  aside(folder, (sqlite) => sqlite.prepare<[], unknown>(`SELECT * FROM ${table}`).all().length);

async function expectReadable(id: PictureId, display: CapturedDisplay): Promise<void> {
  expect(await pictures.read(id, 'full')).toEqual(display.webp);
  expect(await pictures.read(id, 'thumb')).toEqual(display.thumb);
}

describe('a picture that is stored', () => {
  test('[ST20] is read back the same, by its row and after a restart', async () => {
    const meta = aPictureMeta(slice.id, { blurred: true });
    const display = captured();
    expect(await pictures.add(meta, display)).toEqual(SAVED);
    await expectReadable(meta.id, display);
    expect(pictures.ofSlices([slice.id]).get(slice.id)).toEqual([
      {
        ...meta,
        hidden: null,
        held: false,
        outcome: 'ok',
        sha256: sha256(display.webp),
        bytes: 5_000,
        width: 1920,
        height: 1080,
        thumbSha256: sha256(display.thumb),
      },
    ]);
    expect(database.pictures.count()).toBe(1);
    database = openSound(folder);
    pictures = storeWith(keys);
    await expectReadable(meta.id, display);
  });

  test('[ST21] is encrypted, readable by its owner alone, with a key of its own', async () => {
    const display = captured(
      Buffer.from('a picture of words '.repeat(300)),
      Buffer.from('a small one '.repeat(30)),
    );
    await pictures.add(aPictureMeta(slice.id), display);
    for (const bytes of [display.webp, display.thumb]) {
      const file = readFileSync(pathOf(bytes));
      expect(file.subarray(0, 4).toString()).toBe('MTP1');
      expect(file).toHaveLength(4 + 12 + bytes.length + 16);
      expect(file.toString('latin1')).not.toContain('picture of');
      expect(file.toString('latin1')).not.toContain('small one');
      expect(statSync(pathOf(bytes)).mode & 0o777).toBe(0o600);
    }
    const unwrapped = [display.webp, display.thumb].map((bytes) => {
      const blob = database.blobs.get(sha256(bytes));
      return blob === null ? null : unseal(keys.current, blob.wrappedKey, blob.sha256);
    });
    expect(unwrapped[0]).toHaveLength(KEY_BYTES);
    expect(unwrapped[0]).not.toEqual(unwrapped[1]);
  });

  test('[ST21] the same bytes are stored once, even by two displays at one time', async () => {
    const display = captured();
    const metas = [
      aPictureMeta(slice.id),
      aPictureMeta(slice.id, { display: 'DP-2' }),
      aPictureMeta(slice.id),
    ];
    const saved = await Promise.all(metas.map((meta) => pictures.add(meta, { ...display })));
    expect(saved).toEqual([SAVED, SAVED, SAVED]);
    expect(files()).toHaveLength(2);
    expect(rowsOf('blobs')).toBe(2);
    for (const meta of metas) await expectReadable(meta.id, display);
  });

  test('[ST20] added again is one picture', async () => {
    const meta = aPictureMeta(slice.id);
    const display = captured();
    await pictures.add(meta, display);
    expect(await pictures.add(meta, display)).toEqual(SAVED);
    expect(rowsOf('pictures')).toBe(1);
    await expectReadable(meta.id, display);
  });

  test('[ST21] whose thumbnail has the same bytes is one file', async () => {
    const meta = aPictureMeta(slice.id);
    const bytes = randomBytes(100);
    expect(await pictures.add(meta, captured(bytes, bytes))).toEqual(SAVED);
    expect(files()).toHaveLength(1);
    await expectReadable(meta.id, captured(bytes, bytes));
  });
});

describe('a picture that cannot be read', () => {
  const damages: [string, (path: string) => void][] = [
    ['gone', (path) => rmSync(path)],
    ['empty', (path) => truncateSync(path, 0)],
    ['cut short', (path) => truncateSync(path, statSync(path).size - 1)],
    ['shorter than its tag', (path) => truncateSync(path, 20)],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    ['something else', (path) => writeFileSync(path, randomBytes(6_000))],
  ];

  test.each(damages)('[ST22] because its file is %s reads as absent, the other stays', async (_, damage) => {
    const [meta, other] = [aPictureMeta(slice.id), aPictureMeta(slice.id)];
    const [display, second] = [captured(), captured()];
    await pictures.add(meta, display);
    await pictures.add(other, second);
    damage(pathOf(display.webp));
    expect(await pictures.read(meta.id, 'full')).toBeNull();
    expect(await pictures.read(meta.id, 'thumb')).toEqual(display.thumb);
    await expectReadable(other.id, second);
  });

  test('[ST22] any bit changed in a file, and it reads as absent', async () => {
    const meta = aPictureMeta(slice.id);
    const display = captured(randomBytes(64));
    await pictures.add(meta, display);
    const path = pathOf(display.webp);
    const file = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(file);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        writeFileSync(path, changed);
        expect(await pictures.read(meta.id, 'full')).toBeNull();
      }),
      { numRuns: 50 },
    );
    writeFileSync(path, file);
    await expectReadable(meta.id, display);
  });

  test('[ST22] exchanged for another sound picture, it reads as absent', async () => {
    const meta = aPictureMeta(slice.id);
    const [display, second] = [captured(), captured()];
    await pictures.add(meta, display);
    await pictures.add(aPictureMeta(slice.id), second);
    renameSync(pathOf(second.webp), pathOf(display.webp));
    expect(await pictures.read(meta.id, 'full')).toBeNull();
    // With its key row exchanged as well, the hash still tells.
    aside(folder, (sqlite) =>
      sqlite
        .prepare(
          'UPDATE blobs SET wrapped_key = (SELECT wrapped_key FROM blobs WHERE sha256 = ?) WHERE sha256 = ?',
        )
        .run(sha256(second.webp), sha256(display.webp)),
    );
    expect(await pictures.read(meta.id, 'full')).toBeNull();
  });

  test('[ST22] under a file that opens but holds other bytes, it reads as absent', async () => {
    const meta = aPictureMeta(slice.id);
    const display = captured();
    await pictures.add(meta, display);
    const name = sha256(display.webp);
    const blob = database.blobs.get(name);
    const key = blob === null ? null : unseal(keys.current, blob.wrappedKey, name);
    writeFileSync(
      pathOf(display.webp),
      sealFile(key ?? Buffer.alloc(0), randomBytes(5_000), name, randomBytes),
    );
    expect(await pictures.read(meta.id, 'full')).toBeNull();
  });

  test('[ST22] whose master key is lost reads as absent, and again once the key is back', async () => {
    const meta = aPictureMeta(slice.id);
    const display = captured();
    await pictures.add(meta, display);
    const other = { current: randomBytes(KEY_BYTES), earlier: [] };
    expect(await storeWith(other).read(meta.id, 'full')).toBeNull();
    pictures = storeWith({ current: other.current, earlier: [randomBytes(KEY_BYTES), keys.current] });
    await expectReadable(meta.id, display);
  });

  test('[ST22] that is unknown or failed reads as absent', async () => {
    const unknown = PictureIdSchema.parse(randomUUID());
    expect(await pictures.read(unknown, 'full')).toBeNull();
    const meta = aPictureMeta(slice.id);
    expect(pictures.addFailure(failureOf(meta, 'black'))).toEqual(SAVED);
    expect(await pictures.read(meta.id, 'thumb')).toBeNull();
    expect(pictures.ofSlices([slice.id]).get(slice.id)).toMatchObject([
      { outcome: 'failed', reason: 'black' },
    ]);
  });

  test('[ST20] is mended by the same bytes coming again, damaged or without its key', async () => {
    const [meta, again, third] = [aPictureMeta(slice.id), aPictureMeta(slice.id), aPictureMeta(slice.id)];
    const display = captured();
    await pictures.add(meta, display);
    writeFileSync(pathOf(display.webp), 'damaged');
    expect(await pictures.add(again, display)).toEqual(SAVED);
    await expectReadable(meta.id, display);
    pictures = storeWith({ current: randomBytes(KEY_BYTES), earlier: [] });
    expect(await pictures.add(third, display)).toEqual(SAVED);
    await expectReadable(meta.id, display);
  });
});

describe('a picture that cannot be stored', () => {
  test('[ST24] because its slice is not there yet can be added once it is', async () => {
    const next = { ...aSlice(slice.contractId, SLOT + 600) };
    const meta = aPictureMeta(next.id);
    const display = captured();
    expect(await pictures.add(meta, display)).toMatchObject({ outcome: 'failed', reason: 'io' });
    expect(pictures.addFailure(failureOf(meta, 'disk'))).toMatchObject({
      outcome: 'failed',
    });
    expect(await pictures.sweep()).toBe(2);
    database.recorder.save([next], []);
    expect(await pictures.add(meta, display)).toEqual(SAVED);
    await expectReadable(meta.id, display);
  });

  test('[ST20] because a folder is in the way leaves no row, and nothing that outlives a sweep', async () => {
    const meta = aPictureMeta(slice.id);
    const display = captured();
    // The thumbnail is the second of the two files: the first is written already.
    mkdirSync(`${pathOf(display.thumb)}.tmp`, { recursive: true });
    expect(await pictures.add(meta, display)).toMatchObject({ outcome: 'failed', reason: 'io' });
    expect(rowsOf('pictures') + rowsOf('blobs')).toBe(0);
    rmSync(`${pathOf(display.thumb)}.tmp`, { recursive: true, force: true });
    expect(files()).toHaveLength(1);
    expect(await pictures.sweep()).toBe(1);
    expect(files()).toEqual([]);
    expect(await pictures.add(meta, display)).toEqual(SAVED);
    await expectReadable(meta.id, display);
  });

  test.runIf(canMount)(
    '[ST20] because the disk is full leaves nothing, and succeeds once there is space',
    async () => {
      mkdirSync(join(folder, 'pictures'));
      mountSmall(join(folder, 'pictures'), '64k');
      const meta = aPictureMeta(slice.id);
      const display = captured(randomBytes(60_000), randomBytes(10_000));
      expect(await pictures.add(meta, display)).toMatchObject({ outcome: 'failed', reason: 'full' });
      expect(files().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(rowsOf('pictures') + rowsOf('blobs')).toBe(0);
      await pictures.sweep();
      expect(files()).toEqual([]);
      const smaller = captured(randomBytes(20_000), randomBytes(1_000));
      expect(await pictures.add(meta, smaller)).toEqual(SAVED);
      await expectReadable(meta.id, smaller);
    },
  );

  test.runIf(canMount)(
    '[ST20] because the folder is read-only is told, and succeeds once it is not',
    async () => {
      mkdirSync(join(folder, 'pictures'));
      const mount = mountSmall(join(folder, 'pictures'), '1m');
      mount.remount('ro');
      const meta = aPictureMeta(slice.id);
      const display = captured();
      expect(await pictures.add(meta, display)).toMatchObject({ outcome: 'failed', reason: 'readonly' });
      expect(rowsOf('pictures')).toBe(0);
      mount.remount('rw');
      expect(await pictures.add(meta, display)).toEqual(SAVED);
    },
  );

  test('[ST20] because its row is refused leaves files that a sweep removes', async () => {
    aside(folder, (sqlite) => {
      sqlite.exec(
        "CREATE TRIGGER refuse BEFORE INSERT ON pictures BEGIN SELECT RAISE(ABORT, 'refused'); END",
      );
    });
    await expect(pictures.add(aPictureMeta(slice.id), captured())).rejects.toThrow('refused');
    expect(rowsOf('blobs')).toBe(0);
    expect(await pictures.sweep()).toBe(2);
    aside(folder, (sqlite) => sqlite.exec('DROP TRIGGER refuse'));
    expect(await pictures.add(aPictureMeta(slice.id), captured())).toEqual(SAVED);
  });
});

describe('a sweep', () => {
  test('[ST23] removes half-written files and orphans, and nothing else', async () => {
    const meta = aPictureMeta(slice.id);
    const display = captured();
    await pictures.add(meta, display);
    const kept = files();
    const orphan = randomBytes(10);
    mkdirSync(join(pathOf(orphan), '..'), { recursive: true });
    writeFileSync(pathOf(orphan), orphan);
    writeFileSync(`${pathOf(display.webp)}.tmp`, 'half');
    const strangers = [
      'pictures/notes.txt',
      `pictures/${sha256(orphan).slice(0, 2)}/notes.tmp`,
      'pictures/zz',
    ];
    for (const path of strangers) writeFileSync(join(folder, path), 'not ours');
    expect(await pictures.sweep()).toBe(2);
    for (const path of strangers) expect(existsSync(join(folder, path)), path).toBe(true);
    for (const name of kept) expect(existsSync(join(folder, 'pictures', name)), name).toBe(true);
    await expectReadable(meta.id, display);
    expect(await pictures.sweep()).toBe(0);
  });

  test('[ST23] in a new profile has nothing to do', async () => {
    expect(await pictures.sweep()).toBe(0);
  });

  test('[ST23] leaves finished files where a damaged database may know them', async () => {
    const orphan = randomBytes(10);
    mkdirSync(join(pathOf(orphan), '..'), { recursive: true });
    writeFileSync(pathOf(orphan), orphan);
    writeFileSync(`${pathOf(orphan)}.tmp`, 'half');
    expect(await storeWith(keys, true).sweep()).toBe(1);
    expect(existsSync(pathOf(orphan))).toBe(true);
  });

  test('[ST23] never takes a file from a picture that is being added', async () => {
    const metas = Array.from({ length: 20 }, () => aPictureMeta(slice.id));
    const displays = metas.map(() => captured(randomBytes(300_000)));
    const work = metas.flatMap((meta, n) => [
      pictures.add(meta, displays[n] ?? captured()),
      pictures.sweep(),
    ]);
    const done = await Promise.all(work);
    expect(done).toEqual(metas.flatMap(() => [SAVED, 0]));
    for (const [n, meta] of metas.entries()) await expectReadable(meta.id, displays[n] ?? captured());
  });
});

describe('sealed bytes', () => {
  test('[ST21] are those of docs/SPEC.md: nonce, AES-256-GCM ciphertext and tag, with the name as additional data', async () => {
    const key = await crypto.subtle.importKey('raw', Buffer.alloc(32, 7), 'AES-GCM', false, ['decrypt']);
    const name = sha256(Buffer.from('x'));
    const file = sealFile(Buffer.alloc(32, 7), Buffer.from('plain'), name, (size) => Buffer.alloc(size, 9));
    expect(file.subarray(0, 16)).toEqual(Buffer.concat([Buffer.from('MTP1'), Buffer.alloc(12, 9)]));
    // Another implementation (WebCrypto) opens them.
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: Buffer.alloc(12, 9), additionalData: Buffer.from(name), tagLength: 128 },
      key,
      file.subarray(16),
    );
    expect(Buffer.from(plain).toString()).toBe('plain');
  });

  test('[ST22] open with their own key and name only', () => {
    const key = randomBytes(KEY_BYTES);
    const sealed = seal(key, Buffer.from('plain'), 'a', randomBytes);
    expect(unseal(key, sealed, 'a')?.toString()).toBe('plain');
    expect(unseal(key, sealed, 'b')).toBeNull();
    expect(unseal(randomBytes(KEY_BYTES), sealed, 'a')).toBeNull();
    expect(unseal(key, sealed.subarray(0, 27), 'a')).toBeNull();
    expect(unsealFile(key, sealed, 'a')).toBeNull();
  });
});
