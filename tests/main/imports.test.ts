/** Taking in reports from real files into a real database: read, looked at, taken in once, cut off, and taken back. */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { ContractId } from '../../domain/ids';
import { DAY_MS, HOUR_MS, SLOT_MS, slotOf, weekStart } from '../../domain/week';
import type { ImportChoices } from '../../electron/contract';
import type { Database } from '../../electron/main/db/open';
import { decodeText, MAX_FILE_BYTES } from '../../electron/main/import-file';
import { type ImportDeps, Imports } from '../../electron/main/imports';
import { Cancelled } from '../../electron/main/jobs';
import { createWeekReader } from '../../electron/main/timesheet';
import { addContract, aside, openSound } from '../support/database';
import { aJob, NO_JOBS } from '../support/job';
import { aSlice, closed, MONDAY, newContract, newContractId, work } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'import');
/** A month after the week of the fixtures: that week is locked. */
const NOW = MONDAY + 28 * DAY_MS + 10 * HOUR_MS;

let database: Database;
let contract: ContractId;
let path: string;

beforeEach(() => {
  database = openSound();
  contract = addContract(database);
});

function importsOn(change: Partial<ImportDeps> = {}): Imports {
  return new Imports({
    table: database.imports,
    slices: database.slices,
    contracts: () => database.contracts.list(),
    recorder: { edit: (_ids, write) => write() },
    jobs: NO_JOBS,
    askFile: async () => path,
    reason: (source, file, placed) => `Imported from ${source}, ${file}${placed ? ' (placed)' : ''}`,
    localZone: 'UTC',
    usualOrder: () => 'dmy',
    newId: randomUUID,
    now: () => NOW,
    slicesChanged: () => undefined,
    forget: () => undefined,
    ...change,
  });
}

async function opened(imports: Imports, name: string) {
  path = join(FIXTURES, name);
  const answer = await imports.openFile();
  if (!answer.ok || answer.value.outcome !== 'opened') throw new Error(JSON.stringify(answer));
  return answer.value;
}

/** Everything to the one contract, everybody's time. */
function all(choices: ImportChoices, change: Partial<ImportChoices> = {}): ImportChoices {
  return { ...choices, person: null, contracts: choices.contracts.map(() => contract), ...change };
}

async function counted(imports: Imports, id: string, choices: ImportChoices) {
  const answer = await imports.preview(id, choices);
  if (!answer.ok || answer.value.outcome !== 'previewed') throw new Error(JSON.stringify(answer));
  return answer.value.counts;
}

async function run(imports: Imports, id: string, choices: ImportChoices) {
  const answer = await imports.run(id, choices);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value;
}

function refusal(bytes: Uint8Array | string) {
  path = join(tempFolder(), 'report.csv');
  writeFileSync(path, bytes);
  return importsOn().openFile();
}

const slices = () => [...database.slices.all()];
const HEAD = 'Project,Start date,Start time,End date,End time,Duration\r\n';

describe('opening a report', () => {
  it.each([
    ['toggl-classic.csv', 'toggl', 4],
    ['toggl-detailed.csv', 'toggl', 3],
    ['clockify-detailed.csv', 'clockify', 4],
    ['upwork-timesheet.csv', 'upwork', 4],
  ])('[IM1] %s is known', async (name, source, lines) => {
    const { file, choices } = await opened(importsOn(), name);
    expect(file).toMatchObject({ file: name, source });
    expect(file.projects.reduce((sum, project) => sum + project.lines, 0)).toBe(lines);
    expect(choices.zone).toBe('UTC');
  });

  it('[IM1] in every encoding, with every delimiter', async () => {
    const text = readFileSync(join(FIXTURES, 'clockify-detailed.csv'), 'utf8');
    const tabs = text.replaceAll('","', '"\t"');
    const wide = Buffer.from(`\ufeff${tabs}`, 'utf16le');
    const variants: [Uint8Array, string][] = [
      [Buffer.from(`\ufeff${text}`), 'utf-8'],
      [wide, 'utf-16'],
      [Buffer.from(wide).swap16(), 'utf-16'],
      [Buffer.from(text, 'utf16le'), 'utf-16'],
      [Buffer.from(text.replaceAll('’', "'").replaceAll('","', '";"'), 'latin1'), 'windows-1252'],
    ];
    for (const [bytes, encoding] of variants) {
      const imports = importsOn();
      const answer = await refusal(bytes);
      expect(answer).toMatchObject({ ok: true, value: { outcome: 'opened', file: { encoding } } });
      const again = await imports.openFile();
      if (!again.ok || again.value.outcome !== 'opened') throw new Error('not opened');
      await counted(imports, again.value.file.id, all(again.value.choices));
      const read = imports.lines(again.value.file.id, 0, 10, false);
      expect(read.ok && read.value.lines[1]?.memo).toMatch(/^Build: Réglages d.été$/);
    }
  });

  it('[IM1] what is no such report is refused with the reason, and the line', async () => {
    const refused = (reason: string, more: object = {}) => ({
      ok: true,
      value: { outcome: 'refused', file: 'report.csv', reason, ...more },
    });
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await refusal(png)).toMatchObject(refused('binary'));
    expect(await refusal(Buffer.from('PK\u0003\u0004 xlsx'))).toMatchObject(refused('binary'));
    expect(await refusal('')).toMatchObject(refused('empty'));
    expect(await refusal(HEAD)).toMatchObject(refused('empty'));
    expect(await refusal('name,price\nbread,2\n')).toMatchObject(refused('unknown'));
    expect(await refusal('Project,Start date,Duration\nSite,2026-01-05,1:00\n')).toMatchObject(
      refused('columns', { source: 'toggl', missing: ['Start time'] }),
    );
    const row = 'Site,2026-01-05,09:00,2026-01-05,10:00,1:00\r\n';
    expect(await refusal(`${HEAD}${row}"Site,2026-01-05\r\n${row}`)).toMatchObject(
      refused('quotes', { line: 3 }),
    );
    // Half a gigabyte of rest would be one field.
    expect(await refusal(`${HEAD}${row}"${row.repeat(5_000)}`)).toMatchObject(refused('quotes', { line: 3 }));
    path = join(tempFolder(), 'nowhere.csv');
    expect(await importsOn().openFile()).toMatchObject({
      value: { outcome: 'refused', reason: 'unreadable' },
    });
  });

  it('[IM1] a file of 50 MB is refused unread', async () => {
    expect(50 * 1024 * 1024).toBeGreaterThan(MAX_FILE_BYTES);
    expect(await refusal(Buffer.alloc(50 * 1024 * 1024, 'a'))).toMatchObject({
      value: { outcome: 'refused', reason: 'too-large' },
    });
  });

  it('[IM1] UTF-16 that is cut in half is no text', () => {
    expect(decodeText(Buffer.from([0xff, 0xfe, 0x41, 0x00, 0x42]))).toBeNull();
  });

  it('[IM1] lines are numbered as an editor shows them, and blank ones are none', async () => {
    const row = (memo: string) => `"${memo}",x,09:00,2026-01-05,10:00,1:00\n`;
    await refusal(`${HEAD.replace('\r', '')}${row('one\ntwo')}\n${row('three')}`);
    const imports = importsOn();
    const answer = await imports.openFile();
    if (!answer.ok || answer.value.outcome !== 'opened') throw new Error('not opened');
    const { file, choices } = answer.value;
    await counted(imports, file.id, choices);
    const read = imports.lines(file.id, 0, 10, true);
    expect(read.ok && read.value.lines.map(({ line, error }) => [line, error])).toEqual([
      [2, 'date'],
      [5, 'date'],
    ]);
  });

  it('proposes the contract of the same name, and leaves the others out', async () => {
    const { file, choices } = await opened(importsOn(), 'toggl-classic.csv');
    expect(file.projects).toEqual([
      { client: 'Acme', project: 'Site redesign', lines: 3 },
      { client: '', project: '', lines: 1 },
    ]);
    expect(choices.contracts).toEqual([contract, null]);
  });

  it('one person’s time is proposed where a file has that of several', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-detailed.csv');
    expect(choices.person).toBe('Ada');
    const counts = await counted(imports, file.id, { ...all(choices), person: 'Ada' });
    expect(counts.leftOut).toEqual([{ why: 'other-person', lines: 1, ms: HOUR_MS }]);
  });

  it('[IM2] day first or month first: the usual order where nothing in the file tells', async () => {
    const row = 'Site,03/04/2025,09:00,03/04/2025,10:00,1:00\n';
    await refusal(HEAD + row);
    const answer = await importsOn({ usualOrder: () => 'mdy' }).openFile();
    expect(answer).toMatchObject({
      value: { file: { dateOrders: ['dmy', 'mdy'] }, choices: { dateOrder: 'mdy' } },
    });
  });
});

describe('taking a report in', () => {
  it('[IM10] a preview changes nothing and says what the import then does, line by line', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'clockify-detailed.csv');
    const counts = await counted(imports, file.id, all(choices));
    expect(counts).toMatchObject({ all: 4, ready: 2, partial: 1, skipped: 0, error: 1 });
    expect(counts.leftOut).toEqual([{ why: 'overlap', lines: 1, ms: 15 * 60_000 }]);
    const lines = imports.lines(file.id, 0, 10, true);
    expect(lines).toMatchObject({
      value: {
        total: 2,
        lines: [
          { line: 4, state: 'partial' },
          { line: 5, state: 'error', error: 'date' },
        ],
      },
    });
    expect(slices()).toEqual([]);
    expect(database.imports.list()).toEqual([]);
    const ran = await run(imports, file.id, all(choices));
    expect(ran).toMatchObject({ outcome: 'imported', lines: 3, takenMs: counts.takenMs });
    expect(database.imports.list()).toMatchObject([
      { id: ran.importId, source: 'clockify', file: file.file, ms: counts.takenMs },
    ]);
  });

  it('[IM4] [IM7] exact seconds in slots, manual, with the program and the file as the reason', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    const counts = await counted(imports, file.id, all(choices));
    expect(counts.takenMs).toBe((4_425 + 1_675 + 2_730) * 1_000);
    await run(imports, file.id, all(choices));
    expect(slices().every(({ kind, state }) => kind === 'manual' && state === 'closed')).toBe(true);
    expect(slices()[0]).toMatchObject({
      memo: 'Header, first draft',
      tag: 'Design, Client',
      reason: 'Imported from toggl, toggl-classic.csv',
      spans: [{ start: MONDAY + 32_600_000, end: MONDAY + 33_000_000 }],
    });
    // Both lines of 10:10 are in one slice.
    expect(slices().find(({ slot }) => slot === slotOf(MONDAY + 10 * HOUR_MS + SLOT_MS))).toMatchObject({
      memo: 'Header, first draft · Meetings: Weekly call',
      spans: [{}, {}],
    });
  });

  it('[IM6] time without a time of day is laid into its day, and says so', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'upwork-timesheet.csv');
    expect(file.timed).toBe(false);
    const counts = await counted(imports, file.id, all(choices));
    expect(counts).toMatchObject({ ready: 3, error: 1, takenMs: 18_000_000 });
    await run(imports, file.id, all(choices));
    expect(slices()[0]?.reason).toMatch(/\(placed\)$/);
    expect(slices()[0]?.spans[0]?.start).toBe(MONDAY + 3 * DAY_MS + 9 * HOUR_MS);
  });

  it('[IM7] no money and no limit of any week changes by it, and all sums of time do', async () => {
    const own = closed(aSlice(contract, slotOf(MONDAY + 8 * HOUR_MS), { kind: 'tracked' }));
    database.recorder.save([own], []);
    const week = createWeekReader({
      figures: database.figures,
      contracts: () => database.contracts.list(),
      openSlice: () => null,
    });
    const [money, before] = [week.money(MONDAY), week.sheet(MONDAY).total];
    database.contracts.addTerm(contract, { kind: 'limit', limitSeconds: 60 }, MONDAY, MONDAY);
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    await run(imports, file.id, all(choices));
    expect(week.money(MONDAY)).toEqual(money);
    const after = week.sheet(MONDAY).total;
    expect(after.manualMs).toBe(8_830_000);
    expect(after).toMatchObject({ trackedMs: before.trackedMs, overMs: 0 });
    expect(database.recorder.trackedMs(contract, weekStart(MONDAY), MONDAY + 7 * DAY_MS)).toBe(
      before.trackedMs,
    );
    expect(database.slices.countTracked(contract)).toBe(1);
  });

  it('[IM8] the same lines again add nothing, in another file or zone either; equal lines of a file are each one', async () => {
    const imports = importsOn();
    const first = await opened(imports, 'upwork-timesheet.csv');
    await run(imports, first.file.id, all(first.choices));
    const once = slices();
    const second = await opened(imports, 'upwork-timesheet.csv');
    const elsewhere = all(second.choices, { zone: 'Asia/Tokyo' });
    expect(await counted(imports, second.file.id, elsewhere)).toMatchObject({ ready: 0, skipped: 3 });
    expect(await run(imports, second.file.id, elsewhere)).toMatchObject({ importId: null, lines: 0 });
    expect(slices()).toEqual(once);

    const text = readFileSync(join(FIXTURES, 'upwork-timesheet.csv'), 'utf8');
    const review = text.split('\n').find((line) => line.includes('Review'));
    path = join(tempFolder(), 'longer.csv');
    writeFileSync(path, `${text}${review}\n`);
    const longer = await imports.openFile();
    if (!longer.ok || longer.value.outcome !== 'opened') throw new Error('not opened');
    const more = await counted(imports, longer.value.file.id, all(longer.value.choices));
    expect(more).toMatchObject({ ready: 1, skipped: 3, takenMs: 5_400_000 });
  });

  it('[IM8] cancelled or refused by the disk, what was taken in stays, and the next import adds the rest', async () => {
    const rows = Array.from({ length: 200 }, (_, n) => {
      const at = new Date(MONDAY + n * HOUR_MS).toISOString();
      return `Site redesign,${at.slice(0, 10)},${at.slice(11, 19)},,,0:45:00\n`;
    });
    path = join(tempFolder(), 'many.csv');
    writeFileSync(path, HEAD + rows.join(''));
    let writes = 0;
    const stopping = importsOn({
      jobs: {
        async run(_kind, workOn) {
          const step = async () => {
            if (writes >= 2) throw new Cancelled();
          };
          return workOn(aJob({ step })).catch((error: unknown) => {
            if (error instanceof Cancelled) return null;
            throw error;
          });
        },
      },
      recorder: {
        edit: (_ids, write) => {
          writes++;
          return write();
        },
      },
    });
    const begun = await stopping.openFile();
    if (!begun.ok || begun.value.outcome !== 'opened') throw new Error('not opened');
    const part = await run(stopping, begun.value.file.id, begun.value.choices);
    expect(part.outcome).toBe('cancelled');
    expect(part.lines).toBeGreaterThan(0);
    expect(part.lines).toBeLessThan(200);
    expect(
      slices().reduce((sum, { spans }) => sum + spans.reduce((ms, s) => ms + s.end - s.start, 0), 0),
    ).toBe(part.takenMs);

    const full = importsOn({ recorder: { edit: () => null } });
    const again = await full.openFile();
    if (!again.ok || again.value.outcome !== 'opened') throw new Error('not opened');
    expect(await full.run(again.value.file.id, again.value.choices)).toMatchObject({
      ok: false,
      error: { code: 'storage' },
    });

    const rest = importsOn();
    const last = await rest.openFile();
    if (!last.ok || last.value.outcome !== 'opened') throw new Error('not opened');
    expect(await run(rest, last.value.file.id, last.value.choices)).toMatchObject({
      lines: 200 - part.lines,
    });
    expect(await counted(rest, last.value.file.id, last.value.choices)).toMatchObject({
      ready: 0,
      skipped: 200,
    });
  });

  it('[IM5] lines that share a slot are written together, however many there are', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => {
      const at = new Date(MONDAY + 60_000 + n * 180_000).toISOString();
      return `Site redesign,${at.slice(0, 10)},${at.slice(11, 19)},,,0:03:00\n`;
    });
    path = join(tempFolder(), 'short.csv');
    writeFileSync(path, HEAD + rows.join(''));
    const imports = importsOn();
    const answer = await imports.openFile();
    if (!answer.ok || answer.value.outcome !== 'opened') throw new Error('not opened');
    const ran = await run(imports, answer.value.file.id, answer.value.choices);
    expect(ran).toMatchObject({ lines: 300, takenMs: 300 * 180_000 });
    expect(slices()).toHaveLength(91);
  });

  it('[IM5] what is tracked is not touched', async () => {
    const slot = slotOf(MONDAY + 9 * HOUR_MS + 30 * 60_000);
    const tracked = closed(aSlice(contract, slot, { spans: [work(slot, 0, 600_000)] }));
    database.recorder.save([tracked], []);
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    const counts = await counted(imports, file.id, all(choices));
    expect(counts.leftOut).toContainEqual({ why: 'logged', lines: 1, ms: 600_000 });
    await run(imports, file.id, all(choices));
    expect(database.slices.byId(tracked.id)).toEqual(tracked);
  });

  it('a contract that is not in use, an unknown zone and a file that was closed are refused', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    expect(await imports.preview(file.id, all(choices, { zone: 'Mars/Base' }))).toMatchObject({
      error: { code: 'bad-input' },
    });
    const gone = all(choices, { contracts: [newContractId(), null] });
    expect(await imports.run(file.id, gone)).toMatchObject({ error: { code: 'archived' } });
    imports.close(file.id);
    expect(await imports.preview(file.id, choices)).toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('taking an import back', () => {
  test('[IM9] all of it goes, nothing else does, and its lines can be imported again', async () => {
    const other = newContractId();
    database.contracts.create(other, newContract({ title: 'Other' }), MONDAY);
    const own = closed(aSlice(other, slotOf(MONDAY)));
    database.recorder.save([own], []);
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    const { importId } = await run(imports, file.id, all(choices));
    if (importId === null) throw new Error('nothing imported');
    expect(await imports.undo(importId)).toMatchObject({ ok: true, value: { outcome: 'removed' } });
    expect(slices()).toEqual([own]);
    expect(database.imports.list()).toEqual([]);
    expect(
      aside(database.folder, (sqlite) => sqlite.prepare('SELECT COUNT(*) AS n FROM import_rows').get()),
    ).toEqual({ n: 0 });
    expect(await imports.undo(importId)).toMatchObject({ error: { code: 'not-found' } });
    expect(await counted(imports, file.id, all(choices))).toMatchObject({ ready: 3 });
  });

  test('[IM9] cut off, it can be gone on with', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    const { importId } = await run(imports, file.id, all(choices));
    if (importId === null) throw new Error('nothing imported');
    const half = importsOn({
      jobs: {
        run: async (_kind, workOn) =>
          workOn(aJob({ step: async () => Promise.reject(new Cancelled()) })).catch(() => null),
      },
    });
    expect(await half.undo(importId)).toMatchObject({ value: { outcome: 'cancelled' } });
    expect(database.imports.list()).toHaveLength(1);
    expect(await imports.undo(importId)).toMatchObject({ value: { outcome: 'removed' } });
    expect(database.imports.list()).toEqual([]);
  });

  test('[PV13] erasing a contract leaves no line and no file name of its imports', async () => {
    const imports = importsOn();
    const { file, choices } = await opened(imports, 'toggl-classic.csv');
    await run(imports, file.id, all(choices));
    expect(database.erasure.erase(contract)).toMatchObject({ outcome: 'saved' });
    expect(database.imports.list()).toEqual([]);
  });
});
