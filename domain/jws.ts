/**
 * An entry's envelope: a compact JWS (RFC 7515) with one header, to the byte, for one algorithm. Whoever reads one gets
 * what is to be verified; nothing of the payload is to be believed before it is. SPEC: EN.
 */
import {
  fromBase64Url,
  fromBase64UrlBytes,
  fromUtf8,
  textOfBase64Url,
  toAscii,
  toBase64Url,
  toUtf8,
} from './bytes';
import { mayVerify, SIGNATURE_BYTES } from './keys';

export interface Jws {
  /** The thumbprint of the key that signs (RFC 7638). */
  kid: string;
  /** JSON text. */
  payload: string;
  /** ASCII bytes of `header.payload`. */
  message: Uint8Array;
  /** 64 bytes. */
  signature: Uint8Array;
}

const KID = /^[A-Za-z0-9_-]{43}$/;

function header(kid: string): string {
  return `{"alg":"Ed25519","kid":"${kid}","typ":"minutier-1+jws"}`;
}

/** The part that is signed: append `.` and the signature in base64url. */
export function signingInput(kid: string, payload: string): string {
  return `${toBase64Url(toUtf8(header(kid)))}.${toBase64Url(toUtf8(payload))}`;
}

export function sealed(input: string, signature: Uint8Array): string {
  return `${input}.${toBase64Url(signature)}`;
}

/** The header's text is this, a thumbprint, and the rest. */
const [BEFORE_KID = '', AFTER_KID = ''] = header('.').split('.');
const KID_CHARACTERS = 43;
const HEADER_CHARACTERS = Math.ceil(((BEFORE_KID.length + KID_CHARACTERS + AFTER_KID.length) * 4) / 3);
const DOT = 46;

/** Null where the line is not, to the byte, what `sealed` would write. */
export function readJws(line: string): Jws | null {
  const bytes = toAscii(line);
  return bytes && readJwsBytes(bytes);
}

/** The same of the line's bytes; the message that it gives is their beginning, not a copy. */
export function readJwsBytes(line: Uint8Array): Jws | null {
  const end = line.indexOf(DOT, HEADER_CHARACTERS + 1);
  if (end < 0 || line[HEADER_CHARACTERS] !== DOT) return null;
  const kid = kidOf(textOfBase64Url(line.subarray(0, HEADER_CHARACTERS)));
  const payload = textOfBase64Url(line.subarray(HEADER_CHARACTERS + 1, end));
  // A further dot is no digit.
  const signature = fromBase64UrlBytes(line.subarray(end + 1));
  if (kid === null || payload === null || signature?.length !== SIGNATURE_BYTES) return null;
  return { kid, payload, message: line.subarray(0, end), signature };
}

function kidOf(head: string | null): string | null {
  if (head === null || !head.startsWith(BEFORE_KID) || !head.endsWith(AFTER_KID)) return null;
  const kid = head.slice(BEFORE_KID.length, -AFTER_KID.length);
  return KID.test(kid) ? kid : null;
}

/** False: refused without being asked whether it verifies. */
export function mayBeSigned(jws: Jws, publicKey: Uint8Array): boolean {
  return mayVerify(publicKey, jws.signature);
}

/** Of any version of this format, and of no other: a line that a later program would read. */
const OTHER_VERSION =
  /^\{"alg":"[A-Za-z0-9-]{1,40}","kid":"[A-Za-z0-9_-]{43}","typ":"minutier-([1-9][0-9]{0,3})\+jws"\}$/;

/** The version that a line says it is of, where it is not this one; null where it says none. For a clear refusal only. */
export function otherVersion(line: string): number | null {
  const bytes = fromBase64Url(line.slice(0, Math.max(0, line.indexOf('.'))));
  const version = OTHER_VERSION.exec((bytes && fromUtf8(bytes)) ?? '')?.[1];
  return version === undefined || version === '1' ? null : Number(version);
}
