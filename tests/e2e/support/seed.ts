/** A profile past its first run, in English and UTC, filled through the product's own tables before the app starts. */
import { type Database, openDatabase } from '../../../electron/main/db/open';

/** `at`: the hour at which it is made. Answers what `fill` does. */
export function seedProfile<T>(folder: string, at: number, fill: (database: Database) => T): T {
  const opened = openDatabase({
    folder,
    now: () => at,
    onBrokenRow: (row) => {
      throw new Error(row.detail);
    },
  });
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const { database } = opened;
  try {
    const filled = fill(database);
    database.settings.write({ noticeAcceptedAt: at, language: 'en', zone: 'utc' });
    return filled;
  } finally {
    database.close();
  }
}
