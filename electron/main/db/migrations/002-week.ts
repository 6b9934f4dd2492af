/**
 * Migration 2: what the freelancer's week needs: edits with their marks, manual time, tags, attestations, pauses,
 * fees, privacy, search. Frozen like migration 1. docs/SPEC.md §2 tells what the columns mean.
 *
 * `slices_figures` answers every sum over a range without touching the rows; it leaves open slices out, so that a
 * checkpoint writes no page of it. The full-text index keeps no copy of the texts: it reads them through a view, and
 * triggers keep it in step, so that no statement that changes a slice can forget to.
 */

/** The windows of a slice as text, application and title; a row that is no JSON has none and stops nothing. */
const windowText = (row: string) => `CASE WHEN json_valid(${row}.windows) THEN coalesce((
    SELECT group_concat(json_extract(value, '$[0]') || coalesce(' — ' || json_extract(value, '$[1]'), ''), ' · ')
    FROM json_each(${row}.windows)), '') ELSE '' END`;

/** A closed slice enters the index. Its key grows with its slot, so that the index is in the order of time. */
const enter = `
  INSERT INTO search_keys (id, slice_id) VALUES (
    coalesce((SELECT max(id) + 1 FROM search_keys WHERE id BETWEEN new.slot / 600 * 4096 AND new.slot / 600 * 4096 + 4095),
      new.slot / 600 * 4096), new.id);
  INSERT INTO search (rowid, contract, memo, windows) SELECT id, replace(new.contract_id, '-', ''), new.memo, ${windowText('new')}
    FROM search_keys WHERE slice_id = new.id;`;

/** And leaves it: the index must be told the very texts that entered. */
const leave = `
  INSERT INTO search (search, rowid, contract, memo, windows)
    SELECT 'delete', id, replace(old.contract_id, '-', ''), old.memo, ${windowText('old')}
    FROM search_keys WHERE slice_id = old.id;
  DELETE FROM search_keys WHERE slice_id = old.id;`;

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
ALTER TABLE pictures ADD COLUMN deleted_at INTEGER;
CREATE INDEX pictures_deleted ON pictures (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE erasures (
  sha256 TEXT PRIMARY KEY NOT NULL
) STRICT;

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

CREATE INDEX slices_figures ON slices (slot, contract_id, kind, tracked_ms, idle_ms, activity) WHERE state = 'closed';

CREATE TABLE search_keys (
  id INTEGER PRIMARY KEY NOT NULL,
  slice_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE VIEW search_source AS
  SELECT k.id AS id, replace(s.contract_id, '-', '') AS contract, s.memo AS memo, ${windowText('s')} AS windows
  FROM search_keys k JOIN slices s ON s.id = k.slice_id;
CREATE VIRTUAL TABLE search USING fts5 (
  contract, memo, windows,
  content = 'search_source', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
INSERT INTO search_keys (id, slice_id)
  SELECT slot / 600 * 4096 + row_number() OVER (PARTITION BY slot ORDER BY first_ms, id) - 1, id
  FROM slices WHERE state = 'closed';
INSERT INTO search (rowid, contract, memo, windows) SELECT id, contract, memo, windows FROM search_source;

CREATE TRIGGER search_closed AFTER INSERT ON slices WHEN new.state = 'closed' BEGIN ${enter} END;
CREATE TRIGGER search_reopened AFTER UPDATE OF state ON slices WHEN old.state = 'closed' AND new.state = 'open'
  BEGIN ${leave} END;
CREATE TRIGGER search_closed_later AFTER UPDATE OF state ON slices WHEN old.state = 'open' AND new.state = 'closed'
  BEGIN ${enter} END;
CREATE TRIGGER search_changed AFTER UPDATE OF memo, windows, contract_id ON slices
  WHEN old.state = 'closed' AND new.state = 'closed'
    AND (new.memo <> old.memo OR new.windows <> old.windows OR new.contract_id <> old.contract_id)
  BEGIN ${leave} ${enter} END;
CREATE TRIGGER search_gone AFTER DELETE ON slices WHEN old.state = 'closed' BEGIN ${leave} END;
`,
} as const;
