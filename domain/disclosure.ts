/**
 * What can be taken back: fields that an entry holds as salted digests only (SD-JWT, RFC 9901). The field itself is a
 * disclosure beside the log; destroyed, nothing is left from which it could be guessed. SPEC: DS.
 */
import { z } from 'zod';
import { fromBase64Url, fromUtf8, toAscii, toBase64Url, toUtf8 } from './bytes';
import { isJson, type Json, jsonOf } from './canonical-json';
import { Bytes32Schema } from './keys';
import type { Sha256 } from './merkle';

/** Bytes of salt: 128 bits, as RFC 9901 §9.3 recommends. */
export const SALT_BYTES = 16;

/** Characters of one disclosure: ten minutes with a new window of the longest title each second. */
export const DISCLOSURE_MAX = 4_194_304;

/** SHA-256 of a disclosure's text, base64url. */
export const DigestSchema = Bytes32Schema.brand<'Digest'>();
export type Digest = z.infer<typeof DigestSchema>;

const DisclosureSchema = z.tuple([
  z.string(),
  z.string(),
  z.custom<Json>((value) => isJson(value), 'integers and strings only'),
]);

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
  const bytes = text.length > DISCLOSURE_MAX ? null : fromBase64Url(text);
  const json = bytes && fromUtf8(bytes);
  const parsed = json ? DisclosureSchema.safeParse(jsonOf(json)) : null;
  if (!parsed?.success) return null;
  const [salt, name, value] = parsed.data;
  const disclosure = { salt, name, value };
  const isOurs = fromBase64Url(salt)?.length === SALT_BYTES && writeDisclosure(disclosure) === text;
  return isOurs ? disclosure : null;
}

/** RFC 9901 §4.2.3: of the text's ASCII bytes, in base64url. Null where the text is none. */
export function digestOf(text: string, sha256: Sha256): string | null {
  const bytes = toAscii(text);
  return bytes && toBase64Url(sha256(bytes));
}
