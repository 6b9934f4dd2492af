/**
 * The one contract between the window and the main process: every command and every event, by name, with the
 * schema of what goes in and what comes out. Main parses inputs, the window parses outputs and events.
 * Types of both sides are inferred from here and written nowhere else.
 */
import { z } from 'zod';
import {
  ContractSettingsSchema,
  HourlyContractSchema,
  LimitSchema,
  MemoSchema,
  NewContractSchema,
  RateSchema,
} from '../domain/hourly-contract';
import { ContractIdSchema, IdleIdSchema, PictureIdSchema, SliceIdSchema } from '../domain/ids';
import { InputCountsSchema } from '../domain/sample';

const wallMs = z.int();
const slot = z.int().multipleOf(600);
const ms = z.int().min(0);

/** Whole-app settings. `language` and `theme` "system" follow the machine. */
export const SettingsSchema = z.object({
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'light', 'dark']),
  zone: z.enum(['local', 'utc']),
  displays: z.enum(['all', 'pointer']),
  /** Start at login. */
  openAtLogin: z.boolean(),
  /** Electron accelerator that starts or stops the timer; '' for none. */
  shortcut: z.string().max(60),
  /** The notice of what is captured was read and accepted at this instant. */
  noticeAcceptedAt: wallMs.nullable(),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** What a timer shows, live. Sent as an event once a second while tracking and at each change. */
export const TimerSchema = z.object({
  mode: z.enum(['stopped', 'tracking', 'paused']),
  /** Why it is paused; null unless paused. */
  pauseReason: z.enum(['lock', 'suspend', 'idle']).nullable(),
  contractId: ContractIdSchema.nullable(),
  memo: z.string(),
  /** Tracked in this session, since start. */
  sessionMs: ms,
  todayMs: ms,
  week: z.object({
    start: wallMs,
    trackedMs: ms,
    overMs: ms,
    /** null: no limit. */
    limitSeconds: LimitSchema,
  }),
  /** Unanswered idle question of this session, if any. */
  idle: z.object({ id: IdleIdSchema, start: wallMs, ms }).nullable(),
});
export type Timer = z.infer<typeof TimerSchema>;

export const PictureViewSchema = z.object({
  id: PictureIdSchema,
  takenAt: wallMs,
  trigger: z.enum(['moment', 'stop', 'switch', 'limit', 'quit']),
  display: z.string(),
  backend: z.string(),
  blurred: z.boolean(),
  /** What the freelancer made unreadable, in pixels of the picture. */
  hidden: z
    .union([
      z.literal('whole'),
      z.array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })),
    ])
    .nullable(),
  /** It shows another client's window and waits for the freelancer's decision. */
  held: z.boolean(),
  outcome: z.enum(['ok', 'failed']),
  /** Failure reason (locale key `pictureFailure.<reason>`), null when ok. */
  reason: z.string().nullable(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
});

/** One cell of the diary grid. The pictures are at `app://minutier/picture/<id>` and `…/thumb/<id>`. */
export const CellSchema = z.object({
  sliceId: SliceIdSchema,
  contractId: ContractIdSchema,
  slot,
  state: z.enum(['open', 'closed']),
  closeReason: z.string().nullable(),
  interrupted: z.boolean(),
  memo: z.string(),
  trackedMs: ms,
  idleMs: ms,
  /** Part of trackedMs above the weekly limit. */
  overMs: ms,
  activity: z.int().min(0).max(10),
  /** `manual`: entered by hand. */
  kind: z.enum(['tracked', 'manual']),
  /** The activity tag, '' for none. */
  tag: z.string(),
  /** Why it was entered by hand, '' for tracked time. */
  reason: z.string(),
  editedAt: wallMs.nullable(),
  movedFrom: ContractIdSchema.nullable(),
  excludedMs: ms,
  /** Inputs of the slice that are known to come from a program; absent where it is not told. */
  synthetic: z.int().min(0).optional(),
  /** True: the memo may still be edited (the week is not locked). */
  editable: z.boolean(),
  pictures: z.array(PictureViewSchema),
});
export type Cell = z.infer<typeof CellSchema>;

export const DayTotalsSchema = z.object({ trackedMs: ms, idleMs: ms, overMs: ms });

export const DaySchema = z.object({
  from: wallMs,
  to: wallMs,
  cells: z.array(CellSchema),
  totals: DayTotalsSchema,
  byContract: z.array(
    z.object({
      contractId: ContractIdSchema,
      day: DayTotalsSchema,
      /** Gross of the day in minor units of the contract's currency, by its billing rule, over-limit time left out. */
      grossMinor: z.int(),
      week: DayTotalsSchema,
      weekGrossMinor: z.int(),
    }),
  ),
});
export type Day = z.infer<typeof DaySchema>;

/** A slice in full, for the large view. */
export const SliceDetailSchema = CellSchema.extend({
  spans: z.array(
    z.object({ start: wallMs, end: wallMs, kind: z.enum(['work', 'idle', 'kept', 'discarded']) }),
  ),
  minutes: z.array(InputCountsSchema).length(10),
  windows: z.array(z.object({ app: z.string(), title: z.string().nullable(), ms })),
  jumps: z.array(z.object({ at: wallMs, byMs: z.int() })),
  gaps: z.array(z.object({ start: wallMs, end: wallMs, reason: z.string() })),
  backends: z.object({
    input: z.array(z.string()),
    window: z.array(z.string()),
    idle: z.array(z.string()),
    picture: z.array(z.string()),
  }),
});
export type SliceDetail = z.infer<typeof SliceDetailSchema>;

/** Something the user should know. `id` names locale texts `notice.<id>.title|body`, `values` fills them. Kept until dismissed. */
export const NoticeSchema = z.object({
  id: z.enum([
    'recovered',
    'limit-80',
    'limit-95',
    'limit-100',
    'limit-stopped',
    'storage-full',
    'storage-readonly',
    'storage-error',
    'storage-ok',
    'picture-failed',
    'platform-limits',
    'keystore-missing',
    'database-set-aside',
    'resume-offer',
    'idle-answer-needed',
    'clock-jump',
    'sensor-lost',
    'shortcut-taken',
  ]),
  key: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  at: wallMs,
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Notice = z.infer<typeof NoticeSchema>;
export type NoticeId = Notice['id'];

export const DiagnosticsSchema = z.object({
  appVersion: z.string(),
  platform: z.string(),
  session: z.string(),
  dataFolder: z.string(),
  databaseBytes: z.int(),
  pictureCount: z.int(),
  keyStore: z.enum(['system', 'file']),
  backends: z.object({ input: z.string(), window: z.string(), idle: z.string(), picture: z.string() }),
  limits: z.array(z.string()),
});
export type Diagnostics = z.infer<typeof DiagnosticsSchema>;

const none = z.undefined();

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
      now: wallMs,
    }),
  },
  'settings.set': {
    input: SettingsSchema.omit({ noticeAcceptedAt: true }).partial(),
    output: SettingsSchema,
  },
  'notice.accept': { input: none, output: SettingsSchema },
  'notice.dismiss': { input: z.object({ key: z.string().max(200) }), output: none },
  'diagnostics.get': { input: none, output: DiagnosticsSchema },
  'folder.open': { input: none, output: none },

  'contract.list': { input: none, output: z.array(HourlyContractSchema) },
  'contract.create': { input: NewContractSchema, output: HourlyContractSchema },
  'contract.edit': {
    input: z.object({ id: ContractIdSchema, settings: ContractSettingsSchema }),
    output: HourlyContractSchema,
  },
  'contract.setRate': {
    input: z.object({ id: ContractIdSchema, rateMinor: RateSchema }),
    output: HourlyContractSchema,
  },
  /** A raise counts at once, a cut from next Monday 00:00 UTC; before any time is tracked, any change counts at once. */
  'contract.setLimit': {
    input: z.object({ id: ContractIdSchema, limitSeconds: LimitSchema }),
    output: HourlyContractSchema,
  },
  'contract.archive': {
    input: z.object({ id: ContractIdSchema, archived: z.boolean() }),
    output: HourlyContractSchema,
  },

  /** Starts, or switches when another contract is being tracked. */
  'timer.start': { input: z.object({ contractId: ContractIdSchema, memo: MemoSchema }), output: TimerSchema },
  'timer.stop': { input: none, output: TimerSchema },
  /** Goes on after a pause (lock, sleep, unanswered idle). */
  'timer.resume': { input: none, output: TimerSchema },
  /** The memo of the running session, from the current slice on. */
  'timer.memo': { input: z.object({ memo: MemoSchema }), output: TimerSchema },
  'timer.get': { input: none, output: TimerSchema },
  'memo.recent': { input: z.object({ contractId: ContractIdSchema }), output: z.array(z.string()) },
  'idle.answer': {
    input: z.object({ id: IdleIdSchema, answer: z.enum(['keep', 'discard', 'stop']) }),
    output: TimerSchema,
  },

  /**
   * Cells whose slot starts in [from, to), at most 32 days; totals of these, and of the UTC week that holds `weekOf`,
   * an instant in [from, to) (`from` where it is absent: in the east, a local Monday begins on the UTC Sunday).
   */
  'diary.day': {
    input: z.object({ from: wallMs, to: wallMs, weekOf: wallMs.optional() }),
    output: DaySchema,
  },
  'diary.slice': { input: z.object({ sliceId: SliceIdSchema }), output: SliceDetailSchema },
  /** Gives slices a memo while their week is open. */
  'diary.memo': {
    input: z.object({ sliceIds: z.array(SliceIdSchema).min(1).max(1008), memo: MemoSchema }),
    output: none,
  },

  /** Asks where to save, then writes everything. `cancelled` if the user closed the dialog. */
  'export.all': {
    input: z.object({ format: z.enum(['json', 'csv']) }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('saved'), path: z.string(), slices: z.int() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** Every event main sends: name → payload. */
export const events = {
  timer: TimerSchema,
  notices: z.array(NoticeSchema),
  contracts: z.array(HourlyContractSchema),
  settings: z.object({ settings: SettingsSchema, language: z.enum(['en', 'fr']), dark: z.boolean() }),
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
