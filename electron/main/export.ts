/**
 * Everything in one file, as JSON or as CSV. Promises: the file under the chosen name is whole or is what it was
 * before: it is written aside, synced and renamed; memory stays flat, one UTC week at a time. Pictures are named
 * with their facts; their bytes stay in the picture store: the copy that has them is the backup.
 */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { IdleQuestion } from '../../domain/idle';
import type { ContractId } from '../../domain/ids';
import { overLimitBySlot } from '../../domain/limit';
import { type Slice, trackedMs } from '../../domain/slice';
import { slotStart, weekStart } from '../../domain/week';
import { syncFolder } from '../../node/durable-file';
import type { ImportRecord } from './db/imports';
import type { Tombstone } from './db/trash';
import { CSV_HEAD, csvRow } from './export-csv';
import { type ExportFacts, type ExportHead, jsonEnd, jsonSlice, jsonStart } from './export-json';
import type { JobControl } from './jobs';
import type { PictureStore } from './ports';

export type ExportFormat = 'json' | 'csv';

export interface ExportSource {
  contracts(): HourlyContract[];
  idleQuestions(): IdleQuestion[];
  tombstones(): Tombstone[];
  /** The reports that time was imported from. */
  imports(): ImportRecord[];
  /** How many slices there are. */
  count(): number;
  /** Every slice, ascending by slot; the database may be written to in between. */
  all(): Iterable<Slice>;
  pictures: Pick<PictureStore, 'ofSlices'>;
}

export type Exported =
  | { outcome: 'saved'; slices: number }
  /** Nothing is left behind; `detail` is the system's error code. */
  | { outcome: 'failed'; detail: string };

/**
 * Writes the export to `path`, replacing what is there. `aside`: a random word for the temporary name. Where the job is
 * cancelled it rejects with `Cancelled`, and nothing is left behind.
 */
export async function exportAll(
  source: ExportSource,
  format: ExportFormat,
  path: string,
  facts: ExportFacts,
  aside: string,
  job: JobControl,
): Promise<Exported> {
  const temporary = `${path}.${aside}.part`;
  try {
    const slices = await writeAside(temporary, (write) => writeAll(source, format, facts, write, job));
    job.commit();
    // A crash before this line leaves the temporary file and the old export; after it, the new one.
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return { outcome: 'saved', slices };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return { outcome: 'failed', detail: codeOf(error) };
  }
}

type Write = (text: string) => Promise<void>;

async function writeAll(
  source: ExportSource,
  format: ExportFormat,
  facts: ExportFacts,
  write: Write,
  job: JobControl,
): Promise<number> {
  const contracts = source.contracts();
  const byId = new Map(contracts.map((contract) => [contract.id, contract]));
  const imports = new Map(source.imports().map((record) => [record.id, record]));
  await write(format === 'json' ? jsonStart(facts, headOf(source, contracts)) : CSV_HEAD);
  const total = source.count();
  let count = 0;
  for (const slices of byWeek(source.all())) {
    const over = overLimit(slices, byId);
    const pictures = source.pictures.ofSlices(slices.map((slice) => slice.id));
    const rows = slices.map((slice, index) => {
      const taken = pictures.get(slice.id) ?? [];
      const overMs = over.get(slice) ?? 0;
      return format === 'json'
        ? jsonSlice(slice, overMs, taken, count + index === 0)
        : csvRow(
            slice,
            overMs,
            taken,
            byId.get(slice.contractId),
            slice.importId === null ? undefined : imports.get(slice.importId),
          );
    });
    count += slices.length;
    await write(rows.join(''));
    await job.step(count, total);
  }
  if (format === 'json') await write(jsonEnd(count));
  return count;
}

function headOf(source: ExportSource, contracts: HourlyContract[]): ExportHead {
  return { contracts, idleQuestions: source.idleQuestions(), tombstones: source.tombstones() };
}

/** The slices of one UTC week at a time. */
function* byWeek(slices: Iterable<Slice>): Generator<Slice[]> {
  let week: Slice[] = [];
  for (const slice of slices) {
    const first = week[0];
    if (first !== undefined && weekStart(slotStart(first.slot)) !== weekStart(slotStart(slice.slot))) {
      yield week;
      week = [];
    }
    week.push(slice);
  }
  if (week.length > 0) yield week;
}

/** Over-limit time of the slices of one whole UTC week. */
function overLimit(
  slices: readonly Slice[],
  contracts: ReadonlyMap<ContractId, HourlyContract>,
): Map<Slice, number> {
  const over = new Map<Slice, number>();
  for (const [contractId, own] of Map.groupBy(slices, (slice) => slice.contractId)) {
    const weighed = own.map((slice) => ({ ...slice, trackedMs: trackedMs(slice) }));
    const bySlot = overLimitBySlot(weighed, contracts.get(contractId)?.limits ?? []);
    for (const slice of own) over.set(slice, bySlot.get(slice.slot) ?? 0);
  }
  return over;
}

async function writeAside<T>(path: string, fill: (write: Write) => Promise<T>): Promise<T> {
  const file = await open(path, 'wx', 0o600);
  try {
    const result = await fill((text) => writeFully(file, text));
    await file.sync();
    return result;
  } finally {
    await file.close();
  }
}

async function writeFully(file: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at)).bytesWritten;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
