/**
 * Bytes and the texts that stand for them. Strict: what is decoded is only what would be encoded again to the very same
 * text, so that no two texts mean the same bytes. Nothing here needs a machine: only what the language has. SPEC: EN.
 */

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE64 = `${BASE64URL.slice(0, 62)}+/`;

const NOT_A_DIGIT = 255;
const valuesOf = (alphabet: string) => {
  const values = new Uint8Array(128).fill(NOT_A_DIGIT);
  for (let n = 0; n < 64; n++) values[alphabet.charCodeAt(n)] = n;
  return values;
};
const URL_VALUES = valuesOf(BASE64URL);
const VALUES = valuesOf(BASE64);

/** RFC 4648 §5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, BASE64URL);
}

/** Null for padding, other alphabets, white space, an impossible length, and unused bits that are not zero. */
export function fromBase64Url(text: string): Uint8Array | null {
  return decode(text, URL_VALUES);
}

/** RFC 4648 §4, with padding, as signed notes have it. */
export function toBase64(bytes: Uint8Array): string {
  return encode(bytes, BASE64) + '='.repeat((3 - (bytes.length % 3)) % 3);
}

/** As strict as `fromBase64Url`; the padding must be there. */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = decode(text.replace(/={1,2}$/, ''), VALUES);
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

/** Null where the bytes are not UTF-8 (overlong forms, surrogates, cut characters). A byte order mark is a character. */
export function fromUtf8(bytes: Uint8Array): string | null {
  const units = new Uint16Array(bytes.length);
  let at = 0;
  for (let n = 0; n < bytes.length; ) {
    const first = bytes[n] ?? 0;
    if (first < 0x80) {
      units[at++] = first;
      n++;
      continue;
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const code = characterAt(bytes, n, length);
    if (code === null) return null;
    if (code < 0x10000) units[at++] = code;
    else {
      units[at++] = 0xd800 + ((code - 0x10000) >> 10);
      units[at++] = 0xdc00 + (code & 0x3ff);
    }
    n += length;
  }
  return fromCodes(units.subarray(0, at));
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

function fromCodes(codes: Uint16Array): string {
  let text = '';
  for (let at = 0; at < codes.length; at += PIECE)
    text += String.fromCharCode(...codes.subarray(at, at + PIECE));
  return text;
}

/** Null where a character is none of ASCII. */
export function toAscii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return null;
    bytes[at] = code;
  }
  return bytes;
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
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += alphabet.charAt(three >> 18) + alphabet.charAt((three >> 12) & 63);
    if (left > 1) text += alphabet.charAt((three >> 6) & 63);
    if (left > 2) text += alphabet.charAt(three & 63);
  }
  return text;
}

function decode(text: string, values: Uint8Array): Uint8Array | null {
  const rest = text.length % 4;
  if (rest === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (let n = 0; n < text.length; n++) {
    const value = values[text.charCodeAt(n)] ?? NOT_A_DIGIT;
    if (value === NOT_A_DIGIT) return null;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 255;
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : null;
}
