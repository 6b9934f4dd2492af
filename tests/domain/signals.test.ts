import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../domain/random';
import {
  alikePlaces,
  LIKENESS,
  SIGNAL_RULES,
  SIGNALS,
  type SignalSegment,
  signalsOf,
} from '../../domain/signals';
import type { Slice } from '../../domain/slice';
import { MINUTE_MS, slotStart } from '../../domain/week';
import { at, seedPlausibleDays, stretch } from '../support/plausible-day';
import { tempFolder } from '../support/temp-folder';

/** Tuesday 3 November 2026, 10:00 UTC. */
const SLOT = Date.UTC(2026, 10, 3, 10) / 1000;

type Counts = readonly [keys: number, clicks: number, scrolls: number, distance?: number];

/** So many minutes of work from the slot on, as each minute says; whole slots. */
function worked(
  minutes: number,
  of: (minute: number) => Counts,
  change: Partial<SignalSegment> = {},
): SignalSegment[] {
  return Array.from({ length: Math.ceil(minutes / 10) }, (_, n): SignalSegment => {
    const slot = SLOT + n * 600;
    const start = slotStart(slot);
    const end = start + Math.min(10, minutes - n * 10) * MINUTE_MS;
    const counts = Array.from({ length: 10 }, (_, minute) => {
      const [keys, clicks, scrolls, distance = 0] = of(n * 10 + minute);
      return [keys, clicks, scrolls, distance, 0] as [number, number, number, number, number];
    });
    return {
      slot,
      ms: end - start,
      time: { spans: [[start, end, 'work']], jumps: [], gaps: [] },
      activity: counts.filter(([keys, clicks, scrolls]) => keys + clicks + scrolls > 0).length,
      minutes: counts,
      windows: [],
      pictures: [],
      ...change,
    };
  });
}

/** Somebody at work: in most minutes something, never the same. */
function someone(random: Random): () => Counts {
  return () =>
    random.uniform('pause') < 0.14
      ? [0, 0, 0, 0]
      : [
          Math.round(random.uniform('keys') ** 2 * 190),
          Math.round(random.uniform('clicks') * 12),
          Math.round(random.uniform('scrolls') * 20),
          Math.round(random.uniform('distance') * 5000),
        ];
}

const found = (segments: readonly SignalSegment[]) => signalsOf(segments).signals;
const rulesOf = (segments: readonly SignalSegment[]) => [...new Set(found(segments).map(({ rule }) => rule))];

describe('signals', () => {
  it('[SV50] input at equal intervals and of equal amount: found with its interval; with a person among it, not', () => {
    const clicker = (minute: number): Counts => (minute % 5 === 0 ? [0, 2, 0, 40] : [0, 0, 0, 0]);
    const [signal] = found(worked(60, clicker)).filter(({ rule }) => rule === 'regular-input');
    expect(signal).toEqual({
      rule: 'regular-input',
      from: slotStart(SLOT),
      to: slotStart(SLOT) + 56 * MINUTE_MS,
      values: { minutes: 56, everyMinutes: 5, times: 12, least: 2, most: 2 },
    });
    expect(rulesOf(worked(20, clicker))).not.toContain('regular-input');
    expect(rulesOf(worked(60, (minute) => (minute === 27 ? [9, 0, 0] : clicker(minute))))).not.toContain(
      'regular-input',
    );
    expect(rulesOf(worked(60, (minute) => (minute % 11 === 0 ? [1, 0, 0] : [0, 0, 0])))).not.toContain(
      'regular-input',
    );
  });

  it('[SV50] activity over 95 % for 45 minutes: the longest stretch, with its share', () => {
    const random = seededRandom(5);
    const full = (minute: number): Counts => [
      minute % 30 === 29 ? 5 : 60 + Math.round(random.uniform('keys') * 90),
      3,
      0,
      100,
    ];
    expect(found(worked(60, full))).toEqual([
      {
        rule: 'high-activity',
        from: slotStart(SLOT),
        to: slotStart(SLOT) + 60 * MINUTE_MS,
        values: { minutes: 60, full: 58, percent: 96.7 },
      },
    ]);
    expect(found(worked(40, full))).toEqual([]);
    expect(found(worked(60, (minute) => (minute % 15 === 14 ? [5, 0, 0, 1] : full(minute))))).toEqual([]);
  });

  it('[SV50] variation of 4 % or less for 60 minutes, with mean and variation', () => {
    const even = (minute: number): Counts => [40 + (minute % 3), 1, 0, 10];
    expect(found(worked(80, even))).toEqual([
      {
        rule: 'low-variation',
        from: slotStart(SLOT),
        to: slotStart(SLOT) + 80 * MINUTE_MS,
        values: { minutes: 80, mean: 42, variationPercent: 1.9 },
      },
    ]);
    expect(found(worked(50, even))).toEqual([]);
    expect(found(worked(80, (minute) => [40 + (minute % 9), 1, 0, 10]))).toEqual([]);
  });

  it('[SV50] keyboard or mouse alone for an hour', () => {
    const random = seededRandom(5);
    const keys = (): Counts => [Math.round(random.uniform('keys') * 100), 0, 0, 0];
    const mouse = (): Counts => [
      0,
      Math.round(random.uniform('a') * 9),
      Math.round(random.uniform('b') * 30),
      500,
    ];
    expect(found(worked(60, keys))).toMatchObject([
      { rule: 'one-device', values: { clicks: 0, scrolls: 0 } },
    ]);
    expect(found(worked(70, mouse))).toMatchObject([
      { rule: 'one-device', values: { minutes: 70, keys: 0 } },
    ]);
    expect(found(worked(60, (minute) => (minute === 30 ? [0, 0, 0, 900] : keys())))).toEqual([]);
    // An hour in which hardly anything was done is not the work of one hand.
    expect(found(worked(60, (minute) => [minute === 7 ? 12 : 0, 0, 0]))).toEqual([]);
  });

  it('[SV50] a pause ends a stretch, and so does a slot that is not there', () => {
    const even = (): Counts => [40, 2, 0, 10];
    const segments = worked(90, even);
    expect(rulesOf(segments)).toContain('low-variation');
    expect(rulesOf(segments.filter((_, n) => n !== 4))).not.toContain('low-variation');
    const paused = segments.map((one, n): SignalSegment => {
      const start = slotStart(one.slot);
      const spans: [number, number, 'work' | 'idle'][] = [
        [start, start + 4 * MINUTE_MS, 'work'],
        [start + 4 * MINUTE_MS, start + 10 * MINUTE_MS, 'idle'],
      ];
      return n === 4 ? { ...one, time: { spans, jumps: [], gaps: [] } } : one;
    });
    expect(rulesOf(paused)).not.toContain('low-variation');
  });

  it('[SV50] pictures that follow each other and look alike, while there was input; blurred ones and other displays are left out', () => {
    const likeness = 'a0'.repeat(LIKENESS.places);
    const nearly = `${'a3'.repeat(380)}${'00'.repeat(4)}`;
    const other = 'b0'.repeat(LIKENESS.places);
    expect([alikePlaces(likeness, nearly), alikePlaces(likeness, other)]).toEqual([380, 0]);
    const pictured = (
      likenesses: readonly string[],
      change: Partial<{ blurred: boolean; display: string }> = {},
    ) =>
      worked(likenesses.length * 10, someone(seededRandom(3))).map((one, n) => ({
        ...one,
        pictures: [
          {
            at: slotStart(one.slot) + 60_000,
            display: 'DP-1',
            blurred: false,
            likeness: likenesses[n] ?? null,
            ...change,
          },
        ],
      }));
    const same = [likeness, nearly, likeness, nearly, likeness];
    expect(found(pictured(same))).toEqual([
      {
        rule: 'identical-pictures',
        from: slotStart(SLOT) + 60_000,
        to: slotStart(SLOT) + 41 * MINUTE_MS,
        values: { pictures: 5, minutes: 40, alike: 380, of: 384 },
      },
    ]);
    expect(found(pictured(same, { blurred: true }))).toEqual([]);
    expect(found(pictured([likeness, likeness, other, likeness, likeness]))).toEqual([]);
    expect(found(pictured(same.slice(0, 3)))).toEqual([]);
    expect(found(pictured(same).map((one) => ({ ...one, activity: 0 })))).toEqual([]);
  });

  it('[SV50] one window for two hours with input; without its title nobody can say', () => {
    const random = seededRandom(9);
    const inOne = (windows: SignalSegment['windows']) => worked(120, someone(random), { windows });
    const main: SignalSegment['windows'] = [
      ['Editor', 'a.ts', 580_000],
      ['Mail', 'Inbox', 20_000],
    ];
    expect(found(inOne(main))).toEqual([
      {
        rule: 'one-window',
        from: slotStart(SLOT),
        to: slotStart(SLOT) + 120 * MINUTE_MS,
        values: { minutes: 120, percent: 96.7 },
      },
    ]);
    expect(found(inOne(main).slice(1))).toEqual([]);
    expect(found(inOne([['Editor', 600_000]]))).toEqual([]);
    expect(found(inOne(main).map((one) => ({ ...one, activity: 2 })))).toEqual([]);
    expect(
      found(inOne(main).map((one, n) => (n === 6 ? { ...one, windows: [['Mail', 'Inbox', 600_000]] } : one))),
    ).toEqual([]);
  });

  it('[SV51] what is not told is said for each rule, and is not "nothing found"', () => {
    const segments = worked(60, () => [40, 2, 0, 10]).map((one, n) => ({
      ...one,
      minutes: n < 2 ? null : one.minutes,
      windows: null,
      pictures: n === 0 ? null : one.pictures,
    }));
    const counts = Object.fromEntries(
      signalsOf(segments).notTold.map(({ rule, field, segments: n }) => [rule, `${field} ${n}`]),
    );
    expect(counts).toEqual({
      'regular-input': 'minutes 2',
      'high-activity': 'minutes 2',
      'low-variation': 'minutes 2',
      'identical-pictures': 'picture 1',
      'one-window': 'windows 6',
      'one-device': 'minutes 2',
    });
    expect(signalsOf([]).notTold).toEqual([]);
  });

  it('[SV52] plausible days of work raise none', async () => {
    const now = Date.UTC(2026, 10, 6, 17);
    for (let seed = 1; seed <= 8; seed++) {
      const slices: Slice[] = [];
      await seedPlausibleDays(
        {
          folder: tempFolder(),
          now,
          midnight: now - 17 * 3_600_000,
          seed,
          since: now - 30 * 86_400_000,
          days: Array.from({ length: 12 }, (_, n) => ({
            midnight: now - 17 * 3_600_000 - (11 - n) * 86_400_000,
            plan: [
              stretch(at(8, 5), at(12, 10), 'shop', 'Cart', 'editor', 'terminal', 'manual'),
              stretch(at(12, 40), at(14, 30), 'identity', 'Logo', 'design', 'design', 'mail'),
              stretch(at(14, 30), at(16, 40), 'reports', 'Exports', 'sheet', 'editor', 'mail'),
            ],
          })),
        },
        (_, made) => void slices.push(...made),
      );
      const signals = [...Map.groupBy(slices, ({ contractId }) => contractId).values()].flatMap((own) =>
        found(own.map(segmentOf)),
      );
      expect({ seed, signals }).toEqual({ seed, signals: [] });
    }
  });

  it('[SV52] nor do hundreds of other days, drawn here', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seededRandom(seed);
      const windows = () => {
        const main = 300_000 + Math.round(random.uniform('window') * 300_000);
        return [
          ['Editor', `file ${Math.floor(random.uniform('file') * 4)}`, main],
          ['Mail', 'Inbox', 600_000 - main],
        ] as SignalSegment['windows'];
      };
      const segments = worked(480, someone(random)).map((one) => ({ ...one, windows: windows() }));
      expect({ seed, signals: found(segments) }).toEqual({ seed, signals: [] });
    }
  });

  it('[SV52] the page of the rules names each of them, with its numbers', () => {
    const page = readFileSync('docs/signals.md', 'utf8');
    for (const rule of SIGNAL_RULES) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${rule}\``)) ?? '';
      const { minutes } = SIGNALS[rule];
      expect(row).toContain(`${minutes} minutes`);
    }
    expect(page).toContain(`Version ${SIGNALS.version}`);
  });
});

function segmentOf(slice: Slice): SignalSegment {
  const { slot, spans, minutes, windows } = slice;
  return {
    slot,
    ms: spans.reduce((sum, { start, end }) => sum + end - start, 0),
    time: { spans: spans.map(({ start, end, kind }) => [start, end, kind]), jumps: [], gaps: [] },
    activity: minutes.filter(({ keys, clicks, scrolls }) => keys + clicks + scrolls > 0).length,
    minutes: minutes.map(({ keys, clicks, scrolls, distance }) => [keys, clicks, scrolls, distance, 0]),
    windows: windows.map(({ app, title, ms }) => [app, title ?? '', ms]),
    pictures: [],
  };
}
