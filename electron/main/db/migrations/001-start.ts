/**
 * Migration 1: the tables of the first version. Frozen: what it says is never changed again, and it calls none
 * of today's code. docs/SPEC.md §2 tells what the columns mean.
 *
 * Short columns of `slices` stand before the JSON ones, so that a list of cells reads no overflow page. There is no
 * index on `first_ms` and `last_ms`: a CHECK keeps them inside the slot, so the index on `slot` answers for them
 * and a checkpoint of the open slice touches no index but the small one of open slices.
 */
export const START = {
  number: 1,
  name: 'start',
  sql: `
CREATE TABLE contracts (
  id TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  client TEXT NOT NULL,
  currency TEXT NOT NULL,
  billing TEXT NOT NULL,
  pictures TEXT NOT NULL,
  manual_allowed INTEGER NOT NULL CHECK (manual_allowed IN (0, 1)),
  idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 1 AND 120),
  over_limit TEXT NOT NULL,
  colour TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE contract_rates (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  from_ms INTEGER NOT NULL,
  rate_minor INTEGER NOT NULL CHECK (rate_minor >= 0),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contract_rates_by_contract ON contract_rates (contract_id, from_ms, recorded_at);

CREATE TABLE contract_limits (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  from_ms INTEGER NOT NULL,
  limit_seconds INTEGER CHECK (limit_seconds BETWEEN 0 AND 604800),
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contract_limits_by_contract ON contract_limits (contract_id, from_ms, recorded_at);

CREATE TABLE slices (
  id TEXT PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  slot INTEGER NOT NULL CHECK (slot % 600 = 0),
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  close_reason TEXT CHECK ((state = 'open') = (close_reason IS NULL)),
  interrupted INTEGER NOT NULL CHECK (interrupted IN (0, 1)),
  memo TEXT NOT NULL,
  tracked_ms INTEGER NOT NULL CHECK (tracked_ms BETWEEN 0 AND 600000),
  idle_ms INTEGER NOT NULL CHECK (idle_ms BETWEEN 0 AND tracked_ms),
  activity INTEGER NOT NULL CHECK (activity BETWEEN 0 AND 10),
  first_ms INTEGER CHECK (first_ms >= slot * 1000),
  last_ms INTEGER CHECK (last_ms BETWEEN first_ms AND slot * 1000 + 600000),
  updated_at INTEGER NOT NULL,
  spans TEXT NOT NULL,
  minutes TEXT NOT NULL,
  windows TEXT NOT NULL,
  jumps TEXT NOT NULL,
  gaps TEXT NOT NULL,
  backends TEXT NOT NULL,
  UNIQUE (contract_id, slot),
  CHECK ((first_ms IS NULL) = (last_ms IS NULL))
) STRICT;
CREATE INDEX slices_by_slot ON slices (slot);
CREATE INDEX slices_open ON slices (slot) WHERE state = 'open';

CREATE TABLE idles (
  id TEXT PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL CHECK (end_ms >= start_ms),
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept', 'discarded')),
  answered_at INTEGER
) STRICT;
CREATE INDEX idles_pending ON idles (start_ms) WHERE state = 'pending';

CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY NOT NULL CHECK (length(sha256) = 64),
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  wrapped_key BLOB NOT NULL CHECK (length(wrapped_key) = 60),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE pictures (
  id TEXT PRIMARY KEY NOT NULL,
  slice_id TEXT NOT NULL REFERENCES slices (id),
  taken_at INTEGER NOT NULL,
  trigger TEXT NOT NULL,
  display TEXT NOT NULL,
  backend TEXT NOT NULL,
  blurred INTEGER NOT NULL CHECK (blurred IN (0, 1)),
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed')),
  reason TEXT,
  detail TEXT,
  sha256 TEXT REFERENCES blobs (sha256),
  bytes INTEGER,
  width INTEGER,
  height INTEGER,
  thumb_sha256 TEXT REFERENCES blobs (sha256),
  CHECK ((outcome = 'ok') = (sha256 IS NOT NULL AND thumb_sha256 IS NOT NULL)),
  CHECK ((outcome = 'failed') = (reason IS NOT NULL AND detail IS NOT NULL))
) STRICT;
CREATE INDEX pictures_by_slice ON pictures (slice_id);
CREATE INDEX pictures_by_sha256 ON pictures (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX pictures_by_thumb ON pictures (thumb_sha256) WHERE thumb_sha256 IS NOT NULL;

CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE notices (
  key TEXT PRIMARY KEY NOT NULL,
  id TEXT NOT NULL,
  level TEXT NOT NULL,
  at INTEGER NOT NULL,
  value_json TEXT NOT NULL,
  dismissed_at INTEGER
) STRICT;
`,
} as const;
