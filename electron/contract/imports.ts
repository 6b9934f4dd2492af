/** Time from the reports of other programs: a file is opened, looked at, and taken in as manual time. */
import { z } from 'zod';
import { ContractIdSchema, ImportIdSchema } from '../../domain/ids';
import { IMPORT_SOURCES } from '../../domain/import-columns';
import { ms, none, wallMs } from './shared';

const source = z.enum(IMPORT_SOURCES);

/** What a person decides about a file. `contracts`: for each project of the file, in its order; null: left out. */
export const ImportChoicesSchema = z.object({
  /** IANA name of the zone of the file's dates and times. */
  zone: z.string().max(60),
  dateOrder: z.enum(['dmy', 'mdy']),
  /** Whose lines; null for everybody's. */
  person: z.string().max(1_000).nullable(),
  /** Minutes after midnight from which time without a time of day is laid. */
  dayStartMinutes: z.int().min(0).max(1_439),
  contracts: z.array(ContractIdSchema.nullable()).max(1_000),
});
export type ImportChoices = z.infer<typeof ImportChoicesSchema>;

const CountsSchema = z.object({
  /** Lines of the file. */
  all: z.int(),
  /** Taken in whole, in part, not at all, and not readable. */
  ready: z.int(),
  partial: z.int(),
  skipped: z.int(),
  error: z.int(),
  /** Of the lines that can be read: what the file says, and what of it is taken in. */
  ms,
  takenMs: ms,
  /** How much of the rest is left out for which reason. */
  leftOut: z.array(z.object({ why: z.string(), lines: z.int(), ms })),
  /** From the first instant that is taken in to the last; null where nothing is. */
  firstMs: wallMs.nullable(),
  lastMs: wallMs.nullable(),
});
export type ImportCounts = z.infer<typeof CountsSchema>;

export const ImportFileSchema = z.object({
  id: z.uuid(),
  /** Its name. */
  file: z.string(),
  source,
  encoding: z.enum(['utf-8', 'utf-16', 'windows-1252']),
  /** In which orders day and month can be read; two where nothing in the file decides. */
  dateOrders: z.array(z.enum(['dmy', 'mdy'])).min(1),
  /** False where it tells days alone. */
  timed: z.boolean(),
  people: z.array(z.object({ name: z.string(), lines: z.int() })),
  projects: z.array(z.object({ client: z.string(), project: z.string(), lines: z.int() })),
});
export type ImportFile = z.infer<typeof ImportFileSchema>;

/** A line of the file as it would be taken in. */
const ImportLineSchema = z.object({
  line: z.int(),
  state: z.enum(['ready', 'partial', 'skipped', 'error']),
  /** Why it cannot be read (locale key `import.error.<error>`), else null. */
  error: z.string().nullable(),
  leftOut: z.array(z.object({ why: z.string(), ms })),
  /** Where its time goes, or would go; null where it has no place. */
  start: wallMs.nullable(),
  end: wallMs.nullable(),
  placed: z.boolean(),
  ms,
  takenMs: ms,
  client: z.string(),
  project: z.string(),
  contractId: ContractIdSchema.nullable(),
  memo: z.string(),
  tag: z.string(),
});
export type ImportLine = z.infer<typeof ImportLineSchema>;

export const IMPORT_PAGE_LINES = 200;

export const importCommands = {
  /** Asks for a file and reads it. `choices`: what seems right. A file stays open until it is closed or another is opened. */
  'import.open': {
    input: none,
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('opened'), file: ImportFileSchema, choices: ImportChoicesSchema }),
      z.object({
        outcome: z.literal('refused'),
        file: z.string(),
        reason: z.enum([
          'unreadable',
          'too-large',
          'binary',
          'empty',
          'unknown',
          'quotes',
          'too-many',
          'columns',
        ]),
        line: z.int().nullable(),
        source: source.nullable(),
        missing: z.array(z.string()),
      }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** What would be taken in; changes nothing. */
  'import.preview': {
    input: z.object({ id: z.uuid(), choices: ImportChoicesSchema }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('previewed'), counts: CountsSchema }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** Lines of the last preview, those alone that are not taken in whole where `problems` is set. */
  'import.lines': {
    input: z.object({
      id: z.uuid(),
      from: z.int().min(0),
      count: z.int().min(1).max(IMPORT_PAGE_LINES),
      problems: z.boolean(),
    }),
    output: z.object({ lines: z.array(ImportLineSchema), total: z.int() }),
  },
  /** Takes in what the last preview with these choices said. Cancelled, what was taken in so far stays. */
  'import.run': {
    input: z.object({ id: z.uuid(), choices: ImportChoicesSchema }),
    output: z.object({
      outcome: z.enum(['imported', 'cancelled']),
      /** Null where nothing was taken in. */
      importId: ImportIdSchema.nullable(),
      lines: z.int(),
      takenMs: ms,
    }),
  },
  'import.close': { input: z.object({ id: z.uuid() }), output: none },
  /** Imports of which anything is there, the latest first. */
  'import.list': {
    input: none,
    output: z.array(
      z.object({ id: ImportIdSchema, source, file: z.string(), at: wallMs, slices: z.int(), ms }),
    ),
  },
  /** Takes a whole import back, whatever its weeks. */
  'import.undo': {
    input: z.object({ importId: ImportIdSchema }),
    output: z.object({ outcome: z.enum(['removed', 'cancelled']), slices: z.int() }),
  },
} as const;
