/**
 * The sealer: signs what stands in the tables into each contract's log. It holds the tables against the logs and says
 * what is missing; nobody tells it what happened, so recovery is what it always does. Promises: what is said and what it
 * destroys beside the log are one transaction; a step is a few milliseconds, so that recording never waits; a crash at
 * any line loses nothing and says nothing twice. SPEC: SG6–SG13, SG19, DS8, LG16.
 */
import { invariant } from '../../domain/assert';
import { toUtf8 } from '../../domain/bytes';
import { originOfLog, writeCheckpoint } from '../../domain/checkpoint';
import type { Leaf } from '../../domain/entry';
import type { ContractId, SliceId } from '../../domain/ids';
import { type Appended, rootOfLog } from '../../domain/log';
import type { Draft } from '../../domain/segment';
import { writeNote } from '../../domain/signed-note';
import { type Slot, slotStart } from '../../domain/week';
import type { LogRow } from './db/logs-table';
import type { AppendOptions, DeviceKey, LogSigner } from './evidence/ports';
import { continuityOf } from './sealer-continuity';
import type { SealerDeps } from './sealer-deps';
import { tellExpired } from './sealer-expiry';
import { headAt, rememberedOf, seenHead } from './sealer-ordered';
import { Pen } from './sealer-pen';
import { type GonePicture, SliceSealer } from './sealer-slice';
import { missingOf, openingOf } from './sealer-terms';
import { closeWeeks, nextOver, overBefore } from './sealer-weeks';

/** At most so many slices a transaction, and none begun after so many milliseconds: a checkpoint never waits for long. */
const STEP_SLICES = 20;
const STEP_MS = 10;
/** At most so many slices inside the transaction of somebody who waits for it; what is left is said by the next steps. */
const WITHIN_SLICES = 50;
/** What is said in the first round may allow more in the second (a withdrawal); in the third there is nothing left. */
const TERMS_ROUNDS = 3;

export type { SealerDeps } from './sealer-deps';

export interface Sealer extends LogSigner {
  /** Says everything that can be said by now, in every log. */
  run(): Promise<void>;
  /**
   * Inside the caller's transaction, which destroys something: says what is gone of what was sealed, or the first of it
   * where it is much. What fails for another reason than the disk stays due, and keeps nobody from destroying.
   */
  destroyed(): void;
  /** The server's order of the log was taken over, or something was taken out of its unsent end. */
  reordered(contractId: ContractId): void;
}

export function createSealer(deps: SealerDeps): Sealer {
  return new LiveSealer(deps);
}

/** The pens of one transaction. */
type Pens = Map<ContractId, Pen>;

class LiveSealer implements Sealer {
  /** Contracts whose log was held against the memory since the start. */
  private readonly continued = new Set<ContractId>();
  /** Logs that grew and are not remembered yet. */
  private readonly grown = new Set<ContractId>();
  /** What cannot be said for a reason that time does not mend; told once. */
  private readonly stuck = new Set<string>();
  /** When a week of the contract may have to be closed next. */
  private readonly closesAt = new Map<ContractId, number>();
  /** A first run looks at every log: weeks may have passed. */
  private begun = false;
  /** How much of what was destroyed is folded out of the database's own log. */
  private forgotten = 0;
  private readonly slices: SliceSealer;

  constructor(private readonly deps: SealerDeps) {
    this.slices = new SliceSealer({
      ...deps,
      seen: (id) => {
        const row = deps.logs.newest(id);
        return row && seenHead(deps.ordered?.(row) ?? null);
      },
    });
  }

  async run(): Promise<void> {
    const { wall } = this.deps.clock.read();
    const due = new Set([
      ...this.deps.due.contracts(),
      ...this.grown,
      ...(this.begun ? [] : this.deps.due.logged()),
    ]);
    this.begun = true;
    for (const [id, at] of this.closesAt) if (at <= wall) due.add(id);
    for (const id of due) await this.sayAll(id);
    this.forget();
  }

  async settle(contractId: ContractId): Promise<void> {
    await this.sayAll(contractId);
    this.forget();
  }

  private async sayAll(contractId: ContractId): Promise<void> {
    const waiting: Slot[] = [];
    this.goOn(contractId);
    for (let after = 0; ; ) {
      const step = this.step(contractId, after);
      if (step === null) break;
      waiting.push(...step.waiting);
      after = step.after;
      await this.deps.pause();
    }
    await this.closeWeeks(contractId, waiting);
    this.remember(contractId);
  }

  destroyed(): void {
    this.sealChanged(null, new Map());
  }

  checkpoint(log: Leaf): string {
    this.tellChanged(this.newestNamed(log).contractId);
    const row = this.newestNamed(log);
    this.remember(row.contractId, true);
    const ordered = this.deps.ordered?.(row) ?? null;
    if (ordered !== null)
      return (
        ordered.checkpoint ?? this.signed(row, headAt(row, this.deps.logs, ordered.base, this.deps.sha256))
      );
    const origin = originOfLog(row.contractId, row.log);
    const root = rootOfLog(row.head, this.deps.sha256);
    return this.signed(row, writeCheckpoint({ origin, size: row.head.tree.size, root }));
  }

  reordered(contractId: ContractId): void {
    this.closesAt.set(contractId, 0);
    this.grown.add(contractId);
    this.remember(contractId);
  }

  note(log: Leaf, text: string): string {
    return this.signed(this.newestNamed(log), text);
  }

  appendTo(contractId: ContractId, draft: Draft, options: AppendOptions = {}): Appended | null {
    const appended = this.deps.transaction(() => {
      const pen = this.pen(contractId, new Map());
      if (pen === null) return null;
      const next = pen.say(() => draft, [], undefined, null, options.key);
      options.keep?.(next, pen.log.id);
      return next;
    });
    // A crash here leaves the entry, and a memory that is older than the log, which is true as well.
    if (appended !== null) this.remember(contractId);
    return appended;
  }

  /**
   * Whether the contract's log may be gone on with at all is asked before what is due of it is: where it may not,
   * everything that stands is due in another one, and whoever waits for this must find it there.
   */
  private goOn(contractId: ContractId): void {
    if (this.continued.has(contractId) || this.deps.logs.newest(contractId) === null) return;
    this.deps.transaction(() => this.pen(contractId, new Map()));
  }

  /** One transaction: what is due of the contract after that row. Null where nothing is. */
  private step(contractId: ContractId, after: number): { after: number; waiting: Slot[] } | null {
    const due = this.deps.due.of(contractId, after, STEP_SLICES);
    if (due.length === 0) return null;
    // A crash before the commit leaves all of it due; after it, what was said is in the log and due no more.
    return this.deps.transaction(() => {
      const pens: Pens = new Map();
      if (due.some(({ id }) => id === 'contract'))
        this.attempt(contractId, pens, () => this.sealTerms(contractId, pens));
      const ids = due.flatMap(({ id }) => (id === 'contract' ? [] : [id]));
      const { waiting, begun } = this.sealSlices(ids, pens, STEP_MS);
      const last = begun === ids.length ? due.at(-1) : due.find(({ id }) => id === ids[begun - 1]);
      return { after: last?.row ?? after, waiting };
    });
  }

  /** What was edited since the log was settled is not told any more, and would be missing in what this head is signed for. */
  private tellChanged(contractId: ContractId): void {
    this.deps.transaction(() => {
      const pens: Pens = new Map();
      this.attempt(contractId, pens, () => this.sealTerms(contractId, pens));
      this.sealChanged(contractId, pens);
    });
  }

  /** Slices that stand in a log and changed since, but for those of which nothing can be said. */
  private sealChanged(contractId: ContractId | null, pens: Pens): void {
    const changed = this.deps.due.sealed(contractId, WITHIN_SLICES + this.stuck.size);
    const ids = changed.filter((id) => !this.stuck.has(id)).slice(0, WITHIN_SLICES);
    if (ids.length > 0) this.sealSlices(ids, pens, Number.POSITIVE_INFINITY);
  }

  private forget(): void {
    const { destructions } = this.deps.logs;
    if (destructions === this.forgotten) return;
    if (this.deps.forget?.() !== false) this.forgotten = destructions;
  }

  /** `begun`: how many of them there was time for, at least one. `waiting`: slots of those that have to wait. */
  private sealSlices(ids: readonly SliceId[], pens: Pens, maxMs: number): { waiting: Slot[]; begun: number } {
    const { clock, due } = this.deps;
    const start = clock.read().mono;
    const waiting: Slot[] = [];
    /** With the slice that each was of. */
    const gone = new Map<GonePicture, SliceId>();
    const said = new Set<SliceId>();
    let begun = 0;
    for (const id of ids) {
      if (begun > 0 && clock.read().mono - start > maxMs) break;
      begun++;
      const outcome = this.attempt(id, pens, () => this.slices.seal(id, (of) => this.pen(of, pens)));
      if (outcome === null) continue;
      if (outcome.state === 'waits') waiting.push(outcome.slot);
      else said.add(id);
      for (const one of outcome.gone) gone.set(one, id);
      const isLate = slotStart(outcome.slot) < overBefore(clock.read().wall);
      if (isLate) for (const one of outcome.touched) this.closesAt.set(one, 0);
    }
    for (const [contractId, own] of Map.groupBy(gone.keys(), (one) => one.contractId)) {
      const isTold = this.attempt(`what expired of ${contractId}`, pens, () => {
        const pen = this.pen(contractId, pens);
        if (pen !== null) tellExpired(own, pen, this.deps.logs, clock.read().wall);
        return pen !== null;
      });
      // It stays due.
      if (isTold !== true) for (const [one, id] of gone) if (one.contractId === contractId) said.delete(id);
    }
    for (const id of said) due.done(id);
    return { waiting, begun };
  }

  /**
   * Runs one part of a transaction, so that one thing that cannot be said keeps no other from it. What the disk refuses
   * undoes the whole. Null where it failed, now or before.
   */
  private attempt<T>(what: string, pens: Pens, work: () => T): T | null {
    if (this.stuck.has(what)) return null;
    try {
      return this.deps.transaction(work);
    } catch (error) {
      if (this.deps.isFault(error)) throw error;
      this.stuck.add(what);
      // What the pens hold may be of what was undone.
      pens.clear();
      this.deps.log(`not sealed: ${what}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  private sealTerms(contractId: ContractId, pens: Pens): void {
    const pen = this.pen(contractId, pens);
    // Without a key it stays due.
    if (pen === null && this.deps.contracts.get(contractId) !== null) return;
    if (pen !== null) this.tellTerms(contractId, pen);
    this.deps.due.contractDone(contractId);
  }

  private tellTerms(contractId: ContractId, pen: Pen): void {
    const contract = this.deps.contracts.get(contractId);
    if (contract === null) return;
    const { wall } = this.deps.clock.read();
    for (let round = 0; round < TERMS_ROUNDS; round++) {
      const missing = missingOf(contract, pen.contract(), pen.names(), wall);
      if (missing.length === 0) return;
      for (const statement of missing) pen.state(statement);
    }
    throw new Error('broken invariant: what was said of the contract is still missing');
  }

  /** Closes the weeks that are over, a few a transaction, and knows when the next one is. */
  private async closeWeeks(contractId: ContractId, waiting: readonly Slot[]): Promise<void> {
    const { wall } = this.deps.clock.read();
    if ((this.closesAt.get(contractId) ?? 0) > wall) return;
    const step = () =>
      this.deps.transaction(() => {
        const pen = this.pen(contractId, new Map());
        return pen === null || closeWeeks(pen, this.deps.logs, waiting, wall);
      });
    while (!step()) await this.deps.pause();
    const isHeldUp = waiting.some((slot) => slotStart(slot) < overBefore(wall));
    this.closesAt.set(contractId, isHeldUp ? 0 : nextOver(wall));
  }

  /** For the contract's newest log, opened where there is none or another is needed. Null where there is no such contract, or no key. */
  private pen(contractId: ContractId, pens: Pens): Pen | null {
    const known = pens.get(contractId);
    if (known !== undefined) return known;
    const pen = this.openPen(contractId);
    if (pen !== null) {
      pens.set(contractId, pen);
      this.grown.add(contractId);
    }
    return pen;
  }

  private openPen(contractId: ContractId): Pen | null {
    const { logs, memory, restored, contracts, clock, app, sha256, salt } = this.deps;
    const newest = logs.newest(contractId);
    const own = newest && this.keyOf(newest);
    const device = own ?? this.deps.device()[0];
    if (device === undefined) return null;
    const ink = { logs, key: device.key, salt, sha256 };
    if (newest !== null && own !== null && this.continued.has(contractId)) return new Pen(ink, newest);
    const known =
      newest === null
        ? null
        : {
            ...newest,
            continues: new Pen(ink, newest).opening().continues ?? null,
            leaves: (size: number) => logs.leaves(newest.id, size),
          };
    const restoredAt = restored()?.restoredAt ?? null;
    const continuity = continuityOf(known, memory.read(contractId), restoredAt, own !== null, sha256);
    if (continuity.go === 'on') {
      invariant(newest !== null, 'a log that is not there is not gone on with');
      this.continued.add(contractId);
      return new Pen(ink, newest);
    }
    // The server has what was sent: it comes back from there, and this log goes on. Until then everything waits.
    if (newest !== null && own !== null && this.deps.ordered?.(newest)?.mayCatchUp === true) return null;
    const contract = contracts.get(contractId);
    if (contract === null) return null;
    const { wall } = clock.read();
    const { continues } = continuity;
    const pen = Pen.open(ink, contractId, openingOf(contract, { at: wall, app, device, continues }), wall);
    if (newest !== null) {
      // Everything that stands is sealed again, here; what the old log told of the contract itself is told here too.
      logs.destroyOwn(newest.id);
      this.deps.due.all(contractId);
    }
    this.tellTerms(contractId, pen);
    return pen;
  }

  /** Writes the newest head into the memory where the log grew. What cannot be written now is written by the next. */
  private remember(contractId: ContractId, mustBe = false): void {
    if (!mustBe && !this.grown.has(contractId)) return;
    const row = this.deps.logs.newest(contractId);
    if (row === null) return;
    try {
      const head = rememberedOf(row, this.deps.ordered?.(row) ?? null, this.deps.sha256);
      if (head !== null) this.deps.memory.write(contractId, head);
      if (this.grown.delete(contractId)) this.deps.grew?.(contractId);
    } catch (error) {
      if (mustBe || !this.deps.isFault(error)) throw error;
      this.deps.log(`the memory of what was signed cannot be written: ${String(error)}`);
    }
  }

  private newestNamed(log: Leaf): LogRow {
    const row = this.deps.logs.named(log);
    const newest = row === null ? null : this.deps.logs.newest(row.contractId);
    invariant(newest !== null && newest.log === log, 'only the newest log of a contract is signed');
    return newest;
  }

  private signed(row: LogRow, text: string): string {
    const device = this.keyOf(row);
    invariant(device !== null, 'a log that this device does not sign');
    const name = originOfLog(row.contractId, row.log);
    const { key } = device;
    const signature = key.sign(toUtf8(text));
    return writeNote(text, [{ key: { name, publicKey: key.bytes }, signature }], this.deps.sha256);
  }

  /** The key of this device that is in force in the log; null where none is. */
  private keyOf({ head }: LogRow): DeviceKey | null {
    const isActive = ({ key }: DeviceKey) => head.signers.some((one) => one.kid === key.kid && one.active);
    return this.deps.device().find(isActive) ?? null;
  }
}
