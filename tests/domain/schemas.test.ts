/** What is taken in at the edges: each bound of a contract's fields, its money and its dated terms; and the areas of a redaction. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { assertNever, invariant } from '../../domain/assert';
import {
  ContractSettingsSchema,
  LimitSchema,
  MEMO_MAX,
  MemoSchema,
  RateSchema,
} from '../../domain/hourly-contract';
import { CurrencySchema, decimalsOf, earned } from '../../domain/money';
import { BoxSchema, fits, HiddenAreasSchema, hiddenWith, MAX_BOXES, toBlocks } from '../../domain/redaction';
import { AttestationSchema, FeeScheduleSchema, TagSchema } from '../../domain/terms';
import { newContract } from '../support/store-fixtures';

const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;
const settings = (change: object) => takes(ContractSettingsSchema, { ...newContract(), ...change });

describe('a contract’s fields', () => {
  it('[CO7] texts are trimmed and bounded, on one line', () => {
    expect(MemoSchema.parse('  a b ')).toBe('a b');
    expect([takes(MemoSchema, 'x'.repeat(MEMO_MAX)), takes(MemoSchema, 'x'.repeat(MEMO_MAX + 1))]).toEqual([
      true,
      false,
    ]);
    for (const control of ['a\nb', 'a\u0000b', 'a\u007fb']) expect(takes(MemoSchema, control)).toBe(false);
    for (const field of ['title', 'client']) {
      expect(settings({ [field]: 'x'.repeat(120) })).toBe(true);
      for (const refused of ['', '   ', 'x'.repeat(121)]) expect(settings({ [field]: refused })).toBe(false);
    }
    expect([
      takes(TagSchema, 'x'.repeat(60)),
      takes(TagSchema, 'x'.repeat(61)),
      takes(TagSchema, ' '),
    ]).toEqual([true, false, false]);
    expect([settings({ tags: Array(100).fill('t') }), settings({ tags: Array(101).fill('t') })]).toEqual([
      true,
      false,
    ]);
  });

  it.each<[string, z.ZodType, number, number]>([
    ['a limit, in seconds of a week', LimitSchema, 0, 604_800],
    ['a rate, in minor units', RateSchema, 0, 100_000_000],
  ])('[CO7] %s is whole and within its bounds', (_, schema, least, most) => {
    expect([least, most].map((value) => takes(schema, value))).toEqual([true, true]);
    expect([least - 1, most + 1, 0.5].map((value) => takes(schema, value))).toEqual([false, false, false]);
  });

  it('[CO7] idle minutes are 1 to 120', () => {
    expect([1, 120, 0, 121].map((idleMinutes) => settings({ idleMinutes }))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('[CO2] a currency is three capitals and nothing else; its decimals are 0, 2 or 3', () => {
    expect(['EUR', 'EURO', 'EU', 'eur', 'xEUR'].map((text) => takes(CurrencySchema, text))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(['JPY', 'EUR', 'TND', 'KWD', 'XOF'].map(decimalsOf)).toEqual([0, 2, 3, 3, 0]);
  });

  it('[CO1] worth is rounded half up', () => {
    expect([1_799, 1_800, 5_399, 5_400].map((seconds) => earned(seconds, 1))).toEqual([0, 1, 1, 2]);
    expect(earned(12 * 3_600, 2_222)).toBe(26_664);
  });

  it('[FE2] a fee’s share is 0 to 100 per cent, in hundredths; what was billed before is not negative', () => {
    for (const type of ['percent', 'direct'])
      expect(
        [0, 10_000, -1, 10_001].map((hundredths) => takes(FeeScheduleSchema, { type, hundredths })),
      ).toEqual([true, true, false, false]);
    expect(
      [0, -1].map((billedBeforeMinor) => takes(FeeScheduleSchema, { type: 'sliding', billedBeforeMinor })),
    ).toEqual([true, false]);
    expect([
      takes(FeeScheduleSchema, { type: 'none' }),
      takes(FeeScheduleSchema, { type: 'flat10' }),
    ]).toEqual([true, true]);
    expect(takes(FeeScheduleSchema, { type: '' })).toBe(false);
  });

  it('[PR4] what is stated has a name of 1 to 120 letters and one of three kinds', () => {
    const stated = { what: 'identity', statedBy: ' Jo ', at: 1, withdrawnAt: null };
    expect(AttestationSchema.parse(stated).statedBy).toBe('Jo');
    for (const what of ['billing', 'standing'])
      expect(takes(AttestationSchema, { ...stated, what })).toBe(true);
    expect(takes(AttestationSchema, { ...stated, what: '' })).toBe(false);
    for (const [statedBy, good] of [
      ['x'.repeat(120), true],
      ['x'.repeat(121), false],
      [' ', false],
    ] as const)
      expect(takes(AttestationSchema, { ...stated, statedBy })).toBe(good);
  });

  it('[CO7] a case that no code knows is a broken invariant, and throws', () => {
    // @ts-expect-error The compiler lets no value through; only data that went around it could come here.
    expect(() => assertNever({ type: 'new' })).toThrow('unexpected value: {"type":"new"}');
    expect(() => invariant(false, 'no room')).toThrow('broken invariant: no room');
    expect(() => invariant(true, 'no room')).not.toThrow();
  });
});

describe('the areas of a redaction', () => {
  const size = { width: 100, height: 60 };
  const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

  it('[PX3] a box fits where it is not empty and inside of the picture, up to its last pixel', () => {
    for (const good of [box(0, 0, 100, 60), box(99, 59, 1, 1), box(0, 0, 1, 1)])
      expect(fits(good, size)).toBe(true);
    for (const bad of [
      box(-1, 0, 5, 5),
      box(0, -1, 5, 5),
      box(0, 0, 0, 5),
      box(0, 0, 5, 0),
      box(1, 0, 100, 5),
      box(0, 1, 5, 60),
    ])
      expect(fits(bad, size)).toBe(false);
  });

  it('[PX3] an area is all of the blocks that its box touches, cut at the picture’s edge', () => {
    expect(toBlocks(box(17, 33, 1, 1), size)).toEqual(box(16, 32, 16, 16));
    expect(toBlocks(box(16, 16, 16, 16), size)).toEqual(box(16, 16, 16, 16));
    expect(toBlocks(box(15, 15, 2, 2), size)).toEqual(box(0, 0, 32, 32));
    expect(toBlocks(box(97, 50, 3, 10), size)).toEqual(box(96, 48, 4, 12));
  });

  it('[PX3] an area inside another is left out, of two alike one stays, and what only overlaps stays', () => {
    const [large, left, low] = [box(16, 16, 48, 32), box(0, 16, 32, 16), box(16, 32, 16, 28)];
    expect(hiddenWith([large], [box(20, 20, 4, 4)], size)).toEqual([large]);
    expect(hiddenWith([box(32, 16, 16, 16)], [large], size)).toEqual([large]);
    expect(hiddenWith([large], [large, large], size)).toEqual([large]);
    expect(hiddenWith([large], [left, low], size)).toEqual([large, left, low]);
    for (const beyond of [box(16, 0, 48, 32), box(32, 16, 48, 16), box(16, 32, 48, 28)])
      expect(hiddenWith([large], [beyond], size)).toEqual([large, beyond]);
    expect(hiddenWith(null, [left], size)).toEqual([left]);
    expect([hiddenWith('whole', [left], size), hiddenWith([left], 'whole', size)]).toEqual([
      'whole',
      'whole',
    ]);
  });

  it('[PX3] boxes are whole pixels, at most a hundred, at least one', () => {
    expect(takes(BoxSchema, box(0, 0, 1, 1))).toBe(true);
    expect(takes(BoxSchema, box(65_535, 65_535, 65_535, 65_535))).toBe(true);
    for (const bad of [
      box(-1, 0, 1, 1),
      box(0, 0, 0, 1),
      box(0, 0.5, 1, 1),
      box(65_536, 0, 1, 1),
      box(0, 0, 1, 65_536),
    ])
      expect(takes(BoxSchema, bad)).toBe(false);
    const many = (length: number) =>
      takes(
        HiddenAreasSchema,
        Array.from({ length }, () => box(0, 0, 1, 1)),
      );
    expect([0, 1, MAX_BOXES, MAX_BOXES + 1].map(many)).toEqual([false, true, true, false]);
    expect([takes(HiddenAreasSchema, 'whole'), takes(HiddenAreasSchema, '')]).toEqual([true, false]);
  });
});
