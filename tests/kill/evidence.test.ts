/**
 * `kill -9` before any step of sealing, of destroying and of an export: after the next start each log verifies with all
 * that the tables have, nothing that was acknowledged is lost, nothing is sealed twice, what was deleted is gone to the
 * last byte, and under the export's name is a whole bundle or none.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toBase64Url } from '../../domain/bytes';
import { ManualClock } from '../../domain/clock';
import type { SliceId } from '../../domain/ids';
import { EMPTY, grown, rootOf } from '../../domain/merkle';
import { seededRandom } from '../../domain/random';
import type { LogRecord } from '../../domain/record';
import { type Slice, trackedMs } from '../../domain/slice';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { sourceOf, trustOf } from '../support/bundles';
import { aside } from '../support/database';
import { sha256 } from '../support/evidence';
import { bundled } from '../support/fork-child';
import { tempFolder } from '../support/temp-folder';
import { DEVICE, type EvidenceApp, evidenceApp } from './evidence-app';
import {
  CONTRACTS,
  type EvidenceSaid,
  EvidenceSaidSchema,
  memoOf,
  SLICES,
  STARTED_AT,
  slotOfSlice,
  type Work,
} from './evidence-protocol';

/** Of each kind of work. With `Number.POSITIVE_INFINITY` every step of it is one. */
const KILLS = 12;
const HOUR_MS = 3_600_000;

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);

interface Life {
  said: EvidenceSaid[];
  signal: string | null;
}

/** Runs the work; killed before that step. */
async function live(folder: string, work: Work, step: number, path: string): Promise<Life> {
  const program = await bundled('evidence-steps');
  const child = spawn(process.execPath, [program, folder, work, String(step), path], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [text, complaint] = ['', ''];
  child.stdout.on('data', (data) => {
    text += data;
  });
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  child.on('close', (code, signal) => resolve({ code, signal }));
  const { code, signal } = await promise;
  if (signal !== 'SIGKILL') expect(code, complaint).toBe(0);
  const said = text
    .split('\n')
    .slice(0, -1)
    .map((line) => EvidenceSaidSchema.parse(JSON.parse(line)));
  return { said, signal };
}

/** The app of the next start, a day later. */
async function nextStart(folder: string): Promise<EvidenceApp> {
  const app = await evidenceApp(folder, new ManualClock(STARTED_AT + 24 * HOUR_MS), (message) => {
    throw new Error(message);
  });
  onTestFinished(() => app.database.close());
  await app.recover();
  return app;
}

async function recordOf(path: string): Promise<LogRecord> {
  const bundle = sourceOf(new Uint8Array(readFileSync(path)));
  const trust = trustOf({ freelancer: [DEVICE.key] });
  const { verdict, findings, record } = await verify(bundle, trust, DEFAULT_POLICY, nodeCrypto());
  expect(verdict, JSON.stringify(findings)).toBe('proven');
  if (record === null) throw new Error('no record');
  return record;
}

/** A log that has everything of the tables and nothing else, and is proven. */
async function checkLogs(app: EvidenceApp): Promise<void> {
  for (const contract of CONTRACTS) {
    const slices = app.database.recorder
      .slicesBetween(0, Number.MAX_SAFE_INTEGER)
      .filter(({ contractId }) => contractId === contract);
    const path = join(tempFolder(), 'evidence.zip');
    const result = await app.export(contract, [slotOfSlice(0), slotOfSlice(SLICES.length - 1)], path);
    if (slices.length === 0 && result.outcome === 'nothing-sealed') continue;
    expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven' });
    expect(standing(await recordOf(path))).toEqual(slices.map((slice) => factsOf(app, slice)));
  }
}

function standing(record: LogRecord) {
  return record.segments
    .filter(({ state }) => state === 'stands')
    .map(({ entry, ms, memo, pictures }) => ({
      slot: entry.slot,
      ms,
      memo: memo.told ? memo.value : null,
      pictures: pictures.flatMap(({ picture }) => (picture.told ? [picture.value.sha256] : [])),
    }));
}

function factsOf({ database }: EvidenceApp, slice: Slice) {
  const pictures = database.pictures.ofSlices([slice.id]).get(slice.id) ?? [];
  return {
    slot: slice.slot,
    ms: trackedMs(slice),
    memo: slice.memo,
    pictures: pictures.flatMap((one) => (one.outcome === 'ok' ? [one.sha256] : [])),
  };
}

/** Heads that were said are heads of the logs still, and no slice was sealed twice into one. */
function checkHeads(app: EvidenceApp, folder: string, said: readonly EvidenceSaid[]): void {
  for (const head of said) {
    if (head.said !== 'head') continue;
    const log = app.database.logs.newest(head.contract);
    expect(log?.log).toBe(head.log);
    const leaves = [...app.database.logs.leaves(log?.id ?? 0, head.size)];
    const tree = leaves.reduce((all, leaf) => grown(all, Buffer.from(leaf, 'base64url'), sha256), EMPTY);
    expect([tree.size, toBase64Url(rootOf(tree, sha256))]).toEqual([head.size, head.root]);
  }
  const twice = aside(folder, (sqlite) =>
    sqlite
      .prepare(
        'SELECT slice_id FROM entries WHERE slice_id IS NOT NULL GROUP BY log_id, slice_id HAVING COUNT(*) > 1',
      )
      .all(),
  );
  expect(twice).toEqual([]);
}

function bytesUnder(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  return Buffer.concat(files.map((path) => readFileSync(path)));
}

/** A slice is there whole, or nothing of it is in any file. Gives those that are gone. */
function checkGone(app: EvidenceApp, folder: string, said: readonly EvidenceSaid[]): SliceId[] {
  app.database.close();
  const bytes = bytesUnder(folder);
  const stored = aside(folder, (sqlite) => new Set(sqlite.prepare('SELECT id FROM slices').pluck().all()));
  const gone = SLICES.filter((id) => !stored.has(id));
  for (const id of gone) {
    expect(bytes.includes(memoOf(SLICES.indexOf(id))), `the memo of ${id}`).toBe(false);
    for (const line of said)
      if (line.said === 'told' && line.slice === id)
        expect(bytes.includes(line.text), `what was told of ${id}`).toBe(false);
  }
  for (const line of said) {
    if (line.said === 'gone') expect(gone).toContain(line.slice);
    if (line.said === 'amended') expect(bytes.includes(memoOf(SLICES.indexOf(line.slice)))).toBe(false);
  }
  return gone;
}

/** Steps to be killed before: all of them, or so many, one in each stretch of equal length. */
function stepsOf(count: number): number[] {
  if (count <= KILLS) return Array.from({ length: count }, (_, n) => n + 1);
  return Array.from({ length: KILLS }, (_, n) => {
    const [from, to] = [(n * count) / KILLS, ((n + 1) * count) / KILLS];
    return 1 + Math.floor(from + random.uniform('step') * (to - from));
  });
}

async function stepsIn(work: Work): Promise<number> {
  const { said, signal } = await live(tempFolder(), work, 0, join(tempFolder(), 'evidence.zip'));
  expect(signal).toBeNull();
  const last = said.at(-1);
  if (last?.said !== 'steps') throw new Error('the work did not end');
  return last.steps;
}

describe(`kill -9 (seed ${seed})`, { timeout: 300_000 }, () => {
  it.each<Work>(['seal', 'change'])('[SG19] [DS8] before a step of “%s”', async (work) => {
    const steps = stepsOf(await stepsIn(work));
    console.log(`seed ${seed}: ${work}: steps ${steps.join(' ')}`);
    for (const step of steps) {
      const folder = tempFolder();
      const { said, signal } = await live(folder, work, step, '');
      expect(signal, `step ${step}`).toBe('SIGKILL');
      expect(aside(folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
      const app = await nextStart(folder);
      checkHeads(app, folder, said);
      await checkLogs(app);
      checkGone(app, folder, said);
    }
  });

  it.each<Work>(['export', 'export again'])('[BU7] before a step of “%s”', async (work) => {
    const steps = stepsOf(await stepsIn(work));
    console.log(`seed ${seed}: ${work}: steps ${steps.join(' ')}`);
    for (const step of steps) {
      const [folder, aim] = [tempFolder(), tempFolder()];
      const path = join(aim, 'evidence.zip');
      const { said, signal } = await live(folder, work, step, path);
      expect(signal, `step ${step}`).toBe('SIGKILL');
      const app = await nextStart(folder);
      checkHeads(app, folder, said);
      expect(readdirSync(folder).filter((name) => name.startsWith('evidence-'))).toEqual([]);
      expect(readdirSync(aim).filter((name) => name !== 'evidence.zip')).toEqual([]);
      if (existsSync(path)) await recordOf(path);
      else expect(said.some((line) => line.said === 'exported')).toBe(false);
      await checkLogs(app);
    }
  });
});
