/** Editing the diary on real tables and real picture files: all or nothing, undo, and what is left after the undo is over. */
import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { UNDO_MS } from '../../domain/edit';
import type { ContractId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import { slotStart, weekLocksAt } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import { type EditDeps, Edits } from '../../electron/main/edits';
import { createPictureEraser } from '../../electron/main/picture-eraser';
import { EncryptedPictures } from '../../electron/main/pictures';
import type { CapturedDisplay } from '../../electron/main/sensors/ports';
import { KEY_BYTES } from '../../electron/main/vault';
import { sha256 } from '../../node/sealed-file';
import { addContract, aside, openSound } from '../support/database';
import {
  aPictureMeta,
  aSlice,
  closed,
  MONDAY,
  newContract,
  newContractId,
  SLOT,
  work,
} from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const DONE = { ok: true, value: undefined };
let database: Database;
let contract: ContractId;
const keys = { current: randomBytes(KEY_BYTES), earlier: [] };
let pictures: EncryptedPictures;
let edits: Edits;
let now: number;
let open: Slice | null;
let ends: (() => void)[];

beforeEach(() => {
  database = openSound();
  contract = addContract(database);
  now = MONDAY + 12 * 3_600_000;
  open = null;
  ends = [];
  pictures = picturesOf(database);
  edits = editsOf(database);
});

function picturesOf(of: Database, keepOrphans = false): EncryptedPictures {
  const { folder, pictures: rows, blobs } = of;
  return new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans });
}

function editsOf(of: Database, change: Partial<EditDeps> = {}): Edits {
  const eraser = createPictureEraser(picturesOf(of, true), of.pictureEdits, of.folder);
  return new Edits({
    slices: of.slices,
    trash: of.trash,
    store: of.recorder,
    eraser: Promise.resolve(eraser),
    recorder: { openSlice: () => open, edit: (_ids, change) => change() },
    contract: (id) => of.contracts.get(id),
    now: () => now,
    newId: () => randomUUID(),
    slicesChanged: () => undefined,
    after: () => new Promise((resolve) => void ends.push(resolve)),
    log: (message) => {
      throw new Error(message);
    },
    ...change,
  });
}

function save(...slices: Slice[]): Slice[] {
  expect(database.recorder.save(slices, [])).toEqual({ outcome: 'saved' });
  return slices;
}

const full = (of: ContractId, slot: number, memo = 'Header') =>
  closed(aSlice(of, slot), { memo, spans: [work(slot, 0, 600_000)] });

const rows = (table: string) =>
  aside(database.folder, (sqlite) => sqlite.prepare(`SELECT * FROM ${table}`).all());

function remove(...slices: Slice[]) {
  const removed = edits.remove(slices.map(({ id }) => id));
  if (!removed.ok) throw new Error(removed.error.code);
  return removed.value;
}

/** Ends the 30 seconds, and waits until everything is destroyed. */
async function over(): Promise<void> {
  for (const end of ends) end();
  await edits.begin();
  await pictures.sweep();
}

describe('tags and contracts', () => {
  test('[ED2] a tag goes to all of the slices or, one of them in a closed week, to none', () => {
    const [first, second] = save(full(contract, SLOT), full(contract, SLOT - 7 * 86_400));
    if (!first || !second) return;
    expect(edits.setTag([first.id], 'Code')).toEqual(DONE);
    expect(database.slices.byId(first.id)).toMatchObject({ tag: 'Code', editedAt: MONDAY });
    now = weekLocksAt(slotStart(second.slot));
    expect(edits.setTag([first.id, second.id], 'No')).toMatchObject({ error: { code: 'locked-week' } });
    expect(database.slices.byId(first.id)?.tag).toBe('Code');
  });

  test('[ED3] a moved slice keeps what was captured; a place that is taken refuses the whole move', () => {
    const other = addContract(database);
    const [first, second, third] = save(
      full(contract, SLOT),
      full(contract, SLOT + 600),
      full(other, SLOT + 1200),
    );
    if (!first || !second || !third) return;
    expect(edits.move([first.id, second.id], other)).toEqual(DONE);
    const { spans, minutes, windows } = first;
    expect(database.slices.byId(first.id)).toMatchObject({
      contractId: other,
      movedFrom: contract,
      spans,
      minutes,
      windows,
    });
    const back = full(contract, SLOT + 600);
    save(back);
    expect(edits.move([third.id, second.id], contract)).toMatchObject({ error: { code: 'slot-taken' } });
    expect(database.slices.byId(third.id)?.contractId).toBe(other);
  });

  test('[ED2] an open slice is neither deleted nor moved', () => {
    open = aSlice(contract, SLOT);
    save(open);
    expect(edits.remove([open.id])).toMatchObject({ error: { code: 'slice-open' } });
    expect(edits.move([open.id], addContract(database))).toMatchObject({ error: { code: 'slice-open' } });
  });
});

describe('deleting', () => {
  test('[ED4] says how much time it takes and what that is worth, with what the limit makes of the rest', () => {
    const limited = newContractId();
    database.contracts.create(limited, newContract({ limitSeconds: 1200, rateMinor: 6_000 }), MONDAY);
    const slices = save(full(limited, SLOT), full(limited, SLOT + 600), full(limited, SLOT + 1200));
    const ids = slices.map(({ id }) => id);
    // 1,200 s of 1,800 count: without the first, the third moves under the limit and nothing is lost.
    expect(edits.worth(ids.slice(0, 1))).toMatchObject({
      value: { trackedMs: 600_000, byContract: [{ worthMinor: 0 }] },
    });
    expect(edits.worth(ids)).toMatchObject({
      value: { trackedMs: 1_800_000, byContract: [{ contractId: limited, slices: 3, worthMinor: 2_000 }] },
    });
  });

  test('[ED4] takes slices and pictures out at once and leaves marks; an undo puts everything back as it was', async () => {
    const [first, second] = save(full(contract, SLOT), full(contract, SLOT + 600));
    if (!first || !second) return;
    await pictures.add(aPictureMeta(first.id), captured());
    const before = ['slices', 'pictures', 'blobs', 'search_keys'].map(rows);
    const { undoId, until } = remove(first, second);
    expect(until).toBe(now + UNDO_MS);
    expect(rows('slices')).toEqual([]);
    expect(rows('pictures')).toEqual([]);
    expect(database.trash.tombstones(MONDAY, MONDAY + 86_400_000)).toMatchObject([
      { id: first.id, contractId: contract, what: 'slice', trackedMs: 600_000 },
      { id: second.id },
    ]);
    expect(edits.undo(undoId)).toEqual(DONE);
    expect(['slices', 'pictures', 'blobs', 'search_keys'].map(rows)).toEqual(before);
    expect(rows('tombstones')).toEqual([]);
    expect(edits.undo(undoId)).toMatchObject({ error: { code: 'undo-over' } });
    await over();
    expect(rows('slices')).toHaveLength(2);
  });

  test('[ED4] cannot be undone where something else took the place', () => {
    const [first] = save(full(contract, SLOT));
    if (!first) return;
    const { undoId } = remove(first);
    save(full(addContract(database), SLOT));
    expect(edits.undo(undoId)).toMatchObject({ error: { code: 'slot-taken' } });
    expect(rows('trash')).toHaveLength(1);
  });

  test('[ED5] left unfinished by a crash, it is made final at the next start', async () => {
    const [first] = save(full(contract, SLOT));
    if (!first) return;
    const { undoId } = remove(first);
    await editsOf(openSound(database.folder)).begin();
    expect(rows('trash')).toEqual([]);
    expect(edits.undo(undoId)).toMatchObject({ error: { code: 'undo-over' } });
  });

  describe('cut off', () => {
    /** What a kill at that instant leaves on the disk: the files as they are, the database not closed. */
    const killed = (): Database => {
      const folder = join(tempFolder(), 'profile');
      cpSync(database.folder, folder, { recursive: true });
      return openSound(folder);
    };

    test.each([
      'before its rows are destroyed',
      'before the log is folded in',
      'after the log was folded in',
      'before its files are removed',
    ])('[ED5] %s: the next start ends it, beside a damaged database too', async (step) => {
      const secret = 'Zanzibarquartz';
      const [first] = save({ ...full(contract, SLOT), memo: secret });
      if (!first) return;
      const display = captured();
      await pictures.add(aPictureMeta(first.id), display);
      const names = [sha256(display.webp), sha256(display.thumb)];
      remove(first);
      let after: Database | null = null;
      const cut = (here: string) => {
        if (step === here) after = killed();
      };
      const { trash } = database;
      const eraser = createPictureEraser(pictures, database.pictureEdits, database.folder);
      await editsOf(database, {
        trash: {
          discard: (...args) => trash.discard(...args),
          restore: (batch) => trash.restore(batch),
          batches: () => trash.batches(),
          destroy: (batch) => {
            cut('before its rows are destroyed');
            return trash.destroy(batch);
          },
          forget: () => {
            cut('before the log is folded in');
            const forgotten = trash.forget();
            cut('after the log was folded in');
            return forgotten;
          },
          end: (batch) => trash.end(batch),
        },
        eraser: Promise.resolve({
          ...eraser,
          finish: () => {
            cut('before its files are removed');
            return eraser.finish();
          },
        }),
      }).begin();
      if (after === null) throw new Error('never came there');

      database = after;
      await editsOf(database).begin();
      // The start ends erasures of every kind, whoever began them.
      await createPictureEraser(picturesOf(database, true), database.pictureEdits, database.folder).finish();
      expect(rows('trash')).toEqual([]);
      expect(rows('erasures')).toEqual([]);
      for (const text of [secret, secret.toLowerCase(), ...names]) {
        expect(
          everything().filter((bytes) => bytes.includes(text)),
          text,
        ).toEqual([]);
      }
    });
  });

  test('[ED5] once final, no word and no picture byte of it is in the database, its log or the folder', async () => {
    const secret = 'Zanzibarquartz';
    const kept = Array.from({ length: 120 }, (_, n) => full(contract, SLOT + n * 1200, `kept ${n}`));
    const gone = Array.from({ length: 120 }, (_, n) =>
      closed(aSlice(contract, SLOT + 600 + n * 1200), {
        memo: `${secret} ${n}`,
        windows: [{ app: `${secret}App`, title: `${secret} title ${'x'.repeat((n % 7) * 900)}`, ms: 10_000 }],
      }),
    );
    for (const [n, slice] of kept.entries()) {
      const other = gone[n];
      save(...(other ? [slice, other] : [slice]));
    }
    const shots = await Promise.all(
      gone.slice(0, 5).map(async (slice) => {
        const display = captured();
        await pictures.add(aPictureMeta(slice.id), display);
        return display;
      }),
    );
    const names = shots.flatMap(({ webp, thumb }) => [sha256(webp), sha256(thumb)]);
    const keys = aside(database.folder, (sqlite) =>
      sqlite.prepare<[], { wrapped_key: Buffer }>('SELECT wrapped_key FROM blobs').all(),
    ).map(({ wrapped_key }) => wrapped_key);
    expect(everything().some((bytes) => bytes.includes(secret))).toBe(true);
    remove(...gone);
    await over();
    // What folds accents and case is searched for as the index writes it.
    for (const text of [secret, secret.toLowerCase(), ...names]) {
      expect(
        everything().filter((bytes) => bytes.includes(text)),
        text,
      ).toEqual([]);
    }
    for (const key of keys) expect(everything().some((bytes) => bytes.includes(key))).toBe(false);
    for (const name of names) {
      expect(existsSync(join(database.folder, 'pictures', name.slice(0, 2), name))).toBe(false);
    }
    expect(rows('slices')).toHaveLength(120);
    expect(rows('tombstones')).toHaveLength(120);
    expect(aside(database.folder, (sqlite) => sqlite.pragma('integrity_check', { simple: true }))).toBe('ok');
  });
});

const captured = (): CapturedDisplay => ({
  display: 'DP-1',
  webp: randomBytes(4_000),
  width: 9,
  height: 9,
  thumb: randomBytes(400),
});

/** Every file of the profile folder, and every name in it, as bytes. */
function everything(): Buffer[] {
  return readdirSync(database.folder, { recursive: true, withFileTypes: true }).flatMap((entry) => [
    Buffer.from(entry.name),
    ...(entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name))] : []),
  ]);
}

describe('manual time', () => {
  const entry = (slots: number[]) => ({
    contractId: contract,
    slots,
    memo: 'Call',
    tag: '',
    reason: 'Laptop was off',
  });

  test('[ED6] fills free spots, all or none, and counts in the week', () => {
    contract = newContractId();
    database.contracts.create(contract, newContract({ manualAllowed: true }), MONDAY);
    expect(edits.addManual(entry([SLOT, SLOT + 600]))).toEqual(DONE);
    expect([...database.slices.all()]).toMatchObject([
      { kind: 'manual', reason: 'Laptop was off', memo: 'Call' },
      { kind: 'manual' },
    ]);
    expect(database.recorder.trackedMs(contract, MONDAY, MONDAY + 86_400_000)).toBe(1_200_000);
    expect(edits.addManual(entry([SLOT + 1200, SLOT]))).toMatchObject({ error: { code: 'slot-taken' } });
    expect([...database.slices.all()]).toHaveLength(2);
    expect(edits.addManual(entry([SLOT - 7 * 86_400]))).toMatchObject({ error: { code: 'manual-spot' } });
  });

  test('[ED6] is refused where the contract does not allow it', () => {
    expect(edits.addManual(entry([SLOT]))).toMatchObject({ error: { code: 'manual-not-allowed' } });
  });
});
