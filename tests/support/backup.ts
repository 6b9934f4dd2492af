/** Profiles with everything in them, and the parts that back them up and bring them back. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { type BackupDeps, createBackups } from '../../electron/main/backup/make';
import { placeRestored } from '../../electron/main/backup/place';
import { createRestores, type RestoreDeps } from '../../electron/main/backup/restore';
import { doBackupTask } from '../../electron/main/backup/work';
import { MIGRATIONS } from '../../electron/main/db/migrations';
import type { Database } from '../../electron/main/db/open';
import { look, snapshot } from '../../electron/main/db/snapshot';
import { EncryptedPictures } from '../../electron/main/pictures';
import type { Child, ForkChild } from '../../electron/main/sensors/child';
import { type KeyStore, type MasterKeys, openVault, writeVault } from '../../electron/main/vault';
import { addContract, openSound } from './database';
import { NO_JOBS } from './job';
import { aPictureMeta, aSlice, closed, MONDAY, SLOT } from './store-fixtures';

/** As on a machine without a key store. */
export const NO_KEY_STORE: KeyStore = {
  available: () => false,
  encrypt: () => {
    throw new Error('no key store');
  },
  decrypt: () => {
    throw new Error('no key store');
  },
};

export interface Profile {
  folder: string;
  database: Database;
  keys: MasterKeys;
  pictures: EncryptedPictures;
}

/** Opens the profile in the folder as the app does. */
export async function openProfile(folder: string): Promise<Profile> {
  const database = openSound(folder);
  const vault = await openVault({ folder, keyStore: NO_KEY_STORE, randomBytes, now: () => MONDAY });
  if (vault.outcome === 'failed') throw new Error(vault.detail);
  const { pictures: rows, blobs } = database;
  const { keys } = vault;
  const pictures = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: false });
  return { folder, database, keys, pictures };
}

/** Adds a contract with slices, each with a picture of `bytes` random bytes. */
export async function fill({ database, pictures }: Profile, count: number, bytes = 3_000): Promise<void> {
  const contract = addContract(database);
  for (let n = 0; n < count; n++) {
    const slice = closed(aSlice(contract, SLOT + n * 600, { memo: `Memo ${n}` }));
    const saved = database.recorder.save([slice], []);
    if (saved.outcome !== 'saved') throw new Error(saved.detail);
    const shot = {
      display: 'd',
      width: 9,
      height: 9,
      webp: randomBytes(bytes),
      thumb: randomBytes(bytes >> 3),
    };
    const added = await pictures.add(aPictureMeta(slice.id), shot);
    if (added.outcome !== 'saved') throw new Error(added.detail);
  }
}

/** The child's work in this process, over the same messages. */
export const forkHere: ForkChild = (): Child => {
  const messages: ((message: unknown) => void)[] = [];
  const exits: ((code: number | null) => void)[] = [];
  return {
    post(message) {
      if (message === 'done') {
        for (const listener of exits) listener(0);
        return;
      }
      void doBackupTask(
        message,
        { look, snapshot },
        (answer) => {
          for (const listener of messages) listener(answer);
        },
        () => performance.now(),
      );
    },
    onMessage: (listener) => void messages.push(listener),
    onExit: (listener) => void exits.push(listener),
    kill: () => undefined,
  };
};

export function backups(profile: Profile, path: string | null, change: Partial<BackupDeps> = {}) {
  return createBackups({
    folder: profile.folder,
    fork: forkHere,
    keys: Promise.resolve(profile.keys),
    workFactor: 10,
    askPath: async () => path,
    jobs: NO_JOBS,
    newId: () => randomUUID(),
    now: () => MONDAY,
    appVersion: '1.2.3',
    log: () => undefined,
    ...change,
  });
}

export function restores(folder: string, path: string | null, change: Partial<RestoreDeps> = {}) {
  const restarts: number[] = [];
  const parts = createRestores({
    folder,
    fork: forkHere,
    known: MIGRATIONS.at(-1)?.number ?? 0,
    askFile: async () => path,
    recorder: { timer: () => ({ ...STOPPED }) },
    present: () => ({ contracts: 0, slices: 0, pictures: 0 }),
    writeVault: (into, keys) => writeVault(into, keys, NO_KEY_STORE),
    jobs: NO_JOBS,
    newId: () => randomUUID(),
    now: () => MONDAY + 5_000,
    restart: () => void restarts.push(1),
    log: () => undefined,
    ...change,
  });
  return { ...parts, restarts };
}

export const STOPPED = {
  mode: 'stopped',
  pauseReason: null,
  contractId: null,
  memo: '',
  sessionMs: 0,
  todayMs: 0,
  week: { start: MONDAY, trackedMs: 0, overMs: 0, limitSeconds: null },
  idle: null,
} as const;

/** Chooses, reads, applies and places, as a user and the next start do. */
export async function restoreInto(folder: string, path: string, passphrase: string): Promise<void> {
  const parts = restores(folder, path);
  for (const step of [parts.choose, () => parts.read(passphrase), parts.apply]) {
    const answer = await step();
    if (!answer.ok) throw new Error(answer.error.detail);
  }
  placeRestored(folder);
}

/** Every row of every table that is ours, and the bytes of every picture file. */
export function contentOf(folder: string): {
  rows: Record<string, unknown[]>;
  files: Record<string, string>;
} {
  const sqlite = new Sqlite(join(folder, 'minutier.db'), { readonly: true });
  try {
    const tables = z
      .array(z.string())
      .parse(
        sqlite
          .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name",
          )
          .pluck()
          .all(),
      );
    const rows = tables.map((table) => {
      const key = z
        .array(z.object({ name: z.string() }))
        .parse(sqlite.pragma(`table_info(${table})`))
        .map(({ name }) => name);
      return [table, sqlite.prepare(`SELECT * FROM ${table} ORDER BY ${key.join(', ')}`).all()];
    });
    return { rows: Object.fromEntries(rows), files: filesOf(join(folder, 'pictures')) };
  } finally {
    sqlite.close();
  }
}

/** Names below the folder with their bytes, base64. */
export function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}
