/** Backup and restore between real profiles: real SQLite, real files, the real formats. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { packTar, unpackTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { picturePath } from '../../electron/main/backup/format';
import { sweepScratch } from '../../electron/main/backup/make';
import { readRestored } from '../../electron/main/backup/place';
import { tellRestored } from '../../electron/main/opening';
import {
  backups,
  contentOf,
  filesOf,
  fill,
  openProfile,
  type Profile,
  restoreInto,
  restores,
  STOPPED,
} from '../support/backup';
import { openSound } from '../support/database';
import { aJob } from '../support/job';
import { NoticeBoard } from '../support/rig';
import { MONDAY } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const WORD = 'correct horse é battery';

/** A profile with a few slices, and its backup. */
async function aBackup(count = 4): Promise<{ profile: Profile; path: string; bytes: Buffer }> {
  const profile = await openProfile(tempFolder());
  await fill(profile, count);
  const path = join(tempFolder(), 'all.minutier');
  const made = await backups(profile, path)(WORD);
  expect(made).toMatchObject({ ok: true, value: { outcome: 'saved', path, slices: count, pictures: count } });
  return { profile, path, bytes: readFileSync(path) };
}

/** What reading the file answers, into a profile of its own; and that nothing is left of it there. */
async function reading(path: string, passphrase = WORD, change: Parameters<typeof restores>[2] = {}) {
  const folder = tempFolder();
  const parts = restores(folder, path, change);
  await parts.choose();
  const read = await parts.read(passphrase);
  if (!read.ok || read.value.outcome !== 'whole') expect(readdirSync(folder)).toEqual([]);
  await parts.forget();
  expect(readdirSync(folder)).toEqual([]);
  return read;
}

const answered = (outcome: string) => ({ ok: true, value: { outcome } });

describe('a backup', () => {
  it('[BK1] holds every row and every picture byte, and brings them into an empty profile with their keys', async () => {
    const { profile, path } = await aBackup();
    const other = tempFolder();
    await restoreInto(other, path, WORD);
    expect(contentOf(other)).toEqual(contentOf(profile.folder));
    const restored = await openProfile(other);
    for (const slice of restored.database.slices.all()) {
      const [picture] = restored.database.pictures.ofSlices([slice.id]).get(slice.id) ?? [];
      if (picture === undefined) throw new Error('a picture was expected');
      const bytes = await restored.pictures.read(picture.id, 'full');
      expect(bytes).not.toBeNull();
      expect(bytes).toEqual(await profile.pictures.read(picture.id, 'full'));
    }
    expect(restored.keys.current).toEqual(profile.keys.current);
  });

  it('[BK1] is of one instant, while the app goes on writing; erased pictures are left out, and what has none is whole too', async () => {
    const profile = await openProfile(tempFolder());
    await fill(profile, 3);
    const [name] = Object.keys(filesOf(join(profile.folder, 'pictures')));
    rmSync(join(profile.folder, 'pictures', name ?? ''));
    const path = join(tempFolder(), 'all.minutier');
    const making = backups(profile, path)(WORD);
    await fill(profile, 1);
    expect(await making).toMatchObject({ ok: true, value: { outcome: 'saved' } });
    expect(await reading(path)).toMatchObject(answered('whole'));

    const empty = await openProfile(tempFolder());
    const bare = join(tempFolder(), 'bare.minutier');
    await backups(empty, bare)(WORD);
    expect(await reading(bare)).toMatchObject({
      ok: true,
      value: { outcome: 'whole', backup: { slices: 0, from: null, to: null } },
    });
  });

  it('[BK2] opens with the standard age format and tar, and with the passphrase alone', async () => {
    const { path } = await aBackup(1);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(WORD);
    const entries = await unpackTar(await decrypter.decrypt(readFileSync(path)));
    expect(entries.map(({ header }) => header.name.replace(/[0-9a-f]{2}\/[0-9a-f]{64}/, '…'))).toEqual([
      'manifest.json',
      'keys.json',
      'minutier.db',
      'pictures/…',
      'pictures/…',
      'end.json',
    ]);
    expect(readFileSync(path).includes('Memo 0')).toBe(false);
    expect(readFileSync(path, 'latin1').startsWith('age-encryption.org/v1\n-> scrypt ')).toBe(true);
  });

  it('[BK2] the passphrase is the same however its accents were typed', async () => {
    const { path } = await aBackup(1);
    expect(await reading(path, WORD.normalize('NFD'))).toMatchObject(answered('whole'));
  });

  it('[BK3] that is cancelled or refused by the disk leaves the one of before, and nothing aside', async () => {
    const profile = await openProfile(tempFolder());
    await fill(profile, 2);
    const folder = tempFolder();
    const path = join(folder, 'all.minutier');
    writeFileSync(path, 'before');
    const cancelled = backups(profile, path, {
      jobs: {
        run: async (_kind, work) => {
          const abort = new AbortController();
          abort.abort(new Error('cancelled'));
          await work(aJob({ signal: abort.signal })).catch(() => undefined);
          return null;
        },
      },
    });
    expect(await cancelled(WORD)).toEqual(answered('cancelled'));
    expect(await backups(profile, join(folder, 'absent', 'x.minutier'))(WORD)).toMatchObject({
      ok: false,
      error: { code: 'storage' },
    });
    expect(await backups(profile, null)(WORD)).toEqual(answered('cancelled'));
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['all.minutier']);
    expect(readdirSync(profile.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('[BK3] what a crash left aside is removed at the next start, and nothing else', async () => {
    const folder = tempFolder();
    for (const name of ['backup-0123abcd.tmp', 'restore-0123abcd.tmp', 'restore-ready', 'mine.tmp']) {
      mkdirSync(join(folder, name));
    }
    await sweepScratch(folder);
    expect(readdirSync(folder)).toEqual(['mine.tmp', 'restore-ready']);
  });

  it('[BK3] neither passphrase nor keys are in what is logged, nor in any file of the profile', async () => {
    const said: string[] = [];
    const log = (message: string) => void said.push(message);
    const profile = await openProfile(tempFolder());
    await fill(profile, 1);
    const path = join(tempFolder(), 'all.minutier');
    await backups(profile, path, { log })(WORD);
    await backups(profile, join(tempFolder(), 'absent', 'x'), { log })(WORD);
    await reading(path, 'a wrong passphrase', { log });
    expect(said).toHaveLength(2);
    expect(said.join()).not.toContain(WORD);
    expect(said.join()).not.toContain('a wrong passphrase');
    expect(said.join()).not.toContain(profile.keys.current.toString('base64'));
    for (const [name, bytes] of Object.entries(filesOf(profile.folder))) {
      expect(Buffer.from(bytes, 'base64').includes(WORD), name).toBe(false);
    }
  });
});

describe('reading a backup', () => {
  /** The file with its bytes changed. */
  function changed(next: Uint8Array): string {
    const path = join(tempFolder(), 'changed.minutier');
    writeFileSync(path, next);
    return path;
  }

  it('[BK4] tells what is in it and what is here', async () => {
    const { path } = await aBackup(6);
    const present = { contracts: 7, slices: 8, pictures: 9 };
    const read = await reading(path, WORD, { present: () => present });
    expect(read).toMatchObject({
      ok: true,
      value: {
        outcome: 'whole',
        backup: { madeAt: MONDAY, appVersion: '1.2.3', contracts: 1, slices: 6, pictures: 6 },
        present,
      },
    });
  });

  it('[BK5] with a wrong passphrase says so', async () => {
    const { path } = await aBackup(1);
    expect(await reading(path, `${WORD}!`)).toEqual(answered('wrong-passphrase'));
  });

  it('[BK5] of a file of another kind says so', async () => {
    expect(await reading(changed(Buffer.from('hello')))).toEqual(answered('not-a-backup'));
    expect(await reading(changed(Buffer.alloc(0)))).toEqual(answered('not-a-backup'));
    const encrypter = new Encrypter();
    encrypter.setPassphrase(WORD);
    encrypter.setScryptWorkFactor(10);
    const tar = await packTar([{ header: { name: 'holiday.jpg', size: 1 }, body: 'x' }]);
    expect(await reading(changed(await encrypter.encrypt(tar)))).toEqual(answered('not-a-backup'));
  });

  it('[BK5] with one bit changed, wherever it is, is refused', { timeout: 120_000 }, async () => {
    const { bytes } = await aBackup(6);
    const body = bytes.indexOf('\n--- ') + 50;
    // The version line, the salt, the wrapped key, the header's code, the nonce, and every chunk of 64 kB with its code.
    const places = [3, 40, body - 70, body - 20, body + 5, body + 30];
    for (let at = body + 1_000; at < bytes.length; at += 65_552) places.push(at);
    places.push(bytes.length - 1);
    for (const at of places) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      const read = await reading(changed(copy));
      expect(['not-a-backup', 'wrong-passphrase', 'damaged'].map(answered), `byte ${at}`).toContainEqual(
        read,
      );
    }
  });

  it('[BK5] cut short anywhere, or with something after its end, is refused', {
    timeout: 120_000,
  }, async () => {
    const { bytes } = await aBackup(6);
    const chunk = 65_552;
    const body = bytes.indexOf('\n--- ') + 5 + 43 + 1 + 16;
    const cuts = [
      10,
      100,
      body,
      body + 10,
      body + chunk,
      body + 2 * chunk,
      bytes.length - 17,
      bytes.length - 1,
    ];
    for (const length of cuts) {
      const read = await reading(changed(bytes.subarray(0, length)));
      expect(['not-a-backup', 'damaged'].map(answered), `${length} bytes`).toContainEqual(read);
    }
    const longer = Buffer.concat([bytes, Buffer.alloc(100)]);
    expect(await reading(changed(longer))).toEqual(answered('damaged'));
  });

  it('[BK5] with chunks in another order is refused', async () => {
    const { bytes } = await aBackup(6);
    const body = bytes.indexOf('\n--- ') + 5 + 43 + 1 + 16;
    const swapped = Buffer.concat([
      bytes.subarray(0, body),
      bytes.subarray(body + 65_552, body + 2 * 65_552),
      bytes.subarray(body, body + 65_552),
      bytes.subarray(body + 2 * 65_552),
    ]);
    expect(swapped).toHaveLength(bytes.length);
    expect(await reading(changed(swapped))).toEqual(answered('damaged'));
  });

  it('[BK5] whose inside is not what it says is refused, and writes nowhere else', async () => {
    const { bytes } = await aBackup(6);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(WORD);
    const entries = await unpackTar(await decrypter.decrypt(bytes));
    const text = (value: unknown) => Buffer.from(JSON.stringify(value));
    const outside = join(tempFolder(), 'evil');
    const with1 = (change: (list: typeof entries) => typeof entries) =>
      change(entries.map((one) => ({ ...one })));
    const entry = (name: string, data: Buffer) => ({
      header: { name, size: data.length },
      data: new Uint8Array(data),
    });
    const cases = [
      with1((list) => list.filter(({ header }) => header.name !== 'end.json')),
      with1((list) => list.filter((_, n) => n !== 3)),
      with1((list) => [...list, list[3] ?? entry('x', text(1))]),
      with1((list) => list.toSpliced(4, 0, list[3] ?? entry('x', text(1)))),
      with1((list) => list.toSpliced(4, 0, entry(`pictures/../../../../../../..${outside}`, text(1)))),
      with1((list) => list.toSpliced(4, 0, entry(outside, text(1)))),
      with1((list) => list.toSpliced(3, 0, entry(picturePath('ab'.repeat(32)), text(1)))),
      with1((list) => list.toSpliced(2, 1, entry('minutier.db', Buffer.from('SQLite format 3\0 no')))),
      with1((list) => list.toSpliced(1, 1)),
      with1((list) => list.with(3, entry(list[3]?.header.name ?? '', text(1)))),
    ];
    for (const [n, list] of cases.entries()) {
      const encrypter = new Encrypter();
      encrypter.setPassphrase(WORD);
      encrypter.setScryptWorkFactor(10);
      const sealed = await encrypter.encrypt(await packTar(list));
      const read = await reading(changed(sealed));
      expect(['not-a-backup', 'damaged'].map(answered), `case ${n}`).toContainEqual(read);
    }
    expect(existsSync(outside)).toBe(false);
  });

  it('[BK6] made by a newer version is refused as such', async () => {
    const { path } = await aBackup(1);
    expect(await reading(path, WORD, { known: 1 })).toEqual(answered('newer'));
    const encrypter = new Encrypter();
    encrypter.setPassphrase(WORD);
    encrypter.setScryptWorkFactor(10);
    const later = JSON.stringify({ format: 'minutier-backup', version: 2, unheard: true });
    const tar = await packTar([{ header: { name: 'manifest.json', size: later.length }, body: later }]);
    expect(await reading(changed(await encrypter.encrypt(tar)))).toEqual(answered('newer'));
  });
});

describe('a restore', () => {
  it('[BK7] is refused while time is tracked or paused, at each step', async () => {
    const { path } = await aBackup(1);
    const folder = tempFolder();
    let mode: 'stopped' | 'tracking' | 'paused' = 'stopped';
    const parts = restores(folder, path, { recorder: { timer: () => ({ ...STOPPED, mode }) } });
    await parts.choose();
    mode = 'tracking';
    expect(await parts.read(WORD)).toMatchObject({ ok: false, error: { code: 'tracking' } });
    mode = 'stopped';
    expect(await parts.read(WORD)).toMatchObject(answered('whole'));
    mode = 'paused';
    expect(await parts.apply()).toMatchObject({ ok: false, error: { code: 'tracking' } });
    expect(parts.restarts).toEqual([]);
    expect(existsSync(join(folder, 'restore-ready'))).toBe(false);
  });

  it('[BK7] asks for a file and a reading first', async () => {
    const parts = restores(tempFolder(), null);
    expect(await parts.choose()).toEqual(answered('cancelled'));
    expect(await parts.read(WORD)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(await parts.apply()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('[BK8] sets aside what was here, whole, and tells where; the database knows when it was restored', async () => {
    const { path } = await aBackup(2);
    const here = await openProfile(tempFolder());
    await fill(here, 3);
    here.database.close();
    const before = filesOf(here.folder);
    writeFileSync(join(here.folder, 'Preferences'), 'of the browser');
    await restoreInto(here.folder, path, WORD);

    const restored = readRestored(here.folder);
    expect(restored).toMatchObject({ restoredAt: MONDAY + 5_000, madeAt: MONDAY });
    expect(filesOf(join(here.folder, restored?.aside ?? ''))).toEqual(before);
    expect(readFileSync(join(here.folder, 'Preferences'), 'utf8')).toBe('of the browser');

    const database = openSound(here.folder);
    expect(database.slices.count()).toBe(2);
    expect(database.settings.restored()).toBeNull();
    const board = new NoticeBoard();
    tellRestored(here.folder, database.settings, board);
    tellRestored(here.folder, database.settings, board);
    expect(database.settings.restored()).toEqual({ restoredAt: MONDAY + 5_000, madeAt: MONDAY });
    expect([...board.shown.values()]).toMatchObject([
      { id: 'restored', values: { path: join(here.folder, restored?.aside ?? '') } },
    ]);
    expect(readRestored(here.folder)).toBeNull();
    // The mark disturbs no reading of the settings.
    expect(database.settings.read().theme).toBe('system');
  });

  it('[BK8] a second restore at the same instant gets a folder of its own', async () => {
    const { path } = await aBackup(1);
    const folder = tempFolder();
    await restoreInto(folder, path, WORD);
    await restoreInto(folder, path, WORD);
    expect(readdirSync(folder).filter((name) => name.startsWith('replaced-'))).toHaveLength(2);
  });

  it('[BK8] keys of vaults set aside come along', async () => {
    const { profile } = await aBackup(1);
    copyFileSync(
      join(profile.folder, 'vault.json'),
      join(profile.folder, 'vault.json.set-aside-20260101T000000Z'),
    );
    const again = await openProfile(profile.folder);
    expect(again.keys.earlier).toHaveLength(1);
    const path = join(tempFolder(), 'x.minutier');
    await backups(again, path)(WORD);
    const other = tempFolder();
    await restoreInto(other, path, WORD);
    const restored = await openProfile(other);
    expect(restored.keys.earlier).toEqual(again.keys.earlier);
  });
});
