/**
 * The tables `sync_contracts`, `receipts`, `sync_refused` and `sync_seen`: what is shared with the server, how far it has
 * come, and what it answered. Promises: what was refused is never deleted by anything but its being sent, or its
 * contract's erasure. Whoever writes decides on the transaction.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { invariant } from '../../../domain/assert';
import { type Leaf, LeafSchema } from '../../../domain/entry';
import { FIELD_KINDS } from '../../../domain/field';
import {
  type ContractId,
  ContractIdSchema,
  type PictureId,
  PictureIdSchema,
  type SliceId,
  SliceIdSchema,
} from '../../../domain/ids';
import { KidSchema } from '../../../domain/keys';
import { readHead, writeHead } from '../../../domain/log';
import { REFUSALS, type Receipt, ReceiptSchema } from '../../../domain/protocol-log';
import type { Attestation } from '../../../domain/terms';
import type { OrderedLog, SealedLog } from '../evidence/ports';
import { ownEntry } from '../sealer-pen';
import { decode, decodeList, flag, json } from './codec';
import type { Base } from './connection';

const HeldSchema = z.object({ why: z.enum(REFUSALS), detail: z.string() });

const SharedSchema = z
  .object({
    contract_id: ContractIdSchema,
    is_on: flag,
    fields: json(z.array(z.enum(FIELD_KINDS))),
    presence: flag,
    log: LeafSchema,
    server: KidSchema,
    base: z.int(),
    sent: z.int(),
    sent_head: z.string().nullable(),
    checkpoint: z.string().nullable(),
    retell: z.int().nullable(),
    state: z.enum(['sound', 'inconsistent', 'elsewhere']),
    detail: z.string(),
    held: z.string().nullable(),
    received_at: z.int().nullable(),
  })
  .transform((row) => {
    const sentHead = row.sent_head === null ? null : readHead(row.sent_head);
    invariant(row.sent_head === null || sentHead !== null, 'the head of what was sent can be read');
    return {
      contractId: row.contract_id,
      isOn: row.is_on,
      fields: row.fields,
      presence: row.presence,
      log: row.log,
      server: row.server,
      /** Entries up to the server's key: heads over them may have been signed here, so they are as they are. */
      base: row.base,
      /** Entries from the first on that are the server's too. */
      sent: row.sent,
      /** The head of those; null: none yet. */
      sentHead,
      /** The newest head that the server signed and that was held against the log. */
      checkpoint: row.checkpoint,
      /** Entries from here on are told again, for more of them is shared; null: everything shared is told. */
      retell: row.retell,
      state: row.state,
      detail: row.detail,
      held: row.held === null ? null : HeldSchema.parse(JSON.parse(row.held)),
      receivedAt: row.received_at,
    };
  });
export type Shared = z.infer<typeof SharedSchema>;

const RefusedSchema = z
  .object({
    id: z.int(),
    contract_id: ContractIdSchema,
    slice_id: SliceIdSchema.nullable(),
    slot: z.int().nullable(),
    ms: z.int().nullable(),
    why: z.enum(REFUSALS),
    detail: z.string(),
    at: z.int(),
  })
  .transform(({ contract_id, slice_id, ...row }) => ({ ...row, contractId: contract_id, sliceId: slice_id }));
export type Refused = z.infer<typeof RefusedSchema>;

const SliceRow = z.object({
  slice_id: SliceIdSchema,
  contract_id: ContractIdSchema,
  number: z.int().nullable(),
  sent: z.int(),
  receipt: z.string().nullable(),
});
const PictureRow = z.object({ picture_id: PictureIdSchema });
const LineRow = z.object({ line: z.string() });
const CountSchema = z.object({ n: z.int() });
const TextSchema = z.object({ said: z.string() });
const ReceiptRow = z.object({ receipt: json(ReceiptSchema) });

/** Refusals that are listed. */
const REFUSED_MAX = 200;

export class SyncTable {
  private readonly selectOne: Statement;
  private readonly selectAll: Statement;
  private readonly upsert: Statement;
  private readonly insertReceipt: Statement;
  private readonly selectReceipt: Statement;
  private readonly insertRefused: Statement;
  private readonly selectRefused: Statement;
  private readonly deleteRefused: Statement;
  private readonly markDue: Statement;
  private readonly selectSlices: Statement;
  private readonly selectPictures: Statement;
  private readonly selectSeen: Statement;
  private readonly upsertSeen: Statement;
  private readonly selectSlice: Statement;
  private readonly deletePause: Statement;
  private readonly openPause: Statement;
  private readonly selectPictureId: Statement;
  private readonly selectAttest: Statement;

  constructor(private readonly base: Base) {
    const { sqlite } = base;
    this.selectOne = sqlite.prepare('SELECT *, contract_id AS id FROM sync_contracts WHERE contract_id = ?');
    this.selectAll = sqlite.prepare('SELECT *, contract_id AS id FROM sync_contracts ORDER BY rowid');
    this.upsert = sqlite.prepare(
      `INSERT INTO sync_contracts (contract_id, is_on, fields, presence, log, server, base, sent, sent_head, checkpoint, retell, state, detail, held, received_at)
       VALUES (@contractId, @isOn, @fields, @presence, @log, @server, @base, @sent, @sentHead, @checkpoint, @retell, @state, @detail, @held, @receivedAt)
       ON CONFLICT (contract_id) DO UPDATE SET is_on = excluded.is_on, fields = excluded.fields, presence = excluded.presence,
         log = excluded.log, server = excluded.server, base = excluded.base, sent = excluded.sent, sent_head = excluded.sent_head,
         checkpoint = excluded.checkpoint, retell = excluded.retell, state = excluded.state, detail = excluded.detail,
         held = excluded.held, received_at = excluded.received_at`,
    );
    this.insertReceipt = sqlite.prepare(
      'INSERT INTO receipts (contract_id, leaf, receipt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.selectReceipt = sqlite.prepare('SELECT receipt FROM receipts WHERE contract_id = ? AND leaf = ?');
    this.insertRefused = sqlite.prepare(
      'INSERT INTO sync_refused (contract_id, slice_id, slot, ms, line, why, detail, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    // What was refused and stands in the log all the same was sealed again since.
    this.selectRefused = sqlite.prepare(
      `SELECT id, contract_id, slice_id, slot, ms, why, detail, at FROM sync_refused r
       WHERE slice_id IS NULL OR NOT EXISTS (SELECT 1 FROM entries e WHERE e.slice_id = r.slice_id AND e.stands = 1)
       ORDER BY id DESC LIMIT ${REFUSED_MAX}`,
    );
    this.deleteRefused = sqlite.prepare('DELETE FROM sync_refused WHERE id = ?');
    this.markDue = sqlite.prepare(
      `INSERT INTO seal_due (contract_id, id) SELECT s.contract_id, s.id FROM sync_refused r JOIN slices s ON s.id = r.slice_id
       WHERE r.id = ? AND s.state = 'closed' ON CONFLICT DO NOTHING`,
    );
    this.selectSlices = sqlite.prepare(
      `SELECT s.id AS slice_id, s.contract_id, e.number, c.sent, r.receipt FROM slices s
       JOIN sync_contracts c ON c.contract_id = s.contract_id AND c.is_on = 1
       LEFT JOIN logs l ON l.leaf = c.log
       LEFT JOIN entries e ON e.slice_id = s.id AND e.log_id = l.id AND e.stands = 1
       LEFT JOIN receipts r ON r.contract_id = s.contract_id AND r.leaf = e.leaf
       WHERE s.slot >= ? AND s.slot < ? AND s.state = 'closed' ORDER BY s.slot`,
    );
    this.selectPictures = sqlite.prepare(
      `SELECT COUNT(*) AS n FROM sealed_pictures p JOIN logs l ON l.id = p.log_id
       WHERE l.leaf = ? AND p.number >= ? AND p.stands = 1`,
    );
    this.selectSeen = sqlite.prepare('SELECT said FROM sync_seen WHERE contract_id = ? AND what = ?');
    this.upsertSeen = sqlite.prepare(
      `INSERT INTO sync_seen (contract_id, what, said) VALUES (?, ?, ?)
       ON CONFLICT (contract_id, what) DO UPDATE SET said = excluded.said`,
    );
    this.selectSlice = sqlite.prepare(
      'SELECT slice_id FROM entries WHERE leaf = ? AND slice_id IN (SELECT id FROM slices)',
    );
    this.selectPictureId = sqlite.prepare(
      'SELECT picture_id FROM sealed_pictures WHERE log_id = ? AND number = ? AND nth = ? AND stands = 1',
    );
    this.selectAttest = sqlite.prepare(
      `SELECT e.line FROM entries e JOIN logs l ON l.id = e.log_id
       WHERE l.contract_id = ? AND e.leaf = ? AND e.type = 'attest'`,
    );
    this.deletePause = sqlite.prepare('DELETE FROM contract_pauses WHERE contract_id = ? AND from_ms = ?');
    this.openPause = sqlite.prepare(
      'UPDATE contract_pauses SET to_ms = NULL WHERE contract_id = ? AND to_ms = ?',
    );
  }

  get(contractId: ContractId): Shared | null {
    const row = this.selectOne.get(contractId);
    return row === undefined ? null : decode('sync_contracts', SharedSchema, row);
  }

  list(): Shared[] {
    return decodeList('sync_contracts', SharedSchema, this.selectAll.all(), this.base.onBrokenRow);
  }

  /** Null where no server orders the log: none was shared with, or its key was revoked. */
  ordered({ contractId, log, head }: SealedLog): OrderedLog | null {
    const shared = this.get(contractId);
    if (shared === null || shared.log !== log) return null;
    const isInForce = head.signers.some(({ kid, active }) => kid === shared.server && active);
    if (!isInForce) return null;
    const { base, sentHead, checkpoint, isOn, state } = shared;
    return { base, sent: sentHead, checkpoint, mayCatchUp: isOn && sentHead !== null && state === 'sound' };
  }

  put(shared: Shared): void {
    this.upsert.run({
      ...shared,
      isOn: shared.isOn ? 1 : 0,
      presence: shared.presence ? 1 : 0,
      fields: JSON.stringify(shared.fields),
      sentHead: shared.sentHead === null ? null : writeHead(shared.sentHead),
      held: shared.held === null ? null : JSON.stringify(shared.held),
    });
  }

  /** The first one stays. */
  keepReceipt(contractId: ContractId, receipt: Receipt): void {
    this.insertReceipt.run(contractId, receipt.leaf, JSON.stringify(receipt));
  }

  receipt(contractId: ContractId, leaf: Leaf): Receipt | null {
    const row = this.selectReceipt.get(contractId, leaf);
    return row === undefined ? null : ReceiptRow.parse(row).receipt;
  }

  refuse(
    contractId: ContractId,
    of: { sliceId: string | null; slot: number | null; ms: number | null; line: string },
    { why, detail }: { why: string; detail: string },
    at: number,
  ): void {
    this.insertRefused.run(contractId, of.sliceId, of.slot, of.ms, of.line, why, detail, at);
  }

  /** The latest first. */
  refused(): Refused[] {
    return z.array(RefusedSchema).parse(this.selectRefused.all());
  }

  /** Marks the refused slice to be sealed again; what can be, will be, and is in the list no more. */
  again(id: number): void {
    if (this.markDue.run(id).changes > 0) this.deleteRefused.run(id);
  }

  /** Slices of shared contracts with slots in [from, to): their places in the log, and the receipts. */
  slices(
    from: number,
    to: number,
  ): {
    sliceId: SliceId;
    contractId: ContractId;
    number: number | null;
    sent: number;
    receipt: Receipt | null;
  }[] {
    const rows = z.array(SliceRow).parse(this.selectSlices.all(from, to));
    return rows.map(({ slice_id, contract_id, receipt, ...row }) => ({
      ...row,
      sliceId: slice_id,
      contractId: contract_id,
      receipt: receipt === null ? null : ReceiptSchema.parse(JSON.parse(receipt)),
    }));
  }

  /** Pictures of entries from the number on. */
  pictures(log: Leaf, from: number): number {
    return CountSchema.parse(this.selectPictures.get(log, from)).n;
  }

  /** The stored picture of a segment, by its number; null where it is not there any more. */
  pictureId(log: number, number: number, nth: number): PictureId | null {
    const row = this.selectPictureId.get(log, number, nth);
    return row === undefined ? null : PictureRow.parse(row).picture_id;
  }

  /** What the statement of that leaf is about; null where there is none. */
  attested(contractId: ContractId, leaf: Leaf): Attestation['what'] | null {
    const row = this.selectAttest.get(contractId, leaf);
    if (row === undefined) return null;
    const entry = ownEntry(LineRow.parse(row).line);
    return entry.type === 'attest' ? entry.what : null;
  }

  /** A pause, or its end, of which the log says nothing any more: it was the client's to say. */
  takeBackPause(contractId: ContractId, what: 'pause' | 'resume', from: number): void {
    (what === 'pause' ? this.deletePause : this.openPause).run(contractId, from);
  }

  /** What was last read of the server about the contract, as it was kept; null: nothing. */
  seen(contractId: ContractId, what: string): unknown {
    const row = this.selectSeen.get(contractId, what);
    return row === undefined ? null : JSON.parse(TextSchema.parse(row).said);
  }

  keepSeen(contractId: ContractId, what: string, said: unknown): void {
    this.upsertSeen.run(contractId, what, JSON.stringify(said));
  }

  /** The slice that the segment is of, where it is still here. */
  sliceOf(leaf: Leaf): SliceId | null {
    const row = this.selectSlice.get(leaf);
    return row === undefined ? null : z.object({ slice_id: SliceIdSchema }).parse(row).slice_id;
  }
}
