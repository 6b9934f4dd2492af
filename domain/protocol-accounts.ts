/** The wire's accounts: the first one, signing in with a passkey or a password, joining by a link, devices, who looked. */
import { z } from 'zod';
import { routes } from './protocol-route';
import { AccountIdSchema, At, ContractIdSchema, ofContract, RoleOnContractSchema } from './protocol-shared';

/** NIST SP 800-63B: at least 8 characters, long ones allowed, no rule on their kinds. Ours: 12, as there is no second factor. */
export const PasswordSchema = z.string().min(12).max(256);
export const EmailSchema = z.email().max(254);

const NewAccountSchema = z.object({
  name: z.string().trim().min(1).max(120),
  email: EmailSchema,
  language: z.enum(['en', 'fr']),
});

export const SessionSchema = z.object({
  account: z.object({
    id: AccountIdSchema,
    name: z.string(),
    email: z.string(),
    language: z.enum(['en', 'fr']),
    passkeys: z.int(),
    hasPassword: z.boolean(),
  }),
  /** To be sent back in `x-csrf-token` with everything that changes something. */
  csrf: z.string(),
  contracts: z.array(
    z.object({
      id: ContractIdSchema,
      role: RoleOnContractSchema,
      title: z.string(),
      client: z.string(),
      freelancer: z.string(),
      /** Of a mediator: the week whose dispute may be read (Monday 00:00 UTC, Unix seconds), and until when. */
      week: z.int().nullable(),
      until: At.nullable(),
    }),
  ),
});
export type Session = z.infer<typeof SessionSchema>;

/** WebAuthn's own JSON, checked by its library. */
const WebAuthnSchema = z.looseObject({});

/** Looks that are told at once, at most. */
export const ACCESSES_AT_ONCE = 200;

/** Of a link. It is always in a body: what stands in a path is written into the logs of proxies. */
const LinkTokenSchema = z.string().max(100);

const PasskeySchema = z.object({
  /** WebAuthn's id of the credential, base64url. */
  id: z.string(),
  name: z.string(),
  createdAt: At,
  usedAt: At.nullable(),
});

export const accountRoutes = routes({
  session: {
    method: 'GET',
    path: '/v1/session',
    who: ['account'],
    summary: 'Who is signed in, and their contracts.',
    reply: SessionSchema,
  },
  invitation: {
    method: 'POST',
    path: '/v1/invitations/look',
    who: ['anyone'],
    summary: 'What a link is for: the first account, an account, a contract to join, or a dispute to decide.',
    body: z.object({ token: LinkTokenSchema }),
    reply: z.object({
      kind: z.enum(['setup', 'account', 'client', 'mediator']),
      contract: z.string().nullable(),
      from: z.string().nullable(),
      until: At,
    }),
  },
  /** Joins with the account that is signed in. */
  accept: {
    method: 'POST',
    path: '/v1/invitations/accept',
    who: ['account'],
    summary: 'Joins the contract of a link with the account that is signed in.',
    body: z.object({ token: LinkTokenSchema }),
    reply: SessionSchema,
  },
  registerPassword: {
    method: 'POST',
    path: '/v1/invitations/password',
    who: ['anyone'],
    summary: 'Makes an account with a password, and joins.',
    body: NewAccountSchema.extend({ token: LinkTokenSchema, password: PasswordSchema }),
    reply: SessionSchema,
  },
  registerOptions: {
    method: 'POST',
    path: '/v1/invitations/passkey/options',
    who: ['anyone'],
    summary: 'Begins to make an account with a passkey.',
    body: NewAccountSchema.extend({ token: LinkTokenSchema }),
    reply: WebAuthnSchema,
  },
  registerPasskey: {
    method: 'POST',
    path: '/v1/invitations/passkey',
    who: ['anyone'],
    summary: 'Makes an account with a passkey, and joins.',
    body: NewAccountSchema.extend({ token: LinkTokenSchema, response: WebAuthnSchema }),
    reply: SessionSchema,
  },
  inviteAccount: {
    method: 'POST',
    path: '/v1/account/invitations',
    who: ['account'],
    summary: 'A link with which somebody makes an account here. It works once, for fourteen days.',
    body: z.object({ name: z.string().trim().max(120) }),
    reply: z.object({ link: z.string(), until: At }),
  },
  signInOptions: {
    method: 'POST',
    path: '/v1/sign-in/passkey/options',
    who: ['anyone'],
    summary: 'Begins to sign in with a passkey. The answer is the same whether or not an account is there.',
    reply: WebAuthnSchema,
  },
  signInPasskey: {
    method: 'POST',
    path: '/v1/sign-in/passkey',
    who: ['anyone'],
    summary: 'Signs in with a passkey.',
    body: z.object({ response: WebAuthnSchema }),
    reply: SessionSchema,
  },
  signInPassword: {
    method: 'POST',
    path: '/v1/sign-in/password',
    who: ['anyone'],
    summary: 'Signs in with a password. A wrong one and an unknown address answer alike, in the same time.',
    body: z.object({ email: z.string().max(254), password: z.string().max(256) }),
    reply: SessionSchema,
  },
  signOut: {
    method: 'POST',
    path: '/v1/sign-out',
    who: ['account'],
    summary: 'Ends this session.',
    reply: 'none',
  },
  addPasskeyOptions: {
    method: 'POST',
    path: '/v1/account/passkeys/options',
    who: ['account'],
    summary: 'Begins to add a passkey to the account.',
    reply: WebAuthnSchema,
  },
  addPasskey: {
    method: 'POST',
    path: '/v1/account/passkeys',
    who: ['account'],
    summary: 'Adds a passkey to the account.',
    body: z.object({ response: WebAuthnSchema, name: z.string().trim().max(60) }),
    reply: SessionSchema,
  },
  passkeys: {
    method: 'GET',
    path: '/v1/account/passkeys',
    who: ['account'],
    summary: 'The passkeys of the account.',
    reply: z.object({ passkeys: z.array(PasskeySchema) }),
  },
  removePasskey: {
    method: 'DELETE',
    path: '/v1/account/passkeys/:passkey',
    who: ['account'],
    summary: 'Removes a passkey; the last one only where there is a password.',
    params: z.object({ passkey: z.string().max(1400) }),
    reply: SessionSchema,
  },
  setPassword: {
    method: 'PUT',
    path: '/v1/account/password',
    who: ['account'],
    summary: 'Sets or changes the password; where there is one, it is asked for. Other sessions end.',
    body: z.object({ current: z.string().max(256).optional(), password: PasswordSchema }),
    reply: SessionSchema,
  },
  setAccount: {
    method: 'PUT',
    path: '/v1/account',
    who: ['account'],
    summary: 'Changes name and language.',
    body: NewAccountSchema.omit({ email: true }),
    reply: SessionSchema,
  },
  signOutElsewhere: {
    method: 'POST',
    path: '/v1/sign-out/others',
    who: ['account'],
    summary: 'Ends every session of the account but this one.',
    reply: 'none',
  },
  pairingCode: {
    method: 'POST',
    path: '/v1/devices/codes',
    who: ['account'],
    summary: 'A short code with which the app is paired. It works once, for ten minutes.',
    reply: z.object({ code: z.string(), link: z.string(), until: At }),
  },
  devices: {
    method: 'GET',
    path: '/v1/devices',
    who: ['account'],
    summary: 'The devices of this account.',
    reply: z.object({
      devices: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          kid: z.string(),
          words: z.string(),
          pairedAt: At,
          seenAt: At.nullable(),
          revokedAt: At.nullable(),
        }),
      ),
    }),
  },
  revokeDevice: {
    method: 'DELETE',
    path: '/v1/devices/:device',
    who: ['account'],
    summary: 'Takes a device its token.',
    params: z.object({ device: z.uuid() }),
    reply: 'none',
  },
  accesses: {
    method: 'GET',
    path: '/v1/contracts/:contract/accesses',
    who: ['freelancer', 'device'],
    summary: 'Who looked at which day of the contract, the latest first.',
    params: ofContract,
    query: z.object({ before: z.coerce.number().pipe(At).optional() }),
    reply: z.object({
      accesses: z.array(
        z.object({
          at: At,
          who: z.string(),
          role: RoleOnContractSchema,
          what: z.enum(['day', 'week', 'month', 'picture', 'bundle', 'timesheet', 'invoice']),
          /** The day or week that was looked at, Unix seconds. */
          of: z.int().nullable(),
        }),
      ),
    }),
  },
});
