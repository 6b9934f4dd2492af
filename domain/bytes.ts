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

/** Two digits a byte, lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** UTF-8. Throws a URIError for half a surrogate pair, which no text that was parsed has. */
export function toUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escaped.charCodeAt(at));
  }
  return Uint8Array.from(bytes);
}

/** Null where the bytes are not UTF-8 (overlong forms, surrogates, cut characters). */
export function fromUtf8(bytes: Uint8Array): string | null {
  let escaped = '';
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return null;
  }
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
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const digits = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    for (const digit of digits.slice(0, Math.min(4, bytes.length - at + 1))) text += alphabet[digit];
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
