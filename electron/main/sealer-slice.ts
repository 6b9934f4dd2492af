/**
 * Says of one slice what its log still lacks (`sealer-diff.ts` finds it), with everything that goes with it in the
 * tables beside the log. Promises: a slice is sealed once it is final, and nothing that may still be undone is said.
 * Runs inside the caller's transaction. SPEC: SG6–SG8, SG10, SG13, SG19, DS8.
 */
import { assertNever, invariant } from '../../domain/assert';
import type { Clock } from '../../domain/clock';
import type { EntryOf, Leaf } from '../../domain/entry';
import type { ContractId, SliceId } from '../../domain/ids';
import type { Appended } from '../../domain/log';
import { segmentOf, takenInOrder } from '../../domain/segment';
import { type Slot, slotEnd } from '../../domain/week';
import type { LogsTable, SealedSegment } from './db/logs-table';
import type { PicturesTable } from './db/pictures-table';
import type { SealDueTable } from './db/seal-due';
import type { SlicesTable } from './db/slices';
import { type Change, changesOf, type Sealed, type Standing } from './sealer-diff';
import { ownEntry, type Pen } from './sealer-pen';

/** A slice is final so long after its slot (SG13). */
const FINAL_MS = 10_000;

export interface SliceDeps {
  logs: LogsTable;
  due: Pick<SealDueTable, 'isTrashed'>;
  slices: Pick<SlicesTable, 'byId'>;
  pictures: Pick<PicturesTable, 'ofSlices' | 'draws'>;
  clock: Clock;
  app: string;
  underWay(id: SliceId): boolean;
  /** The newest head of a server that orders the contract's log. */
  seen(contractId: ContractId): EntryOf<'segment'>['seen'] | null;
}

/** A picture that retention destroyed, and of which the log still has to say so. */
export interface GonePicture {
  contractId: ContractId;
  number: number;
  nth: number;
  leaf: Leaf;
  slot: Slot;
}

export interface SliceOutcome {
  /** `waits`: it is asked about again. `said`: the log says everything, until the next change marks the slice. */
  state: 'said' | 'waits';
  slot: Slot;
  /** Contracts into whose log something was written. */
  touched: readonly ContractId[];
  gone: readonly GonePicture[];
}

/** The pen of the contract's newest log; null where there is no such contract. */
export type PenOf = (contractId: ContractId) => Pen | null;

export class SliceSealer {
  constructor(private readonly deps: SliceDeps) {}

  seal(id: SliceId, penOf: PenOf): SliceOutcome {
    const slice = this.deps.slices.byId(id);
    const found = this.deps.logs.segmentOf(id);
    const pen = found === null ? null : penOf(found.contractId);
    // To take up the pen may have opened another log. Without one it is as it was, and whatever there is to say waits.
    const segment = found && pen ? { ...found, isNewest: pen.log.id === found.log } : found;
    const outcome = (state: SliceOutcome['state'], more: Partial<SliceOutcome> = {}): SliceOutcome => ({
      state,
      slot: slice?.slot ?? segment?.slot ?? 0,
      touched: [],
      gone: [],
      ...more,
    });
    // The end of the undo, and the undo, mark it again; so does the closing of an open slice.
    if (slice === null ? this.deps.due.isTrashed(id) : slice.state === 'open') return outcome('said');
    const standing: Standing | null = slice && {
      slice,
      pictures: this.deps.pictures.ofSlices([id]).get(id) ?? [],
      draws: this.deps.pictures.draws([id]),
    };
    const changes = changesOf(segment && sealedOf(segment), standing);
    const isWhole = changes.some(({ what }) => what === 'seal' || what === 'replace' || what === 'move');
    const hasUndo = standing?.pictures.some((one) => one.outcome === 'failed' && one.deletedAt !== undefined);
    if (isWhole && hasUndo === true) return outcome('said');
    if (standing !== null && changes.length > 0 && !this.isFinal(standing)) return outcome('waits');
    const touched = new Set<ContractId>();
    const gone: GonePicture[] = [];
    for (const change of changes) {
      if (change.what === 'picture-gone' && change.why === 'expired') {
        invariant(segment !== null, 'an expired picture of a slice that was never sealed');
        const { contractId, number, leaf, slot } = segment;
        gone.push({ contractId, number, leaf, slot, nth: change.nth });
        continue;
      }
      const wrote = this.say(change, segment, standing, penOf);
      if (wrote === null) return outcome('waits');
      for (const one of wrote) touched.add(one);
    }
    return outcome('said', { touched: [...touched], gone });
  }

  private isFinal({ slice }: Standing): boolean {
    return this.deps.clock.read().wall >= slotEnd(slice.slot) + FINAL_MS && !this.deps.underWay(slice.id);
  }

  /** Into which contracts' logs it wrote; null where there is no log to write into. */
  private say(
    change: Change,
    segment: SealedSegment | null,
    standing: Standing | null,
    penOf: PenOf,
  ): ContractId[] | null {
    switch (change.what) {
      case 'seal':
        return this.sealInto(standing, segment, penOf);
      case 'move':
      case 'replace':
        return this.sealAgain(change.what, standing, segment, penOf);
      default:
        invariant(segment !== null, `a ${change.what} of what was never sealed`);
        return this.change(change, segment, penOf);
    }
  }

  private change(
    change: Exclude<Change, { what: 'seal' | 'move' | 'replace' }>,
    { log, contractId, number, leaf: target }: SealedSegment,
    penOf: PenOf,
  ): ContractId[] | null {
    const { logs, clock } = this.deps;
    const pen = penOf(contractId);
    if (pen === null) return null;
    const { wall: at } = clock.read();
    switch (change.what) {
      case 'delete':
        pen.say(() => ({ type: 'delete', at, target }));
        logs.remove(log, number);
        break;
      case 'picture-gone': {
        const { nth } = change;
        pen.say(() => ({ type: 'delete', at, target, picture: nth }));
        logs.removePicture(log, number, nth);
        break;
      }
      case 'redact': {
        const { nth, field } = change;
        pen.say((_sd) => ({ type: 'redact', at, target, picture: nth, _sd }), [field], number);
        break;
      }
      case 'amend': {
        const { fields, ms } = change;
        const names = AMENDED.filter((name) => fields.some((field) => field.name === name));
        pen.say(
          (_sd) => ({ type: 'amend', at, target, fields: names, ...(ms !== null && { ms }), _sd }),
          fields,
          number,
        );
        if (ms !== null) logs.setMs(log, number, ms);
        break;
      }
      default:
        assertNever(change);
    }
    return [contractId];
  }

  /** A first segment of the slice in its contract's log; one that it had in a log that ended is left behind. */
  private sealInto(
    standing: Standing | null,
    segment: SealedSegment | null,
    penOf: PenOf,
  ): ContractId[] | null {
    invariant(standing !== null, 'what is gone is not sealed');
    const pen = penOf(standing.slice.contractId);
    if (pen === null) return null;
    this.append(pen, standing, segment?.leaf ?? null);
    if (segment !== null) this.deps.logs.remove(segment.log, segment.number);
    return [standing.slice.contractId];
  }

  /** The old segment's tombstone, and a new segment: of a moved slice each names the other (SG7, SG10). */
  private sealAgain(
    what: 'move' | 'replace',
    standing: Standing | null,
    segment: SealedSegment | null,
    penOf: PenOf,
  ): ContractId[] | null {
    invariant(standing !== null && segment !== null, `a ${what} of what was never sealed, or is gone`);
    const { contractId } = standing.slice;
    const [pen, old] = [penOf(contractId), penOf(segment.contractId)];
    if (pen === null || old === null) return null;
    const { logs, clock } = this.deps;
    const { wall: at } = clock.read();
    const target = segment.leaf;
    if (what === 'move') {
      const to = this.append(pen, standing, target).sealed.leaf;
      old.say(() => ({ type: 'delete', at, target, to }));
      logs.remove(segment.log, segment.number);
    } else {
      // A device has one segment a slot that stands (SG2): the old one goes first.
      old.say(() => ({ type: 'delete', at, target }));
      logs.remove(segment.log, segment.number);
      this.append(pen, standing, null);
    }
    return [contractId, segment.contractId];
  }

  private append(pen: Pen, { slice, pictures, draws }: Standing, from: Leaf | null): Appended {
    const { wall: at, mono, boot } = this.deps.clock.read();
    const facts = {
      at,
      mono,
      boot,
      app: this.deps.app,
      from,
      seen: this.deps.seen(pen.log.contractId),
      draws,
    };
    const { draft, fields } = segmentOf(slice, pictures, facts);
    const taken = slice.kind === 'manual' ? [] : takenInOrder(pictures).map(({ id }) => id);
    return pen.say((_sd) => ({ ...draft, _sd }), fields, undefined, { id: slice.id, pictures: taken });
  }
}

const AMENDED = ['memo', 'tag', 'time'] as const;

function sealedOf(segment: SealedSegment): Sealed {
  const { contractId, isNewest, line, ms, disclosed, pictures } = segment;
  const entry = ownEntry(line);
  invariant(entry.type === 'segment', 'a slice is sealed in a segment');
  const told = new Map([...disclosed].map(([name, { value }]) => [name, value]));
  return { contractId, isNewest, entry, ms, told, pictures };
}
