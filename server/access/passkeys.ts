/**
 * Passkeys (WebAuthn), checked by @simplewebauthn/server. A challenge is answered once, within five minutes, and only for
 * what it was made for. Whoever signs in says no name: their passkey knows whose it is, so nothing tells who has an account.
 */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import type { AccountId } from '../../domain/protocol-shared';
import type { Base } from '../parts';
import type { AccountStore, Passkey } from './account-store';

const CHALLENGE_MS = 5 * 60_000;
const PASSKEY_NAME = 'minutier';

const Text = z.string().max(20_000);
/** What a browser sends, as far as it is read before the library checks it. */
const Common = { id: z.string().max(1400), rawId: z.string().max(1400), type: z.literal('public-key') };
const RegistrationSchema = z.looseObject({
  ...Common,
  response: z.looseObject({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
});
const AuthenticationSchema = z.looseObject({
  ...Common,
  response: z.looseObject({
    clientDataJSON: Text,
    authenticatorData: Text,
    signature: Text,
    userHandle: z.string().max(200).optional(),
  }),
});

export class Passkeys {
  private readonly origin: string;
  private readonly rpID: string;
  private readonly random: (bytes: number) => Uint8Array;

  constructor(
    /** `publicUrl`: what people have in their address bar. */
    { publicUrl, random }: Pick<Base, 'publicUrl' | 'random'>,
    private readonly store: AccountStore,
  ) {
    this.random = random;
    this.origin = new URL(publicUrl).origin;
    this.rpID = new URL(publicUrl).hostname;
  }

  /** `purpose`: what the answer may be used for; `account` is told again when it comes. */
  async registration(purpose: string, account: { id: AccountId; name: string; email: string }, now: number) {
    const challenge = await this.challenge(`${purpose} ${account.id}`, now);
    const known = await this.store.passkeys(account.id);
    return generateRegistrationOptions({
      rpName: PASSKEY_NAME,
      rpID: this.rpID,
      userName: account.email,
      userDisplayName: account.name,
      userID: new Uint8Array(toUtf8(account.id)),
      challenge,
      timeout: CHALLENGE_MS,
      attestationType: 'none',
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
  }

  /** The passkey and the account it was begun for; null where anything about it is not right. */
  async registered(
    purpose: string,
    name: string,
    response: unknown,
    now: number,
  ): Promise<{ account: string; passkey: Passkey } | null> {
    const read = RegistrationSchema.safeParse(response);
    if (!read.success) return null;
    const answer = read.data;
    let account = '';
    const verified = await quietly(
      verifyRegistrationResponse({
        response: registrationOf(answer),
        expectedChallenge: async (challenge) => {
          const kept = await this.store.takeChallenge(challenge, now);
          if (kept === null || !kept.startsWith(`${purpose} `)) return false;
          account = kept.slice(purpose.length + 1);
          return true;
        },
        expectedOrigin: this.origin,
        expectedRPID: this.rpID,
        // A key without a PIN is better than a password.
        requireUserVerification: false,
      }),
    );
    if (verified === null || !verified.verified || account === '') return null;
    const { credential } = verified.registrationInfo;
    return {
      account,
      passkey: {
        id: credential.id,
        publicKey: new Uint8Array(credential.publicKey),
        counter: credential.counter,
        transports: answer.response.transports ?? [],
        name,
        createdAt: now,
        usedAt: null,
      },
    };
  }

  /** The same for everybody. */
  async signIn(now: number) {
    return generateAuthenticationOptions({
      rpID: this.rpID,
      challenge: await this.challenge('sign-in', now),
      timeout: CHALLENGE_MS,
      userVerification: 'preferred',
    });
  }

  /** Whose passkey answered; null where anything about it is not right. */
  async signedIn(response: unknown, now: number): Promise<AccountId | null> {
    const read = AuthenticationSchema.safeParse(response);
    if (!read.success) return null;
    const kept = await this.store.passkey(read.data.id);
    if (kept === null) return null;
    const { account, passkey } = kept;
    const handle = read.data.response.userHandle;
    if (handle !== undefined && handle !== '' && handle !== toBase64Url(toUtf8(account))) return null;
    const verified = await quietly(
      verifyAuthenticationResponse({
        response: authenticationOf(read.data),
        expectedChallenge: async (challenge) =>
          (await this.store.takeChallenge(challenge, now)) === 'sign-in',
        expectedOrigin: this.origin,
        expectedRPID: this.rpID,
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
        },
        requireUserVerification: false,
      }),
    );
    if (verified === null || !verified.verified) return null;
    await this.store.usedPasskey(passkey.id, verified.authenticationInfo.newCounter, now);
    return account;
  }

  private async challenge(purpose: string, now: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(this.random(32));
    await this.store.putChallenge(toBase64Url(bytes), purpose, now + CHALLENGE_MS);
    return bytes;
  }
}

/** The library throws for what is malformed; to a caller that is "no". */
async function quietly<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch {
    return null;
  }
}

function registrationOf(answer: z.output<typeof RegistrationSchema>): RegistrationResponseJSON {
  const { clientDataJSON, attestationObject } = answer.response;
  return {
    id: answer.id,
    rawId: answer.rawId,
    type: answer.type,
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject },
  };
}

function authenticationOf(answer: z.output<typeof AuthenticationSchema>): AuthenticationResponseJSON {
  const { clientDataJSON, authenticatorData, signature, userHandle } = answer.response;
  return {
    id: answer.id,
    rawId: answer.rawId,
    type: answer.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON,
      authenticatorData,
      signature,
      ...(userHandle === undefined ? {} : { userHandle }),
    },
  };
}
