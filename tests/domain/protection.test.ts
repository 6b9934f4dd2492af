/** Protection as rules over many records: sums, order, and what can still be saved. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SliceIdSchema } from '../../domain/ids';
import { memoVerdict } from '../../domain/memo';
import { judge, type SliceEvidence } from '../../domain/protection';
import { PROTECTION_RULES, RULE_IDS, rulesFor } from '../../domain/protection-rules';
import { type Price, protectedWeek, sumOf, verdictsOf } from '../../domain/protection-week';
import { type Span, trackedMs } from '../../domain/slice';
import { DAY_MS, WEEK_MS } from '../../domain/week';
import { contractWith, GOOD, MINUTE, pictureNamed, sliceWith } from '../support/protection-facts';

const MONDAY = Date.UTC(2026, 10, 23);
const WEDNESDAY = MONDAY + 2 * DAY_MS;
/** A unit a minute, whatever the slot: easy to add up. */
const price: Price = (slices) =>
  slices.reduce((sum, one) => sum + Math.floor((one.trackedMs - one.overMs) / MINUTE), 0);

const spans = (start: number) =>
  fc
    .array(
      fc.record({
        length: fc.integer({ min: 1, max: 150_000 }),
        kind: fc.constantFrom<Span['kind'][]>('work', 'idle', 'kept', 'discarded'),
      }),
      { maxLength: 4 },
    )
    .map((pieces): Span[] => {
      let at = start;
      return pieces.map(({ length, kind }) => {
        const span = { start: at, end: at + length, kind, idleId: null };
        at += length;
        return span;
      });
    });

const anySlice = fc.integer({ min: 0, max: 1007 }).chain((index) => {
  const start = MONDAY + index * 600_000;
  return fc
    .record({
      spans: spans(start),
      memo: fc.constantFrom('', 'work', 'Payment form: validate the IBAN'),
      tag: fc.constantFrom('', 'code'),
      activity: fc.integer({ min: 0, max: 10 }),
      kind: fc.constantFrom<SliceEvidence['kind'][]>('tracked', 'manual'),
      editedAt: fc.constantFrom(null, MONDAY + WEEK_MS, MONDAY + 2 * WEEK_MS),
      excludedMs: fc.integer({ min: 0, max: 400_000 }),
      pictures: fc.array(fc.constantFrom('good', 'failed', 'deleted', 'held', 'whole'), { maxLength: 3 }),
    })
    .map(
      (change): SliceEvidence => ({
        ...sliceWith(start, 10),
        ...change,
        pictures: change.pictures.flatMap(pictureNamed),
      }),
    );
});
const anyWeek = fc.uniqueArray(anySlice, { maxLength: 40, selector: ({ slot }) => slot });
const anyContract = fc
  .record({
    kind: fc.constantFrom<('hourly' | 'fixed')[]>('hourly', 'hourly', 'fixed'),
    limit: fc.option(fc.integer({ min: 0, max: 20_000 })),
    paused: fc.array(fc.tuple(fc.integer({ min: 0, max: WEEK_MS }), fc.integer({ min: 0, max: DAY_MS })), {
      maxLength: 4,
    }),
    required: fc.boolean(),
  })
  .map(({ kind, limit, paused, required }) => ({
    ...contractWith(),
    kind,
    tags: ['code'],
    tagRequired: required,
    limits: [{ from: 0, limitSeconds: limit }],
    pauses: paused.map(([from, length]) => ({ from: MONDAY + from, to: MONDAY + from + length })),
  }));

describe('the sums of a week', () => {
  it('[PR20] protected + at risk + over-limit + manual = all tracked time, to the millisecond', () => {
    fc.assert(
      fc.property(anyContract, anyWeek, (contract, slices) => {
        const week = protectedWeek(contract, slices, price, MONDAY);
        const total = slices.reduce((sum, slice) => sum + trackedMs(slice), 0);
        expect(sumOf(week.parts)).toBe(total);
        expect(week.totalMs).toBe(total);
        for (const { parts } of week.verdicts)
          expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('[PR20] where nothing is wrong all is protected, and a reason takes time from it', () => {
    fc.assert(
      fc.property(anyContract, anyWeek, (contract, slices) => {
        for (const { parts, reasons } of verdictsOf(contract, slices, MONDAY)) {
          const other = parts.atRiskMs + parts.overMs + parts.manualMs;
          expect(other > 0).toBe(reasons.length > 0);
        }
      }),
    );
  });

  it('[PR21] the money of the parts is the gross, and time over the limit earns nothing', () => {
    fc.assert(
      fc.property(anyContract, anyWeek, (contract, slices) => {
        const { worth, verdicts } = protectedWeek(contract, slices, price, MONDAY);
        const gross = price(
          verdicts.map(({ slot, parts }) => ({ slot, trackedMs: sumOf(parts), overMs: parts.overMs })),
        );
        expect(worth.protectedMinor + worth.atRiskMinor + worth.manualMinor).toBe(gross);
      }),
    );
  });
});

describe('the verdict is of the record, not of its history', () => {
  it('[PR22] it does not depend on the order of slices, pictures, statements, pauses, jumps or gaps', () => {
    fc.assert(
      fc.property(anyContract, anyWeek, (contract, slices) => {
        const turned = {
          ...contract,
          attestations: contract.attestations.toReversed(),
          pauses: contract.pauses.toReversed(),
          tags: contract.tags.toReversed(),
        };
        const other = slices.toReversed().map((slice) => ({
          ...slice,
          pictures: slice.pictures.toReversed(),
          spans: slice.spans.toReversed(),
        }));
        expect(verdictsOf(turned, other, MONDAY)).toEqual(verdictsOf(contract, slices, MONDAY));
      }),
    );
  });

  it('[PR22] nor on the order of editing', () => {
    const start = WEDNESDAY;
    const edits: ((slice: SliceEvidence) => SliceEvidence)[] = [
      (slice) => ({ ...slice, memo: 'Payment form: validate the IBAN' }),
      (slice) => ({ ...slice, tag: 'code' }),
      (slice) => ({ ...slice, pictures: pictureNamed('deleted') }),
      (slice) => ({
        ...slice,
        spans: slice.spans.map((span) => (span.kind === 'idle' ? { ...span, kind: 'kept' as const } : span)),
      }),
      (slice) => ({ ...slice, editedAt: Math.max(slice.editedAt ?? 0, MONDAY + DAY_MS) }),
      (slice) => ({ ...slice, editedAt: Math.max(slice.editedAt ?? 0, MONDAY + 2 * WEEK_MS) }),
    ];
    const first: SliceEvidence = {
      ...sliceWith(start, 10),
      memo: '',
      spans: [
        { start, end: start + 5 * MINUTE, kind: 'work', idleId: null },
        { start: start + 5 * MINUTE, end: start + 10 * MINUTE, kind: 'idle', idleId: null },
      ],
    };
    fc.assert(
      fc.property(
        fc
          .shuffledSubarray(edits)
          .chain((some) =>
            fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
          ),
        ([one, two]) => {
          const verdictAfter = (order: typeof edits) =>
            judge(
              { ...contractWith(), tags: ['code'], tagRequired: true },
              order.reduce((slice, edit) => edit(slice), first),
              0,
              MONDAY,
            );
          expect(verdictAfter(two)).toEqual(verdictAfter(one));
        },
      ),
    );
  });

  it('[PR23] time only takes away what can be mended, never the verdict', () => {
    fc.assert(
      fc.property(
        anyContract,
        anyWeek,
        fc.integer({ min: 0, max: 3 * WEEK_MS }),
        (contract, slices, later) => {
          const before = verdictsOf(contract, slices, MONDAY);
          const after = verdictsOf(contract, slices, MONDAY + later);
          const bare = (verdicts: typeof before) =>
            verdicts.map(({ parts, reasons }) => ({ parts, because: reasons.map((one) => one.because) }));
          expect(bare(after)).toEqual(bare(before));
          for (const { reasons } of after)
            for (const { mend, until } of reasons)
              expect(mend === 'none' ? until === null : until !== null && until > MONDAY + later).toBe(true);
        },
      ),
    );
  });
});

describe('the part over the limit', () => {
  it('[PR6] is the last of the slice by time, in whatever order its spans are kept', () => {
    const slice = sliceWith(WEDNESDAY, 10);
    const [work, idle] = [
      { start: WEDNESDAY, end: WEDNESDAY + 6 * MINUTE, kind: 'work' as const, idleId: null },
      { start: WEDNESDAY + 6 * MINUTE, end: WEDNESDAY + 10 * MINUTE, kind: 'idle' as const, idleId: null },
    ];
    for (const spans of [
      [work, idle],
      [idle, work],
    ])
      expect(judge(contractWith(), { ...slice, spans }, 3 * MINUTE, WEDNESDAY).parts).toEqual({
        protectedMs: 6 * MINUTE,
        atRiskMs: MINUTE,
        overMs: 3 * MINUTE,
        manualMs: 0,
      });
  });
});

describe('what can still be saved', () => {
  const id = (slice: SliceEvidence) => slice.id;

  it('[PR23] comes first, worth most first; what is lost anyway is not promised', () => {
    const thin = { ...sliceWith(WEDNESDAY, 10), memo: 'work' };
    const lost = { ...sliceWith(WEDNESDAY + 600_000, 10), memo: 'work', pictures: [] };
    const bare = { ...sliceWith(WEDNESDAY + 1_200_000, 9), memo: '' };
    const { items, parts, worth } = protectedWeek(contractWith(), [thin, lost, bare], price, WEDNESDAY);
    expect(
      items.map(({ because, mend, minor, savableMinor }) => [because, mend, minor, savableMinor]),
    ).toEqual([
      ['memo-thin', 'memo', 20, 10],
      ['memo-none', 'memo', 9, 9],
      ['picture-none', 'none', 10, 0],
    ]);
    expect(items[0]).toMatchObject({
      sliceIds: [thin, lost].map(id),
      ms: 20 * MINUTE,
      savableMs: 10 * MINUTE,
    });
    expect(parts).toEqual({ protectedMs: 0, atRiskMs: 29 * MINUTE, overMs: 0, manualMs: 0 });
    expect(worth).toEqual({ protectedMinor: 0, atRiskMinor: 29, manualMinor: 0 });
  });

  it('[PR23] after the lock the same reasons stand last, as lost', () => {
    const thin = { ...sliceWith(WEDNESDAY, 10), memo: 'work' };
    const { items } = protectedWeek(contractWith(), [thin], price, MONDAY + WEEK_MS + 12 * 3_600_000);
    expect(items).toMatchObject([
      { because: 'memo-thin', mend: 'none', until: null, savableMs: 0, savableMinor: 0 },
    ]);
  });

  it('[PR23] over the limit, the item counts that part; manual time its own', () => {
    const contract = { ...contractWith(), limits: [{ from: 0, limitSeconds: 900 }] };
    const over = sliceWith(WEDNESDAY + 600_000, 10);
    const manual: SliceEvidence = { ...sliceWith(WEDNESDAY, 10), kind: 'manual' };
    const { items, parts } = protectedWeek(contract, [over, manual], price, WEDNESDAY);
    expect(items.map(({ rule, ms, savableMs }) => [rule, ms, savableMs])).toEqual([
      ['PR6', 5 * MINUTE, 5 * MINUTE],
      ['PR5', 10 * MINUTE, 0],
    ]);
    expect(parts).toEqual({
      protectedMs: 5 * MINUTE,
      atRiskMs: 0,
      overMs: 5 * MINUTE,
      manualMs: 10 * MINUTE,
    });
  });

  it('[PR23] among equals the longer, then the order of the rules', () => {
    const free: Price = () => 0;
    const two = [
      { ...sliceWith(WEDNESDAY, 10), memo: '' },
      { ...sliceWith(WEDNESDAY + 600_000, 5), memo: 'work' },
    ];
    const byTime = protectedWeek(contractWith(), two, free, WEDNESDAY);
    expect(byTime.items.map(({ because }) => because)).toEqual(['memo-none', 'memo-thin']);
    const turned = protectedWeek(
      contractWith(),
      [
        { ...sliceWith(WEDNESDAY, 5), memo: '' },
        { ...sliceWith(WEDNESDAY + 600_000, 10), memo: 'work' },
      ],
      free,
      WEDNESDAY,
    );
    expect(turned.items.map(({ because }) => because)).toEqual(['memo-thin', 'memo-none']);
    const unstated = { ...contractWith(), attestations: [] };
    const same = protectedWeek(unstated, [sliceWith(WEDNESDAY, 10)], free, WEDNESDAY);
    expect(same.items.map(({ rule }) => rule)).toEqual(['PR2', 'PR3', 'PR4']);
    const lost = protectedWeek(
      unstated,
      [{ ...sliceWith(WEDNESDAY, 10), pictures: [], activity: 0 }],
      price,
      WEDNESDAY,
    );
    expect(lost.items.map(({ rule, savableMs }) => [rule, savableMs])).toEqual([
      ['PR2', 0],
      ['PR3', 0],
      ['PR4', 0],
      ['PR10', 0],
      ['PR11', 0],
    ]);
  });

  it('[PR23] what can be mended stands first, even where other reasons take it all the same', () => {
    const lost = { ...sliceWith(WEDNESDAY, 5), memo: '', pictures: [] };
    const bare = { ...sliceWith(WEDNESDAY + 600_000, 10), pictures: [] };
    const { items } = protectedWeek(contractWith(), [lost, bare], price, WEDNESDAY);
    expect(items.map(({ because, ms, savableMs }) => [because, ms, savableMs])).toEqual([
      ['memo-none', 5 * MINUTE, 0],
      ['picture-none', 15 * MINUTE, 0],
    ]);
  });

  it('[PR23] once no raise can reach the week, a memo still saves the part within the limit', () => {
    const contract = { ...contractWith(), limits: [{ from: 0, limitSeconds: 300 }] };
    const half = { ...sliceWith(WEDNESDAY, 10), memo: '' };
    const { items } = protectedWeek(contract, [half], price, MONDAY + WEEK_MS);
    expect(items.map(({ rule, mend, savableMs }) => [rule, mend, savableMs])).toEqual([
      ['PR7', 'memo', 5 * MINUTE],
      ['PR6', 'none', 0],
    ]);
  });

  it('[PR21] each part has its own money', () => {
    const three: SliceEvidence[] = [
      sliceWith(WEDNESDAY, 10),
      { ...sliceWith(WEDNESDAY + 600_000, 9), memo: '' },
      { ...sliceWith(WEDNESDAY + 1_200_000, 8), kind: 'manual' },
    ];
    expect(protectedWeek(contractWith(), three, price, WEDNESDAY).worth).toEqual({
      protectedMinor: 10,
      atRiskMinor: 9,
      manualMinor: 8,
    });
  });

  it('[PR20] a week without slices is nothing at all', () => {
    expect(protectedWeek(contractWith(), [], price, MONDAY)).toMatchObject({
      totalMs: 0,
      items: [],
      verdicts: [],
    });
  });
});

describe('pictures', () => {
  const verdict = (...pictures: SliceEvidence['pictures']) =>
    judge(contractWith(), { ...sliceWith(WEDNESDAY, 10), pictures }, 0, WEDNESDAY).reasons.map(
      ({ because }) => because,
    );
  const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

  it('[PR11] boxes that overlap hide their area once, and only what lies in the picture', () => {
    const left = box(0, 0, 500, 500);
    expect(verdict({ ...GOOD, hidden: [left, left, box(0, 0, 400, 400)] })).toEqual([]);
    expect(verdict({ ...GOOD, hidden: [left, box(900, 0, 10, 500)] })).toEqual(['picture-hidden']);
    expect(verdict({ ...GOOD, hidden: [box(-500, -500, 1000, 1000)] })).toEqual([]);
    expect(verdict({ ...GOOD, hidden: [box(900, 400, 5000, 5000)] })).toEqual([]);
    expect(verdict({ ...GOOD, hidden: [box(0, 0, 1000, 200), box(0, 250, 1000, 51)] })).toEqual([
      'picture-hidden',
    ]);
    expect(verdict({ ...GOOD, hidden: [box(0, 0, 1000, 200), box(0, 250, 1000, 50)] })).toEqual([]);
    expect(verdict({ ...GOOD, hidden: [] })).toEqual([]);
    const corner = box(500, 0, 500, 250);
    expect(verdict({ ...GOOD, hidden: [corner, box(0, 250, 500, 250)] })).toEqual([]);
    expect(verdict({ ...GOOD, hidden: [corner, box(0, 249, 500, 251)] })).toEqual(['picture-hidden']);
  });

  it('[PR11] [PR17] the most hopeful picture speaks for the slice', () => {
    const [held, whole, deleted, failed] = ['held', 'whole', 'deleted', 'failed'].flatMap(pictureNamed);
    if (!held || !whole || !deleted || !failed) throw new Error('four pictures');
    expect(verdict(failed, deleted, whole, held)).toEqual(['picture-held']);
    expect(verdict(failed, deleted, whole)).toEqual(['picture-hidden']);
    expect(verdict(failed, deleted)).toEqual(['picture-deleted']);
    expect(verdict(failed)).toEqual(['picture-failed']);
    expect(verdict(failed, deleted, whole, held, GOOD)).toEqual([]);
  });

  it('[PR11] a contract without pictures is told at once, not at the end of the slice', () => {
    const open: SliceEvidence = { ...sliceWith(WEDNESDAY, 3), state: 'open', pictures: [] };
    const reasons = judge({ ...contractWith(), pictures: 'none' }, open, 0, WEDNESDAY).reasons;
    expect(reasons).toMatchObject([{ because: 'picture-policy', mend: 'none' }]);
  });
});

describe('time', () => {
  it('[PR13] jumps add up whatever their direction, unobserved stretches too', () => {
    const with_ = (change: Partial<SliceEvidence>) =>
      judge(contractWith(), { ...sliceWith(WEDNESDAY, 10), ...change }, 0, WEDNESDAY).reasons.length;
    expect(with_({ jumps: [-30_000, 30_000].map((byMs) => ({ at: WEDNESDAY, byMs })) })).toBe(1);
    expect(with_({ jumps: [-30_000, 29_999].map((byMs) => ({ at: WEDNESDAY, byMs })) })).toBe(0);
    const gap = (ms: number) => ({ start: WEDNESDAY, end: WEDNESDAY + ms, reason: 'unobserved' as const });
    expect(with_({ gaps: [gap(60_000), gap(60_000)] })).toBe(1);
    expect(with_({ gaps: [gap(60_000), gap(59_999)] })).toBe(0);
    expect(with_({ gaps: [{ ...gap(600_000), reason: 'input-sensor' }] })).toBe(0);
  });

  it('[PR12] pauses that overlap count once', () => {
    const pauses = [
      { from: WEDNESDAY, to: WEDNESDAY + 3 * MINUTE },
      { from: WEDNESDAY + MINUTE, to: WEDNESDAY + 4 * MINUTE },
      { from: WEDNESDAY + 9 * MINUTE, to: null },
    ];
    const { parts } = judge({ ...contractWith(), pauses }, sliceWith(WEDNESDAY, 10), 0, WEDNESDAY);
    expect(parts).toEqual({ protectedMs: 5 * MINUTE, atRiskMs: 5 * MINUTE, overMs: 0, manualMs: 0 });
  });

  it('[PR10] [PR15] minutes that await an answer are left out of the measure of activity', () => {
    const slice: SliceEvidence = {
      ...sliceWith(WEDNESDAY, 10),
      activity: 2,
      spans: [
        { start: WEDNESDAY, end: WEDNESDAY + 3 * MINUTE, kind: 'work', idleId: null },
        { start: WEDNESDAY + 3 * MINUTE, end: WEDNESDAY + 10 * MINUTE, kind: 'idle', idleId: null },
      ],
    };
    expect(judge(contractWith(), slice, 0, WEDNESDAY)).toMatchObject({
      parts: { protectedMs: 3 * MINUTE, atRiskMs: 7 * MINUTE },
      reasons: [{ rule: 'PR15', mend: 'answer' }],
    });
    const all = { ...slice, activity: 0, spans: slice.spans.slice(1) };
    expect(judge(contractWith(), all, 0, WEDNESDAY).reasons).toMatchObject([{ rule: 'PR15' }]);
  });
});

describe('the published rules', () => {
  it('[PR18] versions ascend by number and date, and each says where every condition comes from', () => {
    const sorted = [...PROTECTION_RULES].sort((a, b) => a.from - b.from);
    expect(PROTECTION_RULES).toEqual(sorted);
    expect(PROTECTION_RULES.map(({ version }) => version)).toEqual(sorted.map((_, i) => i + 1));
    for (const { sources } of PROTECTION_RULES)
      for (const rule of RULE_IDS) expect(sources[rule]).toMatch(/\d/);
  });

  it('[PR18] of several versions the last that holds at the slot’s start judges it, from its first slot on', () => {
    const [first] = PROTECTION_RULES;
    if (!first) throw new Error('no rules');
    const from = WEDNESDAY;
    const versions = [first, { ...first, version: 2, from }, { ...first, version: 3, from: from + 600_000 }];
    const at = (ms: number) => rulesFor(ms / 1000, versions).version;
    expect([at(from - 600_000), at(from), at(from + 600_000), at(from + 1_200_000)]).toEqual([1, 2, 3, 3]);
    expect(rulesFor(0, [{ ...first, version: 2, from: 1 }]).version).toBe(1);
  });

  it('[PR18] a slot older than the first version is judged by the first', () => {
    expect(rulesFor(0).version).toBe(1);
    expect(rulesFor(WEDNESDAY / 1000).version).toBe(1);
    expect(verdictsOf(contractWith(), [sliceWith(WEDNESDAY, 10)], WEDNESDAY)[0]?.rules).toBe(1);
  });

  it('[PR8] punctuation, case and accents make no difference to a memo', () => {
    const { memo } = rulesFor(0);
    for (const text of ['  ', '?!', '🎉🎉']) expect(memoVerdict(text, memo)).toBe('none');
    for (const text of ['TRAVAUX DIVERS', 'Tâches; suite', 'Réunion, appels', 'ไทย', '会议', '会会会会'])
      expect(memoVerdict(text, memo), text).toBe('thin');
    for (const text of [
      'Réunion avec Fatou',
      'Ticket 4711',
      'แก้ไขหน้าเข้าสู่ระบบ',
      'ログイン画面の修正',
      'हिन्दी अनुवाद जाँच',
      'v2 API: pagination',
    ])
      expect(memoVerdict(text, memo), text).toBe('good');
  });
});

it('a slice id of the fixtures is one', () => {
  expect(SliceIdSchema.safeParse(sliceWith(WEDNESDAY, 1).id).success).toBe(true);
});
