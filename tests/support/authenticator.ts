/**
 * An authenticator in software: makes passkeys (ES256, no attestation) and answers challenges as a browser hands them on,
 * and can be told to do one thing wrong.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';

const CreationSchema = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string() }),
  user: z.object({ id: z.string() }),
});
const RequestSchema = z.object({ challenge: z.string(), rpId: z.string() });

export interface Wrong {
  origin?: string;
  challenge?: string;
  rpId?: string;
  /** A signature by another key. */
  forged?: boolean;
  counter?: number;
  user?: string;
}

interface Kept {
  id: Buffer;
  key: KeyObject;
  user: string;
  counter: number;
}

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest();

export class Authenticator {
  private kept: Kept | null = null;

  constructor(
    private readonly origin: string,
    /** The first bytes of its passkeys' ids. */
    private readonly name: string,
  ) {}

  create(options: unknown, wrong: Wrong = {}): Record<string, unknown> {
    const { challenge, rp, user } = CreationSchema.parse(options);
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = sha256(`${this.name} ${challenge}`);
    this.kept = { id, key: privateKey, user: user.id, counter: 0 };
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const cose = map([
      [int(1), int(2)],
      [int(3), int(-7)],
      [int(-1), int(1)],
      [int(-2), bytes(Buffer.from(x, 'base64url'))],
      [int(-3), bytes(Buffer.from(y, 'base64url'))],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const data = Buffer.concat([this.head(wrong.rpId ?? rp.id, 0x45, 0), Buffer.alloc(16), length, id, cose]);
    const attestation = map([
      [text('fmt'), text('none')],
      [text('attStmt'), map([])],
      [text('authData'), bytes(data)],
    ]);
    return this.answer({
      clientDataJSON: this.client('webauthn.create', challenge, wrong).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  get(options: unknown, wrong: Wrong = {}): Record<string, unknown> {
    const { challenge, rpId } = RequestSchema.parse(options);
    const kept = this.kept;
    if (kept === null) throw new Error('there is no passkey');
    kept.counter = wrong.counter ?? kept.counter + 1;
    const client = this.client('webauthn.get', challenge, wrong);
    const data = this.head(wrong.rpId ?? rpId, 0x05, kept.counter);
    const key =
      wrong.forged === true ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : kept.key;
    return this.answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', Buffer.concat([data, sha256(client)]), key).toString('base64url'),
      userHandle: wrong.user ?? kept.user,
    });
  }

  private answer(response: Record<string, unknown>): Record<string, unknown> {
    const id = this.kept?.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  private client(type: string, challenge: string, wrong: Wrong): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? this.origin,
        crossOrigin: false,
      }),
    );
  }

  private head(rpId: string, flags: number, counter: number): Buffer {
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), rest]);
  }
}

/** CBOR (RFC 8949), as little of it as a passkey needs. */
function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}
const int = (n: number) => (n < 0 ? head(1, -1 - n) : head(0, n));
const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value]);
const text = (value: string) => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const map = (pairs: [Buffer, Buffer][]) => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);
