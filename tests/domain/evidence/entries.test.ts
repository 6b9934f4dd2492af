/** Entries, their fields, and what may come next in a log. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../../domain/bytes';
import { canonicalJson, isJson, parseCanonical } from '../../../domain/canonical-json';
import { hmacSha256 } from '../../../domain/crypto';
import { commitmentOf, dayOf, keyedRandom } from '../../../domain/day-key';
import { readDisclosure } from '../../../domain/disclosure';
import { EntrySchema, LINE_MAX, readEntry, SegmentSchema, sealEntry } from '../../../domain/entry';
import { FIELD_KINDS, fieldNames, isField, kindOfField } from '../../../domain/field';
import { fingerprintWords, keyText, proquints, readKeyText } from '../../../domain/fingerprint';
import { sealed as closed, signingInput } from '../../../domain/jws';
import { admit, append, maySay, NEW_LOG, readHead, writeHead } from '../../../domain/log';
import { momentOf } from '../../../domain/moments';
import { digestsOf, segmentOf } from '../../../domain/segment';
import { slotEnd, slotStart } from '../../../domain/week';
import {
  altered,
  CONTRACT,
  countedSalts,
  FACTS,
  SLOT,
  sha256,
  TestLog,
  takenPicture,
  testKey,
  workedSlice,
} from '../../support/evidence';

const device = testKey('device');
const other = testKey('other');
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A line of ours whose payload is this text. */
function lineOf(payload: string): string {
  const input = signingInput(device.kid, payload);
  return closed(input, device.sign(toUtf8(input)));
}

describe('an entry', () => {
  const log = new TestLog(device);
  const slice = workedSlice();
  const { sealed } = log.seal(slice, [takenPicture(slice)]);
  const payload = canonicalJson({ ...sealed.entry });

  it('[EN3] is read back as it was written, and a segment stays small', () => {
    for (const line of log.lines) {
      const read = readEntry(line, sha256);
      expect(read).toMatchObject({ ok: true, value: { line, kid: device.kid } });
    }
    expect(sealed.line.length).toBeLessThan(1100);
  });

  it.each([
    ['a blank', payload.replace('{"type"', '{ "type"')],
    ['a double key', payload.replace('"ms":600000', '"ms":600000,"ms":600000')],
    ['another order', payload.replace('"kind":"tracked","ms":600000', '"ms":600000,"kind":"tracked"')],
    ['another spelling of a number', payload.replace('"ms":600000', '"ms":600000.0')],
    ['an exponent', payload.replace('"ms":600000', '"ms":6e5')],
    ['an escape that is not needed', payload.replace('"tracked"', '"\\u0074racked"')],
    ['a line feed at the end', `${payload}\n`],
  ])('[EN3] with %s is refused', (_, text) => {
    expect(text).not.toBe(payload);
    expect(readEntry(lineOf(text), sha256)).toEqual({ ok: false, why: 'not-canonical' });
  });

  it('[EN3] texts of values are read back, and nothing else has one', () => {
    expect(isJson(null)).toBe(false);
    expect(isJson(true)).toBe(false);
    expect(isJson(0.5)).toBe(false);
    expect(isJson(-0)).toBe(false);
    expect(isJson('\ud800')).toBe(false);
    expect(isJson(2 ** 53)).toBe(false);
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(isJson(deep)).toBe(false);
    expect(parseCanonical('['.repeat(100_000), EntrySchema)).toMatchObject({ ok: false });
    expect(() => canonicalJson(0.5)).toThrow();
  });

  it.each([
    ['a key that is not known', { more: 1 }],
    ['601 seconds', { ms: 601_000 }],
    ['negative time', { ms: -1 }],
    ['a slot that is none', { slot: SLOT + 1 }],
    ['another kind', { kind: 'estimated' }],
    ['a digest too many', { _sd: [...('_sd' in sealed.entry ? sealed.entry._sd : []), sealed.leaf] }],
  ])('[EN4] [SG1] with %s is refused', (_, change) => {
    const said = { ...sealed.entry, ...change };
    const read = readEntry(lineOf(JSON.stringify(said)), sha256);
    expect(read.ok && fieldNames(read.value.entry) !== null).toBe(false);
  });

  it('[EN4] of which a key is missing, or of a type that is none, is refused', () => {
    for (const key of Object.keys(sealed.entry)) {
      const optional =
        Object.keys(sealed.entry).includes(key) &&
        SegmentSchema.shape[keyOf(key)].safeParse(undefined).success;
      const { [key]: _gone, ...rest } = Object.fromEntries(Object.entries(sealed.entry));
      if (!optional) expect(readEntry(lineOf(JSON.stringify(rest)), sha256).ok).toBe(false);
    }
    expect(readEntry(lineOf('{"type":"gift"}'), sha256)).toEqual({ ok: false, why: 'schema' });
    expect(readEntry(lineOf('null'), sha256)).toEqual({ ok: false, why: 'schema' });
    expect(readEntry(lineOf('{'), sha256)).toEqual({ ok: false, why: 'json' });
  });

  it('[EN4] that opens a log without knowing where its own secret is kept is refused', () => {
    const [line = ''] = new TestLog(device).lines;
    const open = readEntry(line, sha256);
    const said = open.ok ? { ...open.value.entry, store: 'unknown' } : null;
    expect(readEntry(lineOf(JSON.stringify(said)), sha256)).toEqual({ ok: false, why: 'schema' });
  });

  it('[EN5] longer than any is refused unread', () => {
    expect(readEntry('a'.repeat(LINE_MAX + 1), sha256)).toEqual({ ok: false, why: 'too-long' });
    expect(readEntry('a'.repeat(LINE_MAX), sha256)).toEqual({ ok: false, why: 'envelope' });
  });

  it('[EN6] of a later version is told apart from one that is broken', () => {
    const ofVersion = (typ: string) => {
      const head = `{"alg":"Ed25519","kid":"${device.kid}","typ":"${typ}"}`;
      return `${Buffer.from(head).toString('base64url')}.e30.${Buffer.alloc(64).toString('base64url')}`;
    };
    expect(readEntry(ofVersion('minutier-2+jws'), sha256)).toEqual({ ok: false, why: 'version' });
    expect(readEntry(ofVersion('minuteur-2+jws'), sha256)).toEqual({ ok: false, why: 'envelope' });
    expect(readEntry(ofVersion('minutier-02+jws'), sha256)).toEqual({ ok: false, why: 'envelope' });
  });

  it('[SG1] is made of the slice: its time, its clock, its pictures', () => {
    const jumpy = {
      ...slice,
      jumps: [
        { at: slotStart(SLOT), byMs: -5000 },
        { at: slotStart(SLOT), byMs: 3000 },
      ],
      gaps: [
        { start: slotStart(SLOT), end: slotStart(SLOT) + 40_000, reason: 'unobserved' as const },
        { start: slotStart(SLOT), end: slotStart(SLOT) + 90_000, reason: 'suspend' as const },
      ],
      excludedMs: 1000,
      spans: [
        { start: slotStart(SLOT), end: slotStart(SLOT) + 200_000, kind: 'work' as const, idleId: null },
        { start: slotStart(SLOT) + 200_000, end: slotEnd(SLOT), kind: 'discarded' as const, idleId: null },
      ],
    };
    const { draft, fields } = segmentOf(jumpy, [takenPicture(slice)], FACTS);
    expect(draft).toMatchObject({
      ms: 200_000,
      jumped: 8000,
      unobserved: 40_000,
      excluded: 1000,
      pictures: 1,
    });
    expect(fields.map(({ name }) => name)).toEqual([
      'memo',
      'tag',
      'time',
      'activity',
      'minutes',
      'windows',
      'picture.0',
    ]);
    expect(segmentOf(slice, [], FACTS).draft).not.toHaveProperty('jumped');
  });

  it('[SG1] of a slice that the system told nonsense of can still be sealed', () => {
    const odd = { ...slice, windows: [{ app: 'x'.repeat(9000), title: '\ud83d', ms: 1 }] };
    const many = Array.from({ length: 80 }, () => ({ ...takenPicture(slice), display: 'd'.repeat(300) }));
    const { draft, fields } = segmentOf(odd, many, FACTS);
    const { _sd, disclosures } = digestsOf(fields, countedSalts(), sha256);
    expect(disclosures.map(readDisclosure)).not.toContain(null);
    expect(sealEntry({ ...draft, seq: 1, prev: sealed.leaf, _sd }, device, sha256).line.length).toBeLessThan(
      LINE_MAX,
    );
  });
});

function keyOf(key: string): keyof typeof SegmentSchema.shape {
  const found = SegmentSchema.keyof().safeParse(key);
  if (!found.success) throw new Error(key);
  return found.data;
}

describe('fields', () => {
  it('[DS3] are as many as the entry has digests, in one order', () => {
    const log = new TestLog(device);
    const slice = workedSlice();
    const { entry } = log.seal(slice, [takenPicture(slice)]).sealed;
    expect(fieldNames(entry)).toHaveLength('_sd' in entry ? entry._sd.length : 0);
    const told = log.disclosures[1]?.map((text) => readDisclosure(text)?.name);
    expect(told).toEqual(fieldNames(entry));
    expect(fieldNames(altered(log.add({ type: 'pause', at: 1, from: 1 }).sealed, {}))).toEqual([]);
  });

  it('[DS3] that an entry has more of, or fewer, than digests are none', () => {
    const log = new TestLog(device);
    const { sealed } = log.seal(workedSlice());
    const [digest] = '_sd' in sealed.entry ? sealed.entry._sd : [];
    if (digest === undefined) throw new Error('no digest');
    const amend = { type: 'amend', seq: 2, prev: sealed.leaf, at: 1, target: sealed.leaf } as const;
    expect(fieldNames({ ...amend, fields: ['memo'], _sd: [digest] })).toEqual(['memo']);
    expect(fieldNames({ ...amend, fields: ['memo', 'tag'], _sd: [digest] })).toBeNull();
    expect(fieldNames(altered(sealed, { pictures: 1 }))).toBeNull();
  });

  it('[DS3] have names, and say what their kind says', () => {
    for (const kind of FIELD_KINDS) {
      const name = kind === 'picture' || kind === 'missed' ? `${kind}.0` : kind;
      expect(kindOfField(name)).toBe(kind);
    }
    for (const name of ['picture', 'memo.0', 'picture.01', 'picture.-1', 'Memo', '__proto__', ''])
      expect(kindOfField(name)).toBeNull();
    expect(isField('activity', 11)).toBe(false);
    expect(isField('memo', 5)).toBe(false);
    expect(isField('windows', [['Editor', 'title', 5, 6]])).toBe(false);
    expect(() => digestsOf([{ name: 'activity', value: 11 }], countedSalts(), sha256)).toThrow();
  });

  it('[DS9] each take a salt of their own', () => {
    const { fields } = segmentOf(workedSlice(), [], FACTS);
    const { disclosures, _sd } = digestsOf(fields, countedSalts(), sha256);
    const salts = disclosures.map((text) => readDisclosure(text)?.salt);
    expect(new Set(salts).size).toBe(fields.length);
    expect([..._sd].sort()).toEqual(_sd);
  });
});

describe('the chain', () => {
  it('[LG6] begins with one opening entry', () => {
    const log = new TestLog(device);
    const open = log.lines.map((line) => readEntry(line, sha256))[0];
    if (!open?.ok) throw new Error('no entry');
    expect(admit(log.head, open.value, sha256)).toEqual({ ok: false, why: 'open' });
    const { sealed } = log.add({ type: 'pause', at: 1, from: 1 });
    expect(admit(NEW_LOG, sealed, sha256)).toEqual({ ok: false, why: 'open' });
  });

  it('[KY5] is opened by the key that the entry names', () => {
    const open = new TestLog(device).lines[0] ?? '';
    const read = readEntry(open, sha256);
    if (!read.ok) throw new Error('no entry');
    const forged = sealEntry(read.value.entry, other, sha256);
    expect(admit(NEW_LOG, forged, sha256)).toEqual({ ok: false, why: 'opener' });
  });

  it('[LG7] [LG8] counts and follows: a gap, a repetition and another order are refused', () => {
    const log = new TestLog(device);
    const before = log.head;
    const first = log.add({ type: 'pause', at: 1, from: 1 }).sealed;
    const between = log.head;
    const second = log.add({ type: 'resume', at: 2, from: 2 }).sealed;
    expect(admit(before, second, sha256)).toEqual({ ok: false, why: 'seq' });
    expect(admit(between, first, sha256)).toEqual({ ok: false, why: 'seq' });
    const elsewhere = sealEntry(altered(first, { prev: second.leaf }), device, sha256);
    expect(admit(before, elsewhere, sha256)).toEqual({ ok: false, why: 'prev' });
  });

  it('[LG8] binds an entry to its log: it follows in no other', () => {
    const [one, two] = [new TestLog(device), new TestLog(device)];
    const theirs = one.add({ type: 'pause', at: 1, from: 1 }).sealed;
    const open = readEntry(one.lines[0] ?? '', sha256);
    expect(one.head.log).toBe(two.head.log);
    const third = append(
      NEW_LOG,
      { ...(open.ok && open.value.entry.type === 'open' ? open.value.entry : fail()), at: 5 },
      device,
      sha256,
    );
    expect(admit(third.head, theirs, sha256)).toEqual({ ok: false, why: 'prev' });
  });

  it('[LG9] [KY6] [KY7] takes a second key from the first, from its own place on, until it is revoked', () => {
    const log = new TestLog(device);
    const added = log.add({ type: 'key.add', at: 1, key: other.x, role: 'device', store: 'file' });
    const seconds = log.seal(workedSlice(), [], other);
    expect(seconds.sealed.entry).toMatchObject({ seq: 0, prev: added.sealed.leaf });
    expect(() => log.add({ type: 'key.add', at: 1, key: other.x, role: 'device', store: 'file' })).toThrow(
      'key',
    );
    log.add({ type: 'key.revoke', at: 2, kid: device.kid, reason: 'rotated' }, other);
    expect(() => log.add({ type: 'pause', at: 1, from: 1 })).toThrow('revoked');
    expect(() => log.add({ type: 'key.revoke', at: 2, kid: device.kid, reason: 'lost' }, other)).toThrow(
      'key',
    );
    const stranger = sealEntry(altered(seconds.sealed, {}), testKey('stranger'), sha256);
    expect(admit(log.head, stranger, sha256)).toEqual({ ok: false, why: 'unknown-signer' });
  });

  it('[KY8] lets nobody say what is not theirs', () => {
    const server = testKey('server');
    const log = new TestLog(device);
    log.add({ type: 'key.add', at: 1, key: server.x, role: 'server', store: 'file' });
    log.add({ type: 'seal', at: 2, first: 0, received: [1, 2] }, server);
    expect(() => log.add({ type: 'seal', at: 2, first: 2, received: [1] })).toThrow('role');
    expect(() => log.seal(workedSlice(), [], server)).toThrow('role');
    const said = EntrySchema.options.map(({ shape }) => shape.type.value);
    const table = (role: 'server' | 'client') => said.filter((type) => maySay(role, type));
    expect(table('server')).toEqual([
      'expire',
      'terms',
      'limit',
      'pause',
      'resume',
      'attest',
      'withdraw',
      'day.commit',
      'day.reveal',
      'review',
      'seal',
    ]);
    expect(table('client')).toEqual(['limit', 'pause', 'resume', 'attest', 'withdraw']);
    expect(said.filter((type) => !maySay('device', type))).toEqual(['review', 'seal']);
  });

  it('[LG7] is kept as one text and read back', () => {
    const log = new TestLog(device);
    for (let slot = SLOT; slot < SLOT + 6000; slot += 600) log.seal(workedSlice(slot));
    expect(readHead(writeHead(log.head))).toEqual(log.head);
    expect(readHead('{}')).toBeNull();
    expect(readHead('')).toBeNull();
  });
});

function fail(): never {
  throw new Error('no entry');
}

describe('names of keys', () => {
  it('[KY3] proquints: the examples of their paper', () => {
    // D. S. Wilkerson, "A Proposal for Proquints", arXiv 0901.4016.
    const examples: [number[], string][] = [
      [[127, 0, 0, 1], 'lusab-babad'],
      [[63, 84, 220, 193], 'gutih-tugad'],
      [[63, 118, 7, 35], 'gutuk-bisog'],
      [[140, 98, 193, 141], 'mudof-sakat'],
      [[64, 255, 6, 200], 'haguz-biram'],
      [[128, 30, 52, 45], 'mabiv-gibot'],
    ];
    for (const [bytes, words] of examples) expect(proquints(Uint8Array.from(bytes))).toBe(words);
    expect(fingerprintWords(device.kid)).toMatch(/^([a-z]{5}-){7}[a-z]{5}$/);
  });

  it('[KY4] the text of a key is read exactly', () => {
    const text = keyText(device.x);
    expect(readKeyText(text, sha256)?.kid).toBe(device.kid);
    for (const wrong of [`${text} `, text.toUpperCase(), text.slice(0, -1), device.x, ''])
      expect(readKeyText(wrong, sha256)).toBeNull();
    expect(readKeyText(`minutier-key-1:${'A'.repeat(43)}`, sha256)).toBeNull();
  });
});

describe('moments of a day key', () => {
  it('[SG16] HMAC-SHA256: RFC 4231, cases 1, 2, 3 and 6', () => {
    const cases: [key: string, data: string, mac: string][] = [
      [
        '0b'.repeat(20),
        toHex(toUtf8('Hi There')),
        'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      ],
      [
        toHex(toUtf8('Jefe')),
        toHex(toUtf8('what do ya want for nothing?')),
        '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      ],
      ['aa'.repeat(20), 'dd'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
      [
        'aa'.repeat(131),
        toHex(toUtf8('Test Using Larger Than Block-Size Key - Hash Key First')),
        '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
      ],
    ];
    for (const [key, data, mac] of cases) expect(toHex(hmacSha256(hex(key), hex(data), sha256))).toBe(mac);
  });

  it('[SG16] are drawn again by whoever has the key, spread over what is left of the slot', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 0, max: 599_999 }),
        (key, late) => {
          const from = slotStart(SLOT) + late;
          const at = momentOf(keyedRandom(key, sha256), CONTRACT, SLOT, 0, from);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(at).toBeLessThan(slotEnd(SLOT));
          expect(momentOf(keyedRandom(key, sha256), CONTRACT, SLOT, 0, from)).toBe(at);
        },
      ),
    );
    const key = sha256(toUtf8('key'));
    const draws = ([0, 1, 2, 'anew'] as const).map((nth) =>
      momentOf(keyedRandom(key, sha256), CONTRACT, SLOT, nth, slotStart(SLOT)),
    );
    expect(new Set(draws).size).toBe(4);
  });

  it('[SG15] a commitment is the hash of the key, and a day begins at midnight UTC', () => {
    expect(commitmentOf(hex('00'.repeat(32)), sha256)).toBe(
      Buffer.from(sha256(new Uint8Array(32))).toString('base64url'),
    );
    expect(dayOf(SLOT)).toBe(Date.UTC(2026, 10, 3) / 1000);
    expect(dayOf(dayOf(SLOT) - 600)).toBe(Date.UTC(2026, 10, 2) / 1000);
  });
});
