/** The quick way through what is read takes nothing that the slow way would not: checks made of schemas, texts, sums. */

import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  fromAscii,
  fromBase64,
  fromBase64Url,
  fromBase64UrlBytes,
  fromUtf8,
  textOfBase64Url,
  toAscii,
  toBase64,
  toBase64Url,
  toUtf8,
} from '../../../domain/bytes';
import { parseCanonical } from '../../../domain/canonical-json';
import { readDisclosure } from '../../../domain/disclosure';
import { type Entry, EntrySchema, leafOf, readEntry, readEntryBytes } from '../../../domain/entry';
import { FIELD_SCHEMAS, kindOfField } from '../../../domain/field';
import { fits } from '../../../domain/shape';
import { crc32 } from '../../../domain/zip';
import { sha256, TERMS, TestLog, takenPicture, testKey, workedSlice } from '../../support/evidence';

const device = testKey('device');
const leaf = device.kid;
const hash = device.x;
const log = new TestLog(device);
const slice = workedSlice();
log.seal(slice, [takenPicture(slice)]);
const sealed = log.lines.flatMap((line) => {
  const read = readEntry(line, sha256);
  return read.ok ? [read.value.entry] : [];
});
const chained = { seq: 3, prev: leaf, at: 1_793_700_000_000 };

/** One of each kind, with everything that it may say. */
const SAID: readonly unknown[] = [
  ...sealed,
  ...sealed.map((entry) =>
    entry.type === 'segment'
      ? {
          ...Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'pictures' && key !== '_sd')),
          jumped: 3,
          unobserved: 4,
          excluded: 5,
          edited: 6,
          imported: 1,
          from: leaf,
          seen: { size: 1, root: hash },
          pictures: 1,
          _sd: entry._sd,
        }
      : entry,
  ),
  { type: 'amend', ...chained, target: leaf, fields: ['memo', 'time'], ms: 5, _sd: [hash] },
  { type: 'delete', ...chained, target: leaf, picture: 1, to: leaf },
  { type: 'redact', ...chained, target: leaf, picture: 1, _sd: [hash] },
  { type: 'expire', ...chained, before: 1_793_702_400 },
  { type: 'terms', ...chained, from: 5, terms: { ...TERMS, retentionDays: undefined }, _sd: [hash] },
  { type: 'rate', ...chained, from: 5, rate: 7 },
  { type: 'limit', ...chained, from: 5, limit: 7 },
  { type: 'pause', ...chained, from: 5 },
  { type: 'resume', ...chained, from: 5 },
  { type: 'attest', ...chained, what: 'identity', from: 5, _sd: [hash] },
  { type: 'withdraw', ...chained, target: leaf, from: 5 },
  { type: 'day.commit', ...chained, day: 86_400, commit: hash },
  { type: 'day.reveal', ...chained, day: 86_400, key: hash },
  { type: 'key.add', ...chained, key: hash, role: 'server', store: 'file' },
  { type: 'key.add', ...chained, key: hash, role: 'client', store: 'unknown' },
  { type: 'key.revoke', ...chained, kid: leaf, reason: 'lost' },
  { type: 'close', ...chained, week: 345_600, count: 1, ms: 2, first: 600, last: 1200 },
  {
    type: 'review',
    ...chained,
    week: 345_600,
    what: 'disputed',
    by: 'client',
    ms: 1,
    reason: 'hours',
    _sd: [hash],
  },
  { type: 'seal', ...chained, first: 1, received: [1, 2] },
].map((said) => JSON.parse(JSON.stringify(said)));

const FIELDS = log.disclosures.flat().flatMap((text) => {
  const told = readDisclosure(text);
  const kind = kindOfField(told?.name ?? '');
  return told !== null && kind !== null ? [{ schema: FIELD_SCHEMAS[kind], value: told.value }] : [];
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', '\ud800', -0, -1, 0, 1, 0.5, 2 ** 53, 1e300, [], {}, 'open', hash),
  fc.jsonValue(),
);

/** The value with one place in it changed: said otherwise, gone, one more, twice, or in another order. */
function changed(value: unknown, path: readonly number[], how: number, other: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return other;
  const [first = 0, ...rest] = path;
  const entries: [string, unknown][] = Object.entries(value);
  const at = entries.length === 0 ? 0 : first % entries.length;
  const [key = 'more', was] = entries[at] ?? [];
  if (rest.length > 0 && typeof was === 'object') entries[at] = [key, changed(was, rest, how, other)];
  else if (how === 0) entries[at] = [key, other];
  else if (how === 1) entries.splice(at, 1);
  else if (how === 2) entries.splice(at, 0, [`${key}2`, other]);
  else entries.unshift(...entries.splice(at, 1));
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

const change = fc.tuple(fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }), fc.nat(3), odd);

describe('what is made of a schema', () => {
  it('[EN4] knows every kind of entry, and every field', () => {
    expect(new Set(sealed.map(({ type }) => type))).toEqual(new Set(['open', 'segment']));
    for (const entry of SAID) {
      const type = EntrySchema.safeParse(entry).data?.type;
      // Of the opening entry a UUID is not known: it is read once, by the schema itself.
      expect([type, fits(entry, EntrySchema)]).toEqual([type, type !== 'open']);
    }
    const kinds = new Set(SAID.map((entry) => EntrySchema.parse(entry).type));
    expect(kinds).toEqual(new Set(EntrySchema.options.map(({ shape }) => shape.type.value)));
    for (const { schema, value } of FIELDS) expect(fits<unknown>(value, schema)).toBe(true);
  });

  it('[EN3] [EN4] takes nothing that the schema would not, in no other order', () => {
    let took = 0;
    fc.assert(
      fc.property(fc.constantFrom(...SAID), fc.array(change, { minLength: 1, maxLength: 2 }), (said, all) => {
        const other = all.reduce((value, [path, how, odd]) => changed(value, path, how, odd), said);
        if (!fits(other, EntrySchema)) return;
        took++;
        const parsed: Entry = EntrySchema.parse(other);
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(other));
      }),
      { numRuns: 20_000 },
    );
    expect(took).toBeGreaterThan(100);
  });

  it('[DS3] takes no field that its schema would not', () => {
    let took = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELDS),
        fc.array(change, { maxLength: 2 }),
        ({ schema, value }, all) => {
          const other = all.reduce((one: unknown, [path, how, odd]) => changed(one, path, how, odd), value);
          if (!fits<unknown>(other, schema)) return;
          took++;
          expect(JSON.stringify(schema.parse(other))).toBe(JSON.stringify(other));
        },
      ),
      { numRuns: 10_000 },
    );
    expect(took).toBeGreaterThan(100);
  });
});

describe('a text', () => {
  it('[EN3] has no half surrogate pair, however it is written; one that only looks like its escape stays', () => {
    const told = (json: string) =>
      readDisclosure(toBase64Url(toUtf8(`["${'A'.repeat(22)}","memo",${json}]`)));
    expect(told('"\\ud800"')).toBeNull();
    expect(told('[["a\\udc00b",1]]')).toBeNull();
    expect(told('"\\ud83d\\ude00"')).toBeNull();
    expect(told('"\ud83d\ude00"')?.value).toBe('\ud83d\ude00');
    expect(told('"a\\\\ud800"')?.value).toBe('a\\ud800');
    const [note, half] = [z.strictObject({ note: z.string() }), '{"note":"\\ud800"}'];
    expect(parseCanonical(half, note)).toEqual({ ok: false, why: 'not-canonical' });
    expect(parseCanonical('{"note":"\ud800"}', note)).toEqual({ ok: false, why: 'not-canonical' });
    expect(parseCanonical('{"note":"\\\\ud800"}', note)).toEqual({ ok: true, value: { note: '\\ud800' } });
  });
});

describe('texts and sums', () => {
  it('[EN1] base64 in both alphabets is what Node makes of it, at every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70, size: 'max' }), (bytes) => {
        const node = Buffer.from(bytes);
        expect(toBase64Url(bytes)).toBe(node.toString('base64url'));
        expect(toBase64(bytes)).toBe(node.toString('base64'));
        expect(fromBase64Url(node.toString('base64url'))).toEqual(bytes);
        expect(fromBase64(node.toString('base64'))).toEqual(bytes);
      }),
    );
  });

  it('[EN1] what is read as base64url is what would be written, whatever the text', () => {
    const digit = fc.constantFrom(...'ABgwxyz019-_+/=. \né\u4141\ud83d');
    fc.assert(
      fc.property(fc.string({ unit: digit, maxLength: 12 }), (text) => {
        const bytes = fromBase64Url(text);
        const node = Buffer.from(text, 'base64url').toString('base64url');
        expect(bytes === null ? null : toBase64Url(bytes)).toBe(node === text ? text : null);
        const ascii = toAscii(text);
        expect(ascii && textOfBase64Url(ascii)).toBe(bytes && fromUtf8(bytes));
        expect(ascii && fromAscii(ascii)).toBe(ascii && text);
      }),
      { numRuns: 20_000 },
    );
  });

  it('[EN1] UTF-8 is read as the platform reads it, runs of ASCII and what is between them', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const platform = (bytes: Uint8Array) => {
      try {
        return decoder.decode(bytes);
      } catch {
        return null;
      }
    };
    const run = fc.integer({ min: 0, max: 40 }).map((length) => 'abcdefghij'.repeat(4).slice(0, length));
    const other = fc.constantFrom('\u00e9', '\ufeff', '\u4141', '\ud83d\ude00', '\u0000', '\uffff');
    const texts = fc.array(fc.oneof(run, other), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(texts, fc.option(fc.tuple(fc.nat(200), fc.nat(255))), (text, change) => {
        const bytes = new Uint8Array(Buffer.from(text));
        if (change !== null && bytes.length > 0) bytes[change[0] % bytes.length] = change[1];
        expect(fromUtf8(bytes)).toBe(platform(bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  it('[EN1] bytes are digits where they are ASCII, and no others are', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'AgQw_-z9'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(texts, fc.nat(8), fc.integer({ min: 128, max: 255 }), (text, at, byte) => {
        const bytes = new Uint8Array(Buffer.from(text));
        expect(fromBase64UrlBytes(bytes)).toEqual(fromBase64Url(text));
        bytes[at % bytes.length] = byte;
        expect(fromBase64UrlBytes(bytes)).toBeNull();
        expect(textOfBase64Url(bytes)).toBeNull();
      }),
    );
  });

  it('[EN2] lines and their bytes are read alike', () => {
    for (const line of [...log.lines, '', 'a.b.c', `${log.lines[1]}.`, `${log.lines[1]} `]) {
      const bytes = new Uint8Array(Buffer.from(line));
      const [text, read] = [readEntry(line, sha256), readEntryBytes(bytes, sha256)];
      if (read.ok) expect(read.value.leaf).toBe(leafOf(line, sha256));
      expect(text).toEqual(read.ok ? { ok: true, value: { ...read.value, line } } : read);
    }
  });

  it('[BU1] the sum of a file is that of zlib, in whatever pieces it comes', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 100, size: 'max' });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(crc32(other, crc32(one))).toBe(zlibCrc32(other, zlibCrc32(one)));
      }),
    );
  });
});
