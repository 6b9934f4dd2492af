/**
 * What answers for the diary: the contract as it is, days, segments, sums, pictures, signals, weeks. Promises: nobody sees
 * a field that is not shared with them, nor a mediator a slot outside of the dispute; who looked was noted before the
 * answer leaves. SPEC: SV46–SV52.
 */
import type { Cell } from '../../domain/diary';
import { kindOfField } from '../../domain/field';
import type { ContractId } from '../../domain/ids';
import { limitOfWeek } from '../../domain/limit';
import { attested } from '../../domain/protection';
import type { LogRecord, SegmentRecord } from '../../domain/record';
import { overBySegment, reportFigures } from '../../domain/report-figures';
import { type SignalPicture, type SignalSegment, type Signals, signalsOf } from '../../domain/signals';
import { inForce } from '../../domain/verify-dated';
import type { Ledger } from '../../domain/verify-ledger';
import { DAY_MS, slotStart, weekEnd, weekStart } from '../../domain/week';
import { type Asker, type HandlersOf, NOT_FOUND, Refusal } from '../http/handler';
import { sliceIdOf } from '../log/ids';
import type { Parts } from '../parts';
import type { Pictures } from '../pictures/pictures';
import type { Presence } from '../presence';
import { isDisputed } from '../review/state';
import { cellOf, detailOf, marksOf, totalOf, verdictOf } from './cells';
import { type DiaryRecord, recordIn, seenBy, sees } from './record';
import { SegmentRows } from './segment-rows';
import { timesheetOf } from './week';

type Routes = 'contract' | 'day' | 'segment' | 'disclosures' | 'sums' | 'picture' | 'week' | 'signals';

const DAYS_MAX = 32;
const DISCLOSED_DAYS_MAX = 8;
const SUMS_DAYS_MAX = 400;

type Range = { from: number; to: number };

export function diaryHandlers(parts: Parts & { pictures: Pictures; presence: Presence }): HandlersOf<Routes> {
  const rows = new SegmentRows(parts.sqlite);

  /** The stretch that is asked for, in slots, as far as the asker may see it. */
  const slotsOf = ({ from, to }: Range, { within }: Asker): Range => {
    const [start, end] = [Math.max(from, within?.from ?? from), Math.min(to, within?.to ?? to)];
    return {
      from: Math.ceil(start / 600_000) * 600,
      to: Math.max(start, Math.ceil(end / 600_000) * 600_000) / 1000,
    };
  };

  const seenIn = (contract: ContractId, asker: Asker) => seenBy(asker, rows.shared(contract).fields);

  /** Null: no such contract. */
  const recordOf = (contract: ContractId, asker: Asker, range: Range): Promise<DiaryRecord | null> =>
    parts.logs.read(contract, (standing) => recordIn(parts, rows, standing, range, seenIn(contract, asker)));

  return {
    async contract({ params: { contract }, asker, now }) {
      const read = await recordOf(contract, asker, { from: 0, to: 0 });
      if (read === null) return NOT_FOUND;
      const { record, ledger } = read;
      const people = await parts.people.of(contract);
      const { fields, presence } = rows.shared(contract);
      const terms = inForce(record.terms, now);
      const limits = record.limits.map(({ from, value }) => ({ from, limitSeconds: value }));
      const limit = limitOfWeek(limits, now);
      const next = limits.findLast(({ from }) => from >= weekEnd(now));
      return {
        title: record.title.told ? record.title.value : '',
        client: record.client.told ? record.client.value : '',
        freelancer: people.find(({ role }) => role === 'freelancer')?.name ?? '',
        clientAccount: people.find(({ role }) => role === 'client')?.name ?? null,
        currency: record.currency,
        rateMinor: inForce(record.rates, now) ?? 0,
        limitSeconds: limit === null ? null : limit / 1000,
        nextLimit: next ?? null,
        manual: terms?.manual === 1,
        tags: [...(terms?.tags ?? [])],
        tagRequired: terms?.tagRequired === 1,
        pausedSince: pausedSince(record, now),
        disputed: isDisputed(ledger),
        billingAttested: isAttested(record, now),
        fields: [...fields],
        working: presence || asker.role === 'freelancer' ? parts.presence.working(contract, now) : null,
        size: read.size,
        receivedAt: rows.lastReceived(contract),
      };
    },

    async day({ params: { contract }, query, asker, now }) {
      if (!isRange(query, DAYS_MAX)) return RANGE;
      const range = slotsOf(query, asker);
      const read = await recordOf(contract, asker, range);
      if (read === null) return NOT_FOUND;
      await parts.looks.note(contract, asker, lookOf(query), Math.floor(query.from / 1000), now);
      const { record } = read;
      const over = overBySegment(record);
      const cell = (one: SegmentRecord): Cell => cellOf(contract, one, over.get(one.index) ?? 0);
      const inRange = record.segments.filter(
        ({ entry }) => entry.slot >= range.from && entry.slot < range.to,
      );
      const standing = inRange.filter(({ state }) => state === 'stands');
      const cells = standing.map(cell);
      const week = {
        from: weekStart(query.from) / 1000,
        to: weekEnd(query.from) / 1000,
      };
      const inWeek = record.segments.filter(
        ({ state, entry }) => state === 'stands' && entry.slot >= week.from && entry.slot < week.to,
      );
      return {
        day: {
          from: query.from,
          to: query.to,
          cells,
          totals: totalOf(cells),
          tombstones: inRange.flatMap((one) => {
            const own = read.segments.get(one.index);
            return own === undefined ? [] : marksOf(contract, one, own);
          }),
          byContract: [
            {
              contractId: contract,
              day: totalOf(cells),
              grossMinor: reportFigures(record, range).total.grossMinor,
              week: totalOf(inWeek.map(cell)),
              weekGrossMinor: reportFigures(record, week).total.grossMinor,
            },
          ],
        },
        verdicts: standing.flatMap((one) => verdictOf(contract, one) ?? []),
        proofs: standing.map(({ leaf, index }) => ({ sliceId: sliceIdOf(leaf), leaf, index })),
      };
    },

    async segment({ params: { contract, leaf }, asker, now }) {
      const slot = await parts.logs.read(contract, ({ ledger }) => ledger.segment(leaf)?.entry.slot ?? null);
      if (slot === null || !isWithin(asker, slot)) return NOT_FOUND;
      const read = await recordOf(contract, asker, { from: slot, to: slot + 600 });
      const segment = read?.record.segments.find((one) => one.leaf === leaf);
      if (!read || segment === undefined || segment.state !== 'stands') return NOT_FOUND;
      await parts.looks.note(contract, asker, 'day', slot - (slot % 86_400), now);
      return detailOf(contract, segment, overBySegment(read.record).get(segment.index) ?? 0);
    },

    async disclosures({ params: { contract }, query, asker, now }) {
      if (!isRange(query, 0, DISCLOSED_DAYS_MAX * 86_400)) return RANGE;
      const bound = { from: Math.max(query.from, (asker.within?.from ?? 0) / 1000), to: query.to };
      if (asker.within !== null) bound.to = Math.min(bound.to, asker.within.to / 1000);
      const numbers = await parts.logs.read(contract, ({ ledger }) => numbersOf(ledger, bound, asker));
      if (numbers === null) return NOT_FOUND;
      const seen = seenIn(contract, asker);
      await parts.looks.note(contract, asker, 'day', query.from, now);
      const told = new Map<number, string[]>();
      for (const { number, name, text } of rows.texts(contract, numbers)) {
        const kind = kindOfField(name);
        if (kind !== null && sees(seen, kind)) told.set(number, [...(told.get(number) ?? []), text]);
      }
      return { told: [...told].map(([index, texts]) => ({ index, texts })) };
    },

    async sums({ params: { contract }, query, asker, now }) {
      if (!isRange(query, SUMS_DAYS_MAX)) return RANGE;
      const { from, to } = slotsOf(query, asker);
      const days = rows.sums(contract, from, to);
      await parts.looks.note(contract, asker, 'month', Math.floor(query.from / 1000), now);
      const isShown = sees(seenIn(contract, asker), 'activity');
      return { days: days.map((one) => ({ ...one, activity: isShown ? one.activity : 0 })) };
    },

    async picture({ params: { contract, sha256 }, query: { size }, asker, now }) {
      if (!sees(seenIn(contract, asker), 'picture')) return NOT_FOUND;
      const uses = rows.usesOf(contract, sha256);
      const slot = await parts.logs.read(contract, ({ ledger }) => slotShowing(ledger, uses, asker));
      if (slot === null) return NOT_FOUND;
      const told = rows.told(contract, slot, slot + 600);
      const isHeld = uses.every(({ number, nth }) => told.get(number)?.pictures[nth]?.held === 1);
      const bytes = isHeld ? null : await parts.pictures.read(contract, sha256, size);
      if (bytes === null) return NOT_FOUND;
      if (bytes === 'bad') return BAD_PICTURE;
      if (bytes === 'busy') return BUSY;
      await parts.looks.note(contract, asker, 'picture', slot - (slot % 86_400), now);
      return { bytes, type: 'image/webp', immutable: true, etag: `"${sha256}-${size}"` };
    },

    async week({ params: { contract, week }, asker, now }) {
      if (!isWithin(asker, week)) return NOT_FOUND;
      const sheet = await timesheetOf(parts, contract, week);
      if (sheet === null) return NOT_FOUND;
      await parts.looks.note(contract, asker, 'week', week, now);
      const { record: _, currency: _c, rateMinor: _r, ...view } = sheet;
      return view;
    },

    async signals({ params: { contract }, query, asker, now }) {
      if (!isRange(query, DAYS_MAX)) return RANGE;
      const range = slotsOf(query, asker);
      const read = await recordOf(contract, asker, range);
      if (read === null) return NOT_FOUND;
      await parts.looks.note(contract, asker, lookOf(query), Math.floor(query.from / 1000), now);
      const tracked = read.record.segments.filter(
        ({ entry, state }) =>
          state === 'stands' && entry.kind === 'tracked' && entry.slot >= range.from && entry.slot < range.to,
      );
      const likenesses = parts.pictures.likenesses(contract, tracked.flatMap(hashesOf));
      // Two devices at work at once are two stretches: their inputs are not one row.
      const byDevice = Map.groupBy(tracked, ({ index }) => read.segments.get(index)?.device);
      return together(
        [...byDevice.values()].map((some) => signalsOf(some.map((one) => signalSegment(one, likenesses)))),
      );
    },
  };
}

const BAD_PICTURE = new Refusal(
  422,
  'picture-bad',
  'What was uploaded here is what was signed, and is no picture that can be shown.',
);
const BUSY = new Refusal(503, 'busy', 'Too many pictures are being looked at. Ask again in a moment.');
const RANGE = new Refusal(
  400,
  'range',
  'From comes before to, and what is asked for is no longer than this route allows.',
);

function isRange({ from, to }: Range, days: number, length = days * DAY_MS): boolean {
  return from < to && to - from <= length;
}

function isWithin({ within }: Asker, slot: number): boolean {
  return within === null || (slotStart(slot) >= within.from && slotStart(slot) < within.to);
}

function lookOf({ from, to }: Range): 'day' | 'week' | 'month' {
  if (to - from <= 2 * DAY_MS) return 'day';
  return to - from <= 8 * DAY_MS ? 'week' : 'month';
}

function pausedSince({ pauses }: LogRecord, now: number): number | null {
  return pauses.find(({ from, to }) => from <= now && (to === null || to > now))?.from ?? null;
}

function isAttested({ attestations }: LogRecord, now: number): boolean {
  const stated = attestations.map((one) => ({
    what: one.what,
    statedBy: '',
    at: one.from,
    withdrawnAt: one.withdrawn,
  }));
  return attested(stated, 'billing', now + 1);
}

/** Entries that tell of the contract itself, and of the segments of a stretch: what was told last of each field. */
function numbersOf(ledger: Ledger, { from, to }: Range, asker: Asker): number[] {
  const own = [
    ledger.open?.index ?? 0,
    ...ledger.ownHolders.values(),
    ...ledger.terms.map(({ index }) => index),
    ...ledger.attestations.map(({ index }) => index),
    // What the parties said of another week is not the mediator's.
    ...ledger.reviews.flatMap(({ index, entry }) => (isWithin(asker, entry.week) ? [index] : [])),
  ];
  const segments = ledger.segments.flatMap(({ entry, index, holders }) =>
    entry.slot >= from && entry.slot < to ? [index, ...(holders?.values() ?? [])] : [],
  );
  return [...new Set([...own, ...segments])];
}

/** The slot of a segment that shows the picture to whoever asks; null: none does. */
function slotShowing(
  ledger: Ledger,
  uses: readonly { number: number; nth: number }[],
  asker: Asker,
): number | null {
  const numbers = new Set(uses.map(({ number }) => number));
  const segment = ledger.segments.find(
    (one) => numbers.has(one.index) && one.state === 'stands' && isWithin(asker, one.entry.slot),
  );
  return segment?.entry.slot ?? null;
}

function hashesOf({ pictures }: SegmentRecord): string[] {
  return pictures.flatMap(({ picture }) => (picture.told ? [picture.value.sha256] : []));
}

function signalSegment(segment: SegmentRecord, likenesses: ReadonlyMap<string, string>): SignalSegment {
  const { entry, ms, time, activity, minutes, windows, pictures } = segment;
  const told = pictures.flatMap(({ picture }): SignalPicture[] => {
    if (!picture.told) return [];
    const { at, display, blurred, sha256 } = picture.value;
    return [{ at, display, blurred: blurred === 1, likeness: likenesses.get(sha256) ?? null }];
  });
  const isWithheld = pictures.some(({ picture }) => !picture.told && isSecret(picture.why));
  return {
    slot: entry.slot,
    ms,
    time: time.told ? time.value : null,
    activity: activity.told ? activity.value : null,
    minutes: minutes.told ? minutes.value : null,
    windows: windows.told ? windows.value : null,
    pictures: isWithheld ? null : told,
  };
}

function isSecret(why: string): boolean {
  return why === 'withheld' || why === 'missing';
}

function together(all: readonly Signals[]): Signals {
  const counts = new Map<string, Signals['notTold'][number]>();
  for (const one of all.flatMap(({ notTold }) => notTold)) {
    const known = counts.get(one.rule);
    counts.set(one.rule, known ? { ...known, segments: known.segments + one.segments } : one);
  }
  const signals = all.flatMap((one) => one.signals).sort((a, b) => a.from - b.from);
  return { signals, notTold: [...counts.values()] };
}
