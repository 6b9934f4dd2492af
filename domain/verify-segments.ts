/**
 * What is told of the segments, held against each other and against what is signed in the open: times that add up, no
 * moment paid twice, pictures that are there and were taken when the day's key says. SPEC: SG3–SG5, SG16, DS5, DS7.
 */
import { pictureName, pictureOf } from './bundle';
import { keyedRandom } from './day-key';
import type { EntryOf } from './entry';
import { type Draw, FIELD_KINDS, type FieldKind, type FieldValue, fieldNames, kindOfField } from './field';
import type { ContractId } from './ids';
import type { Sha256 } from './merkle';
import { momentOf, TAKEN_WITHIN_MS } from './moments';
import type { Trust } from './trust';
import type { BundleFiles } from './verify-files';
import type { Ledger } from './verify-ledger';
import type { Report } from './verify-report';
import type { StandingSegment } from './verify-standing';
import { isCovered, standsIn, type Told, type ToldValues } from './verify-told';
import { SLOT_MS, slotEnd, slotStart } from './week';

/** What is told of a segment's field as it stands: from the segment itself or from what amended it last. */
export function standing(told: Told, segment: StandingSegment, name: string): ToldValues | null {
  const index = segment.holders?.get(name) ?? segment.index;
  return standsIn(segment, name, index) ? (told.values.get(index) ?? null) : null;
}

export function checkSegments(ledger: Ledger, told: Told, report: Report): void {
  for (const segment of ledger.segments) {
    if (segment.state !== 'stands') continue;
    checkTime(segment, told, report);
    checkActivity(segment, told, report);
  }
  checkSlots(ledger, told, report);
  noteWithheld(ledger, told, report);
}

function subjectOf({ index, entry }: StandingSegment) {
  return { type: 'segment', index, slot: entry.slot } as const;
}

function checkTime(segment: StandingSegment, told: Told, report: Report): void {
  const time = standing(told, segment, 'time')?.time;
  if (time !== undefined && !addsUp(segment, time)) report.add('time-wrong', subjectOf(segment));
}

/** SPEC SG4: whether the exact times are of the slot, one after the other, and add up to what is said in the open. */
export function addsUp(
  { entry, ms }: Pick<StandingSegment, 'entry' | 'ms'>,
  time: FieldValue<'time'>,
): boolean {
  const end = slotEnd(entry.slot);
  let before = slotStart(entry.slot);
  let sum = 0;
  let isRight = true;
  for (const [from, to, kind] of time.spans) {
    isRight &&= from >= before && to > from && to <= end;
    before = to;
    if (kind !== 'discarded') sum += to - from;
  }
  const jumped = time.jumps.reduce((all, [, by]) => all + Math.abs(by), 0);
  const unobserved = time.gaps.reduce(
    (all, [from, to, why]) => (why === 'unobserved' ? all + to - from : all),
    0,
  );
  return isRight && sum === ms && jumped === (entry.jumped ?? 0) && unobserved === (entry.unobserved ?? 0);
}

function checkActivity(segment: StandingSegment, told: Told, report: Report): void {
  const minutes = standing(told, segment, 'minutes')?.minutes;
  const activity = standing(told, segment, 'activity')?.activity;
  if (minutes === undefined || activity === undefined) return;
  if (minutes.active !== activity) report.add('activity-wrong', subjectOf(segment));
}

/** SPEC SG3: of the slots that more than one segment has a part of. */
function checkSlots(ledger: Ledger, told: Told, report: Report): void {
  const slots = new Map<number, StandingSegment[]>();
  for (const segment of ledger.segments) {
    if (segment.state !== 'stands') continue;
    const known = slots.get(segment.entry.slot);
    if (known === undefined) slots.set(segment.entry.slot, [segment]);
    else known.push(segment);
  }
  for (const segments of slots.values()) {
    const [, second] = segments;
    if (second === undefined) continue;
    const ms = segments.reduce((sum, one) => sum + one.ms, 0);
    if (ms > SLOT_MS || overlap(segments, told)) report.add('slot-overfull', subjectOf(second));
  }
}

function overlap(segments: readonly StandingSegment[], told: Told): boolean {
  return overlaps(segments.flatMap((one) => standing(told, one, 'time')?.time ?? []));
}

/** SPEC SG3: whether a moment is told twice. */
export function overlaps(times: readonly Pick<FieldValue<'time'>, 'spans'>[]): boolean {
  const spans = times.flatMap((one) => one.spans).sort(([a], [b]) => a - b);
  return spans.some(([start], at) => at > 0 && start < (spans[at - 1]?.[1] ?? start));
}

/** SPEC DS5: what the scope leaves out of its own range, by kind, and how much lies outside of it. */
function noteWithheld(ledger: Ledger, told: Told, report: Report): void {
  const { scope } = told;
  if (scope === null) return;
  const counts = new Map<FieldKind, number>();
  let outside = 0;
  for (const { state, entry } of ledger.segments) {
    if (state !== 'stands') continue;
    if (entry.slot < scope.from || entry.slot >= scope.to) {
      outside++;
      continue;
    }
    for (const kind of kindsOf(entry))
      if (!isCovered(scope, kind, entry.slot)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (outside > 0) report.add('not-covered', { type: 'bundle' }, { count: outside });
  for (const field of FIELD_KINDS) {
    const count = counts.get(field) ?? 0;
    if (count > 0) report.add('withheld', { type: 'bundle' }, { field, count });
  }
}

export function kindsOf(entry: EntryOf<'segment'>): Set<FieldKind> {
  return new Set((fieldNames(entry) ?? []).flatMap((name) => kindOfField(name) ?? []));
}

/** SPEC SG7, SG10: what came from other logs or went to them, whose other half nobody has looked at. */
export function noteMoved(ledger: Ledger, report: Report): void {
  const here = ledger.segments.filter(({ entry }) => entry.from !== undefined).length;
  const away = ledger.segments.filter(({ state }) => state === 'moved').length;
  if (here + away > 0) report.add('moved', { type: 'bundle' }, { here, away });
}

/** SPEC DS7: each disclosed picture has its file, but those that are held back; and no other file is there. */
export function checkPictures(
  ledger: Ledger,
  told: Told,
  files: BundleFiles,
  hashes: ReadonlyMap<string, string>,
  report: Report,
): number {
  const named = new Set<string>();
  const held = new Set<string>();
  let count = 0;
  for (const segment of ledger.segments) {
    for (const [, picture] of picturesOf(segment, told)) {
      const name = pictureName(picture.sha256);
      if (picture.held === 1) {
        held.add(name);
        continue;
      }
      named.add(name);
      count++;
      const size = files.sizeOf(name);
      if (size === null) report.add('picture-missing', subjectOf(segment));
      else if (size !== picture.bytes) report.add('picture-altered', subjectOf(segment));
    }
  }
  for (const name of files.pictures()) {
    const subject = { type: 'file', name } as const;
    const hash = hashes.get(name);
    if (hash !== undefined && hash !== pictureOf(name)) report.add('picture-altered', subject);
    if (!named.has(name)) report.add(held.has(name) ? 'picture-held' : 'picture-unnamed', subject);
  }
  return count;
}

/** The pictures that are told of a segment, by number. */
export function picturesOf(segment: StandingSegment, told: Told): [number, FieldValue<'picture'>][] {
  return Array.from({ length: segment.entry.pictures }, (_, n) => n).flatMap((n) => {
    const picture = standing(told, segment, `picture.${n}`)?.pictures?.get(n);
    return picture === undefined ? [] : [[n, picture]];
  });
}

/** SPEC SG16. By segment and number: whether each picture that can be judged was taken at its moment. */
export function checkMoments(
  ledger: Ledger,
  told: Told,
  contract: ContractId,
  trust: Trust,
  sha256: Sha256,
  report: Report,
): ReadonlyMap<string, boolean> {
  const moments = new Map<string, boolean>();
  let isOwn = false;
  let undrawn = 0;
  let free = 0;
  for (const segment of ledger.segments) {
    // What was moved here was drawn with the key of another log.
    if (segment.entry.from !== undefined) continue;
    const { slot } = segment.entry;
    for (const [number, picture] of picturesOf(segment, told)) {
      const commitment = ledger.days.of(slot, segment.device, segment.index);
      if (picture.draw === undefined) {
        if (commitment !== null && picture.trigger === 'moment') undrawn++;
        continue;
      }
      if (commitment === null) {
        report.add('commit-missing', subjectOf(segment));
        continue;
      }
      isOwn ||= commitment.by !== 'server' || !isTrusted(trust, ledger.keyOf(commitment.kid));
      if (commitment.key === null) continue;
      const { nth, from } = picture.draw;
      const due = momentOf(keyedRandom(commitment.key, sha256), contract, slot, nth, from);
      const isAt = isAtMoment(picture, due) && from >= slotStart(slot) && from <= picture.at;
      moments.set(`${segment.index}:${number}`, isAt);
      if (!isAt) report.add('moment-wrong', subjectOf(segment));
      else if (!isBeginning(segment, told, picture.draw)) free++;
    }
  }
  if (isOwn) report.add('moment-own', { type: 'bundle' });
  if (free > 0) report.add('draw-from', { type: 'bundle' }, { count: free });
  if (undrawn > 0) report.add('draw-missing', { type: 'bundle' }, { count: undrawn });
  return moments;
}

/**
 * A draw begins where work began in the slot, or, anew, once a window that is never captured had left: from an instant of
 * the device's choice it could have any outcome. Where the times are not told nobody can say.
 */
function isBeginning(segment: StandingSegment, told: Told, { nth, from }: Draw): boolean {
  if (typeof nth === 'string') return segment.entry.excluded !== undefined;
  const time = standing(told, segment, 'time')?.time;
  return time === undefined || time.spans.some(([start]) => start === from);
}

function isTrusted(trust: Trust, key: string | null): boolean {
  return trust.keys.some((one) => one.role === 'server' && one.key === key);
}

/** A stop before the moment takes the picture early, and its trigger says so. */
function isAtMoment({ at, trigger }: FieldValue<'picture'>, due: number): boolean {
  return at <= due + TAKEN_WITHIN_MS && (trigger !== 'moment' || at >= due);
}
