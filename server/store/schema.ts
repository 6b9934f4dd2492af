/**
 * The server's database, version 1. Everything that a client or a device was ever answered with an acknowledgement is in
 * these tables when the answer leaves (WAL, `synchronous=FULL`). Times are wall ms, slots and weeks Unix seconds.
 *
 * `entries` is the log: never updated, never deleted. `segments` is what the diary reads: it is written in the transaction
 * that appends, and could be made anew from the log and the disclosures.
 */
export const SCHEMA = {
  number: 1,
  name: 'start',
  sql: `
CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  language TEXT NOT NULL CHECK (language IN ('en', 'fr')),
  password TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE passkeys (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkeys_of ON passkeys (account_id);
CREATE TABLE challenges (
  challenge TEXT PRIMARY KEY NOT NULL,
  purpose TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
-- Tokens of sessions, devices, links and codes are kept as their SHA-256 only.
CREATE TABLE sessions (
  token TEXT PRIMARY KEY NOT NULL CHECK (length(token) = 64),
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of ON sessions (account_id);
CREATE TABLE devices (
  id TEXT PRIMARY KEY NOT NULL,
  token TEXT NOT NULL UNIQUE CHECK (length(token) = 64),
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  key TEXT NOT NULL CHECK (length(key) = 43),
  kid TEXT NOT NULL CHECK (length(kid) = 43),
  name TEXT NOT NULL,
  paired_at INTEGER NOT NULL,
  seen_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX devices_of ON devices (account_id);
CREATE TABLE pairing_codes (
  code TEXT PRIMARY KEY NOT NULL CHECK (length(code) = 64),
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  until INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE invitations (
  token TEXT PRIMARY KEY NOT NULL CHECK (length(token) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('setup', 'account', 'client', 'mediator')),
  contract_id TEXT,
  week INTEGER,
  name TEXT NOT NULL,
  from_name TEXT,
  until INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

CREATE TABLE contracts (
  id TEXT PRIMARY KEY NOT NULL,
  log TEXT NOT NULL UNIQUE CHECK (length(log) = 43),
  opened_at INTEGER NOT NULL,
  shared TEXT NOT NULL,
  presence INTEGER NOT NULL DEFAULT 0 CHECK (presence IN (0, 1)),
  checkpoint TEXT NOT NULL
) STRICT;
CREATE TABLE memberships (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  role TEXT NOT NULL CHECK (role IN ('freelancer', 'client', 'mediator')),
  week INTEGER,
  until INTEGER,
  PRIMARY KEY (contract_id, account_id, role)
) STRICT;
CREATE INDEX memberships_of ON memberships (account_id);

CREATE TABLE entries (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  number INTEGER NOT NULL CHECK (number >= 0),
  leaf TEXT NOT NULL CHECK (length(leaf) = 43),
  kid TEXT NOT NULL CHECK (length(kid) = 43),
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  line TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  receipt TEXT,
  PRIMARY KEY (contract_id, number),
  UNIQUE (contract_id, leaf),
  UNIQUE (contract_id, kid, seq)
) STRICT;
CREATE TABLE disclosures (
  contract_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  place INTEGER NOT NULL,
  about INTEGER NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (contract_id, number, place)
) STRICT;
CREATE INDEX disclosures_about ON disclosures (contract_id, about);

CREATE TABLE segments (
  contract_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  leaf TEXT NOT NULL,
  slice_id TEXT NOT NULL,
  slot INTEGER NOT NULL CHECK (slot % 600 = 0),
  kind TEXT NOT NULL CHECK (kind IN ('tracked', 'manual')),
  imported INTEGER NOT NULL CHECK (imported IN (0, 1)),
  ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('stands', 'deleted', 'moved')),
  gone_at INTEGER,
  activity INTEGER,
  edited_at INTEGER,
  told TEXT NOT NULL,
  PRIMARY KEY (contract_id, number)
) STRICT;
CREATE INDEX segments_by_slot ON segments (contract_id, slot);
CREATE INDEX segments_by_leaf ON segments (contract_id, leaf);

CREATE TABLE pictures (
  contract_id TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  key BLOB NOT NULL,
  -- Until it was decoded once: it is shown to nobody before.
  state TEXT NOT NULL CHECK (state IN ('new', 'ok', 'bad')),
  likeness TEXT,
  arrived_at INTEGER NOT NULL,
  PRIMARY KEY (contract_id, sha256)
) STRICT;
CREATE INDEX pictures_new ON pictures (arrived_at) WHERE state = 'new';
CREATE TABLE picture_uses (
  contract_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  nth INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  picture_id TEXT NOT NULL,
  PRIMARY KEY (contract_id, number, nth)
) STRICT;
CREATE INDEX picture_uses_of ON picture_uses (contract_id, sha256);
CREATE TABLE erasures (name TEXT PRIMARY KEY NOT NULL) STRICT;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL,
  leaf TEXT NOT NULL,
  account_id TEXT NOT NULL,
  role TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX messages_of ON messages (contract_id, leaf, id);
CREATE TABLE flags (
  contract_id TEXT NOT NULL,
  leaf TEXT NOT NULL,
  account_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (contract_id, leaf)
) STRICT;
-- The figures of weeks that were approved or decided, as JSON: what was then deleted is nowhere else.
CREATE TABLE frozen_weeks (
  contract_id TEXT NOT NULL,
  week INTEGER NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (contract_id, week)
) STRICT;
CREATE TABLE mails (
  key TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL,
  sent_at INTEGER
) STRICT;
CREATE TABLE accesses (
  id INTEGER PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  role TEXT NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  of INTEGER
) STRICT;
CREATE INDEX accesses_of ON accesses (contract_id, at);
`,
} as const;
