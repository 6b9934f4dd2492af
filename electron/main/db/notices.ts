/** The table `notices`: what the user was told. Promises: a key is told once until it is withdrawn. */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { WallMs } from '../../../domain/clock';
import { type Notice, NoticeSchema } from '../../contract';
import type { Saved } from '../ports';
import { decodeList, json } from './codec';
import type { Base } from './connection';
import { attempt } from './faults';

const RowSchema = z
  .object({
    id: z.unknown(),
    key: z.string(),
    level: z.unknown(),
    at: z.unknown(),
    value_json: json(z.unknown()),
  })
  .transform(({ id, key, level, at, value_json }) => ({ id, key, level, at, values: value_json }))
  .pipe(NoticeSchema);

export class NoticesTable {
  private readonly insert: Statement;
  private readonly updateDismissed: Statement;
  private readonly remove: Statement;
  private readonly selectShown: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.insert = sqlite.prepare(
      'INSERT INTO notices (key, id, level, at, value_json) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
    );
    this.updateDismissed = sqlite.prepare(
      'UPDATE notices SET dismissed_at = ? WHERE key = ? AND dismissed_at IS NULL',
    );
    this.remove = sqlite.prepare('DELETE FROM notices WHERE key = ?');
    this.selectShown = sqlite.prepare('SELECT * FROM notices WHERE dismissed_at IS NULL ORDER BY at, key');
  }

  /** `known`: the key was told before (dismissed or not), nothing changed. */
  add(notice: Notice): Saved | { outcome: 'known' } {
    return attempt(this.base.folder, () => {
      const { key, id, level, at, values } = notice;
      const { changes } = this.insert.run(key, id, level, at, JSON.stringify(values));
      return { outcome: changes === 0 ? ('known' as const) : ('saved' as const) };
    });
  }

  /** The user has read it. */
  dismiss(key: string, at: WallMs): Saved {
    return attempt(this.base.folder, () => {
      this.updateDismissed.run(at, key);
      return { outcome: 'saved' } as const;
    });
  }

  /** Its reason is gone: the key may be told again. */
  withdraw(key: string): Saved {
    return attempt(this.base.folder, () => {
      this.remove.run(key);
      return { outcome: 'saved' } as const;
    });
  }

  /** What is still to be shown, oldest first. */
  list(): Notice[] {
    return decodeList('notices', RowSchema, this.selectShown.all(), this.base.onBrokenRow);
  }
}
