/** What is written and what is read: times, money, hours. */
import { describe, expect, it } from 'vitest';
import { withHours } from '../../domain/hours';
import { hourNames } from '../../src/desktop/insights/by-hour';
import { decimalText, makeFormat } from '../../src/ui/format';
import { localeFor } from '../../src/ui/locale';
import { editableHours, editableMoney, parseHours, parseMoney } from '../../src/ui/parse';

const AT = Date.parse('2026-11-24T13:05:09Z');
/** Intl writes several kinds of space; here they are all one. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('writing', () => {
  const en = makeFormat('en-GB', 'UTC');
  const fr = makeFormat('fr-FR', 'Europe/Paris');

  it('[UI8] times by locale and zone', () => {
    expect(en.time(AT)).toBe('13:05');
    expect(fr.time(AT)).toBe('14:05');
    expect(fr.timeSeconds(AT)).toBe('14:05:09');
    expect(makeFormat('en-US', 'UTC').hour(Date.parse('2026-11-24T14:00Z'))).toMatch(/^2\sPM$/);
    expect(fr.hour(Date.parse('2026-11-24T08:00Z'))).toBe('09:00');
  });

  it('[UI57] hours of the day counted to twelve or twenty-four where the user says so', () => {
    const twelve = makeFormat(withHours('fr-FR', '12'), 'Europe/Paris');
    expect(plain(twelve.time(AT))).toBe('2:05 PM');
    expect(plain(makeFormat('en-US', 'UTC').timeSeconds(AT))).toBe('1:05:09 PM');
    expect(plain(twelve.dateTime(AT))).toContain('2:05 PM');
    expect(plain(twelve.hour(AT))).toMatch(/^2 (h )?PM$/);
    const full = makeFormat(withHours('en-US', '24'), 'UTC');
    expect([full.time(AT), full.timeSeconds(AT)]).toEqual(['13:05', '13:05:09']);
    expect(full.hour(Date.parse('2026-11-24T00:00Z'))).toBe('00:00');
    expect(withHours('en-GB', 'system')).toBe('en-GB');
    expect(hourNames(withHours('en-GB', '12'))[14]).toMatch(/^2\spm$/);
  });

  it('[UI8] days, with a capital at the start', () => {
    expect(fr.dayLong('2026-11-24')).toBe('Mardi 24 novembre 2026');
    expect(en.dayLong('2026-11-24')).toBe('Tuesday, 24 November 2026');
  });

  it('[UI8] durations cut off, never rounded up', () => {
    expect(en.hm(3_599_999)).toBe('0:59');
    expect(en.clock(9_667_999)).toBe('2:41:07');
    expect(en.ms(252_900)).toBe('4:12');
    expect(plain(fr.words(9_660_000))).toBe('2 h 41 min');
    expect(plain(fr.words(59_999))).toBe('59 s');
  });

  it('[UI8] money from minor units without a float, with 0, 2 and 3 decimals', () => {
    expect(plain(fr.money(123_456, 'EUR'))).toBe('1 234,56 €');
    expect(en.money(9_007_199_254_740_991, 'EUR')).toBe('€90,071,992,547,409.91');
    expect(plain(en.money(25_000, 'JPY'))).toBe('JP¥25,000');
    expect(plain(en.money(1_005, 'TND'))).toBe('TND 1.005');
    expect(plain(fr.money(-5, 'EUR'))).toBe('-0,05 €');
    expect(decimalText(5, 3)).toBe('0.005');
    expect(decimalText(1_200, 0)).toBe('1200');
  });

  it('sizes in the units of the locale', () => {
    expect(plain(fr.bytes(148_213))).toBe('148 ko');
    expect(plain(en.bytes(1_843_200))).toBe('1.8 MB');
  });
});

describe('reading money', () => {
  const value = (text: string, currency: string, locale: string) => {
    const read = parseMoney(text, currency, locale);
    return read.ok ? read.value : read.reason;
  };

  it('[UI9] in the locale’s own writing, exactly', () => {
    expect(value('1,234.56', 'EUR', 'en-GB')).toBe(123_456);
    expect(value('1 234,56', 'EUR', 'fr-FR')).toBe(123_456);
    expect(value('1\u202f234,5', 'EUR', 'fr-FR')).toBe(123_450);
    expect(value('1.234,56', 'EUR', 'de-DE')).toBe(123_456);
    expect(value('1’234.50', 'CHF', 'de-CH')).toBe(123_450);
    expect(value('0.1', 'EUR', 'en-GB')).toBe(10);
    expect(value('65', 'EUR', 'en-GB')).toBe(6_500);
    expect(value('65.', 'EUR', 'en-GB')).toBe(6_500);
  });

  it('[UI9] takes a dot as the decimal sign where the comma is it, as number pads have no comma', () => {
    expect(value('45.50', 'EUR', 'fr-FR')).toBe(4_550);
    expect(value('1.234', 'EUR', 'de-DE')).toBe(123_400);
  });

  it('[UI9] by the decimals of the currency', () => {
    expect(value('25000', 'XOF', 'fr-FR')).toBe(25_000);
    expect(value('25000,5', 'XOF', 'fr-FR')).toBe('decimals');
    expect(value('1,005', 'TND', 'fr-FR')).toBe(1_005);
    expect(value('10.129', 'EUR', 'en-GB')).toBe('decimals');
    expect(value('10.100', 'EUR', 'en-GB')).toBe(1_010);
  });

  it('[UI9] refuses what is no amount, with the reason', () => {
    expect(value(' ', 'EUR', 'en-GB')).toBe('empty');
    for (const text of ['abc', '-5', '45,50', '1,23,4', '1e3', '١٢', '5 €', '.5']) {
      expect(value(text, 'EUR', 'en-GB'), text).toBe('not-a-number');
    }
    expect(value('99999999999999999999', 'EUR', 'en-GB')).toBe('too-big');
  });

  it('[UI9] reads back what it shows for editing', () => {
    for (const [currency, locale] of [
      ['EUR', 'fr-FR'],
      ['JPY', 'en-GB'],
      ['TND', 'fr-FR'],
      ['USD', 'en-US'],
    ] as const) {
      for (const minor of [0, 1, 99, 100, 6_550, 99_999_999]) {
        expect(value(editableMoney(minor, currency, locale), currency, locale)).toBe(minor);
      }
    }
  });
});

describe('reading hours', () => {
  const value = (text: string) => {
    const read = parseHours(text);
    return read.ok ? read.value : read.reason;
  };

  it('[UI10] as people write them', () => {
    expect(value('40')).toBe(144_000);
    expect(value('37,5')).toBe(135_000);
    expect(value('37.5')).toBe(135_000);
    expect(value('37:30')).toBe(135_000);
    expect(value('37 h 30')).toBe(135_000);
    expect(value('168')).toBe(604_800);
    expect(value('0')).toBe(0);
  });

  it('[UI10] refuses the rest', () => {
    expect(value('')).toBe('empty');
    expect(value('168:01')).toBe('too-big');
    for (const text of ['4:60', 'forty', '-1', '1:2:3']) expect(value(text), text).toBe('not-hours');
  });

  it('[UI10] reads back what it shows for editing', () => {
    for (const seconds of [0, 60, 3_600, 135_000, 604_800])
      expect(value(editableHours(seconds))).toBe(seconds);
  });
});

describe('the locale of a language', () => {
  it('[UI1] is the machine’s own where it speaks the language', () => {
    expect(localeFor('fr', ['en-US', 'fr-CA'])).toBe('fr-CA');
    expect(localeFor('en', ['fr-FR'])).toBe('en-GB');
    expect(localeFor('fr', ['en-US'])).toBe('fr-FR');
  });
});
