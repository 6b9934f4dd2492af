/**
 * Migration 4: the signed logs, what stands beside them, and what is still to be said in them. Frozen like migration 1.
 * docs/SPEC.md §2 tells what the columns mean.
 *
 * Two kinds of triggers keep the logs in step, so that no statement that changes a slice, a picture or a contract can
 * forget to (`OR IGNORE` would not do in them: the conflict clause of the statement outside takes its place). What changed is marked in `seal_due`, and the sealer says it later; this migration marks everything that
 * is there, so that what an older version recorded is sealed by the same way, little by little. And a disclosure is
 * destroyed with the app's own copy of what it tells, in the same transaction, whether or not the entry that says so
 * can be signed at that moment: of what is deleted all of it, of what is edited the fields whose columns changed; the
 * sealer finds them missing and tells them anew. A slice that goes into the trash keeps its own until nothing can be
 * undone any more.
 *
 * No foreign key holds the logs to other tables: where a damaged file loses a row, what was signed is kept. A checkpoint
 * of the open slice fires nothing here.
 */

/** Everything that is told of a slice, in every log that has it. */
const destroySlice = (id: string) => `
  DELETE FROM disclosures WHERE id IN (
    SELECT d.id FROM entries e JOIN disclosures d ON d.log_id = e.log_id AND d.about = e.number WHERE e.slice_id = ${id});`;

/** What is told of a closed slice in the field, once one of these columns says something else. */
const destroyField = (field: string, ...columns: string[]) => `
CREATE TRIGGER destroyed_${field} AFTER UPDATE OF ${columns.join(', ')} ON slices
  WHEN (old.state = 'closed' OR new.state = 'closed') AND (${differ(columns)}) BEGIN
  DELETE FROM disclosures WHERE id IN (
    SELECT d.id FROM entries e JOIN disclosures d ON d.log_id = e.log_id AND d.about = e.number
    WHERE e.slice_id = new.id AND d.name IN (${field === 'minutes' ? "'minutes', 'activity'" : `'${field}'`}));
END;`;

/** Title and client belong to the first entry of a log. */
const destroyOfContract = (field: string) => `
CREATE TRIGGER destroyed_${field} AFTER UPDATE OF ${field} ON contracts WHEN ${differ([field])} BEGIN
  DELETE FROM disclosures WHERE about = 0 AND name = '${field}'
    AND log_id IN (SELECT id FROM logs WHERE contract_id = new.id);
END;`;

const differ = (columns: readonly string[]) =>
  columns.map((name) => `new.${name} IS NOT old.${name}`).join(' OR ');

const markContract = (table: string, event: string, id: string) => `
CREATE TRIGGER due_${table}_${event.toLowerCase()} AFTER ${event} ON ${table} BEGIN
  INSERT INTO seal_due (contract_id, id) VALUES (new.${id}, new.${id}) ON CONFLICT DO NOTHING;
END;`;

const markPicture = (name: string, event: string, row: string) => `
CREATE TRIGGER due_picture_${name} AFTER ${event} ON pictures BEGIN
  INSERT INTO seal_due (contract_id, id) SELECT contract_id, id FROM slices WHERE id = ${row}.slice_id
    ON CONFLICT DO NOTHING;
END;`;

export const EVIDENCE = {
  number: 4,
  name: 'evidence',
  sql: `
CREATE TABLE logs (
  id INTEGER PRIMARY KEY NOT NULL,
  contract_id TEXT NOT NULL,
  leaf TEXT NOT NULL UNIQUE CHECK (length(leaf) = 43),
  head TEXT NOT NULL,
  opened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX logs_by_contract ON logs (contract_id, id);

CREATE TABLE entries (
  id INTEGER PRIMARY KEY NOT NULL,
  log_id INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 0),
  leaf TEXT NOT NULL CHECK (length(leaf) = 43),
  type TEXT NOT NULL,
  kid TEXT NOT NULL CHECK (length(kid) = 43),
  line TEXT NOT NULL,
  slice_id TEXT,
  slot INTEGER CHECK (slot % 600 = 0),
  ms INTEGER CHECK (ms BETWEEN 0 AND 600000),
  stands INTEGER CHECK (stands IN (0, 1)),
  changed INTEGER,
  UNIQUE (log_id, number),
  CHECK ((type = 'segment') = (slice_id IS NOT NULL AND slot IS NOT NULL AND ms IS NOT NULL AND stands IS NOT NULL))
) STRICT;
CREATE INDEX entries_of_slice ON entries (slice_id) WHERE slice_id IS NOT NULL;
CREATE INDEX entries_by_slot ON entries (log_id, slot, kid, stands, ms) WHERE slot IS NOT NULL;
CREATE INDEX entries_of_contract ON entries (log_id, number)
  WHERE type NOT IN ('segment', 'amend', 'delete', 'redact', 'day.commit', 'day.reveal', 'seal');

CREATE TABLE disclosures (
  id INTEGER PRIMARY KEY NOT NULL,
  log_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  place INTEGER NOT NULL CHECK (place >= 0),
  about INTEGER NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (log_id, number, place),
  UNIQUE (log_id, about, name)
) STRICT;

CREATE TABLE sealed_pictures (
  log_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  nth INTEGER NOT NULL CHECK (nth >= 0),
  picture_id TEXT NOT NULL,
  stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
  PRIMARY KEY (log_id, number, nth)
) STRICT;
CREATE INDEX sealed_pictures_by_picture ON sealed_pictures (picture_id);

CREATE TABLE seal_due (
  contract_id TEXT NOT NULL,
  id TEXT NOT NULL,
  UNIQUE (id, contract_id)
) STRICT;
CREATE INDEX seal_due_by_contract ON seal_due (contract_id);

CREATE TABLE day_keys (
  contract_id TEXT NOT NULL,
  day INTEGER NOT NULL CHECK (day % 86400 = 0),
  key BLOB NOT NULL CHECK (length(key) = 32),
  log_id INTEGER,
  committed INTEGER,
  revealed INTEGER,
  PRIMARY KEY (contract_id, day)
) STRICT;

ALTER TABLE pictures ADD COLUMN draw_nth TEXT CHECK (draw_nth IN ('0', '1', '2', 'anew', 'anew:2', 'anew:3'));
ALTER TABLE pictures ADD COLUMN draw_from INTEGER;

INSERT INTO seal_due (contract_id, id) SELECT id, id FROM contracts ORDER BY created_at, id;
INSERT INTO seal_due (contract_id, id) SELECT contract_id, id FROM slices WHERE state = 'closed' ORDER BY slot, first_ms, id;

CREATE TRIGGER due_slice_insert AFTER INSERT ON slices WHEN new.state = 'closed' BEGIN
  INSERT INTO seal_due (contract_id, id) VALUES (new.contract_id, new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_slice_update AFTER UPDATE ON slices WHEN new.state = 'closed' BEGIN
  INSERT INTO seal_due (contract_id, id) VALUES (new.contract_id, new.id), (old.contract_id, new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER due_slice_delete AFTER DELETE ON slices BEGIN
  INSERT INTO seal_due (contract_id, id) VALUES (old.contract_id, old.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER destroyed_slice AFTER DELETE ON slices
  WHEN NOT EXISTS (SELECT 1 FROM trash WHERE id = old.id AND slice <> '') BEGIN ${destroySlice('old.id')} END;
CREATE TRIGGER destroyed_trash AFTER UPDATE OF slice ON trash WHEN old.slice <> '' AND new.slice = '' BEGIN
  INSERT INTO seal_due (contract_id, id)
    SELECT l.contract_id, old.id FROM entries e JOIN logs l ON l.id = e.log_id WHERE e.slice_id = old.id AND e.stands = 1
    ON CONFLICT DO NOTHING;
  ${destroySlice('old.id')}
END;
${markPicture('insert', 'INSERT', 'new')}
${markPicture('update', 'UPDATE', 'new')}
${markPicture('delete', 'DELETE', 'old')}
CREATE TRIGGER destroyed_picture AFTER UPDATE ON pictures
  WHEN old.outcome = 'ok' AND new.sha256 IS NOT old.sha256 BEGIN
  DELETE FROM disclosures WHERE id IN (
    SELECT d.id FROM sealed_pictures p
      JOIN disclosures d ON d.log_id = p.log_id AND d.about = p.number AND d.name = 'picture.' || p.nth
    WHERE p.picture_id = new.id);
END;
${destroyField('memo', 'memo')}
${destroyField('tag', 'tag')}
${destroyField('reason', 'reason')}
${destroyField('time', 'spans', 'jumps', 'gaps')}
${destroyField('minutes', 'minutes')}
${destroyField('windows', 'windows')}
${destroyOfContract('title')}
${destroyOfContract('client')}
${markContract('contracts', 'INSERT', 'id')}
${markContract('contracts', 'UPDATE', 'id')}
${markContract('contract_rates', 'INSERT', 'contract_id')}
${markContract('contract_limits', 'INSERT', 'contract_id')}
${markContract('contract_pauses', 'INSERT', 'contract_id')}
${markContract('contract_pauses', 'UPDATE', 'contract_id')}
${markContract('attestations', 'INSERT', 'contract_id')}
${markContract('attestations', 'UPDATE', 'contract_id')}
`,
} as const;
