/**
 * `kill -9` at random instants of a profile that records, seals, edits, destroys and exports, again and again over the
 * same logs: after each start they verify with all that the tables have, and what was acknowledged holds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { seededRandom } from '../../domain/random';
import { HOUR_MS, slotOf } from '../../domain/week';
import { aside } from '../support/database';
import { bundled } from '../support/fork-child';
import { tempFolder } from '../support/temp-folder';
import { bytesUnder, checkHeads, checkLogs, nextStart, recordOf } from './evidence-checks';
import { type EvidenceSaid, EvidenceSaidSchema, STARTED_AT } from './evidence-protocol';

const KILLS = 15;
/** It is killed after it has said up to so many lines, within so many ms: however fast the machine is. */
const LINES = 30;
const DELAY_MS = 25;
/** What a life has of the profile's own time. */
const APART_MS = 6 * HOUR_MS;

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);

/** Gives what was said before it was killed. */
async function live(folder: string, at: number, life: number, path: string): Promise<EvidenceSaid[]> {
  const program = await bundled('evidence-life');
  const child = spawn(process.execPath, [program, folder, String(at), String(seed + life), path], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: EvidenceSaid[] = [];
  const lines = createInterface({ input: child.stdout });
  const [count, delay] = [1 + random.uniform('count') * LINES, random.uniform('delay') * DELAY_MS];
  let dying = false;
  lines.on('line', (text) => {
    // The last line may be cut by the kill.
    if (!text.endsWith('}')) return;
    const line = EvidenceSaidSchema.parse(JSON.parse(text));
    said.push(line);
    if (dying || said.length < count) return;
    dying = true;
    setTimeout(() => child.kill('SIGKILL'), delay);
  });
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return said;
}

it(`[SG19] [DS8] after each of ${KILLS} kills at random instants the logs verify, and have what the tables have (seed ${seed})`, async () => {
  console.log(`seed ${seed}`);
  const [folder, aim] = [tempFolder(), tempFolder()];
  const path = join(aim, 'evidence.zip');
  const said: EvidenceSaid[] = [];
  let at = STARTED_AT;
  for (let life = 0; life < KILLS; life++) {
    said.push(...(await live(folder, at, life, path)));
    at += APART_MS;
    expect(aside(folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
    const app = await nextStart(folder, at - HOUR_MS);
    checkHeads(app, folder, said);
    await checkLogs(app, [slotOf(STARTED_AT), slotOf(at)]);
    expect(readdirSync(aim).filter((name) => name !== 'evidence.zip')).toEqual([]);
    if (existsSync(path)) await recordOf(path);
    const memos = new Map(
      app.database.recorder.slicesBetween(0, Number.MAX_SAFE_INTEGER).map(({ id, memo }) => [id, memo]),
    );
    app.database.close();
    checkMemos(memos, said, bytesUnder(folder));
  }
  const gone = said.filter((line) => line.said === 'gone').length;
  const sealed = aside(folder, (sqlite) => sqlite.prepare('SELECT COUNT(*) FROM entries').pluck().get());
  console.log(`${KILLS} kills: ${said.length} lines said, ${sealed} entries, ${gone} slices deleted`);
  expect(Number(sealed)).toBeGreaterThan(KILLS);
}, 300_000);

/** A slice has the memo that was said last, unless it was being changed; what it had before is in no file. */
function checkMemos(memos: ReadonlyMap<string, string>, said: readonly EvidenceSaid[], bytes: Buffer): void {
  const last = new Map<string, EvidenceSaid>();
  for (const line of said)
    if (line.said === 'memo' || line.said === 'going' || line.said === 'gone') last.set(line.slice, line);
  for (const line of last.values()) {
    if (line.said === 'memo') expect(memos.get(line.slice)).toBe(line.memo);
    if (line.said === 'gone') expect(memos.has(line.slice)).toBe(false);
  }
  for (const line of said)
    if (line.said === 'memo' && memos.get(line.slice) !== line.memo)
      expect(bytes.includes(line.memo), `${line.memo} of ${line.slice}`).toBe(false);
}
