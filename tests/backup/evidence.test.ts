/**
 * A database that comes back from a backup knows less than what was signed since: the whole way, with a real backup
 * file, a real restore, the real sealer and its memory, and the verifier on what is exported afterwards.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toBase64Url } from '../../domain/bytes';
import { ManualClock } from '../../domain/clock';
import { dayOf } from '../../domain/day-key';
import type { EntryOf } from '../../domain/entry';
import { ContractIdSchema, PictureIdSchema, type SliceId } from '../../domain/ids';
import { rootOfLog } from '../../domain/log';
import type { LogRecord } from '../../domain/record';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { HOUR_MS, SLOT_SECONDS, slotStart } from '../../domain/week';
import { placeRestored } from '../../electron/main/backup/place';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { type EvidenceApp, evidenceApp } from '../kill/evidence-app';
import { DEVICE } from '../kill/evidence-protocol';
import { backups, restores } from '../support/backup';
import { sourceOf, trustOf } from '../support/bundles';
import { sha256 } from '../support/evidence';
import { entriesOfType, readLog } from '../support/sealer';
import { aSlice, closed, newContract } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const WORD = 'correct horse battery';
const CONTRACT = ContractIdSchema.parse('00000000-0000-4000-8000-000000000001');
const MORNING = Date.UTC(2026, 0, 6, 8, 55);
const slotOfSlice = (n: number) => (MORNING + 300_000) / 1_000 + n * SLOT_SECONDS;

async function start(folder: string, at: number): Promise<EvidenceApp> {
  const app = await evidenceApp(folder, new ManualClock(at), (message) => {
    throw new Error(message);
  });
  onTestFinished(() => app.database.close());
  await app.recover();
  return app;
}

/** A slice with a picture, in the slot of that number. */
async function record({ database, pictures }: EvidenceApp, n: number): Promise<SliceId> {
  const slot = slotOfSlice(n);
  const slice = closed(aSlice(CONTRACT, slot, { memo: `Slice ${n}`, jumps: [], gaps: [] }));
  expect(database.recorder.save([slice], []).outcome).toBe('saved');
  const id = PictureIdSchema.parse(randomUUID());
  const at = { takenAt: slotStart(slot) + 5_000, trigger: 'moment', display: 'DP-1' } as const;
  const meta = { id, sliceId: slice.id, ...at, backend: 'test', blurred: false };
  const bytes = { display: 'DP-1', width: 9, height: 9, webp: randomBytes(3_000), thumb: randomBytes(300) };
  expect((await pictures.add(meta, bytes)).outcome).toBe('saved');
  return slice.id;
}

/** Six hours of the morning, of which a backup has the first two slices; the last line is what a stranger has seen. */
async function morning(folder: string, path: string) {
  const app = await start(folder, MORNING);
  const { database, clock, sealer } = app;
  database.contracts.create(CONTRACT, newContract(), MORNING);
  await app.keys.settle();
  const [first, second] = [await record(app, 0), await record(app, 1)];
  clock.advance(HOUR_MS);
  await sealer.run();
  const backedUp = readLog(database, CONTRACT).entries.length;
  const profile = { folder, database, pictures: app.pictures, keys: app.masterKeys };
  const made = await backups(profile, path, { now: () => clock.read().wall })(WORD);
  expect(made).toMatchObject({ ok: true, value: { outcome: 'saved' } });

  await record(app, 2);
  await record(app, 3);
  app.edits.remove([second]);
  await app.settleEdits();
  clock.advance(HOUR_MS);
  await sealer.run();
  const log = database.logs.newest(CONTRACT);
  if (log === null) throw new Error('no log');
  const lines = [...database.logs.lines(log.log)];
  const seen = sealer.checkpoint(log.log);
  const root = toBase64Url(rootOfLog(log.head, sha256));
  const commits = entriesOfType(database, CONTRACT, 'day.commit').map(({ commit }) => commit);
  database.close();
  return { first, second, backedUp, log: log.log, lines, seen, root, commits, at: clock.read().wall };
}

async function restore(folder: string, path: string, at: number): Promise<void> {
  const parts = restores(folder, path, { now: () => at });
  for (const step of [parts.choose, () => parts.read(WORD), parts.apply])
    expect((await step()).ok).toBe(true);
  placeRestored(folder);
}

/** `seen`: heads of a log that the exported one continues. */
async function exported(app: EvidenceApp, seen: string[] = []): Promise<LogRecord> {
  const path = join(tempFolder(), 'evidence.zip');
  const result = await app.export(CONTRACT, [slotOfSlice(0), slotOfSlice(9)], path);
  expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven' });
  const bundle = sourceOf(new Uint8Array(readFileSync(path)));
  const trust = trustOf({ freelancer: [DEVICE.key], checkpoints: seen });
  const { verdict, findings, record: found } = await verify(bundle, trust, DEFAULT_POLICY, nodeCrypto());
  // What stood in the log that was seen is not in this bundle, and nothing speaks against it either.
  const open = findings.flatMap(({ id, severity }) => (severity === 'note' ? [] : [id]));
  expect(open, JSON.stringify(findings)).toEqual(seen.map(() => 'seen-continued'));
  expect(verdict).toBe(seen.length === 0 ? 'proven' : 'undecided');
  if (found === null) throw new Error('no record');
  return found;
}

function opening(app: EvidenceApp): EntryOf<'open'> {
  const [open] = entriesOfType(app.database, CONTRACT, 'open');
  if (open === undefined) throw new Error('no log');
  return open;
}

describe('a restored backup', () => {
  it('[LG16] is noticed: another log says what it continues, has all that came back, and is proven; the old one has no fork', async () => {
    const [folder, path] = [tempFolder(), join(tempFolder(), 'all.minutier')];
    const before = await morning(folder, path);
    expect(before.lines.length).toBeGreaterThan(before.backedUp);
    await restore(folder, path, before.at);
    const app = await start(folder, before.at + HOUR_MS);
    const { database } = app;

    const [old, newest, ...more] = database.logs.logs(CONTRACT);
    if (old === undefined || newest === undefined) throw new Error('no other log was opened');
    expect(more).toEqual([]);
    expect(old.log).toBe(before.log);
    // Not one entry was added to what came back of the old log.
    expect([...database.logs.lines(old.log)]).toEqual(before.lines.slice(0, before.backedUp));
    expect(opening(app).continues).toEqual({ log: before.log, size: before.lines.length, root: before.root });
    const segments = entriesOfType(database, CONTRACT, 'segment');
    expect(segments.map(({ slot, from }) => [slot, typeof from])).toEqual([
      [slotOfSlice(0), 'string'],
      [slotOfSlice(1), 'string'],
    ]);

    // It goes on there, also at the next start, and a stranger who saw the old head finds no contradiction.
    await record(app, 4);
    app.clock.advance(HOUR_MS);
    await app.sealer.run();
    const log = await exported(app, [before.seen]);
    expect(log.segments.map(({ entry }) => entry.slot)).toEqual([0, 1, 4].map(slotOfSlice));
    const sealed = entriesOfType(database, CONTRACT, 'segment');
    database.close();
    const again = await start(folder, before.at + 3 * HOUR_MS);
    expect(again.database.logs.logs(CONTRACT)).toHaveLength(2);
    expect(entriesOfType(again.database, CONTRACT, 'segment')).toEqual(sealed);
    await exported(again, [before.seen]);
  });

  it('[LG16] [SG15] the day keeps its key, committed to anew: it holds for the slots that are still to begin', async () => {
    const [folder, path] = [tempFolder(), join(tempFolder(), 'all.minutier')];
    const before = await morning(folder, path);
    await restore(folder, path, before.at);
    const app = await start(folder, before.at + HOUR_MS);
    const day = dayOf(slotOfSlice(0));
    await app.keys.settle();
    const commits = entriesOfType(app.database, CONTRACT, 'day.commit');
    const days = commits.map((entry) => entry.day);
    expect(days).toEqual([day, day + 86_400]);
    expect(commits.map(({ commit }) => commit)).toEqual(before.commits);
    expect(app.keys.random(CONTRACT, slotOfSlice(0))).toBeNull();
    expect(app.keys.random(CONTRACT, slotOfSlice(60))).not.toBeNull();
    app.clock.advance(24 * HOUR_MS);
    await app.keys.settle();
    expect(entriesOfType(app.database, CONTRACT, 'day.reveal').map((entry) => entry.day)).toEqual([day]);
    await exported(app, [before.seen]);
  });

  it('[LG16] on a machine that has signed nothing yet is reason enough by itself, once', async () => {
    const path = join(tempFolder(), 'all.minutier');
    const before = await morning(tempFolder(), path);
    const folder = tempFolder();
    await restore(folder, path, before.at);
    const app = await start(folder, before.at + HOUR_MS);
    expect(app.database.logs.logs(CONTRACT)).toHaveLength(2);
    expect(opening(app).continues).toMatchObject({ log: before.log, size: before.backedUp });
    await exported(app);
    app.database.close();
    const again = await start(folder, before.at + 2 * HOUR_MS);
    expect(again.database.logs.logs(CONTRACT)).toHaveLength(2);
  });

  it('[LG16] taken back a second time opens a third log, which continues the second', async () => {
    const [folder, path] = [tempFolder(), join(tempFolder(), 'all.minutier')];
    const before = await morning(folder, path);
    await restore(folder, path, before.at);
    const once = await start(folder, before.at + HOUR_MS);
    await record(once, 5);
    once.clock.advance(HOUR_MS);
    await once.sealer.run();
    const second = once.database.logs.newest(CONTRACT);
    if (second === null) throw new Error('no log');
    const seen = once.sealer.checkpoint(second.log);
    once.database.close();

    await restore(folder, path, before.at + 2 * HOUR_MS);
    const twice = await start(folder, before.at + 3 * HOUR_MS);
    expect(opening(twice).continues).toEqual({
      log: second.log,
      size: second.head.tree.size,
      root: toBase64Url(rootOfLog(second.head, sha256)),
    });
    const log = await exported(twice, [seen]);
    expect(log.segments.map(({ entry }) => entry.slot)).toEqual([0, 1].map(slotOfSlice));
  });

  it('[LG16] of a moment after which nothing was signed is gone on with in the same log', async () => {
    const [folder, path] = [tempFolder(), join(tempFolder(), 'all.minutier')];
    const app = await start(folder, MORNING);
    app.database.contracts.create(CONTRACT, newContract(), MORNING);
    await record(app, 0);
    app.clock.advance(HOUR_MS);
    await app.sealer.run();
    const { database, pictures, masterKeys: keys, clock } = app;
    await backups({ folder, database, pictures, keys }, path, { now: () => clock.read().wall })(WORD);
    const log = database.logs.newest(CONTRACT)?.log;
    database.close();
    await restore(folder, path, clock.read().wall);
    const back = await start(folder, MORNING + 2 * HOUR_MS);
    expect(back.database.logs.logs(CONTRACT).map((one) => one.log)).toEqual([log]);
    await exported(back);
  });
});
