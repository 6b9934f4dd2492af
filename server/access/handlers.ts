/** Answers everything about accounts: joining by a link, signing in, passkeys and passwords, the app's devices, who looked. */
import { randomUUID } from 'node:crypto';
import { fromBase64Url, toUtf8 } from '../../domain/bytes';
import { fingerprintWords } from '../../domain/fingerprint';
import { mayVerify, publicKeyOfX } from '../../domain/keys';
import { normalCode, pairLinkOf } from '../../domain/pair-link';
import type { About } from '../../domain/protocol-log';
import { type AccountId, AccountIdSchema } from '../../domain/protocol-shared';
import { type Asked, type Asker, type Door, type HandlersOf, NOT_FOUND, Refusal } from '../http/handler';
import type { Limits, Purse } from '../http/limits';
import { SIGN_IN } from '../http/problems';
import { tooOften } from '../http/routes';
import type { Parts } from '../parts';
import type { Account, AccountStore, Joined, MembershipStore, Passkey } from './account-store';
import type { ContractNames } from './contract-names';
import { LINK_MS } from './links';
import type { Passkeys } from './passkeys';
import type { Passwords } from './passwords';
import type { Sessions } from './sessions';
import type { Accesses } from './sqlite-people';
import { hashOf, newToken } from './tokens';

/** A code is good for ten minutes. */
const CODE_MS = 600_000;
/** No 0 or O, no 1, I or L, as domain/pair-link.ts reads them. */
const CODE_DIGITS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

export interface Access {
  store: AccountStore & MembershipStore;
  passwords: Passwords;
  passkeys: Passkeys;
  sessions: Sessions;
  accesses: Accesses;
  names: ContractNames;
  limits: Limits;
}

const NO_LINK = new Refusal(410, 'link-spent', 'This link was used, or its time is over. Ask for another.');
const NO_ENTRY = new Refusal(401, 'sign-in-failed', 'That was not right. Nothing is said about which part.');
const NO_PASSKEY = new Refusal(422, 'passkey', 'The passkey could not be checked. Begin again.');
const NO_CODE = new Refusal(422, 'code', 'This code is not (any more) one of this server. Ask for another.');

type Names =
  | 'about'
  | 'pair'
  | 'invite'
  | 'session'
  | 'invitation'
  | 'accept'
  | 'registerPassword'
  | 'registerOptions'
  | 'registerPasskey'
  | 'inviteAccount'
  | 'signInOptions'
  | 'signInPasskey'
  | 'signInPassword'
  | 'signOut'
  | 'addPasskeyOptions'
  | 'addPasskey'
  | 'passkeys'
  | 'removePasskey'
  | 'setPassword'
  | 'setAccount'
  | 'signOutElsewhere'
  | 'pairingCode'
  | 'devices'
  | 'revokeDevice'
  | 'accesses';

export function accessHandlers(parts: Parts, access: Access): HandlersOf<Names> {
  const { store, passwords, passkeys, sessions, accesses, names, limits } = access;

  const about = (now: number): About => ({
    name: 'minutier',
    protocol: 1,
    version: parts.version,
    key: parts.key.x,
    now,
  });

  /** Guessing is slow from one address, and slow for everybody together. */
  const trying = (door: Door, now: number, more?: { purse: Purse; who: string }): Refusal | null => {
    // In this order, and each only where the one before lets go on: one address spends nothing of everybody's.
    const purses = [{ purse: 'trying' as const, who: door.address }, ...(more === undefined ? [] : [more])];
    for (const { purse, who } of [...purses, { purse: 'everybody' as const, who: '' }]) {
      const wait = limits.wait(purse, who, now);
      if (wait > 0) return tooOften(wait);
    }
    return null;
  };

  const linkOf = async (token: string, door: Door, now: number) => {
    const slow = trying(door, now);
    if (slow !== null) return slow;
    const link = await store.link(hashOf(token));
    if (link === null || link.usedAt !== null || link.until <= now) return NO_LINK;
    if (link.kind === 'setup' && (await store.count()) > 0) return NO_LINK;
    return link;
  };

  const register = async (
    { body, door, now }: { body: NewAccount & { token: string }; door: Door; now: number },
    id: AccountId,
    secret: { password: string } | { passkey: Passkey },
  ) => {
    const account: Account = {
      id,
      name: body.name,
      email: body.email,
      language: body.language,
      password: 'password' in secret ? await passwords.hash(secret.password) : null,
      createdAt: now,
    };
    const passkey = 'passkey' in secret ? secret.passkey : null;
    const refusal = refusalOf(await store.register(account, passkey, hashOf(body.token), now));
    return refusal ?? sessions.begin(id, door, now);
  };

  return {
    about: async ({ now }) => about(now),

    async session({ asker, door, now }) {
      return sessions.tell(personOf(asker), door.session, now);
    },

    async invitation({ body, door, now }) {
      const link = await linkOf(body.token, door, now);
      if (link instanceof Refusal) return link;
      const contract = link.contract === null ? null : (await names(link.contract)).title;
      return { kind: link.kind, contract, from: link.from, until: link.until };
    },

    async accept({ body, asker, door, now }) {
      const link = await linkOf(body.token, door, now);
      if (link instanceof Refusal) return link;
      // These make an account; whoever has one leaves them for somebody else.
      if (link.kind === 'setup' || link.kind === 'account') {
        return new Refusal(
          409,
          'has-account',
          'You have an account already: this link is for somebody else.',
        );
      }
      const account = personOf(asker);
      const refusal = refusalOf(await store.join(account, hashOf(body.token), now));
      return refusal ?? sessions.tell(account, door.session, now);
    },

    async registerPassword(asked) {
      const link = await linkOf(asked.body.token, asked.door, asked.now);
      if (link instanceof Refusal) return link;
      return register(asked, AccountIdSchema.parse(randomUUID()), { password: asked.body.password });
    },

    async registerOptions({ body, door, now }) {
      const link = await linkOf(body.token, door, now);
      if (link instanceof Refusal) return link;
      const id = AccountIdSchema.parse(randomUUID());
      const purpose = `register ${hashOf(body.token)}`;
      return { ...(await passkeys.registration(purpose, { id, name: body.name, email: body.email }, now)) };
    },

    async registerPasskey(asked) {
      const { body, door, now } = asked;
      const link = await linkOf(body.token, door, now);
      if (link instanceof Refusal) return link;
      const purpose = `register ${hashOf(body.token)}`;
      const registered = await passkeys.registered(purpose, '', body.response, now);
      if (registered === null) return NO_PASSKEY;
      return register(asked, AccountIdSchema.parse(registered.account), { passkey: registered.passkey });
    },

    async inviteAccount({ body, asker, now }) {
      const until = now + LINK_MS;
      const link = await parts.links.make({ kind: 'account', name: body.name, from: asker.name, until });
      return { link, until };
    },

    async invite({ params, body, asker, now }) {
      const until = now + LINK_MS;
      const link = await parts.links.make({
        kind: 'client',
        contract: params.contract,
        name: body.name,
        from: asker.name,
        until,
      });
      return { link, until };
    },

    async signInOptions({ door, now }) {
      return trying(door, now) ?? { ...(await passkeys.signIn(now)) };
    },

    async signInPasskey({ body, door, now }) {
      const slow = trying(door, now);
      if (slow !== null) return slow;
      const account = await passkeys.signedIn(body.response, now);
      return account === null ? NO_ENTRY : sessions.begin(account, door, now);
    },

    async signInPassword({ body, door, now }) {
      // By the address that was written, whether or not there is an account: a limit tells nothing either.
      const slow = trying(door, now, { purse: 'password', who: hashOf(body.email.toLowerCase()) });
      if (slow !== null) return slow;
      const account = await store.byEmail(body.email);
      const isRight = await passwords.isRight(account?.password ?? null, body.password);
      return account === null || !isRight ? NO_ENTRY : sessions.begin(account.id, door, now);
    },

    async signOut({ asker, door }) {
      if (door.session !== null) await store.endSession(door.session);
      door.close();
      parts.hub.close(personOf(asker));
      return undefined;
    },

    async signOutElsewhere({ asker, door }) {
      await store.endSessions(personOf(asker), door.session);
      parts.hub.close(personOf(asker));
      return undefined;
    },

    async addPasskeyOptions({ asker, now }) {
      const account = await store.account(personOf(asker));
      return account === null ? SIGN_IN : { ...(await passkeys.registration('add', account, now)) };
    },

    async addPasskey({ body, asker, door, now }) {
      const id = personOf(asker);
      const registered = await passkeys.registered('add', body.name, body.response, now);
      if (registered === null || registered.account !== id) return NO_PASSKEY;
      if (!(await store.addPasskey(id, registered.passkey))) return NO_PASSKEY;
      return sessions.tell(id, door.session, now);
    },

    async passkeys({ asker }) {
      const kept = await store.passkeys(personOf(asker));
      return { passkeys: kept.map(({ id, name, createdAt, usedAt }) => ({ id, name, createdAt, usedAt })) };
    },

    async removePasskey({ params, asker, door, now }) {
      const id = personOf(asker);
      if (!(await store.passkeys(id)).some((passkey) => passkey.id === params.passkey)) return NOT_FOUND;
      if (!(await store.removePasskey(id, params.passkey))) {
        return new Refusal(409, 'last-way-in', 'It is the only way into your account. Set a password first.');
      }
      return sessions.tell(id, door.session, now);
    },

    async setPassword({ body, asker, door, now }) {
      const id = personOf(asker);
      const slow = trying(door, now, { purse: 'password', who: id });
      if (slow !== null) return slow;
      const account = await store.account(id);
      if (account === null) return SIGN_IN;
      if (account.password !== null && !(await passwords.isRight(account.password, body.current ?? ''))) {
        return new Refusal(422, 'password', 'The password that you have now is another one.');
      }
      await store.setPassword(id, await passwords.hash(body.password));
      await store.endSessions(id, door.session);
      // The page that asks opens its stream again by itself; the others may not.
      parts.hub.close(id);
      return sessions.tell(id, door.session, now);
    },

    async setAccount({ body, asker, door, now }) {
      await store.setAccount(personOf(asker), body);
      return sessions.tell(personOf(asker), door.session, now);
    },

    async pairingCode({ asker, now }) {
      const code = newCode(parts.random);
      const until = now + CODE_MS;
      await store.putCode(hashOf(code), personOf(asker), until);
      return { code, until, link: pairLinkOf({ server: parts.publicUrl, code }) };
    },

    async pair({ body, door, now }) {
      const slow = trying(door, now);
      if (slow !== null) return slow;
      const code = normalCode(body.code);
      const account = code === null ? null : await store.tryCode(hashOf(code), now);
      if (code === null || account === null) return NO_CODE;
      const key = publicKeyOfX(body.key, parts.crypto.sha256);
      const signature = fromBase64Url(body.proof);
      const message = toUtf8(`minutier-pair-1\n${code}\n${body.key}\n`);
      const isTheirs =
        key !== null &&
        signature !== null &&
        mayVerify(key.bytes, signature) &&
        (await parts.crypto.verifyEd25519([{ publicKey: key.bytes, message, signature }]))[0] === true;
      if (key === null || !isTheirs) {
        return new Refusal(422, 'proof', 'The app did not show that it has this key.');
      }
      const token = newToken(parts.random);
      const paired = await store.pair(hashOf(code), hashOf(token), {
        id: randomUUID(),
        account,
        key: key.x,
        kid: key.kid,
        name: body.name,
        pairedAt: now,
        seenAt: now,
        revokedAt: null,
      });
      if (!paired) return NO_CODE;
      const person = await store.account(account);
      return { token, account: person?.name ?? '', about: about(now) };
    },

    async devices({ asker }) {
      const kept = await store.devices(personOf(asker));
      return {
        devices: kept.map(({ id, name, kid, pairedAt, seenAt, revokedAt }) => ({
          id,
          name,
          kid,
          words: fingerprintWords(kid),
          pairedAt,
          seenAt,
          revokedAt,
        })),
      };
    },

    async revokeDevice({ params, asker, now }) {
      const revoked = await store.revokeDevice(personOf(asker), params.device, now);
      if (!revoked) return NOT_FOUND;
      parts.hub.close(params.device);
      return undefined;
    },

    async accesses({ params, query, now }) {
      return { accesses: await accesses.list(params.contract, query.before ?? now + 1) };
    },
  };
}

type NewAccount = Pick<Asked<'registerOptions'>['body'], 'name' | 'email' | 'language'>;

/** Routes of people are decided before they run: there is always one. */
function personOf({ account }: Asker): AccountId {
  if (account === null) throw new Error('broken invariant: a route of accounts without an account');
  return account;
}

function refusalOf(joined: Joined): Refusal | null {
  switch (joined) {
    case 'joined':
      return null;
    case 'spent':
      return NO_LINK;
    case 'party':
      return new Refusal(409, 'party', 'You have another part in this contract already.');
    case 'taken':
      return new Refusal(409, 'has-client', 'This contract has its client already, and that is one account.');
    case 'email':
      // Only whoever has a link that works is told, and such links are made by people who know them.
      return new Refusal(409, 'email', 'Sign in with the account that you have, and open the link again.');
  }
}

function newCode(random: (bytes: number) => Uint8Array): string {
  let code = '';
  while (code.length < 8) {
    for (const byte of random(16)) {
      // The largest multiple of their number that a byte holds: each digit is as likely as the others.
      const digit = byte < 248 ? CODE_DIGITS[byte % CODE_DIGITS.length] : undefined;
      if (digit !== undefined && code.length < 8) code += digit;
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
