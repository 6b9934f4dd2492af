/**
 * `kill -9` at random instants of a recording that is sealed as it goes, again and again over one database: after each,
 * the file is sound, at most five seconds of the open slice are lost, nothing of a closed one, and no picture is an
 * orphan or a half; the log verifies, and has every slice once.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { PictureIdSchema } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import { type Slice, trackedMs } from '../../domain/slice';
import { HOUR_MS, slotOf } from '../../domain/week';
import { type Database, openDatabase } from '../../electron/main/db/open';
import { PICTURES_FOLDER } from '../../electron/main/picture-file';
import { EncryptedPictures } from '../../electron/main/pictures';
import { openVault } from '../../electron/main/vault';
import { aside } from '../support/database';
import { newContract } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';
import { checkHeads, checkLogs, nextStart } from './evidence-checks';
import { KILL_CONTRACT, NO_KEY_STORE, type Said, SaidSchema } from './protocol';

const KILLS = 200;
/** The recording is killed within this many ms after it was ready: about a slot at its speed. */
const LIFE_MS = 500;
const LOSS_MS = 5_000;
/** The log is verified after so many kills: each time all of it is. */
const VERIFIED_EVERY = 20;

const STARTED_AT = Date.UTC(2026, 10, 23, 9);

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);
let program = '';

beforeAll(async () => {
  const outDir = join(import.meta.dirname, '../../node_modules/.cache/kill');
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      rollupOptions: { input: join(import.meta.dirname, 'recording.ts'), external: ['better-sqlite3'] },
    },
    ssr: { noExternal: ['zod'] },
  });
  program = join(outDir, 'recording.js');
}, 60_000);

interface Life {
  said: Said[];
  /** Where the recording's clock stood last. */
  at: number;
}

/** Runs the recording and kills it at a random instant; answers what it had acknowledged. */
async function live(folder: string, startAt: number, life: number): Promise<Life> {
  const child: ChildProcess = spawn(process.execPath, [program, folder, String(startAt), String(life)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('no output');
  const said: Said[] = [];
  const lines = createInterface({ input: child.stdout });
  const delay = random.uniform('delay') * LIFE_MS;
  lines.on('line', (text) => {
    // The last line may be cut by the kill.
    const line = text.endsWith('}') ? SaidSchema.parse(JSON.parse(text)) : null;
    if (line) said.push(line);
    if (line?.said === 'ready') setTimeout(() => child.kill('SIGKILL'), delay);
  });
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  const at = said.reduce((last, line) => (line.said === 'timer' ? Math.max(last, line.at) : last), startAt);
  return { said, at };
}

function openSound(folder: string): Database {
  const opened = openDatabase({
    folder,
    now: () => 0,
    onBrokenRow: (row) => {
      throw new Error(`broken row in ${row.table}`);
    },
  });
  if (opened.outcome !== 'opened') throw new Error(`not opened: ${opened.outcome}`);
  return opened.database;
}

function checkSlices(before: ReadonlyMap<string, Slice>, slices: readonly Slice[], life: Life): void {
  const byId = new Map<string, Slice>(slices.map((slice) => [slice.id, slice]));
  const acknowledged = new Map<string, Extract<Said, { said: 'slice' }>>();
  for (const line of life.said) if (line.said === 'slice') acknowledged.set(line.id, line);
  for (const [id, line] of acknowledged) {
    const slice = byId.get(id);
    if (!slice) throw new Error(`acknowledged slice ${id} is gone`);
    const keys = slice.minutes.reduce((sum, minute) => sum + minute.keys, 0);
    expect(trackedMs(slice)).toBeGreaterThanOrEqual(line.ms);
    expect(keys).toBeGreaterThanOrEqual(line.keys);
  }
  for (const [id, slice] of before) {
    const now = byId.get(id);
    // Gone on with, and killed after the write and before that was said.
    if (now?.state === 'open' && !acknowledged.has(id))
      expect(now.spans.slice(0, slice.spans.length)).toEqual(slice.spans);
    else if (!acknowledged.has(id)) expect(now).toEqual(slice);
  }

  const total = (all: Iterable<Slice>) => [...all].reduce((sum, slice) => sum + trackedMs(slice), 0);
  const session = life.said.reduce((last, line) => (line.said === 'timer' ? line.ms : last), 0);
  expect(session - (total(slices) - total(before.values()))).toBeLessThanOrEqual(LOSS_MS);

  const spans = slices.flatMap((slice) => slice.spans).sort((a, b) => a.start - b.start);
  spans.forEach((span, i) => {
    expect(span.start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0);
  });
  expect(slices.filter((slice) => slice.state === 'open').length).toBeLessThanOrEqual(1);
}

async function checkPictures(
  folder: string,
  database: Database,
  slices: readonly Slice[],
  acknowledged: Set<string>,
) {
  const vault = await openVault({ folder, keyStore: NO_KEY_STORE, randomBytes, now: () => 0 });
  if (vault.outcome !== 'opened' || vault.setAside) throw new Error('the vault was lost');
  const pictures = new EncryptedPictures({
    folder,
    rows: database.pictures,
    blobs: database.blobs,
    keys: vault.keys,
    randomBytes,
    keepOrphans: false,
  });
  const rows = [...pictures.ofSlices(slices.map((slice) => slice.id)).values()].flat();
  const ok = rows.filter((row) => row.outcome === 'ok');
  const ids = new Set<string>(ok.map((row) => row.id));
  for (const id of acknowledged) expect(ids).toContain(id);
  // A row is never without its bytes, whole and as they were.
  for (const row of ok.slice(-8)) {
    expect((await pictures.read(PictureIdSchema.parse(row.id), 'full'))?.length).toBe(120_000);
    expect((await pictures.read(PictureIdSchema.parse(row.id), 'thumb'))?.length).toBe(12_000);
  }
  await pictures.sweep();
  const named = new Set(ok.flatMap((row) => (row.outcome === 'ok' ? [row.sha256, row.thumbSha256] : [])));
  expect(new Set(filesUnder(join(folder, PICTURES_FOLDER)))).toEqual(named);
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [name];
  });
}

describe(`kill -9 (seed ${seed})`, () => {
  it(`[RC16] [SG19] ${KILLS} kills at random instants: the log is proven, the file is sound, at most 5 s of the open slice lost, nothing of a closed one, no orphan or half picture`, async () => {
    console.log(`seed ${seed}`);
    const folder = tempFolder();
    const first = openSound(folder);
    first.contracts.create(KILL_CONTRACT, newContract({ limitSeconds: null, idleMinutes: 60 }), 0);
    first.close();

    let at = STARTED_AT;
    let before = new Map<string, Slice>();
    const pictures = new Set<string>();
    const closed = new Set<string>();
    for (let life = 1; life <= KILLS; life++) {
      const lived = await live(folder, at, life);
      expect(aside(folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
      const database = openSound(folder);
      const slices = database.recorder.slicesBetween(0, Number.MAX_SAFE_INTEGER);
      checkSlices(before, slices, lived);
      for (const line of lived.said) {
        if (line.said === 'picture') pictures.add(line.id);
        if (line.said === 'slice' && line.state === 'closed') closed.add(line.id);
      }
      await checkPictures(folder, database, slices, pictures);
      database.close();
      before = new Map(slices.map((slice) => [slice.id, slice]));
      at = lived.at + 1_000;
      if (life % VERIFIED_EVERY === 0) {
        // Later than anything waits for: what is sealed now is not gone on with.
        at += 2 * HOUR_MS;
        const app = await nextStart(folder, at);
        checkHeads(app, folder, []);
        await checkLogs(app, [slotOf(STARTED_AT), slotOf(at)]);
        app.database.close();
        at += 2 * HOUR_MS;
      }
    }
    const counted = (what: string) =>
      Number(aside(folder, (sqlite) => sqlite.prepare(`SELECT COUNT(*) FROM ${what}`).pluck().get()));
    const segments = counted('entries WHERE slice_id IS NOT NULL');
    const drawn = counted('pictures WHERE draw_nth IS NOT NULL');
    console.log(
      `${KILLS} kills: ${closed.size} slices closed, ${pictures.size} pictures acknowledged, ${segments} slices sealed, ${drawn} pictures at moments of a day key`,
    );
    expect(segments).toBeGreaterThan(KILLS / 4);
    expect(drawn).toBeGreaterThan(0);
    expect(closed.size).toBeGreaterThan(KILLS / 4);
    expect(pictures.size).toBeGreaterThan(KILLS / 4);
  }, 600_000);
});
