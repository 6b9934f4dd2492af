/**
 * The one contract between the window and the main process: every command and every event, by name, with the
 * schema of what goes in and what comes out. Main parses inputs, the window parses outputs and events.
 * Types of both sides are inferred from here and written nowhere else.
 */
import { z } from 'zod';
import {
  ContractSettingsSchema,
  DatedLimitSchema,
  HourlyContractSchema,
  LimitSchema,
  MemoSchema,
  NewContractSchema,
  RateSchema,
} from '../domain/hourly-contract';
import { ContractIdSchema, IdleIdSchema, PictureIdSchema, SliceIdSchema } from '../domain/ids';
import { PatternsSchema, UnknownPlacesSchema } from '../domain/privacy';
import { BECAUSE, MENDS } from '../domain/protection';
import { RULE_IDS } from '../domain/protection-rules';
import { HiddenAreasSchema } from '../domain/redaction';
import { InputCountsSchema } from '../domain/sample';
import { AttestationSchema, FeeScheduleSchema } from '../domain/terms';

const wallMs = z.int();
const slot = z.int().multipleOf(600);
const ms = z.int().min(0);

/** Whole-app settings. `language` and `theme` "system" follow the machine. */
export const SettingsSchema = z.object({
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'light', 'dark']),
  zone: z.enum(['local', 'utc']),
  displays: z.enum(['all', 'pointer']),
  /** Windows that are never captured, whatever the contract. */
  excluded: PatternsSchema,
  /** What is done where it is not known where windows are and one of these may be visible. */
  unknownPlaces: UnknownPlacesSchema,
  /** The notice at each picture. */
  pictureNotice: z.enum(['off', 'silent', 'sound']),
  pictureNoticeBy: z.enum(['corner', 'system', 'both']),
  /** Time to decide, before the notice goes by itself. */
  pictureNoticeSeconds: z.union([z.literal(15), z.literal(30), z.literal(60)]),
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
  /** Deleted, and an undo gives it back before this instant; null where there is nothing to give back. */
  undoUntil: wallMs.nullable(),
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
  /** Marks of what was taken away: of whole slices, and of pictures. */
  tombstones: z.array(
    z.object({
      id: z.string(),
      contractId: ContractIdSchema,
      slot,
      what: z.enum(['slice', 'picture', 'expired', 'redacted']),
      at: wallMs,
      trackedMs: ms,
    }),
  ),
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
    z.object({
      start: wallMs,
      end: wallMs,
      kind: z.enum(['work', 'idle', 'kept', 'discarded']),
      /** The question it belongs to. */
      idleId: IdleIdSchema.nullable(),
    }),
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
    'picture-held',
    'pictures-expired',
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

/** See `domain/protection` for what the words mean. */
const ReasonSchema = z.object({
  rule: z.enum(RULE_IDS),
  because: z.enum(BECAUSE),
  mend: z.enum(MENDS),
  until: wallMs.nullable(),
});
const PartsSchema = z.object({ protectedMs: ms, atRiskMs: ms, overMs: ms, manualMs: ms });
export const VerdictSchema = z.object({
  sliceId: SliceIdSchema,
  contractId: ContractIdSchema,
  slot,
  rules: z.int(),
  parts: PartsSchema,
  reasons: z.array(ReasonSchema),
});

/** A UTC week's protection, contract by contract; see `domain/protection-week` and `domain/forecast`. */
export const ProtectionWeekSchema = z.object({
  start: wallMs,
  end: wallMs,
  /** From when on nothing of it can be mended. */
  locksAt: wallMs,
  /** Version of the rules. */
  rules: z.int(),
  contracts: z.array(
    z.object({
      contractId: ContractIdSchema,
      limitSeconds: LimitSchema,
      /** Changes of the limit since the week began, announced ones too. */
      limitChanges: z.array(DatedLimitSchema),
      /** Of the present week only. */
      forecast: z
        .discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('no-limit') }),
          z.object({ outcome: z.literal('reached') }),
          z.object({ outcome: z.literal('too-early') }),
          z.object({ outcome: z.literal('reaches'), at: wallMs }),
          z.object({ outcome: z.literal('stays-below'), totalMs: ms }),
        ])
        .nullable(),
      totalMs: ms,
      parts: PartsSchema,
      worth: z.object({ protectedMinor: z.int(), atRiskMinor: z.int(), manualMinor: z.int() }),
      items: z.array(
        ReasonSchema.extend({
          sliceIds: z.array(SliceIdSchema),
          ms,
          minor: z.int(),
          savableMs: ms,
          savableMinor: z.int(),
        }),
      ),
      verdicts: z.array(VerdictSchema),
    }),
  ),
});
export type ProtectionWeek = z.infer<typeof ProtectionWeekSchema>;

/** Milliseconds of a day, a contract or a week: see `TimeFigures` in domain/timesheet.ts. */
const TimeFiguresSchema = z.object({ totalMs: ms, trackedMs: ms, manualMs: ms, overMs: ms, idleMs: ms });

export const WeekSheetSchema = z.object({
  weekStart: wallMs,
  days: z.array(wallMs).length(7),
  rows: z.array(
    z.object({
      contractId: ContractIdSchema,
      days: z.array(TimeFiguresSchema).length(7),
      total: TimeFiguresSchema,
    }),
  ),
  dayTotals: z.array(TimeFiguresSchema).length(7),
  total: TimeFiguresSchema,
});
export type WeekSheet = z.infer<typeof WeekSheetSchema>;

const MoneySchema = z.object({
  currency: z.string(),
  grossMinor: z.int(),
  feeMinor: z.int(),
  netMinor: z.int(),
});

/** Money of one UTC week in minor units, a contract a row, and by currency. */
export const WeekMoneySchema = z.object({
  weekStart: wallMs,
  rows: z.array(
    MoneySchema.extend({
      contractId: ContractIdSchema,
      schedule: FeeScheduleSchema,
      /** Parts of the gross charged differently, in hundredths of a per cent. */
      parts: z.array(z.object({ grossMinor: z.int(), hundredths: z.int() })),
    }),
  ),
  totals: z.array(MoneySchema),
});
export type WeekMoney = z.infer<typeof WeekMoneySchema>;

/** Sums of the stretches asked for, by contract; `stretch` counts from 0. */
export const DaySumsSchema = z.array(
  z.object({ stretch: z.int(), contractId: ContractIdSchema, totalMs: ms, manualMs: ms, idleMs: ms }),
);
export type DaySums = z.infer<typeof DaySumsSchema>;

/** Where a week went: applications and windows by time, the longest first, and every slice in numbers. */
export const InsightsSchema = z.object({
  weekStart: wallMs,
  apps: z.array(z.object({ app: z.string(), ms })),
  windows: z.array(z.object({ app: z.string(), title: z.string(), ms })),
  slices: z.array(
    z.object({
      contractId: ContractIdSchema,
      slot,
      kind: z.enum(['tracked', 'manual']),
      trackedMs: ms,
      activity: z.int(),
    }),
  ),
});
export type Insights = z.infer<typeof InsightsSchema>;

const SnippetSchema = z.array(z.object({ text: z.string(), hit: z.boolean() }));
export const SearchHitSchema = z.object({
  sliceId: SliceIdSchema,
  contractId: ContractIdSchema,
  slot,
  memo: SnippetSchema,
  windows: SnippetSchema,
});
export type SearchHit = z.infer<typeof SearchHitSchema>;

/** What the preview at the corner of the screen shows, and when it goes by itself. */
export const PreviewSchema = z.object({
  pictures: z.array(z.object({ id: PictureIdSchema, takenAt: wallMs, held: z.boolean() })),
  until: wallMs,
});
export type Preview = z.infer<typeof PreviewSchema>;

const none = z.undefined();

const sliceIds = z.array(SliceIdSchema).min(1).max(1008);

/** What a deletion takes away; `worthMinor` in minor units of the contract's currency, by its billing and limit. */
const LossSchema = z.object({
  trackedMs: ms,
  byContract: z.array(
    z.object({ contractId: ContractIdSchema, slices: z.int(), trackedMs: ms, worthMinor: z.int() }),
  ),
});

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
  /** Erases everything of a contract, once its title is typed and a place for the proof is chosen. */
  'contract.erase': {
    input: z.object({ id: ContractIdSchema, typed: z.string().max(200) }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('erased'), path: z.string(), slices: z.int(), pictures: z.int() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  'contract.archive': {
    input: z.object({ id: ContractIdSchema, archived: z.boolean() }),
    output: HourlyContractSchema,
  },

  /** Somebody states a fact about the contract; it is recorded with the present, and never checked. */
  'contract.attest': {
    input: AttestationSchema.pick({ what: true, statedBy: true }).extend({ id: ContractIdSchema }),
    output: HourlyContractSchema,
  },
  'contract.withdraw': {
    input: AttestationSchema.pick({ what: true }).extend({ id: ContractIdSchema }),
    output: HourlyContractSchema,
  },
  /** From now on; time tracked during a pause is not protected. */
  'contract.pause': {
    input: z.object({ id: ContractIdSchema, paused: z.boolean() }),
    output: HourlyContractSchema,
  },
  /** The UTC week that holds `at`. */
  'protection.week': { input: z.object({ at: wallMs }), output: ProtectionWeekSchema },
  /** The slice being tracked; null while nothing is. */
  'protection.now': { input: none, output: VerdictSchema.nullable() },

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

  /** Of the UTC week that holds `at`. */
  'week.timesheet': { input: z.object({ at: wallMs }), output: WeekSheetSchema },
  'week.money': { input: z.object({ at: wallMs }), output: WeekMoneySchema },
  'week.insights': { input: z.object({ at: wallMs }), output: InsightsSchema },
  /** Sums between each bound and the next (days of a month or a year, in the window's zone), at most 400 days. */
  'days.sums': { input: z.object({ bounds: z.array(wallMs).min(2).max(400) }), output: DaySumsSchema },
  /** Slices that have every word of the text at the start of a word; the latest first, at most 200. */
  'search.query': {
    input: z.object({ text: z.string().max(200) }),
    output: z.object({ hits: z.array(SearchHitSchema), more: z.boolean() }),
  },
  /** Asks where to save the timesheet of the week that holds `at`, then writes it. */
  'timesheet.export': {
    input: z.object({ at: wallMs, format: z.enum(['csv', 'json', 'pdf']) }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('saved'), path: z.string() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** From the week that holds `from` on. */
  'fee.set': {
    input: z.object({ id: ContractIdSchema, from: wallMs, schedule: FeeScheduleSchema }),
    output: HourlyContractSchema,
  },

  /** Asks where to, and writes the one-page notice of what is captured for the contract, as PDF. */
  'privacy.notice': {
    input: z.object({ contractId: ContractIdSchema }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('saved'), path: z.string() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },

  /** Takes one picture away; the time stays. For 30 s it can be undone, then its bytes are destroyed. */
  'picture.delete': { input: z.object({ id: PictureIdSchema }), output: z.object({ undoUntil: wallMs }) },
  'picture.undo': { input: z.object({ id: PictureIdSchema }), output: none },
  /** Makes areas of it (in its pixels), or all of it, unreadable; the original is destroyed at once. */
  'picture.redact': {
    input: z.object({ id: PictureIdSchema, areas: HiddenAreasSchema }),
    output: none,
  },
  /** A held picture is kept as it is. */
  'picture.release': { input: z.object({ id: PictureIdSchema }), output: none },

  /** Gives closed slices an activity tag ('' for none) while their week is open. All or none, as all edits. */
  'diary.edit.tag': { input: z.object({ sliceIds, tag: z.string().trim().max(60) }), output: none },
  /** Gives closed slices to another contract, which must have no time in their slots. */
  'diary.edit.move': { input: z.object({ sliceIds, contractId: ContractIdSchema }), output: none },
  /** What deleting these slices would take away. */
  'diary.edit.worth': { input: z.object({ sliceIds }), output: LossSchema },
  /** Deletes; until `until` it can be undone, then it is final. */
  'diary.edit.delete': {
    input: z.object({ sliceIds }),
    output: LossSchema.extend({ undoId: z.uuid(), until: wallMs }),
  },
  'diary.edit.undo': { input: z.object({ undoId: z.uuid() }), output: none },
  /** Time entered by hand: whole ten-minute spots of the present week in which nothing is logged. */
  'diary.manual.add': {
    input: z.object({
      contractId: ContractIdSchema,
      slots: z.array(slot).min(1).max(1008),
      memo: MemoSchema.min(1),
      tag: z.string().trim().max(60),
      reason: MemoSchema.min(1),
    }),
    output: none,
  },
  /** Questions about idle time that are still to be answered, oldest first. */
  'idle.pending': {
    input: none,
    output: z.array(z.object({ id: IdleIdSchema, contractId: ContractIdSchema, start: wallMs, end: wallMs })),
  },

  /** The picture that the main window was asked to show, once; null for none. */
  'picture.wanted': {
    input: none,
    output: z.object({ id: PictureIdSchema, sliceId: SliceIdSchema, slot, redact: z.boolean() }).nullable(),
  },
  'preview.get': { input: none, output: PreviewSchema.nullable() },
  /** Its pictures are kept. */
  'preview.close': { input: none, output: none },
  /** Opens the picture in the main window, to be redacted. */
  'preview.redact': { input: z.object({ id: PictureIdSchema }), output: none },

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
  preview: PreviewSchema.nullable(),
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
    'manual-spot',
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
