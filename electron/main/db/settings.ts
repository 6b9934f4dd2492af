/** The table `settings`: one row a key, its value as JSON. Promises: a value that cannot be read is told and its default stands. */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type Settings, SettingsSchema } from '../../contract';
import type { Saved } from '../ports';
import { decodeList, json } from './codec';
import type { Base } from './connection';
import { attempt } from './faults';

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  theme: 'system',
  zone: 'local',
  hours: 'system',
  displays: 'all',
  excluded: [],
  unknownPlaces: 'blur',
  pictureNotice: 'silent',
  pictureNoticeBy: 'corner',
  pictureNoticeSeconds: 30,
  openAtLogin: false,
  shortcut: 'CommandOrControl+Alt+M',
  noticeAcceptedAt: null,
};

/** That the database came out of a backup made at `madeAt`, and when: it may be older than what others have seen of it. */
const RestoredSchema = z.object({ restoredAt: z.int(), madeAt: z.int() });
export type RestoredMark = z.infer<typeof RestoredSchema>;
const RESTORED = 'restored';

const RowSchema = z.object({ key: z.string(), value: json(z.unknown()) });

export class SettingsTable {
  private readonly upsertOne: Statement;
  private readonly selectAll: Statement;

  constructor(private readonly base: Base) {
    this.upsertOne = base.sqlite.prepare(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.selectAll = base.sqlite.prepare('SELECT key, value FROM settings');
  }

  /** All settings: what is stored over the defaults. Keys that this version does not know are left alone. */
  read(): Settings {
    const stored: Record<string, unknown> = {};
    for (const { key, value } of decodeList(
      'settings',
      RowSchema,
      this.selectAll.all(),
      this.base.onBrokenRow,
    )) {
      const parsed = SettingsSchema.partial().safeParse({ [key]: value });
      if (parsed.success) Object.assign(stored, parsed.data);
      else this.base.onBrokenRow({ table: 'settings', id: key, detail: z.prettifyError(parsed.error) });
    }
    return SettingsSchema.parse({ ...DEFAULT_SETTINGS, ...stored });
  }

  noteRestored(mark: RestoredMark): Saved {
    return attempt(this.base.folder, () => {
      this.upsertOne.run(RESTORED, JSON.stringify(mark));
      return { outcome: 'saved' } as const;
    });
  }

  /** The last restore; null if the database never came out of a backup. */
  restored(): RestoredMark | null {
    for (const row of this.selectAll.all()) {
      const parsed = RowSchema.safeParse(row);
      if (!parsed.success || parsed.data.key !== RESTORED) continue;
      return RestoredSchema.safeParse(parsed.data.value).data ?? null;
    }
    return null;
  }

  /** Stores these keys in one transaction; the others stay. */
  write(change: { [K in keyof Settings]?: Settings[K] | undefined }): Saved {
    return attempt(this.base.folder, () =>
      this.base.sqlite.transaction(() => {
        for (const [key, value] of Object.entries(change)) {
          if (value !== undefined) this.upsertOne.run(key, JSON.stringify(value));
        }
        return { outcome: 'saved' } as const;
      })(),
    );
  }
}
