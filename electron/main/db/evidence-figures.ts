/**
 * What the screens ask of the signed logs: how many segments stand, what waits to be said, which entries are about keys,
 * and where a slice is. Reads only, each from an index, so that a year is as quick as a day.
 */
import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type Leaf, LeafSchema } from '../../../domain/entry';
import type { ContractId, SliceId } from '../../../domain/ids';
import type { Slot } from '../../../domain/week';
import type { EvidenceFigures } from '../evidence/status';
import type { Base } from './connection';

const SegmentsSchema = z.tuple([z.int(), z.int().nullable(), z.int().nullable(), z.int().nullable()]);
const PlaceSchema = z.object({ number: z.int(), leaf: LeafSchema });

export class EvidenceFiguresTable implements EvidenceFigures {
  private readonly selectSegments: Statement;
  private readonly selectWaiting: Statement;
  private readonly selectKeys: Statement;
  private readonly selectPlace: Statement;

  constructor({ sqlite }: Base) {
    const log = '(SELECT id FROM logs WHERE leaf = ?)';
    this.selectSegments = sqlite
      .prepare(
        `SELECT COUNT(*), SUM(stands), MIN(CASE stands WHEN 1 THEN slot END), MAX(CASE stands WHEN 1 THEN slot END)
         FROM entries WHERE log_id = ${log} AND slot IS NOT NULL`,
      )
      .raw();
    // The contract's own row has its id.
    this.selectWaiting = sqlite
      .prepare('SELECT COUNT(*) FROM seal_due WHERE contract_id = ? AND id <> contract_id')
      .pluck();
    this.selectKeys = sqlite
      .prepare(
        `SELECT line FROM entries WHERE log_id = ${log} AND type IN ('key.add', 'key.revoke')
           AND type NOT IN ('segment', 'amend', 'delete', 'redact', 'day.commit', 'day.reveal', 'seal') ORDER BY number`,
      )
      .pluck();
    // The newest: a slice that was moved, or sealed anew after a restored backup, is in more than one log.
    this.selectPlace = sqlite.prepare(
      `SELECT number, leaf FROM entries WHERE slice_id = ? AND stands = 1 ORDER BY id DESC LIMIT 1`,
    );
  }

  segments(log: Leaf): { all: number; standing: number; first: Slot | null; last: Slot | null } {
    const [all, standing, first, last] = SegmentsSchema.parse(this.selectSegments.get(log));
    return { all, standing: standing ?? 0, first, last };
  }

  waiting(contractId: ContractId): number {
    return z.int().parse(this.selectWaiting.get(contractId));
  }

  keyLines(log: Leaf): string[] {
    return z.array(z.string()).parse(this.selectKeys.all(log));
  }

  placeOf(sliceId: SliceId): { number: number; leaf: Leaf } | null {
    const row = this.selectPlace.get(sliceId);
    return row === undefined ? null : PlaceSchema.parse(row);
  }
}
