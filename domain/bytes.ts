/**
 * Bytes and their texts: ASCII, UTF-8, hexadecimal. Every reader is strict and answers null for what is not exactly one
 * text's encoding; every writer gives the one form its reader takes. SPEC: EN2.
 */

/** The parts, one after the other, in a new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not in constant time: nothing secret is compared with it. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The text must be ASCII; anything else is a broken invariant. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) throw new Error('not ASCII');
    bytes[i] = code;
  }
  return bytes;
}

/** Pieces of this many code units go to one call of `fromCharCode`. */
const PIECE = 4096;

/** Null where a byte is above 0x7F. */
export function asciiText(bytes: Uint8Array): string | null {
  if (bytes.some((byte) => byte > 0x7f)) return null;
  return textOfCodes(bytes);
}

function textOfCodes(codes: Uint8Array | Uint16Array): string {
  let text = '';
  for (let at = 0; at < codes.length; at += PIECE)
    text += String.fromCharCode(...codes.subarray(at, at + PIECE));
  return text;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** True where every surrogate is one of a pair, so that UTF-8 can say it. */
export function wellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** UTF-8. The text must be well formed; a lone surrogate is a broken invariant. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) ?? 0;
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      if (code >= 0xd800 && code <= 0xdfff) throw new Error('a lone surrogate');
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
      i++;
    }
  }
  return bytes.slice(0, at);
}

/** Null for what is not UTF-8: cut short, overlong, a surrogate, above U+10FFFF. A byte order mark is a character. */
export function utf8Text(bytes: Uint8Array): string | null {
  const units = new Uint16Array(bytes.length);
  let at = 0;
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0;
    if (first < 0x80) {
      units[at++] = first;
      i++;
      continue;
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const code = sequence(bytes, i, length);
    if (code === null) return null;
    if (code < 0x10000) units[at++] = code;
    else {
      units[at++] = 0xd800 + ((code - 0x10000) >> 10);
      units[at++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    i += length;
  }
  return textOfCodes(units.subarray(0, at));
}

/** The smallest code point that needs so many bytes: what is below it is overlong. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

function sequence(bytes: Uint8Array, start: number, length: number): number | null {
  const first = bytes[start] ?? 0;
  if (first < 0xc2 || first > 0xf4) return null;
  let code = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = bytes[start + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return null;
    code = (code << 6) | (next & 0x3f);
  }
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return surrogate || code > 0x10ffff || code < (SMALLEST[length] ?? 0) ? null : code;
}

/** Lower case, two digits a byte. */
export function hexText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Null for what is not lower-case hexadecimal of whole bytes. */
export function hexBytes(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}
