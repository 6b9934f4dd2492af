/**
 * Bytes and the texts that stand for them. Strict: what is decoded is only what would be encoded again to the very same
 * text, so that no two texts mean the same bytes. Nothing here needs a machine: only what the language has. SPEC: EN.
 */

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE64 = `${BASE64URL.slice(0, 62)}+/`;

/** What two digits are worth together, by both their codes; more than any two where one of them is no digit. */
const NO_DIGITS = 0xffff;
/** The digit that is worth nothing. */
const ZERO = 65;
const valuesOf = (alphabet: string) => {
  const values = new Uint16Array(128 * 128).fill(NO_DIGITS);
  for (let n = 0; n < 4096; n++) values[(alphabet.charCodeAt(n >> 6) << 7) | alphabet.charCodeAt(n & 63)] = n;
  return values;
};
const codesOf = (alphabet: string) => Uint8Array.from(alphabet, (digit) => digit.charCodeAt(0));

interface Alphabet {
  values: Uint16Array;
  codes: Uint8Array;
}
const URL_ALPHABET: Alphabet = { values: valuesOf(BASE64URL), codes: codesOf(BASE64URL) };
const ALPHABET: Alphabet = { values: valuesOf(BASE64), codes: codesOf(BASE64) };

/** RFC 4648 §5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_ALPHABET);
}

/** Null for padding, other alphabets, white space, an impossible length, and unused bits that are not zero. */
export function fromBase64Url(text: string): Uint8Array | null {
  const digits = toAscii(text);
  return digits && decode(digits, URL_ALPHABET);
}

/** The same of the text's ASCII bytes. */
export function fromBase64UrlBytes(digits: Uint8Array): Uint8Array | null {
  return decode(digits, URL_ALPHABET);
}

/** Used again and again for what is not kept: to allocate some hundred bytes takes longer than to decode them. */
const SCRATCH = new Uint8Array(16_384);

/** As strict as `fromBase64UrlBytes`, and `fromUtf8` of what it gives. */
export function textOfBase64Url(digits: Uint8Array): string | null {
  const length = decodedLength(digits);
  const bytes = length <= SCRATCH.length ? SCRATCH.subarray(0, length) : new Uint8Array(length);
  return decodeInto(digits, URL_ALPHABET, bytes) ? fromUtf8(bytes) : null;
}

/** RFC 4648 §4, with padding, as signed notes have it. */
export function toBase64(bytes: Uint8Array): string {
  return encode(bytes, ALPHABET) + '='.repeat((3 - (bytes.length % 3)) % 3);
}

/** As strict as `fromBase64Url`; the padding must be there. */
export function fromBase64(text: string): Uint8Array | null {
  const digits = toAscii(text.replace(/={1,2}$/, ''));
  const bytes = digits && decode(digits, ALPHABET);
  return bytes !== null && toBase64(bytes) === text ? bytes : null;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Two digits a byte, lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** True where no half of a surrogate pair stands alone, so that UTF-8 can say the text. */
export function isWhole(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** What the first byte begins with, by how many follow. */
const LEAD = [0, 0xc0, 0xe0, 0xf0];

/** UTF-8. Throws for half a surrogate pair (`isWhole`), which is nobody's text. */
export function toUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let n = 0; n < text.length; n++) {
    const code = text.codePointAt(n) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) throw new Error('half a surrogate pair');
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[at++] = (LEAD[more] ?? 0) | (code >> (6 * more));
    for (let rest = more - 1; rest >= 0; rest--) bytes[at++] = 0x80 | ((code >> (6 * rest)) & 0x3f);
    if (more === 3) n++;
  }
  return bytes.slice(0, at);
}

/** From so many characters of ASCII on it is quicker to take them together. */
const RUN = 16;

/** Null where the bytes are not UTF-8 (overlong forms, surrogates, cut characters). A byte order mark is a character. */
export function fromUtf8(bytes: Uint8Array): string | null {
  let text = '';
  let units: number[] = [];
  for (let n = 0; n < bytes.length; ) {
    const end = endOfAscii(bytes, n);
    if (end - n >= RUN) {
      text += fromUnits(units) + fromAscii(bytes, n, end);
      units = [];
      n = end;
      continue;
    }
    for (; n < end; n++) units.push(bytes[n] ?? 0);
    if (n === bytes.length) break;
    const first = bytes[n] ?? 0;
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const code = characterAt(bytes, n, length);
    if (code === null) return null;
    if (code < 0x10000) units.push(code);
    else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff));
    n += length;
  }
  return text + fromUnits(units);
}

function endOfAscii(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at++;
  return at;
}

/** The smallest character that needs so many bytes: one below it is written too long. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

function characterAt(bytes: Uint8Array, start: number, length: number): number | null {
  const first = bytes[start] ?? 0;
  if (first < 0xc2 || first > 0xf4) return null;
  let code = first & (0x7f >> length);
  for (let n = 1; n < length; n++) {
    const next = bytes[start + n] ?? 0;
    if ((next & 0xc0) !== 0x80) return null;
    code = (code << 6) | (next & 0x3f);
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isSurrogate || code > 0x10ffff || code < (SMALLEST[length] ?? 0) ? null : code;
}

/** So many code units go to one call. */
const PIECE = 4096;

function fromUnits(units: readonly number[]): string {
  if (units.length <= PIECE) return String.fromCharCode(...units);
  let text = '';
  for (let at = 0; at < units.length; at += PIECE)
    text += String.fromCharCode(...units.slice(at, at + PIECE));
  return text;
}

function isAscii(bytes: Uint8Array): boolean {
  let all = 0;
  for (let at = 0; at < bytes.length; at++) all |= bytes[at] ?? 0;
  return all < 0x80;
}

/**
 * The bytes must be ASCII, or are taken for Latin-1. Sixteen characters a call: several times faster than one, and than
 * handing over the bytes as a list.
 */
export function fromAscii(b: Uint8Array, from = 0, to = b.length): string {
  let text = '';
  let at = from;
  // biome-ignore format: sixteen in two lines say it better than in sixteen
  for (; at + 16 <= to; at += 16)
    text += String.fromCharCode(
      b[at] ?? 0, b[at + 1] ?? 0, b[at + 2] ?? 0, b[at + 3] ?? 0, b[at + 4] ?? 0, b[at + 5] ?? 0, b[at + 6] ?? 0, b[at + 7] ?? 0,
      b[at + 8] ?? 0, b[at + 9] ?? 0, b[at + 10] ?? 0, b[at + 11] ?? 0, b[at + 12] ?? 0, b[at + 13] ?? 0, b[at + 14] ?? 0, b[at + 15] ?? 0,
    );
  for (; at < to; at++) text += String.fromCharCode(b[at] ?? 0);
  return text;
}

/** Null where a character is none of ASCII. */
export function toAscii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  let all = 0;
  for (let at = 0; at < bytes.length; at++) {
    const code = text.charCodeAt(at);
    all |= code;
    bytes[at] = code;
  }
  return all < 0x80 ? bytes : null;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function encode(bytes: Uint8Array, { codes }: Alphabet): string {
  const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    // What is written past the end of what the last one or two bytes need is not there.
    out[to++] = codes[three >> 18] ?? 0;
    out[to++] = codes[(three >> 12) & 63] ?? 0;
    out[to++] = codes[(three >> 6) & 63] ?? 0;
    out[to++] = codes[three & 63] ?? 0;
  }
  return fromAscii(out);
}

function decodedLength(digits: Uint8Array): number {
  return Math.floor((digits.length * 3) / 4);
}

function decode(digits: Uint8Array, alphabet: Alphabet): Uint8Array | null {
  const bytes = new Uint8Array(decodedLength(digits));
  return decodeInto(digits, alphabet, bytes) ? bytes : null;
}

/**
 * Four digits a step, two of them looked up at once; whether one of them was none is asked at the end. `bytes` has the
 * decoded length. False: they are worth nothing.
 */
function decodeInto(digits: Uint8Array, { values }: Alphabet, bytes: Uint8Array): boolean {
  const rest = digits.length % 4;
  // A byte beyond ASCII would be taken for another pair of digits.
  if (rest === 1 || !isAscii(digits)) return false;
  const whole = digits.length - rest;
  let to = 0;
  let seen = 0;
  for (let at = 0; at < whole; at += 4) {
    const first = values[((digits[at] ?? 0) << 7) | (digits[at + 1] ?? 0)] ?? NO_DIGITS;
    const second = values[((digits[at + 2] ?? 0) << 7) | (digits[at + 3] ?? 0)] ?? NO_DIGITS;
    seen |= first | second;
    bytes[to++] = first >> 4;
    bytes[to++] = (first << 4) | (second >> 8);
    bytes[to++] = second;
  }
  if (rest > 0) {
    // As if zeros stood behind them, in both alphabets an A; what they leave over must be zero.
    const first = values[((digits[whole] ?? 0) << 7) | (digits[whole + 1] ?? 0)] ?? NO_DIGITS;
    const second = rest === 2 ? 0 : (values[((digits[whole + 2] ?? 0) << 7) | ZERO] ?? NO_DIGITS);
    const last = ((first << 12) | second) & 0xff_ffff;
    if ((rest === 2 ? last & 0xffff : last & 0xff) !== 0) return false;
    seen |= first | second;
    bytes[to++] = last >> 16;
    if (rest === 3) bytes[to++] = last >> 8;
  }
  return seen < 4096;
}
