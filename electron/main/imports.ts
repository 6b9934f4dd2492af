/**
 * Taking in other programs' reports: holds the file that is open, plans it by the choices, and writes it in parts.
 * Promises: a preview changes nothing; a part is planned and written without anything happening in between, so that no
 * instant is given twice; a line is taken in once, however often the work is cut off or begun again. SPEC: IM.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { WallMs } from '../../domain/clock';
import type { HourlyContract } from '../../domain/hourly-contract';
import { type ImportId, ImportIdSchema, type NewId } from '../../domain/ids';
import {
  type Entry,
  type ForeignLine,
  identityOf,
  projectKey,
  type ReadLine,
  readLine,
} from '../../domain/import-lines';
import {
  createPlanner,
  importedSlices,
  type LeftOut,
  type PlannedLine,
  type Planner,
  unreadable,
} from '../../domain/import-plan';
import { dateOrders } from '../../domain/import-values';
import { type Slot, slotOf } from '../../domain/week';
import { isZone } from '../../domain/zone';
import type { CommandOutput, ImportChoices, ImportFile, ImportLine } from '../contract';
import type { ImportsTable } from './db/imports';
import type { SlicesTable } from './db/slices';
import { done, failed, type Outcome } from './dispatch';
import { type Report, readReport } from './import-file';
import { countsOf, viewsOf } from './import-view';
import type { JobControl, Jobs } from './jobs';
import type { Recorder } from './ports';

export interface ImportDeps {
  table: ImportsTable;
  slices: Pick<SlicesTable, 'occupied' | 'cellsBetween'>;
  contracts(): HourlyContract[];
  recorder: Pick<Recorder, 'edit'>;
  jobs: Pick<Jobs, 'run'>;
  /** The path that the user chose; null where the dialog was closed. */
  askFile(): Promise<string | null>;
  /** Why the time is there: `imported from Toggl, FILE`. `placed`: and its times of day are not the file's. */
  reason(source: Report['source'], file: string, placed: boolean): string;
  /** IANA name of the machine's zone. */
  localZone: string;
  /** Which order is usual where the user lives, where a file can be read in both. */
  usualOrder(): 'dmy' | 'mdy';
  newId: NewId;
  now(): WallMs;
  slicesChanged(slots: readonly Slot[]): void;
  /** What was taken back is destroyed for good. */
  forget(): void;
}

interface Open {
  file: ImportFile;
  report: Report;
  /** Of each line of the report, in its order. */
  fingerprints: string[];
  planned: ImportLine[];
}

/** A line that can be read, with all that the plan asks of it. */
interface Ready {
  at: number;
  entry: Entry;
}

/** Lines a transaction, a few milliseconds; it grows until no line of the next part can share a slot with it. */
const PART_LINES = 10;

const NINE = 9 * 60;

export class Imports {
  private open: Open | null = null;

  constructor(private readonly deps: ImportDeps) {}

  async openFile(): Promise<Outcome<CommandOutput<'import.open'>>> {
    const { askFile, jobs } = this.deps;
    const path = await askFile();
    if (path === null) return done({ outcome: 'cancelled' });
    const read = await jobs.run('import', async (job) => {
      const answer = await readReport(path, job);
      return answer.ok ? { ...answer, fingerprints: await fingerprintsOf(answer.report, job) } : answer;
    });
    if (read === null) return done({ outcome: 'cancelled' });
    const name = basename(path).slice(0, 200);
    if (!read.ok) {
      const { refusal } = read;
      return done({
        outcome: 'refused',
        file: name,
        reason: refusal.reason,
        line: 'line' in refusal ? refusal.line : null,
        source: 'source' in refusal ? refusal.source : null,
        missing: 'missing' in refusal ? refusal.missing : [],
      });
    }
    const { report, fingerprints } = read;
    const file = this.fileOf(name, report);
    this.open = { file, report, fingerprints, planned: [] };
    return done({ outcome: 'opened', file, choices: this.guess(file) });
  }

  list(): CommandOutput<'import.list'> {
    return this.deps.table.list();
  }

  close(id: string): void {
    if (this.open?.file.id === id) this.open = null;
  }

  async preview(id: string, choices: ImportChoices): Promise<Outcome<CommandOutput<'import.preview'>>> {
    const open = this.find(id, choices);
    if (!open.ok) return open;
    const planned = await this.deps.jobs.run('import', async (job) => {
      const lines: PlannedLine[] = [];
      await this.plan(open.value, choices, job, async (part) => void lines.push(...part));
      return lines;
    });
    if (planned === null) return done({ outcome: 'cancelled' });
    open.value.planned = viewsOf(open.value.report, planned);
    return done({ outcome: 'previewed', counts: countsOf(open.value.planned) });
  }

  lines(id: string, from: number, count: number, problems: boolean): Outcome<CommandOutput<'import.lines'>> {
    if (this.open?.file.id !== id) return failed('not-found', `file ${id}`);
    const all = problems ? this.open.planned.filter(({ state }) => state !== 'ready') : this.open.planned;
    return done({ lines: all.slice(from, from + count), total: all.length });
  }

  async run(id: string, choices: ImportChoices): Promise<Outcome<CommandOutput<'import.run'>>> {
    const open = this.find(id, choices);
    if (!open.ok) return open;
    const { file, report, fingerprints } = open.value;
    const { jobs, newId, now, table, recorder, reason, slicesChanged } = this.deps;
    const importId = ImportIdSchema.parse(newId());
    const record = { id: importId, source: report.source, file: file.file, at: now() };
    const facts = {
      importId,
      newId,
      reason: reason(report.source, file.file, false),
      placedReason: reason(report.source, file.file, true),
    };
    const byLine = new Map(report.lines.map(({ line }, at) => [line, fingerprints[at] ?? '']));
    const taken = { lines: 0, takenMs: 0 };
    let refusal: string | null = null;
    const whole = await jobs.run('import', (job) =>
      this.plan(open.value, choices, job, async (part) => {
        const lines = part.filter(({ pieces }) => pieces.length > 0);
        if (lines.length === 0) return;
        const slices = importedSlices(lines, facts);
        const rows = lines.flatMap(({ line, contractId }) =>
          contractId === null ? [] : [{ fingerprint: byLine.get(line) ?? '', contractId }],
        );
        // A crash before this write leaves the parts before it, after it this part as well; the rest comes with the next try.
        const saved = recorder.edit([], () => table.add(record, slices, rows));
        if (saved?.outcome !== 'saved') {
          refusal = saved === null ? 'the disk refuses' : saved.detail;
          throw new DiskRefuses();
        }
        taken.lines += lines.length;
        taken.takenMs += lines.flatMap(({ pieces }) => pieces).reduce((sum, p) => sum + p.end - p.start, 0);
        slicesChanged([...new Set(slices.map(({ slot }) => slot))]);
      }).catch((error: unknown) => {
        if (!(error instanceof DiskRefuses)) throw error;
      }),
    );
    if (refusal !== null) return failed('storage', refusal);
    return done({
      outcome: whole === null ? 'cancelled' : 'imported',
      importId: taken.lines > 0 ? importId : null,
      ...taken,
    });
  }

  async undo(importId: ImportId): Promise<Outcome<CommandOutput<'import.undo'>>> {
    const { table, jobs, recorder, slicesChanged, forget } = this.deps;
    const known = table.list().find(({ id }) => id === importId);
    if (known === undefined) return failed('not-found', `import ${importId}`);
    let slices = 0;
    let refusal: string | null = null;
    const whole = await jobs.run('import', async (job) => {
      for (;;) {
        const removed = recorder.edit([], () => table.removeSome(importId));
        if (removed?.outcome !== 'removed') {
          refusal = removed === null ? 'the disk refuses' : removed.detail;
          return false;
        }
        if (removed.slots.length === 0) return true;
        slices += removed.slots.length;
        slicesChanged(removed.slots);
        await job.step(slices, known.slices);
      }
    });
    if (slices > 0) forget();
    if (refusal !== null) return failed('storage', refusal);
    return done({ outcome: whole === null ? 'cancelled' : 'removed', slices });
  }

  /** Plans the file in the order of time and hands the lines over part by part; no line of a part shares a slot with another part. */
  private async plan(
    { report, fingerprints, file }: Open,
    choices: ImportChoices,
    job: JobControl,
    take: (part: PlannedLine[]) => Promise<void>,
  ): Promise<void> {
    const { now, slices, table } = this.deps;
    const total = report.lines.length * 2;
    const bad: PlannedLine[] = report.short.map((line) => unreadable(line, 'cells'));
    const ready: Ready[] = [];
    const options = { ...choices, source: report.source, dayStart: choices.dayStartMinutes * 60 };
    for (const [at, said] of report.lines.entries()) {
      const read: ReadLine = readLine(said, options);
      if (read.ok) ready.push({ at, entry: read.entry });
      else bad.push(unreadable(read.line, read.error));
      await job.step(at, total);
    }
    await take(bad);
    ready.sort(
      (a, b) => order(a.entry) - order(b.entry) || a.entry.place.start - b.entry.place.start || a.at - b.at,
    );

    const planner = createPlanner({
      now: now(),
      record: (contractId, from, to) => ({
        occupied: slices.occupied(from, to),
        slots: new Set(
          // A slot before it may reach into the stretch.
          slices
            .cellsBetween(from - (from % 600_000), to)
            .filter((cell) => cell.contractId === contractId)
            .map(({ slot }) => slot),
        ),
      }),
    });
    const projects = new Map(
      file.projects.map((project, n) => [projectKey(project), choices.contracts[n] ?? null]),
    );
    let begun = 0;
    while (begun < ready.length) {
      const part = ready.slice(begun, partEnd(ready, begun));
      begun += part.length;
      const known = table.known(part.map(({ at }) => fingerprints[at] ?? ''));
      const planned = part.map(({ at, entry }) =>
        planOne(
          planner,
          entry,
          report.lines[at],
          choices.person,
          projects,
          known.has(fingerprints[at] ?? ''),
        ),
      );
      await take(planned);
      await job.step(report.lines.length + begun, total);
    }
  }

  private find(id: string, choices: ImportChoices): Outcome<Open> {
    const { open } = this;
    if (open === null || open.file.id !== id) return failed('not-found', `file ${id}`);
    if (!isZone(choices.zone)) return failed('bad-input', 'an unknown zone');
    const contracts = this.deps.contracts();
    const unusable = choices.contracts.some(
      (chosen) => chosen !== null && contracts.find((one) => one.id === chosen)?.archivedAt !== null,
    );
    return unusable ? failed('archived', 'a contract that is not in use') : done(open);
  }

  private fileOf(name: string, report: Report): ImportFile {
    const { lines } = report;
    return {
      id: this.deps.newId(),
      file: name,
      source: report.source,
      encoding: report.encoding,
      dateOrders: dateOrders(lines.map(({ startDate }) => startDate)),
      timed: lines.length === 0 || lines.some(({ startTime }) => startTime !== ''),
      people: [...counted(lines, ({ person }) => person)].map(([, of]) => ({
        name: of[0].person,
        lines: of.length,
      })),
      projects: [...counted(lines, projectKey)].map(([, of]) => ({
        client: of[0].client,
        project: of[0].project,
        lines: of.length,
      })),
    };
  }

  /** The contract of the same name, where it is plain; the person with most lines; the machine's zone. */
  private guess(file: ImportFile): ImportChoices {
    const open = this.deps.contracts().filter(({ archivedAt }) => archivedAt === null);
    const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
    const [order = 'dmy', other] = file.dateOrders;
    return {
      zone: this.deps.localZone,
      dateOrder: other === undefined ? order : this.deps.usualOrder(),
      person: file.people.length > 1 ? (file.people[0]?.name ?? null) : null,
      dayStartMinutes: NINE,
      contracts: file.projects.slice(0, 1_000).map(({ client, project }) => {
        const titled = open.filter(({ title }) => same(title, project));
        const both = titled.filter((one) => same(one.client, client));
        const ofClient = open.filter((one) => client !== '' && same(one.client, client));
        const plain = [both, titled, ofClient].find((some) => some.length === 1);
        return plain?.[0]?.id ?? null;
      }),
    };
  }
}

class DiskRefuses extends Error {}

function planOne(
  planner: Planner,
  entry: Entry,
  said: ForeignLine | undefined,
  person: string | null,
  projects: ReadonlyMap<string, HourlyContract['id'] | null>,
  known: boolean,
): PlannedLine {
  const contractId = said === undefined ? null : (projects.get(projectKey(said)) ?? null);
  const skip: LeftOut | null =
    person !== null && said?.person !== person ? 'other-person' : known ? 'known' : null;
  return planner.add(entry, contractId, skip);
}

/** Time with a time of day first: what has none is laid into what is left. */
function order(entry: Entry): number {
  return entry.place.type === 'at' ? 0 : 1;
}

/** Where the part that begins at `from` ends: no later line shares a slot with it. */
function partEnd(lines: readonly Ready[], from: number): number {
  let last = Number.NEGATIVE_INFINITY;
  for (let n = from; n < lines.length; n++) {
    const place = lines[n]?.entry.place;
    if (place === undefined) break;
    if (n - from >= PART_LINES && slotOf(place.start) > last) return n;
    last = Math.max(last, slotOf(place.end));
  }
  return lines.length;
}

/** Of lines that say the same, the second of a file is another one. */
async function fingerprintsOf({ source, lines }: Report, job: JobControl): Promise<string[]> {
  const seen = new Map<string, number>();
  const fingerprints: string[] = [];
  for (const line of lines) {
    const identity = identityOf(source, line);
    const n = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, n);
    fingerprints.push(createHash('sha256').update(`${n}\n${identity}`).digest('hex'));
    await job.step(fingerprints.length, lines.length);
  }
  return fingerprints;
}

/** The most frequent first. */
function counted(
  lines: readonly ForeignLine[],
  key: (line: ForeignLine) => string,
): [string, [ForeignLine, ...ForeignLine[]]][] {
  const groups = new Map<string, [ForeignLine, ...ForeignLine[]]>();
  for (const line of lines) {
    const known = groups.get(key(line));
    if (known) known.push(line);
    else groups.set(key(line), [line]);
  }
  return [...groups].sort((a, b) => b[1].length - a[1].length);
}
