/**
 * Migration 2: what the freelancer's week needs: edits with their marks, manual time, tags, attestations, pauses,
 * fees, privacy, search. Frozen like migration 1. docs/SPEC.md §2 tells what the columns mean.
 */
export const WEEK = {
  number: 2,
  name: 'week',
  sql: `
ALTER TABLE contracts ADD COLUMN kind TEXT NOT NULL DEFAULT 'hourly' CHECK (kind IN ('hourly', 'fixed'));
ALTER TABLE contracts ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE contracts ADD COLUMN tag_required INTEGER NOT NULL DEFAULT 0 CHECK (tag_required IN (0, 1));
ALTER TABLE contracts ADD COLUMN privacy TEXT NOT NULL DEFAULT '{}';

CREATE TABLE attestations (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  what TEXT NOT NULL CHECK (what IN ('identity', 'billing', 'standing')),
  stated_by TEXT NOT NULL,
  at INTEGER NOT NULL,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX attestations_by_contract ON attestations (contract_id, at);

CREATE TABLE contract_pauses (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  from_ms INTEGER NOT NULL,
  to_ms INTEGER CHECK (to_ms >= from_ms)
) STRICT;
CREATE INDEX contract_pauses_by_contract ON contract_pauses (contract_id, from_ms);

CREATE TABLE contract_fees (
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  from_ms INTEGER NOT NULL,
  schedule TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contract_fees_by_contract ON contract_fees (contract_id, from_ms, recorded_at);

ALTER TABLE slices ADD COLUMN kind TEXT NOT NULL DEFAULT 'tracked' CHECK (kind IN ('tracked', 'manual'));
ALTER TABLE slices ADD COLUMN tag TEXT NOT NULL DEFAULT '';
ALTER TABLE slices ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE slices ADD COLUMN edited_at INTEGER;
ALTER TABLE slices ADD COLUMN moved_from TEXT;
ALTER TABLE slices ADD COLUMN excluded_ms INTEGER NOT NULL DEFAULT 0;

ALTER TABLE pictures ADD COLUMN hidden TEXT;
ALTER TABLE pictures ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));

CREATE TABLE tombstones (
  id TEXT PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL REFERENCES contracts (id),
  slot INTEGER NOT NULL CHECK (slot % 600 = 0),
  what TEXT NOT NULL CHECK (what IN ('slice', 'picture', 'expired', 'redacted')),
  at INTEGER NOT NULL,
  tracked_ms INTEGER NOT NULL CHECK (tracked_ms BETWEEN 0 AND 600000),
  kind TEXT NOT NULL
) STRICT;
CREATE INDEX tombstones_by_slot ON tombstones (slot);

CREATE TABLE trash (
  id TEXT PRIMARY KEY NOT NULL,
  batch TEXT NOT NULL,
  at INTEGER NOT NULL,
  slice TEXT NOT NULL,
  pictures TEXT NOT NULL
) STRICT;
CREATE INDEX trash_by_batch ON trash (batch);

CREATE VIRTUAL TABLE search USING fts5 (slice_id UNINDEXED, contract, memo, windows, tokenize = "unicode61 remove_diacritics 2");
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
`,
} as const;
