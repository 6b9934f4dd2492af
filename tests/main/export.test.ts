import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { csvCell } from '../../domain/csv';
import type { ContractId } from '../../domain/ids';
import type { Slice } from '../../domain/slice';
import { SLOT_SECONDS } from '../../domain/week';
import type { Database } from '../../electron/main/db/open';
import { type ExportSource, exportAll } from '../../electron/main/export';
import { addContract, openSound } from '../support/database';
import { aJob } from '../support/job';
import {
  anIdle,
  aSlice,
  closed,
  MONDAY,
  newContract,
  newContractId,
  newImportId,
  SLOT,
  work,
} from '../support/store-fixtures';
import { canMount, mountSmall, tempFolder } from '../support/temp-folder';

const FACTS = { appVersion: '0.1.0', at: MONDAY };

function sourceOf(database: Database): ExportSource {
  return {
    contracts: () => database.contracts.list(),
    idleQuestions: () => database.idles.all(),
    tombstones: () => database.trash.tombstones(0, Number.MAX_SAFE_INTEGER),
    imports: () => database.imports.list(),
    count: () => database.slices.count(),
    all: () => database.slices.all(),
    pictures: database.pictures,
  };
}

function save(database: Database, slices: Slice[]): void {
  expect(database.recorder.save(slices, [])).toEqual({ outcome: 'saved' });
}

/** Full slices in a row. */
function run(id: ContractId, count: number): Slice[] {
  return Array.from({ length: count }, (_, n) => {
    const slot = SLOT + n * SLOT_SECONDS;
    return closed(aSlice(id, slot, { spans: [work(slot, 0, 600_000)] }));
  });
}

const DocumentSchema = z.object({
  format: z.literal('minutier-export'),
  version: z.literal(1),
  contracts: z.array(z.object({ id: z.string(), limits: z.array(z.unknown()) })),
  slices: z.array(
    z.object({ slot: z.int(), trackedMs: z.int(), overMs: z.int(), pictures: z.array(z.unknown()) }),
  ),
  sliceCount: z.int(),
});

describe('export as JSON', () => {
  it('[ST34] holds every contract with its terms and every slice, across weeks, and parses', async () => {
    const database = openSound();
    const id = newContractId();
    database.contracts.create(id, newContract({ limitSeconds: 600 * 900 }), MONDAY);
    save(database, run(id, 1400));
    const path = join(tempFolder(), 'out.json');
    expect(await exportAll(sourceOf(database), 'json', path, FACTS, 'x', aJob())).toEqual({
      outcome: 'saved',
      slices: 1400,
    });
    const document = DocumentSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(document.sliceCount).toBe(1400);
    expect(document.slices).toHaveLength(1400);
    const over = document.slices.filter((slice) => slice.overMs > 0);
    // From Monday 09:00 there are 954 slots in the first week: 54 above the limit; the second week begins anew.
    expect(over).toHaveLength(54);
  });

  it('[ST34] holds every idle question and every mark of a deletion', async () => {
    const database = openSound();
    const id = addContract(database);
    const [kept, gone] = run(id, 2);
    if (!kept || !gone) throw new Error('no slices');
    const asked = anIdle(id, MONDAY, { state: 'discarded', answeredAt: MONDAY + 1 });
    const pending = anIdle(id, MONDAY + 600_000);
    expect(database.recorder.save([kept, gone], [asked, pending])).toEqual({ outcome: 'saved' });
    database.trash.discard([gone.id], 'batch', MONDAY + 5);
    const path = join(tempFolder(), 'out.json');
    await exportAll(sourceOf(database), 'json', path, FACTS, 'x', aJob());
    const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
    expect(document).toMatchObject({
      idleQuestions: [asked, pending],
      tombstones: [{ slot: gone.slot, what: 'slice', trackedMs: 600_000 }],
      sliceCount: 1,
    });
  });

  it('[ST34] an empty diary is a whole document too', async () => {
    const path = join(tempFolder(), 'out.json');
    await exportAll(sourceOf(openSound()), 'json', path, FACTS, 'x', aJob());
    expect(DocumentSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).slices).toEqual([]);
  });
});

describe('export as CSV', () => {
  it('[ST35] one row a slice, with a byte order mark, quoted by RFC 4180', async () => {
    const database = openSound();
    const id = addContract(database);
    const slice = closed(
      aSlice(id, SLOT, { memo: 'a "b", c', windows: [{ app: 'x', title: 'y\nz', ms: 5 }] }),
    );
    save(database, [slice]);
    const path = join(tempFolder(), 'out.csv');
    await exportAll(sourceOf(database), 'csv', path, FACTS, 'x', aJob());
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith('\uFEFFslot_utc,contract,')).toBe(true);
    expect(text).toContain('2026-01-05T09:00:00.000Z,Site redesign,Acme,');
    expect(text).toContain(
      ',"a ""b"", c",10000,0,0,1,12,3,4,5678,1,"x: y\nz (5 ms)",0,0,tracked,,Design,\r\n',
    );
  });

  it('[ST35] says of each slice whether it was tracked, why not, its tag, and what it was imported from', async () => {
    const database = openSound();
    const id = addContract(database);
    const [tracked, entered, imported] = run(id, 3);
    if (!tracked || !entered || !imported) throw new Error('no slices');
    const record = { id: newImportId(), source: 'toggl', file: 'March, all.csv', at: MONDAY } as const;
    save(database, [
      { ...tracked, tag: 'design' },
      { ...entered, kind: 'manual', reason: '=a call', tag: '' },
    ]);
    const fromReport: Slice = {
      ...imported,
      kind: 'manual',
      reason: 'imported',
      tag: '',
      importId: record.id,
    };
    expect(database.imports.add(record, [fromReport], [])).toEqual({ outcome: 'saved' });
    const path = join(tempFolder(), 'out.csv');
    await exportAll(sourceOf(database), 'csv', path, FACTS, 'x', aJob());
    const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(head).toMatch(/,pictures_failed,kind,reason,tag,imported_from$/);
    expect(rows).toEqual([
      expect.stringMatching(/,0,0,tracked,,design,$/),
      expect.stringMatching(/,0,0,manual,'=a call,,$/),
      expect.stringMatching(/,0,0,manual,imported,,"toggl: March, all\.csv"$/),
    ]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+33 1', "'+33 1"],
    ['-2', "'-2"],
    ['@cmd', "'@cmd"],
    ['\tx', "'\tx"],
    ['=a,"b"', `"'=a,""b"""`],
    ['a=b', 'a=b'],
    ['', ''],
  ])('[ST32] %j cannot be taken for a formula', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('[ST32] our own numbers stay numbers', () => {
    expect(csvCell(-5)).toBe('-5');
  });
});

describe('an export that fails', () => {
  it('[ST33] leaves the file of before as it was, and nothing aside', async () => {
    const folder = tempFolder();
    const path = join(folder, 'out.json');
    writeFileSync(path, 'before');
    mkdirSync(join(folder, 'out.json.x.part'));
    const failed = await exportAll(sourceOf(openSound()), 'json', path, FACTS, 'x', aJob());
    expect(failed).toEqual({ outcome: 'failed', detail: 'EEXIST' });
    expect(readFileSync(path, 'utf8')).toBe('before');
  });

  it('[ST33] says that the folder is not there', async () => {
    const path = join(tempFolder(), 'absent', 'out.csv');
    expect(await exportAll(sourceOf(openSound()), 'csv', path, FACTS, 'x', aJob())).toEqual({
      outcome: 'failed',
      detail: 'ENOENT',
    });
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(canMount)(
    '[ST33] on a full disk it says so, keeps the old export and leaves nothing aside',
    async () => {
      const database = openSound();
      save(database, run(addContract(database), 900));
      const folder = tempFolder();
      mountSmall(folder, '256k');
      const path = join(folder, 'out.json');
      writeFileSync(path, 'before');
      const failed = await exportAll(sourceOf(database), 'json', path, FACTS, 'x', aJob());
      expect(failed).toEqual({ outcome: 'failed', detail: 'ENOSPC' });
      expect(readFileSync(path, 'utf8')).toBe('before');
      expect(readdirSync(folder)).toEqual(['out.json']);
    },
  );
});
