/**
 * What the verifier needs of its platform, from the browser: WebCrypto verifies, as the browser's own library does it.
 * Where a browser cannot do Ed25519 the page says so and decides nothing; there is no other way round.
 */
import { fromBase64Url, toBase64Url } from '../../domain/bytes';
import type { SignatureCheck, VerifierCrypto } from '../../domain/crypto';
import { Sha256Hashing, sha256 } from '../sha256';

/** Checks that wait in the browser at once: enough to keep its threads busy, few enough to weigh nothing. */
const AT_ONCE = 256;
const ED25519 = 'Ed25519';

export function webCrypto(): VerifierCrypto {
  // A log has a handful of keys, and each of them thousands of signatures.
  const keys = new Map<string, Promise<CryptoKey | null>>();
  return {
    sha256,
    hashing: () => new Sha256Hashing(),
    digest: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes))),
    async verifyEd25519(checks) {
      const answers: boolean[] = [];
      for (let at = 0; at < checks.length; at += AT_ONCE) {
        const some = checks.slice(at, at + AT_ONCE);
        answers.push(...(await Promise.all(some.map((check) => verified(check, keys)))));
      }
      return answers;
    },
  };
}

/** RFC 8032 §7.1, test 2: what a browser must find valid, and with one bit changed invalid, before it may decide. */
const KNOWN = {
  key: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw',
  message: 0x72,
  signature: 'kqAJqfDUyrhyDoILX2QlQKKye1QWUD-Ps3YiI-vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA',
};

/** Whether this browser has Ed25519 and answers right. Outside of a secure context there is no WebCrypto at all. */
export async function canVerify(): Promise<boolean> {
  const [publicKey, signature] = [fromBase64Url(KNOWN.key), fromBase64Url(KNOWN.signature)];
  if (publicKey === null || signature === null || globalThis.crypto?.subtle === undefined) return false;
  const message = Uint8Array.of(KNOWN.message);
  const other = Uint8Array.of(KNOWN.message ^ 1);
  const answers = await webCrypto().verifyEd25519([
    { publicKey, message, signature },
    { publicKey, message: other, signature },
  ]);
  return answers[0] === true && answers[1] === false;
}

async function verified(
  { publicKey, message, signature }: SignatureCheck,
  keys: Map<string, Promise<CryptoKey | null>>,
): Promise<boolean> {
  const key = await keyOf(publicKey, keys);
  if (key === null) return false;
  try {
    return await crypto.subtle.verify(ED25519, key, owned(signature), owned(message));
  } catch {
    // An error is an answer too: the platform cannot take the signature for valid.
    return false;
  }
}

function keyOf(
  publicKey: Uint8Array,
  keys: Map<string, Promise<CryptoKey | null>>,
): Promise<CryptoKey | null> {
  const x = toBase64Url(publicKey);
  const key = keys.get(x) ?? imported(publicKey);
  keys.set(x, key);
  return key;
}

async function imported(publicKey: Uint8Array): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey('raw', owned(publicKey), ED25519, false, ['verify']);
  } catch {
    return null;
  }
}

/** WebCrypto takes no view of shared memory; the type alone cannot tell that ours never is one, so others are copied. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(bytes);
}
