/**
 * Migration 5: what is shared with the diary server and how far it has come. Frozen like migration 1. docs/SPEC.md §2
 * tells what the columns mean. Nothing here is evidence but the receipts: the logs are, and the server has them too.
 */
export const SYNC = {
  number: 5,
  name: 'sync',
  sql: `
CREATE TABLE sync_contracts (
  contract_id TEXT PRIMARY KEY NOT NULL,
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  fields TEXT NOT NULL,
  presence INTEGER NOT NULL CHECK (presence IN (0, 1)),
  log TEXT NOT NULL CHECK (length(log) = 43),
  server TEXT NOT NULL CHECK (length(server) = 43),
  base INTEGER NOT NULL CHECK (base > 0),
  sent INTEGER NOT NULL DEFAULT 0 CHECK (sent >= 0),
  sent_head TEXT,
  checkpoint TEXT,
  retell INTEGER,
  state TEXT NOT NULL DEFAULT 'sound' CHECK (state IN ('sound', 'inconsistent', 'elsewhere')),
  detail TEXT NOT NULL DEFAULT '',
  held TEXT,
  received_at INTEGER,
  CHECK ((sent = 0) = (sent_head IS NULL))
) STRICT;

CREATE TABLE receipts (
  contract_id TEXT NOT NULL,
  leaf TEXT NOT NULL CHECK (length(leaf) = 43),
  receipt TEXT NOT NULL,
  PRIMARY KEY (contract_id, leaf)
) STRICT;

CREATE TABLE sync_refused (
  id INTEGER PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL,
  slice_id TEXT,
  slot INTEGER,
  ms INTEGER,
  line TEXT NOT NULL,
  why TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX sync_refused_of ON sync_refused (contract_id, id);

CREATE TABLE sync_seen (
  contract_id TEXT NOT NULL,
  what TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (contract_id, what)
) STRICT;
`,
} as const;
