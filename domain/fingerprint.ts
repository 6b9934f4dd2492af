/**
 * How two people compare a key: words to read aloud, and the text inside its QR code. SPEC: KY3, KY4.
 */
import { fromBase64Url } from './bytes';
import { type KeyX, KeyXSchema, type Kid, type PublicKey, publicKeyOfX } from './keys';
import type { Sha256 } from './merkle';

/** Bytes of the thumbprint that the words say: 128 bits, more than a second key could be searched for. */
const WORD_BYTES = 16;
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/** Eight words that can be read aloud in any language: proquints of the first 16 bytes of the thumbprint. */
export function fingerprintWords(kid: Kid): string {
  return proquints((fromBase64Url(kid) ?? new Uint8Array()).subarray(0, WORD_BYTES));
}

/**
 * Proquints (D. S. Wilkerson, 2009): a word of five letters for two bytes, four bits a consonant and two a vowel.
 * 7F 00 00 01 is `lusab-babad`. The number of bytes must be even.
 */
export function proquints(bytes: Uint8Array): string {
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const consonant = (shift: number) => CONSONANTS.charAt((pair >> shift) & 15);
    const vowel = (shift: number) => VOWELS.charAt((pair >> shift) & 3);
    words.push(consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0));
  }
  return words.join('-');
}

const KEY_TEXT = 'minutier-key-1:';

/** What a QR code, or a printed line, says of a key. */
export function keyText(x: KeyX): string {
  return KEY_TEXT + x;
}

/** Null for anything but exactly such a text, of a key that is not refused. */
export function readKeyText(text: string, sha256: Sha256): PublicKey | null {
  const x = text.startsWith(KEY_TEXT) ? KeyXSchema.safeParse(text.slice(KEY_TEXT.length)) : null;
  return x?.success ? publicKeyOfX(x.data, sha256) : null;
}
