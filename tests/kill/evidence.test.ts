/**
 * `kill -9` before any step of sealing, of destroying and of an export: after the next start each log verifies with all
 * that the tables have, nothing that was acknowledged is lost, nothing is sealed twice, what was deleted is gone to the
 * last byte, and under the export's name is a whole bundle or none.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDisclosure } from '../../domain/disclosure';
import type { SliceId } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import { DAY_MS, type Slot, WEEK_MS } from '../../domain/week';
import { aside } from '../support/database';
import { bundled } from '../support/fork-child';
import { tempFolder } from '../support/temp-folder';
import type { EvidenceApp } from './evidence-app';
import { bytesUnder, checkHeads, checkLogs, nextStart, recordOf } from './evidence-checks';
import {
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
const SLOTS: [Slot, Slot] = [slotOfSlice(0), slotOfSlice(SLICES.length - 1)];

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

/** Nothing of what was told of any picture is left. */
function checkExpired(bytes: Buffer, said: readonly EvidenceSaid[]): void {
  const texts = said.flatMap((line) => (line.said === 'told' ? [line.text] : []));
  const pictures = texts.filter((text) => readDisclosure(text)?.name.startsWith('picture.'));
  expect(pictures).toHaveLength(SLICES.length);
  for (const text of pictures) expect(bytes.includes(text)).toBe(false);
}

/** Steps to be killed before: all of them, or so many, one in each stretch of equal length. */
function stepsOf(count: number): number[] {
  if (count <= KILLS) return Array.from({ length: count }, (_, n) => n + 1);
  return Array.from({ length: KILLS }, (_, n) => {
    const [from, to] = [(n * count) / KILLS, ((n + 1) * count) / KILLS];
    return 1 + Math.floor(from + random.uniform('step') * (to - from));
  });
}

/** How many steps there are differs by a few from run to run, so the last ones may not be met. */
function expectKilled(signal: string | null, step: number, steps: readonly number[]): void {
  if (step < (steps.at(-1) ?? 0) - 8) expect(signal, `step ${step}`).toBe('SIGKILL');
}

async function stepsIn(work: Work): Promise<number> {
  const { said, signal } = await live(tempFolder(), work, 0, join(tempFolder(), 'evidence.zip'));
  expect(signal).toBeNull();
  const last = said.at(-1);
  if (last?.said !== 'steps') throw new Error('the work did not end');
  return last.steps;
}

describe(`kill -9 (seed ${seed})`, { timeout: 300_000 }, () => {
  it.each<Work>(['seal', 'change', 'expire'])('[SG19] [DS8] before a step of “%s”', async (work) => {
    const steps = stepsOf(await stepsIn(work));
    console.log(`seed ${seed}: ${work}: steps ${steps.join(' ')}`);
    for (const step of steps) {
      const folder = tempFolder();
      const { said, signal } = await live(folder, work, step, '');
      expectKilled(signal, step, steps);
      expect(aside(folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
      const app = await nextStart(folder, STARTED_AT + (work === 'expire' ? 3 * WEEK_MS : DAY_MS));
      checkHeads(app, folder, said);
      await checkLogs(app, SLOTS);
      if (work === 'expire') expect(app.database.pictures.count()).toBe(0);
      checkGone(app, folder, said);
      if (work === 'expire') checkExpired(bytesUnder(folder), said);
    }
  });

  it.each<Work>(['export', 'export again'])('[BU7] before a step of “%s”', async (work) => {
    const steps = stepsOf(await stepsIn(work));
    console.log(`seed ${seed}: ${work}: steps ${steps.join(' ')}`);
    for (const step of steps) {
      const [folder, aim] = [tempFolder(), tempFolder()];
      const path = join(aim, 'evidence.zip');
      const { said, signal } = await live(folder, work, step, path);
      expectKilled(signal, step, steps);
      const app = await nextStart(folder, STARTED_AT + DAY_MS);
      checkHeads(app, folder, said);
      expect(readdirSync(folder).filter((name) => name.startsWith('evidence-'))).toEqual([]);
      expect(readdirSync(aim).filter((name) => name !== 'evidence.zip')).toEqual([]);
      if (existsSync(path)) await recordOf(path);
      else expect(said.some((line) => line.said === 'exported')).toBe(false);
      await checkLogs(app, SLOTS);
    }
  });
});
