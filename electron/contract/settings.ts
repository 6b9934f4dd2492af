/** Settings, notices, diagnostics and the export of everything. */
import { z } from 'zod';
import { HOURS } from '../../domain/hours';
import { PatternsSchema, UnknownPlacesSchema } from '../../domain/privacy';
import { none, wallMs } from './shared';

/** Whole-app settings. `language` and `theme` "system" follow the machine. */
export const SettingsSchema = z.object({
  language: z.enum(['system', 'en', 'fr']),
  theme: z.enum(['system', 'light', 'dark']),
  zone: z.enum(['local', 'utc']),
  /** How hours of the day are written; "system": as the locale does. */
  hours: z.enum(HOURS),
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
    'vault-set-aside',
    'resume-offer',
    'idle-answer-needed',
    'clock-jump',
    'sensor-lost',
    'shortcut-taken',
    'picture-held',
    'pictures-expired',
    'restored',
    'sealing-stopped',
    // Of the diary server (electron/main/sync).
    'sync-question',
    'sync-dispute',
    'sync-decided',
    'sync-limit',
    'sync-paused',
    'sync-resumed',
    'sync-terms',
    'sync-refused',
    'sync-inconsistent',
    'sync-elsewhere',
    'sync-revoked',
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

export const settingsCommands = {
  'settings.set': {
    input: SettingsSchema.omit({ noticeAcceptedAt: true }).partial(),
    output: SettingsSchema,
  },
  'notice.accept': { input: none, output: SettingsSchema },
  'notice.dismiss': { input: z.object({ key: z.string().max(200) }), output: none },
  'diagnostics.get': { input: none, output: DiagnosticsSchema },
  'folder.open': { input: none, output: none },
  /** Asks where to save, then writes everything. `cancelled` if the user closed the dialog. */
  'export.all': {
    input: z.object({ format: z.enum(['json', 'csv']) }),
    output: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('saved'), path: z.string(), slices: z.int() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
} as const;
