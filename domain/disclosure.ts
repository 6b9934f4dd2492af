/**
 * What can be taken back: fields that an entry holds as salted digests only (SD-JWT, RFC 9901). The field itself is a
 * disclosure beside the log; destroyed, nothing is left from which it could be guessed. SPEC: DS.
 */
import type { z } from 'zod';
import { textOfBase64Url, toAscii, toBase64Url, toUtf8 } from './bytes';
import { isJsonOf, type Json, jsonOf } from './canonical-json';
import { Bytes32Schema } from './keys';
import type { Sha256 } from './merkle';

/** Bytes of salt: 128 bits, as RFC 9901 §9.3 recommends. */
export const SALT_BYTES = 16;
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/** Characters of one disclosure: ten minutes with a new window of the longest title each second. */
export const DISCLOSURE_MAX = 4_194_304;

/** SHA-256 of a disclosure's text, base64url. */
export const DigestSchema = Bytes32Schema.brand<'Digest'>();
export type Digest = z.infer<typeof DigestSchema>;

export interface Disclosure {
  /** Base64url of 16 random bytes. */
  salt: string;
  name: string;
  value: Json;
}

/** Base64url of the JSON of [salt, name, value]: the text whose digest the entry has. */
export function writeDisclosure({ salt, name, value }: Disclosure): string {
  return toBase64Url(toUtf8(JSON.stringify([salt, name, value])));
}

/** Null where it is not, to the byte, what `writeDisclosure` would write, or its salt is of another length. */
export function readDisclosure(text: string): Disclosure | null {
  const bytes = toAscii(text);
  return bytes && readDisclosureBytes(bytes);
}

/** The same of the text's bytes. */
export function readDisclosureBytes(text: Uint8Array): Disclosure | null {
  const json = text.length > DISCLOSURE_MAX ? null : textOfBase64Url(text);
  if (json === null) return null;
  const said = jsonOf(json);
  if (!isSaid(said, json)) return null;
  const [salt, name, value] = said;
  // Of bytes and of characters there is one text each: that the JSON is what would be written says that the whole is.
  return JSON.stringify(said) === json ? { salt, name, value } : null;
}

function isSaid(said: unknown, json: string): said is [salt: string, name: string, value: Json] {
  if (!Array.isArray(said) || said.length !== 3) return false;
  const [salt, name, value]: unknown[] = said;
  const isText = typeof salt === 'string' && typeof name === 'string';
  return isText && SALT.test(salt) && isJsonOf(value, json);
}

/** RFC 9901 §4.2.3: of the text's ASCII bytes, in base64url. Null where the text is none. */
export function digestOf(text: string, sha256: Sha256): string | null {
  const bytes = toAscii(text);
  return bytes && digestOfBytes(bytes, sha256);
}

/** The same of its bytes. */
export function digestOfBytes(text: Uint8Array, sha256: Sha256): string {
  return toBase64Url(sha256(text));
}
