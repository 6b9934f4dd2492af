/**
 * When the server was last away: who could not reach it in the last hours of their time has a day after its return.
 * Promises: the minute in which it last ran is on the disk, so the next start knows how long it was off. SPEC: SV79.
 */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '../../domain/week';

/** Wall ms: the last minute before it, and the start after it; of several with less than a day between them one. */
export interface Outage {
  from: number;
  to: number;
}

/** A restart is no outage. */
const SHORT_MS = HOUR_MS;

const StoredSchema = z.object({
  ran: z.int(),
  outage: z.object({ from: z.int(), to: z.int() }).nullable(),
});
type Stored = z.infer<typeof StoredSchema>;

const KEY = 'week-clock';

/** The newest one; null: none since the server was set up. */
export function lastOutage(sqlite: Sqlite.Database): Outage | null {
  return stored(sqlite)?.outage ?? null;
}

/** Once, before anybody is served. */
export function noteStart(sqlite: Sqlite.Database, now: number): void {
  const before = stored(sqlite);
  const wasAway = before !== null && now - before.ran > SHORT_MS;
  store(sqlite, {
    ran: now,
    outage: wasAway ? together(before.outage, { from: before.ran, to: now }) : (before?.outage ?? null),
  });
}

/** Each minute. */
export function noteRun(sqlite: Sqlite.Database, now: number): void {
  store(sqlite, { ran: now, outage: lastOutage(sqlite) });
}

/** When what was due at `at` is due: a day after the return where nobody could act in the end. */
export function dueAfter(at: number, outage: Outage | null): number {
  if (outage === null) return at;
  const until = outage.to + DAY_MS;
  return at > outage.from && at < until ? until : at;
}

/** The day after a return may itself be cut short: what ended in the one before waits for the day after this one. */
function together(before: Outage | null, next: Outage): Outage {
  return before !== null && next.from < before.to + DAY_MS ? { from: before.from, to: next.to } : next;
}

function stored(sqlite: Sqlite.Database): Stored | null {
  const text = sqlite.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(KEY);
  return typeof text === 'string' ? StoredSchema.parse(JSON.parse(text)) : null;
}

function store(sqlite: Sqlite.Database, value: Stored): void {
  sqlite
    .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
    .run(KEY, JSON.stringify(value));
}
