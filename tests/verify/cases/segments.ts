/** Attacks on what stands in the log: segments, amendments, tombstones, closings, day keys. Rules SG. */
import { toBase64Url } from '../../../domain/bytes';
import { commitmentOf, dayOf } from '../../../domain/day-key';
import type { Field } from '../../../domain/field';
import { timeField } from '../../../domain/segment';
import { slotEnd, slotStart } from '../../../domain/week';
import { BundleLog, NEXT_WEEK, WEEK } from '../../support/bundle-log';
import { bundleOf } from '../../support/bundles';
import { SLOT, sha256, TERMS } from '../../support/evidence';
import {
  type Case,
  DEVICE,
  DEVICE_TIME,
  evening,
  openWeek,
  SECOND,
  SERVER,
  STRANGER,
  type Week,
  WORKED,
} from './base';

/** The open week with what `act` does to it; entry 5 is the first that it adds. */
function after(act: (log: BundleLog, week: Week) => unknown, week = openWeek()): Uint8Array {
  act(week.log, week);
  return bundleOf(week.log);
}

function broken(name: string, title: string, act: Parameters<typeof after>[0], ...findings: string[]): Case {
  return { name, title, bundle: () => after(act), verdict: 'broken', findings: [...findings, DEVICE_TIME] };
}

function noted(name: string, title: string, act: Parameters<typeof after>[0], ...findings: string[]): Case {
  return { name, title, bundle: () => after(act), verdict: 'proven', findings: [DEVICE_TIME, ...findings] };
}

const memo = (value: string): Field => ({ name: 'memo', value });
const tag = (value: string): Field => ({ name: 'tag', value });

/** Work from one instant of a slot to another, ms from its start. */
const worked = (slot: number, from: number, to: number) => ({
  spans: [{ start: slotStart(slot) + from, end: slotStart(slot) + to, kind: 'work' as const, idleId: null }],
});
/** The exact times as a field: of so many ms from the start of the slot. */
const time = (slot: number, ms: number) => timeField({ ...worked(slot, 0, ms), jumps: [], gaps: [] });

/** 11:10, after everything of the week. */
const FREE = SLOT + 4200;
const DAY = dayOf(SLOT);
/** After the week has locked: Tuesday of the next. */
const LATE = evening(8);

/** A log of a device that commits to a key on the evening before, with what it does on the day. */
function drawnDay(act: (log: BundleLog) => unknown, key = DEVICE): Uint8Array {
  const log = new BundleLog(DEVICE, { at: slotStart(DAY) - 7_200_000 });
  if (key !== DEVICE) log.addKey(key, 'server', slotStart(DAY) - 3_700_000);
  log.commit(DAY, slotStart(DAY) - 3_600_000, key);
  act(log);
  return bundleOf(log);
}

const tomorrow = slotStart(DAY) + 86_400_000;

function drawn(name: string, title: string, act: Parameters<typeof drawnDay>[0], ...broken: string[]): Case {
  const verdict = broken.length > 0 ? 'broken' : 'proven';
  return {
    name,
    title,
    bundle: () => drawnDay(act),
    verdict,
    findings: [...broken, DEVICE_TIME, 'moment-own bundle'],
  };
}

export const SEGMENTS: readonly Case[] = [
  broken(
    'two-segments-in-one-slot',
    '[SG2] a device seals a slot twice',
    (log) => log.segment(SLOT + 600, { facts: { at: evening(1) } }),
    'segment-doubled segment 5 1793700600',
    'slot-overfull segment 5 1793700600',
  ),
  broken(
    'slot-overfull',
    '[SG3] two devices claim more than 600 seconds of a slot',
    (log) => {
      log.addKey(SECOND, 'device', evening(1));
      log.segment(SLOT, { key: SECOND, slice: worked(SLOT, 0, 1000) });
    },
    'slot-overfull segment 6 1793700000',
  ),
  broken(
    'slot-overlapping',
    '[SG3] two devices claim the same minutes of a slot, of which it has enough',
    (log) => {
      log.addKey(SECOND, 'device', slotEnd(FREE));
      log.segment(FREE, { slice: worked(FREE, 0, 200_000) });
      log.segment(FREE, { key: SECOND, slice: worked(FREE, 100_000, 300_000) });
    },
    'slot-overfull segment 7 1793704200',
  ),
  broken(
    'time-more-than-its-spans',
    '[SG4] a segment counts more than its exact times say',
    (log) => log.segment(FREE, { slice: worked(FREE, 0, 300_000), change: { ms: 600_000 } }),
    'time-wrong segment 5 1793704200',
  ),
  broken(
    'time-outside-its-slot',
    '[SG4] exact times outside of the slot',
    (log) => log.segment(FREE, { slice: worked(FREE, -300_000, 300_000) }),
    'time-wrong segment 5 1793704200',
  ),
  broken(
    'time-overlapping-itself',
    '[SG4] exact times that overlap',
    (log) =>
      log.segment(FREE, {
        slice: { spans: [...worked(FREE, 0, 300_000).spans, ...worked(FREE, 200_000, 500_000).spans] },
      }),
    'time-wrong segment 5 1793704200',
  ),
  broken(
    'jump-not-told',
    '[SG4] a jump of the clock that is told in the open and not in the times',
    (log) => log.segment(FREE, { change: { jumped: 60_000 } }),
    'time-wrong segment 5 1793704200',
  ),
  broken(
    'activity-lied',
    '[SG5] an activity level that the minutes do not give',
    (log) => log.segment(FREE, { field: { name: 'activity', value: 9 } }),
    'activity-wrong segment 5 1793704200',
  ),

  broken(
    'amended-nothing',
    '[SG6] an amendment of what is not there',
    (log) => log.amend(log.addKey(SECOND, 'device', evening(1)).sealed.leaf, [memo('x')], { at: evening(1) }),
    'target-wrong entry 6',
    'disclosure-gone line log/disclosures.txt 29',
  ),
  broken(
    'amended-title-of-a-segment',
    '[SG6] a title given to a segment',
    (log, { third }) => log.amend(third, [{ name: 'title', value: 'Another book' }], { at: evening(1) }),
    'amend-wrong entry 5',
    'disclosure-gone line log/disclosures.txt 29',
  ),
  broken(
    'amended-more-time',
    '[SG6] an amendment that adds time',
    (log) => {
      const { leaf } = log.segment(FREE, { slice: worked(FREE, 0, 300_000) }).sealed;
      log.amend(leaf, [time(FREE, 400_000)], { at: evening(1), ms: 400_000 });
    },
    'amend-wrong entry 6',
    'disclosure-gone line log/disclosures.txt 34',
    'disclosure-missing segment 5 1793704200 field=time',
  ),
  broken(
    'amended-time-silently',
    '[SG6] an amendment of the times that does not say what counts',
    (log, { third }) => log.amend(third, [time(SLOT + 1200, 300_000)], { at: evening(1) }),
    'amend-wrong entry 5',
    'disclosure-gone line log/disclosures.txt 28',
    'disclosure-missing segment 3 1793701200 field=time',
  ),
  broken(
    'amended-out-of-order',
    '[SG6] fields in another order',
    (log, { third }) => log.amend(third, [tag('Writing'), memo('x')], { at: evening(1) }),
    'amend-wrong entry 5',
    'disclosure-gone line log/disclosures.txt 27–28',
    'disclosure-order line log/disclosures.txt 28',
    'disclosure-missing segment 3 1793701200 field=memo',
    'disclosure-missing segment 3 1793701200 field=tag',
  ),
  broken(
    'amended-after-deletion',
    '[SG6] [SG7] a memo for a segment that was deleted',
    (log, { third }) => {
      log.remove(third, { at: evening(1) });
      log.amend(third, [memo('x')], { at: evening(1) + 1 });
    },
    'target-wrong entry 6',
    'disclosure-gone line log/disclosures.txt 23',
  ),
  broken(
    'deleted-twice',
    '[SG7] a segment is deleted twice',
    (log, { third }) => {
      log.remove(third, { at: evening(1) });
      log.remove(third, { at: evening(1) + 1 });
    },
    'target-wrong entry 6',
  ),
  broken(
    'picture-deleted-that-is-none',
    '[SG7] a picture is deleted that the segment never had',
    (log, { third }) => log.remove(third, { at: evening(1), picture: 0 }),
    'target-wrong entry 5',
  ),
  broken(
    'picture-deleted-and-moved',
    '[SG7] a picture is moved alone',
    (log, { first, third }) => log.remove(first, { at: evening(1), picture: 0, to: third }),
    'target-wrong entry 5',
    'disclosure-missing segment 1 1793700000 field=picture.0',
  ),
  broken(
    'redacted-a-deleted-picture',
    '[SG8] a picture that was deleted comes back by a redaction',
    (log, { first }) => {
      log.remove(first, { at: evening(1), picture: 1 });
      log.redact(first, 1, { at: evening(1) + 1 });
    },
    'picture-unnamed file pictures/ae4e53fc….webp',
    'target-wrong entry 6',
    'disclosure-gone line log/disclosures.txt 28',
  ),
  broken(
    'expired-early',
    '[SG9] pictures are destroyed as expired, and the terms keep them',
    (log) => log.expire(NEXT_WEEK, LATE),
    'expired-early entry 5',
  ),
  {
    name: 'expired-a-day-early',
    title: '[SG9] pictures are destroyed a day before their time',
    bundle: () =>
      after(
        (log) => log.expire(NEXT_WEEK, evening(6) + 29 * 86_400_000),
        openWeek('expires', { terms: { ...TERMS, retentionDays: 30 } }),
      ),
    verdict: 'broken',
    findings: ['expired-early entry 5', DEVICE_TIME],
  },
  {
    name: 'expired-by-later-terms',
    title:
      '[SG9] a retention that is said afterwards, as of before, so that nobody sees what the pictures showed',
    bundle: () =>
      after((log) => {
        const terms = { ...TERMS, retentionDays: 0 };
        const from = slotStart(SLOT) - 3_600_000;
        log.say((_sd) => ({ type: 'terms', at: LATE - 1, from, terms, _sd }), [{ name: 'tags', value: [] }]);
        log.expire(NEXT_WEEK, LATE);
      }),
    verdict: 'broken',
    findings: ['expired-early entry 6', DEVICE_TIME, 'backdated entry 5'],
  },
  broken(
    'closed-before-its-end',
    '[SG11] a week that is closed on Friday, so that the weekend can be left out',
    (log) =>
      log.add({
        type: 'close',
        at: evening(4),
        week: WEEK,
        count: 4,
        ms: 2_400_000,
        first: SLOT,
        last: SLOT + 3600,
      }),
    'close-early entry 5',
  ),
  broken(
    'closed-with-more',
    '[SG11] a closing that counts a segment more',
    (log) => log.close(WEEK, [...WORKED, [FREE, 600_000]]),
    'close-wrong entry 5 said=5 × 3000000 ms found=4 × 2400000 ms',
  ),
  broken(
    'closed-with-less',
    '[SG11] a closing that hides a segment',
    (log) => log.close(WEEK, WORKED.slice(0, 3)),
    'close-wrong entry 5 said=3 × 1800000 ms found=4 × 2400000 ms',
  ),
  broken(
    'closed-with-another-range',
    '[SG11] a closing with another last slot',
    (log) => log.close(WEEK, WORKED.with(3, [FREE, 600_000])),
    'close-wrong entry 5 said=4 × 2400000 ms found=4 × 2400000 ms',
  ),

  noted(
    'edited-after-the-week',
    '[SG12] a memo that was changed after its week had locked is noted',
    (log, { third }) => log.amend(third, [memo('Chapter nine')], { at: LATE }),
    'edited-late entry 5',
  ),
  noted(
    'deleted-after-the-week',
    '[SG12] a deletion after the week had locked is noted',
    (log, { third }) => log.remove(third, { at: LATE }),
    'edited-late entry 5',
  ),
  noted(
    'sealed-early',
    '[SG13] a segment that was sealed before its slot was over is noted',
    (log) => log.segment(FREE, { facts: { at: slotEnd(FREE) + 9_999 } }),

    'sealed-early segment 5 1793704200',
  ),
  noted(
    'backdated-rate',
    '[SG14] a rate that takes effect before it was said is noted',
    (log) => log.add({ type: 'rate', at: evening(2), from: evening(1), rate: 9000 }),
    'backdated entry 5',
  ),
  noted(
    'backdated-pause',
    '[SG14] a pause that was stated afterwards is noted',
    (log) => log.add({ type: 'pause', at: evening(2), from: evening(1) }),
    'backdated entry 5',
  ),
  noted(
    'clock-moved',
    '[SG17] a clock that moved between two segments, and no jump tells it',
    (log) => log.segment(FREE, { facts: { boot: 3_600_000 + 4_815_000 - 120_000 } }),
    'clock-moved segment 5 1793704200 ms=120000',
  ),

  drawn(
    'day-key-revealed',
    '[SG15] [SG16] pictures at the moments that the day’s key gives, to which the device committed itself',
    (log) => {
      log.segment(FREE, { pictures: 2, drawn: 2 });
      log.reveal(DAY, tomorrow);
    },
  ),
  drawn(
    'moment-missed',
    '[SG16] a picture a minute after its moment',
    (log) => {
      log.segment(FREE, { pictures: 1, drawn: 1, late: 60_000 });
      log.reveal(DAY, tomorrow);
    },
    'moment-wrong segment 2 1793704200',
  ),
  drawn(
    'moment-chosen',
    '[SG16] a picture a second before its moment',
    (log) => {
      log.segment(FREE, { pictures: 1, drawn: 1, late: -1000 });
      log.reveal(DAY, tomorrow);
    },
    'moment-wrong segment 2 1793704200',
  ),
  drawn(
    'day-key-exchanged',
    '[SG15] another key is revealed than was committed to',
    (log) => {
      log.segment(FREE, { pictures: 1, drawn: 1 });
      log.add({ type: 'day.reveal', at: tomorrow, day: DAY, key: toBase64Url(sha256(new Uint8Array())) });
    },
    'reveal-wrong entry 3',
  ),
  drawn(
    'day-key-revealed-early',
    '[SG15] the day’s key is revealed on the day',
    (log) => {
      log.segment(FREE, { pictures: 1, drawn: 1 });
      log.reveal(DAY, tomorrow - 1);
    },
    'reveal-wrong entry 3',
  ),
  drawn(
    'day-committed-twice',
    '[SG15] a second key for the day, to choose from',
    (log) => {
      log.add({
        type: 'day.commit',
        at: slotStart(DAY) - 3_000_000,
        day: DAY,
        commit: commitmentOf(sha256(new Uint8Array()), sha256),
      });
      log.segment(FREE, { pictures: 1, drawn: 1 });
    },
    'commit-doubled entry 2',
  ),
  {
    name: 'day-not-committed',
    title: '[SG15] a picture of a day to whose key nobody committed before is noted',
    bundle: () =>
      after((log) => {
        log.segment(FREE, { pictures: 1, drawn: 1, facts: { at: evening(1) } });
        log.commit(DAY, evening(1));
      }),
    verdict: 'proven',
    findings: [DEVICE_TIME, 'commit-missing segment 5 1793704200'],
  },
  {
    name: 'reveal-held-back',
    title: '[SG15] a day key that is not revealed though the day is long over is noted',
    bundle: () =>
      drawnDay((log) => {
        log.segment(SLOT, { pictures: 1, drawn: 1 });
        log.add({ type: 'pause', at: tomorrow + 86_400_000, from: tomorrow + 86_400_000 });
      }),
    verdict: 'proven',
    findings: [DEVICE_TIME, 'moment-own bundle', `reveal-missing day ${DAY}`],
  },
  {
    name: 'draw-from-anywhere',
    title: '[SG16] a draw that begins where no work began is noted',
    bundle: () =>
      drawnDay((log) => {
        log.segment(SLOT, { pictures: 1, drawn: 1, slice: worked(SLOT, 60_000, 600_000) });
        log.reveal(DAY, tomorrow);
      }),
    verdict: 'proven',
    findings: [DEVICE_TIME, 'moment-own bundle', 'draw-from bundle count=1'],
  },
  {
    name: 'draw-left-out',
    title: '[SG16] a picture of a committed day that does not say which draw gave its moment is noted',
    bundle: () =>
      after((log) => {
        log.commit(DAY + 86_400, evening(1));
        log.segment(FREE + 86_400, { pictures: 1, facts: { at: slotStart(FREE) + 87_100_000 } });
      }),
    verdict: 'proven',
    findings: [DEVICE_TIME, 'draw-missing bundle count=1'],
  },
  {
    name: 'day-committed-afterwards',
    title: '[SG15] a commitment with an earlier date that stands behind the pictures does not hold for them',
    bundle: () =>
      after((log) => {
        log.segment(FREE, { pictures: 1, drawn: 1 });
        log.commit(DAY, slotStart(DAY) - 3_600_000);
        log.reveal(DAY, tomorrow);
      }),
    verdict: 'proven',
    findings: ['clock-back entry 6', DEVICE_TIME, 'commit-missing segment 5 1793704200'],
  },
  {
    name: 'day-committed-afterwards-by-a-new-key',
    title: '[SG15] the same by the key of a server that was made up for it, whose clock was never later',
    bundle: () =>
      after((log) => {
        log.segment(FREE, { pictures: 1, drawn: 1 });
        log.addKey(STRANGER, 'server', evening(1));
        log.commit(DAY, slotStart(DAY) - 3_600_000, STRANGER);
        log.reveal(DAY, tomorrow, STRANGER);
      }),
    verdict: 'proven',
    findings: [
      `server-untrusted key ${STRANGER.kid} role=server`,
      DEVICE_TIME,
      'commit-missing segment 5 1793704200',
    ],
  },
  {
    name: 'day-key-of-the-server',
    title: '[SG15] [SG16] the moments of a server that is trusted are nobody’s own',
    bundle: () =>
      drawnDay((log) => {
        log.segment(FREE, { pictures: 1, drawn: 1 });
        log.reveal(DAY, tomorrow, SERVER);
      }, SERVER),
    verdict: 'proven',
    findings: [DEVICE_TIME],
  },
];
