/**
 * What stands in a log after each of its entries was followed: which segments, which fields and pictures of them, which
 * terms from when. What an entry is about must be there; what it says of the log must be so. SPEC: SG2, SG6–SG15, SG17,
 * LG14–LG16.
 */
import { assertNever } from './assert';
import type { EntryOf, Leaf, LogTerms, Role } from './entry';
import type { KeyX, Kid } from './keys';
import type { Signer } from './log';
import type { Sha256 } from './merkle';
import type { ChainEntry } from './verify-chain';
import { Closings } from './verify-closings';
import { type DatedValue, inForce } from './verify-dated';
import { DayKeys } from './verify-days';
import { Devices } from './verify-devices';
import type { Reporting } from './verify-report';
import type { Attested, Lost, StandingSegment } from './verify-standing';
import { DAY_MS, slotEnd, slotStart, weekLocksAt } from './week';

/** Later than what it takes effect from by more than this, it was said afterwards (SG14). */
const BACKDATED_MS = 60_000;
/** A slice is final so long after its slot (SG13). */
const FINAL_MS = 10_000;
/** What the clocks may differ by between two segments (SG17). */
const CLOCK_MS = 2_000;

export class Ledger {
  open: { index: number; entry: EntryOf<'open'>; leaf: Leaf } | null = null;
  readonly segments: StandingSegment[] = [];
  readonly terms: DatedValue<LogTerms>[] = [];
  readonly rates: DatedValue<number>[] = [];
  readonly limits: DatedValue<number | null>[] = [];
  readonly pauses: DatedValue<'pause' | 'resume'>[] = [];
  readonly attestations: Attested[] = [];
  readonly reviews: { index: number; leaf: Leaf; entry: EntryOf<'review'> }[] = [];
  readonly closings: Closings;
  readonly days: DayKeys;
  /** When a server received the entry of an index; by whom. */
  readonly received = new Map<number, { at: number; by: Kid }>();
  /** The entry whose digest of `title` or `client` stands. */
  readonly ownHolders = new Map<string, number>();
  /** Which segment the fields of an amendment or redaction belong to; null: the contract itself. */
  readonly owners = new Map<number, StandingSegment | null>();

  private readonly byLeaf = new Map<Leaf, StandingSegment>();
  private readonly attestsByLeaf = new Map<Leaf, Attested>();
  private readonly bySlot = new Map<string, StandingSegment>();
  private readonly latest = new Map<Kid, StandingSegment>();
  private readonly clocks = new Map<Kid, number>();
  readonly devices: Devices;
  private readonly signers: ReadonlyMap<Kid, Signer>;
  /** Segments that still have pictures, and the earliest slot among them: retention passes over them often. */
  private pictured: StandingSegment[] = [];
  private earliestPictured = Number.POSITIVE_INFINITY;
  private sealed = { next: 0, last: Number.NEGATIVE_INFINITY };

  constructor(
    entries: readonly ChainEntry[],
    signers: readonly Signer[],
    sha256: Sha256,
    private readonly report: Reporting,
  ) {
    this.signers = new Map(signers.map((one) => [one.kid, one]));
    this.devices = new Devices(entries, sha256);
    this.closings = new Closings(report);
    this.days = new DayKeys(sha256, report);
    for (const one of entries) this.follow(one);
  }

  private roleOf(kid: Kid): Role {
    return this.signers.get(kid)?.role ?? 'device';
  }

  /** The key itself, as entries and trust files write it. */
  keyOf(kid: Kid): KeyX | null {
    return this.signers.get(kid)?.x ?? null;
  }

  /** By the leaf of its entry; undefined: there never was one. */
  segment(leaf: Leaf): StandingSegment | undefined {
    return this.byLeaf.get(leaf);
  }

  /**
   * The next entry, which the chain admitted. Where it is a key's coming or going, whoever keeps a ledger while the log
   * grows makes it anew: which keys are one device is known from the whole log.
   */
  follow(one: ChainEntry): void {
    const { entry, kid, index, leaf } = one;
    const before = this.clocks.get(kid);
    if (before !== undefined && entry.at < before) this.report.add('clock-back', { type: 'entry', index });
    this.clocks.set(kid, entry.at);
    switch (entry.type) {
      case 'open':
        this.begin(entry, one);
        break;
      case 'segment':
        this.stand(entry, one);
        break;
      case 'amend':
        this.amend(entry, index);
        break;
      case 'delete':
        this.remove(entry, index);
        break;
      case 'redact':
        this.redact(entry, index);
        break;
      case 'expire':
        this.expire(entry, index);
        break;
      case 'terms':
        this.dated(this.terms, entry.terms, entry, one);
        break;
      case 'rate':
        this.dated(this.rates, entry.rate, entry, one);
        break;
      case 'limit':
        this.dated(this.limits, entry.limit ?? null, entry, one);
        break;
      case 'pause':
      case 'resume':
        this.dated(this.pauses, entry.type, entry, one);
        break;
      case 'attest':
        this.attest(entry, leaf, index);
        break;
      case 'withdraw':
        this.withdraw(entry, index);
        break;
      case 'day.commit':
        this.days.commit(entry, { kid, device: this.devices.of(kid), index, by: this.roleOf(kid) });
        break;
      case 'day.reveal':
        this.days.reveal(entry, index);
        break;
      case 'close':
        this.closings.close(entry, this.devices.of(kid), index);
        break;
      case 'seal':
        this.receive(entry, kid, index);
        break;
      case 'review':
        this.reviews.push({ index, leaf, entry });
        break;
      case 'key.add':
        this.devices.join(entry);
        break;
      case 'key.revoke':
        this.devices.leave(entry);
        break;
      default:
        assertNever(entry);
    }
  }

  private begin(entry: EntryOf<'open'>, { leaf, index, kid }: ChainEntry): void {
    this.open = { index, entry, leaf };
    const { at } = entry;
    const said = { from: at, at, index, by: 'device', kid } as const;
    this.devices.begin(kid, at);
    this.terms.push({ ...said, value: entry.terms });
    this.rates.push({ ...said, value: entry.rate });
    this.limits.push({ ...said, value: entry.limit ?? null });
    if (entry.continues)
      this.report.add('log-continues', { type: 'entry', index }, { size: entry.continues.size });
  }

  private stand(entry: EntryOf<'segment'>, { kid, index, leaf }: ChainEntry): void {
    const subject = { type: 'segment', index, slot: entry.slot } as const;
    const device = this.devices.of(kid);
    const segment: StandingSegment = {
      index,
      leaf,
      entry,
      kid,
      device,
      ms: entry.ms,
      state: 'stands',
      goneAt: null,
      amendments: [],
      holders: null,
      lost: null,
      lostAt: null,
      redactedAt: null,
    };
    const place = `${device}:${entry.slot}`;
    const other = this.bySlot.get(place);
    if (other?.state === 'stands') this.report.add('segment-doubled', subject);
    if (entry.at < slotEnd(entry.slot) + FINAL_MS) this.report.add('sealed-early', subject);
    this.compareClocks(segment);
    this.segments.push(segment);
    this.byLeaf.set(leaf, segment);
    this.bySlot.set(place, segment);
    this.closings.stand(segment);
    if (entry.pictures > 0) {
      this.pictured.push(segment);
      this.earliestPictured = Math.min(this.earliestPictured, entry.slot);
    }
  }

  private compareClocks(segment: StandingSegment): void {
    const before = this.latest.get(segment.device);
    this.latest.set(segment.device, segment);
    const { entry } = segment;
    if (before === undefined || entry.boot < before.entry.boot) return;
    const wall = entry.at - before.entry.at;
    const moved = Math.abs(wall - (entry.boot - before.entry.boot)) - (entry.jumped ?? 0);
    if (moved <= CLOCK_MS) return;
    const subject = { type: 'segment', index: segment.index, slot: entry.slot } as const;
    this.report.add('clock-moved', subject, { ms: moved });
  }

  private amend(entry: EntryOf<'amend'>, index: number): void {
    const subject = { type: 'entry', index } as const;
    const { fields, ms } = entry;
    const isOwn = this.open !== null && entry.target === this.open.leaf;
    const segment = this.byLeaf.get(entry.target);
    if (!isOwn && segment?.state !== 'stands') {
      this.report.add('target-wrong', subject);
      return;
    }
    const known = isOwn ? OWN : OF_SEGMENT;
    const isOrdered = fields.every((one, at) => at === 0 || place(fields[at - 1]) < place(one));
    const isTime = fields.includes('time') === (ms !== undefined);
    const isMore = segment !== undefined && ms !== undefined && ms > segment.ms;
    if (!isOrdered || !isTime || isMore || !fields.every((one) => known.has(one))) {
      this.report.add('amend-wrong', subject);
      return;
    }
    this.owners.set(index, segment ?? null);
    if (segment === undefined) {
      for (const field of fields) this.ownHolders.set(field, index);
      return;
    }
    segment.holders ??= new Map();
    for (const field of fields) segment.holders.set(field, index);
    segment.amendments.push({ at: entry.at, fields });
    if (ms !== undefined) {
      this.closings.shorten(segment, ms);
      segment.ms = ms;
    }
    if (fields.includes('memo') || fields.includes('tag')) this.noteLate(segment, entry.at, index);
  }

  private remove(entry: EntryOf<'delete'>, index: number): void {
    const segment = this.byLeaf.get(entry.target);
    const { picture, to } = entry;
    if (segment?.state !== 'stands' || (picture !== undefined && to !== undefined)) {
      this.report.add('target-wrong', { type: 'entry', index });
      return;
    }
    if (picture !== undefined) {
      if (this.hasPicture(segment, picture)) this.lose(segment, picture, 'deleted', entry.at);
      else this.report.add('target-wrong', { type: 'entry', index });
    } else {
      this.closings.remove(segment);
      segment.state = to === undefined ? 'deleted' : 'moved';
      segment.goneAt = entry.at;
      segment.ms = 0;
    }
    this.noteLate(segment, entry.at, index);
  }

  private redact(entry: EntryOf<'redact'>, index: number): void {
    const segment = this.byLeaf.get(entry.target);
    if (segment?.state !== 'stands' || !this.hasPicture(segment, entry.picture)) {
      this.report.add('target-wrong', { type: 'entry', index });
      return;
    }
    this.owners.set(index, segment);
    segment.holders ??= new Map();
    segment.holders.set(`picture.${entry.picture}`, index);
    segment.redactedAt ??= new Map();
    segment.redactedAt.set(entry.picture, entry.at);
    this.noteLate(segment, entry.at, index);
  }

  /** Each segment is met once by the retention that destroys its pictures, however often it says so. */
  private expire({ before, at }: EntryOf<'expire'>, index: number): void {
    if (before <= this.earliestPictured) return;
    const left: StandingSegment[] = [];
    let isEarly = false;
    for (const segment of this.pictured) {
      if (segment.entry.slot >= before) {
        left.push(segment);
        continue;
      }
      const isHeld = segment.state === 'stands';
      const isDue = !isHeld || this.isDue(segment, at);
      isEarly ||= !isDue;
      for (let n = 0; n < segment.entry.pictures; n++)
        if (this.hasPicture(segment, n)) this.lose(segment, n, isDue ? 'expired' : 'deleted', at);
    }
    this.pictured = left;
    this.earliestPictured = left.reduce(
      (min, { entry }) => Math.min(min, entry.slot),
      Number.POSITIVE_INFINITY,
    );
    if (isEarly) this.report.add('expired-early', { type: 'entry', index });
  }

  /**
   * SPEC PV10: so many days after the Monday noon that closes the week, by terms that were said before the segment was:
   * a retention that is agreed to afterwards must not hide what was taken.
   */
  private isDue({ index, entry: { slot } }: StandingSegment, at: number): boolean {
    const said = this.terms.filter((one) => one.index < index);
    const days = inForce(said, slotStart(slot))?.retentionDays;
    return days !== undefined && at >= weekLocksAt(slotStart(slot)) + days * DAY_MS;
  }

  private hasPicture(segment: StandingSegment, number: number): boolean {
    return number < segment.entry.pictures && !segment.lost?.has(number);
  }

  private lose(segment: StandingSegment, number: number, why: Lost, at: number): void {
    segment.lost ??= new Map();
    segment.lost.set(number, why);
    segment.lostAt ??= new Map();
    segment.lostAt.set(number, at);
  }

  private noteLate(segment: StandingSegment, at: number, index: number): void {
    if (at >= weekLocksAt(slotStart(segment.entry.slot)))
      this.report.add('edited-late', { type: 'entry', index });
  }

  private dated<T>(
    list: DatedValue<T>[],
    value: T,
    { from, at }: { from: number; at: number },
    { index, kid }: ChainEntry,
  ): void {
    if (at - from > BACKDATED_MS) this.report.add('backdated', { type: 'entry', index });
    list.push({ from, at, index, by: this.roleOf(kid), kid, value });
  }

  private attest(entry: EntryOf<'attest'>, leaf: Leaf, index: number): void {
    if (entry.at - entry.from > BACKDATED_MS) this.report.add('backdated', { type: 'entry', index });
    const attested = { index, leaf, entry, withdrawn: null };
    this.attestations.push(attested);
    this.attestsByLeaf.set(leaf, attested);
  }

  private withdraw({ target, from, at }: EntryOf<'withdraw'>, index: number): void {
    const attested = this.attestsByLeaf.get(target);
    if (attested === undefined || attested.withdrawn !== null) {
      this.report.add('target-wrong', { type: 'entry', index });
      return;
    }
    if (at - from > BACKDATED_MS) this.report.add('backdated', { type: 'entry', index });
    attested.withdrawn = from;
  }

  private receive(entry: EntryOf<'seal'>, kid: Kid, index: number): void {
    const { first, received } = entry;
    const times = [this.sealed.last, ...received];
    const isAscending = times.every((at, n) => n === 0 || (times[n - 1] ?? at) <= at);
    if (first !== this.sealed.next || first + received.length > index || !isAscending) {
      this.report.add('seal-wrong', { type: 'entry', index });
      return;
    }
    for (const [n, at] of received.entries()) this.received.set(first + n, { at, by: kid });
    this.sealed = { next: first + received.length, last: received.at(-1) ?? this.sealed.last };
  }
}

const OWN: ReadonlySet<string> = new Set(['title', 'client']);
const OF_SEGMENT: ReadonlySet<string> = new Set(['memo', 'tag', 'time']);
const AMENDED = ['title', 'client', 'memo', 'tag', 'time'];

function place(field: string | undefined): number {
  return field === undefined ? -1 : AMENDED.indexOf(field);
}
