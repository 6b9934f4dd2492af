/** The tables of the evidence: what an older version left is sealed, a salvage keeps whole logs, and what is destroyed is gone. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ContractId } from '../../domain/ids';
import { slotEnd, slotStart } from '../../domain/week';
import { connect } from '../../electron/main/db/connection';
import { migrate } from '../../electron/main/db/migrate';
import { MIGRATIONS } from '../../electron/main/db/migrations';
import { DATABASE_FILE, type Database } from '../../electron/main/db/open';
import { addContract, aside, open, openSound } from '../support/database';
import { entriesOf, entriesOfType, testMemory, testSealer, toldOf } from '../support/sealer';
import { aPictureMeta, aSlice, closed, MONDAY, newContractId, SLOT } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const NOW = slotEnd(SLOT) + 3_600_000;
const now = () => NOW;

/** A profile as the version before the evidence left it, in its own words. */
function makeVersion3(folder: string, contract: ContractId, slices: number): void {
  const path = join(folder, DATABASE_FILE);
  const sqlite = connect(path);
  migrate(sqlite, path, MIGRATIONS.slice(0, 3));
  sqlite
    .prepare(
      `INSERT INTO contracts (id, title, client, currency, billing, pictures, manual_allowed, idle_minutes, over_limit, colour, created_at)
       VALUES (?, 'Site', 'Acme', 'EUR', 'exact', 'every', 0, 10, 'stop', 'teal', ?)`,
    )
    .run(contract, MONDAY);
  sqlite.prepare('INSERT INTO contract_rates VALUES (?, ?, 5000, ?)').run(contract, MONDAY, MONDAY);
  sqlite.prepare('INSERT INTO contract_limits VALUES (?, ?, NULL, ?)').run(contract, MONDAY, MONDAY);
  const insert = sqlite.prepare(
    `INSERT INTO slices (id, contract_id, slot, state, close_reason, interrupted, memo, tracked_ms, idle_ms, activity,
       first_ms, last_ms, updated_at, spans, minutes, windows, jumps, gaps, backends)
     VALUES (?, ?, ?, ?, ?, 0, 'Header', 10000, 0, 0, ?, ?, ?, ?, ?, '[]', '[]', '[]', '{"input":[],"window":[],"idle":[]}')`,
  );
  const minutes = JSON.stringify(Array.from({ length: 10 }, () => [0, 0, 0, 0, 0]));
  for (let n = 0; n < slices; n++) {
    const slot = SLOT - n * 600;
    const [start, end] = [slotStart(slot), slotStart(slot) + 10_000];
    const spans = JSON.stringify([[start, end, 'work']]);
    const state = n === 0 ? ['open', null] : ['closed', 'slot-end'];
    insert.run(randomUUID(), contract, slot, ...state, start, end, end, spans, minutes);
  }
  sqlite.close();
}

test('[SG19] everything closed of an older version is due, in the order of time, and sealed whatever cuts it off', async () => {
  const folder = tempFolder();
  const contract = newContractId();
  makeVersion3(folder, contract, 66);
  let database = openSound(folder);
  let steps = 0;
  for (let run = 0; run < 10; run++) {
    // A start that is cut off in the middle of its second step.
    const { signer } = testSealer(database, {
      now,
      change: {
        pause: async () => {
          steps++;
          if (steps % 2 === 0) throw new Error('the app has ended');
        },
      },
    });
    await signer.run().catch(() => undefined);
    database.close();
    database = openSound(folder);
  }
  const segments = entriesOfType(database, contract, 'segment');
  expect(segments).toHaveLength(65);
  expect(segments.map(({ slot }) => slot)).toEqual(segments.map(({ slot }) => slot).sort((a, b) => a - b));
  expect(entriesOf(database, contract)[0]).toMatchObject({ type: 'open', rate: 5_000 });
  expect(database.sealDue.contracts()).toEqual([]);
});

test('[ST9] a salvage keeps a whole log, and goes on with it', async () => {
  const { folder, contract } = await sealed(30);
  const path = join(folder, DATABASE_FILE);
  // The list of tables is lost, the tables are not.
  writeFileSync(path, readFileSync(path).fill(0, 0, 4096));
  const corrupt = open(folder);
  if (corrupt.outcome !== 'corrupt') throw new Error(corrupt.outcome);
  expect(corrupt.salvaged.logs).toEqual({ kept: 1, refused: 0, complete: true });
  expect(entriesOf(corrupt.database, contract)).toHaveLength(31);
  const { signer } = testSealer(corrupt.database, { now });
  await signer.run();
  expect(entriesOf(corrupt.database, contract)).toHaveLength(31);
});

test('[ST9] [LG16] a log that lost entries is left behind, and what stands is sealed in another that continues it', async () => {
  const { folder, contract, memory } = await sealed(300);
  const lost = memory.heads.get(contract);
  const path = join(folder, DATABASE_FILE);
  const leaf = aside(folder, (sqlite) =>
    sqlite
      .prepare<[], { pageno: number }>(
        "SELECT pageno FROM dbstat WHERE name = 'entries' AND pagetype = 'leaf'",
      )
      .all(),
  )[2]?.pageno;
  const bytes = readFileSync(path);
  const at = ((leaf ?? 0) - 1) * 4096;
  writeFileSync(path, bytes.fill(0xa5, at, at + 4096));
  writeFileSync(join(folder, 'minutier.db.suspect'), '');
  const corrupt = open(folder);
  if (corrupt.outcome !== 'corrupt') throw new Error(corrupt.outcome);
  expect(corrupt.salvaged.logs.kept).toBe(0);
  expect(corrupt.database.logs.logs(contract)).toEqual([]);
  const { signer } = testSealer(corrupt.database, { now, memory });
  await signer.run();
  const entries = entriesOf(corrupt.database, contract);
  expect(entries[0]).toMatchObject({ type: 'open', continues: lost });
  expect(entries).toHaveLength(lost?.size ?? 0);
});

test('[DS8] of what is deleted or amended, neither salt nor word is in any file of the database', async () => {
  const { folder, database, contract, signer } = await sealed(40);
  const [gone, edited, kept] = [...database.slices.all()].slice(10, 13);
  if (!gone || !edited || !kept) throw new Error('no slices');
  const traces = [...tracesOf(database, gone.id), ...tracesOf(database, edited.id, ['memo'])];
  expect(found(folder, traces)).toBe(traces.length);
  database.slices.setMemo([edited.id], 'Said otherwise');
  database.trash.discard([gone.id], 'batch', NOW);
  await signer.run();
  database.trash.destroy('batch');
  expect(database.trash.forget()).toBe(true);
  expect(found(folder, traces)).toBe(0);
  expect(toldOf(database, gone.id)).toBeNull();
  const others = tracesOf(database, kept.id);
  expect(found(folder, others)).toBe(others.length);
  expect(entriesOfType(database, contract, 'delete')).toHaveLength(1);
});

test('[DS8] the words of an amendment go from the log of the database as well', async () => {
  const { folder, database, signer } = await sealed(5);
  const [slice] = [...database.slices.all()];
  if (!slice) throw new Error('no slice');
  const traces = tracesOf(database, slice.id, ['memo']);
  database.slices.setMemo([slice.id], 'Said otherwise');
  await signer.run();
  expect(found(folder, traces)).toBe(0);
});

test('[DS8] [PV13] with a contract go its logs, its keys of days and all that was told', async () => {
  const { folder, database, contract, signer } = await sealed(40);
  const slice = [...database.slices.all()][0];
  if (!slice) throw new Error('no slice');
  const other = addContract(database);
  await signer.run();
  database.dayKeys.committed(
    contract,
    slotStart(SLOT - (SLOT % 86_400)) / 1000,
    new Uint8Array(32).fill(7),
    1,
    1,
  );
  const traces = [
    ...tracesOf(database, slice.id),
    Buffer.from(contract),
    Buffer.from(database.logs.newest(contract)?.log ?? 'none'),
    Buffer.alloc(32, 7),
  ];
  expect(database.erasure.erase(contract)).toMatchObject({ outcome: 'saved', slices: 40 });
  database.pictureEdits.emptyLog();
  expect(found(folder, traces)).toBe(0);
  expect(database.sealDue.contracts()).toEqual([]);
  expect(entriesOf(database, other)).toHaveLength(1);
});

async function sealed(count: number) {
  const folder = tempFolder();
  const database = openSound(folder);
  const contract = addContract(database);
  for (let n = 0; n < count; n++) {
    const slice = closed(
      aSlice(contract, SLOT - n * 600, { memo: `Memo ${randomUUID()}`, tag: randomUUID() }),
    );
    database.recorder.save([slice], []);
    database.pictures.add(
      {
        ...aPictureMeta(slice.id),
        hidden: null,
        held: false,
        outcome: 'failed',
        reason: 'timeout',
        detail: '',
      },
      [],
    );
  }
  const memory = testMemory();
  const { signer } = testSealer(database, {
    now,
    memory,
    change: { forget: () => database.pictureEdits.emptyLog() },
  });
  await signer.run();
  database.pictureEdits.emptyLog();
  expect(entriesOfType(database, contract, 'segment')).toHaveLength(count);
  return { folder, database, contract, memory, signer };
}

/** The salts of the disclosures as they are stored, and the words that are nobody else's. */
function tracesOf(database: Database, id: ReturnType<typeof closed>['id'], names?: string[]): Buffer[] {
  const segment = database.logs.segmentOf(id);
  const told = [...(segment?.disclosed ?? [])].filter(
    ([name]) => names === undefined || names.includes(name),
  );
  return told.flatMap(([name, { salt, value }]) => {
    const text = Buffer.from(JSON.stringify([salt, name, value])).toString('base64url');
    const words = name === 'memo' || name === 'tag' ? [Buffer.from(String(value))] : [];
    // From where the salt begins to where it ends, as it lies in the stored text.
    return [Buffer.from(text.slice(3, 31)), ...words];
  });
}

function found(folder: string, traces: readonly Buffer[]): number {
  const all = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
  return traces.filter((trace) => all.includes(trace)).length;
}
