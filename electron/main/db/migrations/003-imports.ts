/**
 * Migration 3: time imported from the reports of other programs. Frozen like migration 1. docs/SPEC.md §2 tells what
 * the columns mean.
 *
 * A slice names its import, so that the whole import can be taken back and its time is never billed. Nothing refers to
 * `imports` by a foreign key: where a damaged file loses that row, the time is kept. `slices_figures` is made anew with
 * the column, because every sum is answered from that index alone.
 */
export const IMPORTS = {
  number: 3,
  name: 'imports',
  sql: `
ALTER TABLE slices ADD COLUMN import_id TEXT;
CREATE INDEX slices_imported ON slices (import_id, slot) WHERE import_id IS NOT NULL;

DROP INDEX slices_figures;
CREATE INDEX slices_figures ON slices (slot, contract_id, kind, tracked_ms, idle_ms, activity, import_id) WHERE state = 'closed';

CREATE TABLE imports (
  id TEXT PRIMARY KEY NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('toggl', 'clockify', 'upwork')),
  file TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE import_rows (
  fingerprint TEXT PRIMARY KEY NOT NULL CHECK (length(fingerprint) = 64),
  import_id TEXT NOT NULL,
  contract_id TEXT NOT NULL
) STRICT;
CREATE INDEX import_rows_by_import ON import_rows (import_id);
`,
} as const;
