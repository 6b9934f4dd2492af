/**
 * A passkey's ceremony in the browser. The library checks what the server asks for and what the authenticator answers;
 * here its outcomes become data. A person who closes the browser's question has not failed: they thought better of it.
 */
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { z } from 'zod';

/** False on an address without HTTPS, too: browsers have passkeys in safe places only. */
export function canUsePasskeys(): boolean {
  return window.isSecureContext && browserSupportsWebAuthn();
}

export type Ceremony =
  | { outcome: 'done'; response: Record<string, unknown> }
  /** Closed, refused, or waited for too long. */
  | { outcome: 'cancelled' }
  /** This authenticator has a passkey of the account already. */
  | { outcome: 'known' }
  | { outcome: 'failed' };

/** Of the options that the server gave: what the browser needs of them; the rest is the browser's to judge. */
const CreationSchema = z.looseObject({
  challenge: z.string(),
  rp: z.looseObject({ name: z.string() }),
  user: z.looseObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.looseObject({ alg: z.number(), type: z.literal('public-key') })),
});
const RequestSchema = z.looseObject({ challenge: z.string() });

export function makePasskey(options: unknown): Promise<Ceremony> {
  return ceremony(async () => {
    const read: PublicKeyCredentialCreationOptionsJSON = CreationSchema.parse(options);
    return { ...(await startRegistration({ optionsJSON: read })) };
  });
}

export function openPasskey(options: unknown): Promise<Ceremony> {
  return ceremony(async () => {
    const read: PublicKeyCredentialRequestOptionsJSON = RequestSchema.parse(options);
    return { ...(await startAuthentication({ optionsJSON: read })) };
  });
}

async function ceremony(run: () => Promise<Record<string, unknown>>): Promise<Ceremony> {
  try {
    return { outcome: 'done', response: await run() };
  } catch (problem) {
    if (problem instanceof WebAuthnError && problem.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
      return { outcome: 'known' };
    }
    // The library wraps what the browser said; either has the name.
    const name = problem instanceof Error ? problem.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return { outcome: 'cancelled' };
    console.error('passkey:', problem instanceof Error ? problem.message : problem);
    return { outcome: 'failed' };
  }
}
