/**
 * The one contract between the window and the main process: every command and every event, by name, with the
 * schema of what goes in and what comes out, a group a file in `contract/`. Main parses inputs, the window parses
 * outputs and events. Types of both sides are inferred from here and written nowhere else.
 */
import { z } from 'zod';
import { HourlyContractSchema } from '../domain/hourly-contract';
import { ContractIdSchema } from '../domain/ids';
import { backupCommands } from './contract/backup';
import { contractCommands } from './contract/contracts';
import { diaryCommands } from './contract/diary';
import { evidenceCommands } from './contract/evidence';
import { importCommands } from './contract/imports';
import { JobSchema, jobCommands } from './contract/jobs';
import { PreviewSchema, pictureCommands } from './contract/pictures';
import { protectionCommands } from './contract/protection';
import { NoticeSchema, SettingsSchema, settingsCommands } from './contract/settings';
import { none, slot, wallMs } from './contract/shared';
import { SyncSchema, syncCommands } from './contract/sync';
import { TimerSchema, timerCommands } from './contract/timer';
import { weekCommands } from './contract/week';

export * from './contract/diary';
export * from './contract/evidence';
export * from './contract/imports';
export * from './contract/jobs';
export * from './contract/pictures';
export * from './contract/protection';
export * from './contract/settings';
export * from './contract/sync';
export * from './contract/timer';
export * from './contract/week';

/** Every command: name → input and output. A command without a handler does not compile (`electron/main/handlers.ts`). */
export const commands = {
  /** Everything the window needs for its first paint, in one answer. */
  'app.boot': {
    input: none,
    output: z.object({
      settings: SettingsSchema,
      /** Resolved from settings and the system. */
      language: z.enum(['en', 'fr']),
      dark: z.boolean(),
      /** BCP 47 tag for dates and numbers. */
      locale: z.string(),
      contracts: z.array(HourlyContractSchema),
      timer: TimerSchema,
      notices: z.array(NoticeSchema),
      jobs: z.array(JobSchema),
      now: wallMs,
    }),
  },
  ...settingsCommands,
  ...contractCommands,
  ...timerCommands,
  ...diaryCommands,
  ...protectionCommands,
  ...weekCommands,
  ...pictureCommands,
  ...importCommands,
  ...jobCommands,
  ...backupCommands,
  ...evidenceCommands,
  ...syncCommands,
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** Every event main sends: name → payload. */
export const events = {
  timer: TimerSchema,
  notices: z.array(NoticeSchema),
  /** Long work that is under way, the oldest first: at its begin, at most ten times a second, and at its end. */
  jobs: z.array(JobSchema),
  contracts: z.array(HourlyContractSchema),
  settings: z.object({ settings: SettingsSchema, language: z.enum(['en', 'fr']), dark: z.boolean() }),
  preview: PreviewSchema.nullable(),
  /** Something was sealed, or keys changed: views of the evidence ask again. */
  evidence: z.object({}),
  /** Linked, sent, refused, paused, set by the client: at most a few times a second. */
  sync: SyncSchema,
  /** The server has something new for people of this contract: views of its threads, disputes and looks ask again. */
  syncTold: z.object({ contractId: ContractIdSchema, what: z.enum(['thread', 'review']) }),
  /** `sync.linkWanted` has an answer. */
  syncLink: z.object({}),
  /** `picture.wanted` has an answer. */
  pictureWanted: z.object({}),
  /** Slices of these slots changed: views that show them ask again. */
  diary: z.object({ slots: z.array(slot) }),
} as const satisfies Record<string, z.ZodType>;

export type CommandName = keyof typeof commands;
export type CommandInput<K extends CommandName> = z.infer<(typeof commands)[K]['input']>;
export type CommandOutput<K extends CommandName> = z.infer<(typeof commands)[K]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.infer<(typeof events)[K]>;

/** Errors cross as data. `code` names the locale text `error.<code>`; `detail` is for the log and the curious. */
export const FailureSchema = z.object({
  code: z.enum([
    'bad-input',
    'unknown-command',
    'not-found',
    'archived',
    'locked-week',
    'storage',
    'not-running',
    'slice-open',
    'slot-taken',
    'undo-over',
    'manual-not-allowed',
    'set-by-client',
    'manual-spot',
    'tracking',
    'picture',
    'internal',
  ]),
  detail: z.string(),
});
export type Failure = z.infer<typeof FailureSchema>;
export const ReplySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: FailureSchema }),
]);
export type Reply = z.infer<typeof ReplySchema>;

/** What the preload puts on `window.desktop`: the whole of the window's power. */
export interface DesktopBridge {
  /** Calls a command by name; the reply is a `Reply`. */
  call(name: string, input: unknown): Promise<unknown>;
  /** Listens to an event by name; returns how to stop. */
  on(name: string, listener: (payload: unknown) => void): () => void;
}
