/**
 * Whatever is done to the diary, in whatever order, and wherever the sealer is cut off: the log verifies, and a stranger
 * reads from it what the tables say. Seeded; a failure prints its seed and the steps that led there.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toUtf8 } from '../../domain/bytes';
import { ManualClock } from '../../domain/clock';
import type { Leaf } from '../../domain/entry';
import type { HourlyContract } from '../../domain/hourly-contract';
import { type ContractId, PictureIdSchema } from '../../domain/ids';
import type { SigningKey } from '../../domain/keys';
import { type Random, seededRandom } from '../../domain/random';
import type { Dated, LogRecord } from '../../domain/record';
import type { Picture, Slice, Span } from '../../domain/slice';
import { DEFAULT_POLICY, type Policy } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { DAY_MS, slotEnd, slotOf, slotStart, weekLocksAt, weekStart } from '../../domain/week';
import { DATABASE_FILE, type Database, openDatabase } from '../../electron/main/db/open';
import type { DeviceKey } from '../../electron/main/evidence/ports';
import type { Sealer } from '../../electron/main/sealer';
import { findingsOf, nodeCrypto, sourceOf, trustOf } from '../support/bundles';
import { testKey } from '../support/evidence';
import { bundleOfSealed } from '../support/sealed-bundle';
import { entriesOfType, testMemory, testSealer } from '../support/sealer';
import {
  aPictureMeta,
  aSlice,
  closed,
  MONDAY,
  newContract,
  newContractId,
  newImportId,
} from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const STEPS = 90;
/** Some of many: those that found what a first look had not (totals of a week, a retention agreed to later) among them. */
const SEEDS = [1, 2, 3, 4, 5, 6, 10, 13, 20, 24, 34, 35, 40];

class Cut extends Error {}

class World {
  readonly steps: string[] = [];
  private readonly folder = tempFolder();
  private readonly clock = new ManualClock(MONDAY + 9 * 3_600_000);
  private readonly memory = testMemory();
  private readonly bytes = new Map<string, Uint8Array>();
  private readonly keys: SigningKey[] = [testKey('device 0')];
  private device: DeviceKey[] = [];
  private database: Database;
  private sealer: Sealer;
  private warnings: string[] = [];
  private draws = 0;
  private made = 0;
  /** Steps until the sealer is cut off; null: it is let be. */
  private cutAfter: number | null = null;
  private hasBackup = false;
  /** Heads that strangers were shown, by the log; and whether the memory of them was ever lost. */
  private readonly seen = new Map<Leaf, string[]>();
  /** Whether the device's key can be had now, by draws of its own. */
  private readonly locks: Random;
  private isLocked = false;
  private hasForgotten = false;
  readonly contracts: ContractId[] = [];
  private readonly random: Random;

  constructor(private readonly seed: number) {
    this.random = seededRandom(seed);
    this.locks = seededRandom(seed + 1_000);
    this.device = this.keys.map((key) => ({ key, store: 'system' as const }));
    this.database = this.open();
    this.sealer = this.start();
    for (const retentionDays of [null, 2]) {
      const id = newContractId();
      const plain = newContract({ limitSeconds: null });
      this.database.contracts.create(
        id,
        { ...plain, privacy: { ...plain.privacy, retentionDays } },
        this.clock.read().wall,
      );
      this.contracts.push(id);
    }
  }

  close(): void {
    this.database.close();
  }

  private open(): Database {
    const opened = openDatabase({
      folder: this.folder,
      now: () => this.clock.read().wall,
      onBrokenRow: (row) => {
        throw new Error(`a broken row: ${JSON.stringify(row)}`);
      },
    });
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    return opened.database;
  }

  private start(): Sealer {
    const { database } = this;
    const made = testSealer(database, {
      now: () => this.clock.read().wall,
      clock: this.clock,
      memory: {
        read: this.memory.read,
        write: (...head) => {
          this.step();
          this.memory.write(...head);
        },
      },
      device: () => (this.isLocked ? [] : this.device),
      salt: () => {
        this.step();
        return new Uint8Array(
          createHash('sha256')
            .update(`${this.seed} ${this.made++}`)
            .digest()
            .subarray(0, 16),
        );
      },
      change: {
        isFault: (error) => error instanceof Cut,
        transaction: (work) =>
          database.transaction(() => {
            const done = work();
            // Cut off just before the commit.
            this.step();
            return done;
          }),
      },
    });
    this.warnings = made.warnings;
    return made.signer;
  }

  private step(): void {
    if (this.cutAfter === null) return;
    this.cutAfter -= 1;
    if (this.cutAfter < 0) throw new Cut('cut');
  }

  private chance(): number {
    this.draws++;
    return this.random.uniform('');
  }

  private pick<T>(list: readonly T[]): T | null {
    return list[Math.floor(this.chance() * list.length)] ?? null;
  }

  private under(max: number): number {
    return Math.floor(this.chance() * max);
  }

  private closedSlices(): Slice[] {
    return [...this.database.slices.all()].filter(({ state }) => state === 'closed');
  }

  /** One thing that a person or the app may do. */
  async act(): Promise<void> {
    const acts = [
      () => this.record(),
      () => this.record(),
      () => this.record(),
      () => this.editText(),
      () => this.move(),
      () => this.answerIdle(),
      () => this.discard(),
      () => this.endTrash(),
      () => this.touchPicture(),
      () => this.endPictures(),
      () => this.retain(),
      () => this.changeContract(),
      () => this.importTime(),
      () => this.later(),
      () => this.backUpOrRestore(),
      () => this.restart(),
      () => this.rotate(),
      () => this.reopen(),
    ];
    const act = this.pick(acts);
    this.isLocked = this.locks.uniform('') < 0.2;
    if (this.isLocked) this.steps.push('  without a key');
    // Half of the time the sealer is cut off somewhere in what follows.
    this.cutAfter = this.chance() < 0.5 ? this.under(12) : null;
    try {
      await act?.();
      if (this.chance() < 0.7) await this.sealer.run();
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      this.steps.push('  cut');
      if (this.chance() < 0.3) this.kill();
    }
    this.cutAfter = null;
  }

  private record(): void {
    const { wall } = this.clock.read();
    const slot = slotOf(wall);
    const contract = this.pick(this.contracts);
    if (contract === null) return;
    this.steps.push(`record ${slot}`);
    const [start, end] = [slotStart(slot), slotEnd(slot)];
    const middle = start + 60_000 + this.under(300_000);
    const spans: Span[] = [
      { start, end: middle, kind: 'work', idleId: null },
      {
        start: middle,
        end: end - this.under(1_000),
        kind: this.chance() < 0.5 ? 'idle' : 'work',
        idleId: null,
      },
    ];
    this.clock.advance(end - wall + this.under(30_000));
    if (this.chance() < 0.1) this.clock.jump(this.under(4_000) - 2_000);
    if (this.database.slices.at(contract, slot) !== null) return;
    const slice = closed(aSlice(contract, slot, { spans, memo: `Memo ${this.draws}` }));
    this.save([slice]);
    for (let n = this.under(4); n > 0; n--) this.addPicture(slice);
  }

  private save(slices: Slice[]): void {
    expect(this.database.recorder.save(slices, [])).toEqual({ outcome: 'saved' });
  }

  private addPicture(slice: Slice): void {
    const meta = {
      ...aPictureMeta(slice.id, { takenAt: slotStart(slice.slot) + this.under(600_000) }),
      hidden: null,
    };
    const held = this.chance() < 0.1;
    if (this.chance() < 0.2) {
      this.database.pictures.add(
        { ...meta, held: false, outcome: 'failed', reason: 'timeout', detail: '' },
        [],
      );
      return;
    }
    const [full, thumb] = [this.blob(), this.blob()];
    const { sha256, bytes } = full;
    const picture: Picture = {
      ...meta,
      id: PictureIdSchema.parse(meta.id),
      held,
      outcome: 'ok',
      sha256,
      bytes,
      width: 1920,
      height: 1080,
      thumbSha256: thumb.sha256,
    };
    expect(this.database.pictures.add(picture, [full, thumb])).toEqual({ outcome: 'saved' });
  }

  private blob() {
    const bytes = toUtf8(`picture ${this.seed} ${this.made++}`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.bytes.set(sha256, bytes);
    return { sha256, bytes: bytes.length, wrappedKey: Buffer.alloc(60, 1), createdAt: 0 };
  }

  private editText(): void {
    const slice = this.pick(this.closedSlices());
    if (slice === null) return;
    this.steps.push(`edit ${slice.slot}`);
    if (this.chance() < 0.7) this.database.slices.setMemo([slice.id], `Edited ${this.draws}`);
    if (this.chance() < 0.5) this.database.slices.setTag([slice.id], `tag ${this.under(3)}`);
  }

  private move(): void {
    const slice = this.pick(this.closedSlices());
    const to = this.contracts.find((id) => id !== slice?.contractId);
    if (slice === null || to === undefined || this.database.slices.at(to, slice.slot) !== null) return;
    this.steps.push(`move ${slice.slot}`);
    this.database.slices.setContract([slice.id], to);
  }

  /** What was idle is kept or discarded; now and then the slot goes on, which no honest clock allows. */
  private answerIdle(): void {
    const slice = this.pick(this.closedSlices());
    if (slice === null) return;
    this.steps.push(`idle ${slice.slot}`);
    const kind = this.chance() < 0.5 ? ('kept' as const) : ('discarded' as const);
    const spans = slice.spans.map((span) => (span.kind === 'idle' ? { ...span, kind } : span));
    const minutes =
      this.chance() < 0.1 ? slice.minutes.map((minute) => ({ ...minute, keys: 1 })) : slice.minutes;
    this.save([{ ...slice, spans, minutes }]);
  }

  private discard(): void {
    const ids = this.closedSlices()
      .filter(() => this.chance() < 0.1)
      .map(({ id }) => id);
    if (ids.length === 0) return;
    this.steps.push(`discard ${ids.length}`);
    this.database.trash.discard(ids, `batch ${this.made++}`, this.clock.read().wall);
  }

  private endTrash(): void {
    for (const batch of this.database.trash.batches()) {
      const isUndone = this.chance() < 0.5;
      this.steps.push(isUndone ? 'undo' : 'destroy');
      if (isUndone && this.database.trash.restore(batch).outcome === 'restored') continue;
      this.database.trash.destroy(batch);
      this.database.trash.end(batch);
    }
  }

  private touchPicture(): void {
    const slice = this.pick(this.closedSlices());
    const picture = slice && this.pick(this.database.pictures.ofSlices([slice.id]).get(slice.id) ?? []);
    if (picture?.outcome !== 'ok') return;
    const what = this.under(3);
    this.steps.push(`picture ${what}`);
    if (what === 0) this.database.pictureEdits.delete(picture.id, this.clock.read().wall);
    if (what === 1) this.database.pictureEdits.release(picture.id);
    if (what !== 2) return;
    const hidden = [{ x: this.under(100), y: 2, width: 30, height: 40 }];
    const [full, thumb] = [this.blob(), this.blob()];
    this.database.pictureEdits.redact(
      picture.id,
      picture.sha256,
      { full, thumb, hidden },
      this.clock.read().wall,
    );
  }

  private endPictures(): void {
    for (const { id } of this.database.pictureEdits.pending(Number.MAX_SAFE_INTEGER)) {
      const isUndone = this.chance() < 0.5;
      this.steps.push(isUndone ? 'undo picture' : 'destroy picture');
      if (isUndone) this.database.pictureEdits.undo(id, 0);
      else this.database.pictureEdits.destroy(id, this.clock.read().wall);
    }
  }

  private retain(batch = 3): void {
    const { wall } = this.clock.read();
    for (const { id, privacy } of this.database.contracts.list()) {
      const days = privacy.retentionDays;
      if (days === null) continue;
      const before = [...this.database.slices.all()]
        .map(({ slot }) => slotStart(slot))
        .filter((at) => weekLocksAt(at) + days * DAY_MS <= wall)
        .reduce((max, at) => Math.max(max, at + 600_000), 0);
      const due = this.database.retention.expired(id, before, batch);
      this.steps.push(`retention ${due.length}`);
      if (due.length > 0)
        this.database.retention.expire(
          due.map((one) => one.id),
          wall,
        );
    }
  }

  private changeContract(): void {
    const id = this.pick(this.contracts);
    const contract = id && this.database.contracts.get(id);
    if (!contract) return;
    const { wall } = this.clock.read();
    const what = this.under(7);
    this.steps.push(`contract ${what}`);
    const { contracts } = this.database;
    if (what === 0) contracts.addTerm(id, { kind: 'rate', rateMinor: this.under(9_000) }, wall, wall);
    if (what === 1)
      contracts.addTerm(id, { kind: 'limit', limitSeconds: this.under(2) * 3_600 || null }, wall, wall);
    if (what === 2) contracts.pause(id, wall);
    if (what === 3) contracts.unpause(id, wall + 1);
    if (what === 4) contracts.attest(id, 'identity', `Ada ${this.under(2)}`, wall);
    if (what === 5) contracts.withdrawAttestation(id, 'identity', wall);
    if (what === 6) this.editContract(contract);
  }

  private editContract(contract: HourlyContract): void {
    const retentionDays = this.chance() < 0.5 ? contract.privacy.retentionDays : this.under(4);
    this.database.contracts.edit(contract.id, {
      ...contract,
      title: `Title ${this.under(3)}`,
      tags: [`tag ${this.under(3)}`],
      privacy: { ...contract.privacy, retentionDays },
    });
  }

  private importTime(): void {
    const contract = this.pick(this.contracts);
    const known = this.database.imports.list()[0];
    if (known !== undefined && this.chance() < 0.5) {
      this.steps.push('import back');
      while ((this.removed(known.id)?.length ?? 0) > 0);
      return;
    }
    const slot = slotOf(MONDAY - DAY_MS * (1 + this.under(20)));
    if (contract === null || this.database.slices.at(contract, slot) !== null) return;
    this.steps.push('import');
    const record = { id: newImportId(), source: 'toggl' as const, file: 'a.csv', at: this.clock.read().wall };
    const slice = closed(
      aSlice(contract, slot, {
        kind: 'manual',
        reason: 'Report',
        importId: record.id,
        windows: [],
        jumps: [],
        gaps: [],
      }),
    );
    this.database.imports.add(record, [slice], []);
  }

  private removed(id: ReturnType<typeof newImportId>) {
    const part = this.database.imports.removeSome(id);
    return part.outcome === 'removed' ? part.slots : null;
  }

  private later(): void {
    const ms = this.pick([60_000, 3_600_000, DAY_MS, 5 * DAY_MS]) ?? 0;
    this.steps.push(`later ${ms}`);
    this.clock.advance(ms);
  }

  private backUpOrRestore(): void {
    const path = join(this.folder, DATABASE_FILE);
    const copy = join(this.folder, 'backup');
    if (!this.hasBackup) {
      this.steps.push('back up');
      this.database.close();
      copyFileSync(path, copy);
      this.hasBackup = true;
      this.kill(false);
      return;
    }
    const forgets = this.chance() < 0.3;
    this.steps.push(forgets ? 'restore, and forget' : 'restore');
    this.hasBackup = false;
    this.database.close();
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
    copyFileSync(copy, path);
    if (forgets) this.memory.heads.clear();
    this.hasForgotten ||= forgets;
    this.clock.advance(1_000);
    this.kill(false);
    const { wall } = this.clock.read();
    this.database.settings.noteRestored({ restoredAt: wall, madeAt: wall });
    this.clock.advance(1_000);
  }

  private restart(): void {
    this.steps.push('restart');
    this.kill();
  }

  /** As a start finds it. */
  private kill(close = true): void {
    this.cutAfter = null;
    if (close) this.database.close();
    this.database = this.open();
    this.sealer = this.start();
  }

  private reopen(): void {
    const slice = this.pick(this.closedSlices().filter(({ kind }) => kind === 'tracked'));
    if (slice === null) return;
    this.steps.push(`reopen ${slice.slot}`);
    this.save([{ ...slice, state: 'open', closeReason: null }]);
    this.save([slice]);
  }

  private rotate(): void {
    this.isLocked = false;
    const old = this.device[0];
    if (old === undefined) return;
    this.steps.push('rotate');
    const next = testKey(`device ${this.keys.length}`);
    this.keys.push(next);
    const at = this.clock.read().wall;
    this.cutAfter = null;
    for (const id of this.contracts) {
      const signers = this.database.logs.newest(id)?.head.signers ?? [];
      if (!signers.some(({ kid, active }) => kid === old.key.kid && active)) continue;
      this.sealer.appendTo(
        id,
        { type: 'key.add', at, key: next.x, role: 'device', store: 'system' },
        { key: old.key },
      );
      this.sealer.appendTo(
        id,
        { type: 'key.revoke', at, kid: old.key.kid, reason: 'rotated' },
        { key: next },
      );
    }
    this.device = [{ key: next, store: 'system' }];
  }

  /** What may be undone is over, and everything is said. */
  async settle(days: number): Promise<void> {
    this.cutAfter = null;
    this.isLocked = false;
    this.clock.advance(days * DAY_MS);
    for (const batch of this.database.trash.batches()) {
      this.database.trash.destroy(batch);
      this.database.trash.end(batch);
    }
    for (const { id } of this.database.pictureEdits.pending(Number.MAX_SAFE_INTEGER))
      this.database.pictureEdits.destroy(id, this.clock.read().wall);
    this.retain(1_000);
    this.clock.advance(60_000);
    for (const id of this.contracts) await this.sealer.settle(id);
    await this.sealer.run();
    expect(this.database.sealDue.contracts()).toEqual([]);
    expect(this.warnings.filter((one) => !one.includes('memory'))).toEqual([]);
  }

  /** By a stranger who knows the keys; all the findings but notes. */
  async check(contract: ContractId, isSettled = false): Promise<LogRecord | null> {
    this.cutAfter = null;
    this.isLocked = false;
    await this.sealer.settle(contract);
    const bundle = bundleOfSealed(
      this.database,
      contract,
      this.sealer,
      (hash) => this.bytes.get(hash) ?? null,
    );
    if (bundle === null) return null;
    const shown = this.shown(contract);
    const trust = trustOf({ freelancer: this.keys, checkpoints: [...shown.earlier, ...shown.own] });
    const verified = await verify(sourceOf(bundle), trust, this.policy(isSettled), nodeCrypto);
    const grave = { findings: verified.findings.filter(({ severity }) => severity !== 'note') };
    // Of what was edited and then deleted nothing is told, and nothing said until it is final: an export waits for that.
    const isWaiting = this.database.sealDue.undoable();
    if (isWaiting && grave.findings.some(({ id }) => id === 'disclosure-missing')) return null;
    // What stood in the log before is not in this bundle: all that is said against it.
    expect(findingsOf(grave)).toEqual(shown.earlier.map(() => 'seen-continued bundle'));
    expect(verified.verdict).toBe(shown.earlier.length === 0 ? 'proven' : 'undecided');
    return verified.record;
  }

  /** Every head of this log that was ever shown, and of the one that it continues: no honest device contradicts one (LG13). */
  private shown(contract: ContractId): { own: string[]; earlier: string[] } {
    const row = this.database.logs.newest(contract);
    if (row === null) return { own: [], earlier: [] };
    const [open] = entriesOfType(this.database, contract, 'open');
    const before = open?.continues?.log;
    const earlier = this.hasForgotten || before === undefined ? [] : (this.seen.get(before) ?? []);
    const own = this.seen.get(row.log) ?? [];
    this.seen.set(row.log, [...own, this.sealer.checkpoint(row.log)]);
    return { own: [...new Set(own)], earlier: [...new Set(earlier)] };
  }

  /** Once all is settled, every week that is over must be closed (VF4). */
  private policy(isSettled: boolean): Policy {
    const covers = {
      from: slotOf(weekStart(MONDAY - 30 * DAY_MS)),
      to: slotOf(weekStart(this.clock.read().wall - 60_000)),
    };
    return isSettled ? { ...DEFAULT_POLICY, covers } : DEFAULT_POLICY;
  }

  /** The tables as a report would tell them. */
  standing(contract: ContractId): unknown[] {
    return this.closedSlices()
      .filter((slice) => slice.contractId === contract)
      .map((slice) => ({
        slot: slice.slot,
        kind: slice.kind,
        memo: slice.memo,
        tag: slice.tag,
        spans: slice.spans.map(({ start, end, kind }) => [start, end, kind]),
        keys: slice.kind === 'manual' ? null : slice.minutes.map(({ keys }) => keys),
        pictures: (this.database.pictures.ofSlices([slice.id]).get(slice.id) ?? [])
          .flatMap((one) => (one.outcome === 'ok' ? [one.sha256] : []))
          .sort(),
      }))
      .sort((a, b) => a.slot - b.slot);
  }

  /** The contract as the log tells it, at each instant at which anything of it changed. */
  compareContract(record: LogRecord): void {
    const contract = this.database.contracts.get(record.contract);
    if (contract === null) throw new Error('no contract');
    const { rates, limits, pauses, attestations } = contract;
    for (const { from } of [...rates, ...limits]) {
      const rate = rates.findLast((one) => one.from <= from)?.rateMinor;
      expect(valueAt(record.rates, from)).toBe(rate);
      const limit = limits.findLast((one) => one.from <= from)?.limitSeconds;
      expect(valueAt(record.limits, from)).toBe(limit);
    }
    const terms = valueAt(record.terms, this.clock.read().wall);
    expect(terms).toMatchObject({ idleMinutes: contract.idleMinutes, tags: contract.tags });
    expect(terms?.retentionDays ?? null).toBe(contract.privacy.retentionDays);
    expect([record.title, record.client].map((one) => one.told && one.value)).toEqual([
      contract.title,
      contract.client,
    ]);
    expect(record.pauses.toSorted((a, b) => a.from - b.from)).toEqual(pauses);
    const told = record.attestations.map(({ what, statedBy, from, withdrawn }) => ({
      what,
      statedBy: statedBy.told ? statedBy.value : null,
      at: from,
      withdrawnAt: withdrawn,
    }));
    const byTime = (list: { at: number; statedBy: string | null }[]) =>
      list.toSorted((a, b) => a.at - b.at || String(a.statedBy).localeCompare(String(b.statedBy)));
    expect(byTime(told)).toEqual(byTime(attestations));
  }

  /** And the log as a stranger read it. */
  static told(record: LogRecord | null): unknown[] {
    return (record?.segments ?? [])
      .filter(({ state }) => state === 'stands')
      .map((segment) => ({
        slot: segment.entry.slot,
        kind: segment.entry.kind,
        memo: segment.memo.told ? segment.memo.value : null,
        tag: segment.tag.told ? segment.tag.value : null,
        spans: segment.time.told ? segment.time.value.spans : null,
        keys: segment.minutes.told ? segment.minutes.value.map(([keys]) => keys) : null,
        pictures: segment.pictures
          .flatMap(({ picture }) => (picture.told ? [picture.value.sha256] : []))
          .sort(),
      }))
      .sort((a, b) => a.slot - b.slot);
  }
}

/** SG14. */
function valueAt<T>(list: Dated<T>, at: number): T | undefined {
  const before = list.filter(({ from }) => from <= at);
  const latest = Math.max(...before.map(({ from }) => from));
  return (before.findLast(({ from }) => from === latest) ?? list[0])?.value;
}

describe('whatever happens', () => {
  test.each(SEEDS)(
    '[SG19] [LG13] the log is proven and says what the tables say (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const world = new World(seed);
      try {
        for (let n = 0; n < STEPS; n++) {
          await world.act();
          if (n % 15 === 14) for (const id of world.contracts) await world.check(id);
        }
        // The second time every week is locked and closed, and what has a retention is past it.
        for (const days of [0, 15]) {
          await world.settle(days);
          for (const id of world.contracts) {
            const record = await world.check(id, true);
            expect(World.told(record)).toEqual(world.standing(id));
            if (record !== null) world.compareContract(record);
          }
        }
      } catch (error) {
        console.log(`seed ${seed}:\n${world.steps.join('\n')}`);
        throw error;
      } finally {
        world.close();
      }
    },
  );
});
