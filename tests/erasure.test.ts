/** Deleting and redacting a picture: what is on the disk after each step, byte for byte, and after a cut at each step. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PictureId, PictureIdSchema } from '../domain/ids';
import type { HiddenAreas, Slice } from '../domain/slice';
import { slotStart, weekLocksAt } from '../domain/week';
import type { Database } from '../electron/main/db/open';
import { createPictureEdits, type PictureEdits, UNDO_MS } from '../electron/main/picture-edits';
import { createPictureEraser, type PictureEraser } from '../electron/main/picture-eraser';
import { EncryptedPictures } from '../electron/main/pictures';
import type { CapturedDisplay } from '../electron/main/sensors/ports';
import type { Redactor } from '../electron/main/sensors/redactor';
import { KEY_BYTES, type MasterKeys } from '../electron/main/vault';
import { sha256 } from '../node/sealed-file';
import { addContract, aside, openSound } from './support/database';
import { aPictureMeta, aSlice, closed, SLOT } from './support/store-fixtures';
import { tempFolder } from './support/temp-folder';

const NOON = slotStart(SLOT) + 3 * 3_600_000;
/** Of the eight traces of a picture: its plain bytes are on no disk, its files, their names and keys are. */
const WHILE_THERE = 6;
const BOX = [{ x: 10, y: 10, width: 100, height: 50 }];

let folder: string;
let database: Database;
let keys: MasterKeys;
let pictures: EncryptedPictures;
let eraser: PictureEraser;
let slice: Slice;
let now: number;
let redactor: Redactor;
/** Ends the waits of 30 s that are under way. */
let waits: (() => void)[];
let complaints: string[];

beforeEach(() => {
  folder = tempFolder();
  keys = { current: randomBytes(KEY_BYTES), earlier: [] };
  now = NOON;
  waits = [];
  complaints = [];
  redactor = async () => ({ outcome: 'redacted', picture: captured() });
  start();
  slice = closed(aSlice(addContract(database), SLOT));
  database.recorder.save([slice], []);
});

/** What is still waited for when the database closes may complain then; that is nobody's fault. */
afterEach(() => {
  expect(complaints.filter((complaint) => !complaint.includes('connection is not open'))).toEqual([]);
});

/** As a start of the app opens them. */
function start(): void {
  database = openSound(folder);
  const { pictures: rows, blobs } = database;
  pictures = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: true });
  eraser = createPictureEraser(pictures, database.pictureEdits, folder);
}

function edits(change: Partial<PictureEraser> = {}): PictureEdits {
  return createPictureEdits({
    rows: database.pictureEdits,
    picture: (id) => database.pictures.get(id),
    slotOf: (id) => database.slices.byId(id)?.slot ?? null,
    read: (id, what) => pictures.read(id, what),
    eraser: Promise.resolve({ ...eraser, ...change }),
    redactor: (webp, hidden) => redactor(webp, hidden),
    now: () => now,
    after: () => new Promise<void>((resolve) => void waits.push(resolve)),
    changed: () => undefined,
    log: (message) => void complaints.push(message),
  });
}

function captured(): CapturedDisplay {
  return { display: 'DP-1', width: 1920, height: 1080, webp: randomBytes(5_000), thumb: randomBytes(700) };
}

/** Stores the picture and answers what must not be found once it is gone. */
async function add(display = captured(), of = slice): Promise<{ id: PictureId; traces: Buffer[] }> {
  const meta = aPictureMeta(of.id);
  expect(await pictures.add(meta, display)).toEqual({ outcome: 'saved' });
  return { id: meta.id, traces: tracesOf(display) };
}

/** The bytes as they are and as they lie in their files, their names, and their wrapped keys. */
function tracesOf({ webp, thumb }: CapturedDisplay): Buffer[] {
  return [webp, thumb].flatMap((bytes) => {
    const name = sha256(bytes);
    const blob = database.blobs.get(name);
    if (blob === null) throw new Error(`no blob ${name}`);
    const file = readFileSync(join(folder, 'pictures', name.slice(0, 2), name));
    return [
      Buffer.from(bytes.subarray(100, 164)),
      file.subarray(40, 104),
      Buffer.from(name),
      Buffer.from(blob.wrappedKey).subarray(12, 44),
    ];
  });
}

/** Every file of the profile, its name and its bytes. */
function everything(at = folder): Buffer {
  return Buffer.concat(
    readdirSync(at).flatMap((name) => {
      const path = join(at, name);
      return [Buffer.from(name), statSync(path).isDirectory() ? everything(path) : readFileSync(path)];
    }),
  );
}

const found = (traces: readonly Buffer[]) => {
  const all = everything();
  return traces.filter((trace) => all.includes(trace)).length;
};

const files = () =>
  existsSync(join(folder, 'pictures'))
    ? readdirSync(join(folder, 'pictures'))
        .flatMap((prefix) => readdirSync(join(folder, 'pictures', prefix)))
        .sort()
    : [];

const tombstones = () =>
  aside(folder, (sqlite) => sqlite.prepare('SELECT id, slot, what, tracked_ms FROM tombstones').all());

async function timeIsOver(): Promise<void> {
  now += UNDO_MS;
  for (const end of waits.splice(0)) end();
  await vi.waitFor(() => expect(database.pictureEdits.pending(now)).toEqual([]), 30_000);
  await eraser.finish();
}

describe('deleting a picture', () => {
  test('[PX1] hides it at once, and an undo within 30 s gives it back as it was', async () => {
    const display = captured();
    const { id, traces } = await add(display);
    const before = database.pictures.get(id);
    expect(edits().delete(id)).toEqual({ ok: true, value: { undoUntil: NOON + UNDO_MS } });
    expect(database.pictures.get(id)).toMatchObject({
      outcome: 'failed',
      reason: 'deleted',
      deletedAt: NOON,
    });
    expect(await pictures.read(id, 'full')).toBeNull();
    expect(database.pictures.count()).toBe(0);
    expect(edits().delete(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });

    now += UNDO_MS - 1;
    expect(edits().undo(id)).toEqual({ ok: true, value: undefined });
    expect(database.pictures.get(id)).toEqual(before);
    expect(await pictures.read(id, 'full')).toEqual(display.webp);
    // The wait that was begun finds nothing to do.
    await timeIsOver();
    expect(await pictures.read(id, 'thumb')).toEqual(display.thumb);
    expect(found(traces)).toBe(WHILE_THERE);
    expect(tombstones()).toEqual([]);
  });

  test('[PX1] [PX2] once the time is over nothing of it is left on the disk, and the slice and a mark stay', async () => {
    const { id, traces } = await add();
    const other = captured();
    const kept = await add(other);
    expect(found(traces)).toBe(WHILE_THERE);
    edits().delete(id);
    await timeIsOver();
    expect(found(traces)).toBe(0);
    expect(edits().undo(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    const row = database.pictures.get(id);
    expect(row).toMatchObject({ outcome: 'failed', reason: 'deleted', detail: '' });
    expect(row).not.toHaveProperty('deletedAt');
    expect(database.slices.byId(slice.id)).toEqual(slice);
    expect(tombstones()).toEqual([{ id, slot: SLOT, what: 'picture', tracked_ms: 0 }]);
    expect(await pictures.read(kept.id, 'full')).toEqual(other.webp);
    expect(files()).toEqual([sha256(other.webp), sha256(other.thumb)].sort());
  });

  test('[PX2] of hundreds of pictures, the half that is deleted leaves nothing, whatever the pages went through', async () => {
    const all: { id: PictureId; traces: Buffer[] }[] = [];
    for (let n = 0; n < 240; n++) {
      all.push(await add());
      if (n % 3 === 0) database.recorder.save([{ ...slice, memo: `${n}`.repeat(n % 50) }], []);
    }
    const gone = all.filter((_, n) => n % 2 === 0 || n % 7 === 0);
    const hand = edits();
    for (const { id } of gone) expect(hand.delete(id).ok).toBe(true);
    await timeIsOver();
    expect(found(gone.flatMap(({ traces }) => traces))).toBe(0);
  }, 60_000);

  test('[PX2] bytes that another picture shows stay until the last of them is gone', async () => {
    const shared = captured();
    const one = await add(shared);
    const other = await add(shared);
    const hand = edits();
    hand.delete(one.id);
    await timeIsOver();
    expect(await pictures.read(other.id, 'full')).toEqual(shared.webp);
    hand.delete(other.id);
    await timeIsOver();
    expect(found(other.traces)).toBe(0);
    expect(files()).toEqual([]);
  });

  test('[PX1] is final at the next start, however little of the time is over', async () => {
    const { id, traces } = await add();
    edits().delete(id);
    start();
    await edits().begin();
    expect(database.pictures.get(id)).toMatchObject({ outcome: 'failed', reason: 'deleted' });
    expect(found(traces)).toBe(0);
  });

  test('[PX1] [PX3] is refused once the week is locked, as redacting and keeping are', async () => {
    const { id } = await add();
    const before = database.pictures.get(id);
    now = weekLocksAt(slotStart(SLOT));
    const hand = edits();
    for (const refused of [hand.delete(id), hand.undo(id), hand.release(id), await hand.redact(id, 'whole')])
      expect(refused).toMatchObject({ ok: false, error: { code: 'locked-week' } });
    expect(database.pictures.get(id)).toEqual(before);
    const nobody = PictureIdSchema.parse('00000000-0000-4000-8000-000000000000');
    expect(hand.delete(nobody)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });
});

describe('redacting a picture', () => {
  test('[PX2] [PX7] puts the new one in its place and leaves nothing of the original', async () => {
    const { id, traces } = await add();
    const after = captured();
    const asked: HiddenAreas[] = [];
    redactor = async (_, hidden) => {
      asked.push(hidden);
      return { outcome: 'redacted', picture: after };
    };
    expect(await edits().redact(id, BOX)).toEqual({ ok: true, value: undefined });
    const hidden = [{ x: 0, y: 0, width: 112, height: 64 }];
    expect(asked).toEqual([hidden]);
    expect(database.pictures.get(id)).toMatchObject({
      outcome: 'ok',
      hidden,
      held: false,
      sha256: sha256(after.webp),
      thumbSha256: sha256(after.thumb),
      bytes: after.webp.length,
      width: 1920,
    });
    expect(await pictures.read(id, 'full')).toEqual(after.webp);
    expect(await pictures.read(id, 'thumb')).toEqual(after.thumb);
    expect(found(traces)).toBe(0);
    expect(tombstones()).toMatchObject([{ id, what: 'redacted' }]);
    expect(files()).toEqual([sha256(after.webp), sha256(after.thumb)].sort());

    // A second time, on top of the first.
    const second = tracesOf(after);
    redactor = async () => ({ outcome: 'redacted', picture: captured() });
    expect((await edits().redact(id, 'whole')).ok).toBe(true);
    expect(database.pictures.get(id)).toMatchObject({ hidden: 'whole' });
    expect(found(second)).toBe(0);
  });

  test('[PX3] [PX6] is refused for boxes outside of the picture, and changes nothing where it fails', async () => {
    const { id, traces } = await add();
    const before = database.pictures.get(id);
    const hand = edits();
    const outside = await hand.redact(id, [{ x: 1_900, y: 0, width: 21, height: 10 }]);
    expect(outside).toMatchObject({ ok: false, error: { code: 'bad-input' } });
    redactor = async () => ({ outcome: 'failed', detail: 'crash' });
    expect(await hand.redact(id, BOX)).toMatchObject({ ok: false, error: { code: 'picture' } });
    expect(database.pictures.get(id)).toEqual(before);
    expect(found(traces)).toBe(WHILE_THERE);
  });

  test('[PX7] of a picture deleted while it was worked on leaves the deletion, and nothing of the new bytes', async () => {
    const { id } = await add();
    const late = captured();
    const hand = edits();
    redactor = async () => {
      hand.delete(id);
      return { outcome: 'redacted', picture: late };
    };
    expect(await hand.redact(id, BOX)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(database.pictures.get(id)).toMatchObject({ outcome: 'failed', reason: 'deleted' });
    expect(files()).not.toContain(sha256(late.webp));
  });

  test('[PX7] cut off after its commit, the next start removes the original, also beside a damaged database', async () => {
    const { id, traces } = await add();
    const after = captured();
    const before = database.pictures.get(id);
    if (before?.outcome !== 'ok') throw new Error('no picture');
    await pictures.change(async (put) => {
      const [full, thumb] = [await put.put(after.webp), await put.put(after.thumb)];
      database.pictureEdits.redact(id, before.sha256, { full, thumb, hidden: BOX }, now);
    });
    expect(files()).toHaveLength(4);
    start();
    await edits().begin();
    expect(await pictures.read(id, 'full')).toEqual(after.webp);
    expect(found(traces)).toBe(0);
  });
});

test('[PX9] a held picture that is kept is as any other', async () => {
  const { id } = await add();
  aside(folder, (sqlite) => sqlite.prepare('UPDATE pictures SET held = 1').run());
  expect(database.pictures.get(id)?.held).toBe(true);
  expect(edits().release(id)).toEqual({ ok: true, value: undefined });
  expect(database.pictures.get(id)?.held).toBe(false);
});
