/**
 * Signed logs in a salvaged database: one that cannot be told whole any more proves nothing, so it is left in the file
 * that was set aside. What stands is sealed again, in another log that says which one it continues (LG16), because the
 * memory of what was signed is kept apart.
 */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';

const LogSchema = z.object({ id: z.int(), size: z.int(), entries: z.int(), newest: z.int().nullable() });

/** `isTold`: every disclosure and every sealed picture could be read. Gives how many logs were dropped. */
export function dropBrokenLogs(target: Sqlite.Database, isTold: boolean): number {
  const logs = z.array(LogSchema).parse(
    target
      .prepare(
        `SELECT l.id, CASE WHEN json_valid(l.head) THEN json_extract(l.head, '$.size') ELSE -1 END AS size,
           COUNT(e.id) AS entries, MAX(e.number) AS newest
         FROM logs l LEFT JOIN entries e ON e.log_id = l.id GROUP BY l.id`,
      )
      .all(),
  );
  const broken = logs.filter(
    ({ size, entries, newest }) => !isTold || size < 1 || entries !== size || newest !== size - 1,
  );
  const keep = JSON.stringify(logs.filter((log) => !broken.includes(log)).map(({ id }) => id));
  // Rows whose log was lost go too.
  for (const table of ['disclosures', 'sealed_pictures', 'entries'] as const)
    target.prepare(`DELETE FROM ${table} WHERE log_id NOT IN (SELECT value FROM json_each(?))`).run(keep);
  target.prepare('DELETE FROM logs WHERE id NOT IN (SELECT value FROM json_each(?))').run(keep);
  return broken.length;
}
