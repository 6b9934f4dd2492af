/**
 * The server's database as a bundle is made from it: a connection of its own that cannot write, and sees the log as of one
 * instant between `begin` and `end`, whatever is appended meanwhile. Promises: nothing of the log is in memory as a whole.
 */
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import type { ContractId } from '../../domain/ids';
import type { SealedSource } from '../../node/bundle/make';
import type { Pictures } from '../pictures/pictures';
import { SERVER_DATABASE } from '../store/database';

const BUSY_TIMEOUT_MS = 10_000;

const ToldRow = z.object({ index: z.int(), name: z.string() });
const DisclosureRow = z.object({
  index: z.int(),
  name: z.string(),
  slot: z.int().nullable(),
  text: z.string(),
});

export interface ServerSource extends SealedSource {
  /** What is told of the segments with slots in [from, to): `<index of the entry that tells it> <name>`. */
  told(from: number, to: number): Set<string>;
  /** Of the log as `begin` found it: its newest signed head. */
  checkpoint(): string;
  close(): void;
}

export function openBundleSource(
  folder: string,
  contract: ContractId,
  pictures: Pick<Pictures, 'raw'>,
): ServerSource {
  const sqlite = new Sqlite(join(folder, SERVER_DATABASE), {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  const size = sqlite
    .prepare('SELECT coalesce(max(number) + 1, 0) FROM entries WHERE contract_id = ?')
    .pluck();
  const lines = sqlite.prepare('SELECT line FROM entries WHERE contract_id = ? ORDER BY number').pluck();
  // What an amendment or redaction tells belongs to its segment (`about`), and so to that one's slot.
  const disclosures = sqlite.prepare(
    `SELECT d.number AS "index", d.name AS name, s.slot AS slot, d.text AS text
     FROM disclosures d LEFT JOIN segments s ON s.contract_id = d.contract_id AND s.number = d.about
     WHERE d.contract_id = ? ORDER BY d.number, d.place`,
  );
  const told = sqlite.prepare(
    `SELECT d.number AS "index", d.name AS name FROM segments s
     JOIN disclosures d ON d.contract_id = s.contract_id AND d.about = s.number
     WHERE s.contract_id = ? AND s.slot >= ? AND s.slot < ?`,
  );
  const head = sqlite.prepare('SELECT checkpoint FROM contracts WHERE id = ?').pluck();
  const picture = sqlite.prepare('SELECT 1 FROM pictures WHERE contract_id = ? AND sha256 = ?').pluck();
  return {
    begin() {
      sqlite.exec('BEGIN');
      return z.int().parse(size.get(contract));
    },
    end: () => void sqlite.exec('COMMIT'),
    told(from, to) {
      const rows = ToldRow.array().parse(told.all(contract, from, to));
      return new Set(rows.map(({ index, name }) => `${index} ${name}`));
    },
    checkpoint: () => z.string().parse(head.get(contract)),
    *lines() {
      for (const line of lines.iterate(contract)) yield z.string().parse(line);
    },
    *disclosures() {
      for (const row of disclosures.iterate(contract)) yield DisclosureRow.parse(row);
    },
    picture: (sha256) => pictures.raw(contract, sha256),
    hasPicture: (sha256) => picture.get(contract, sha256) !== undefined,
    close: () => void sqlite.close(),
  };
}
