/** Sessions of people: 256 random bits in a cookie that no script reads, thirty days from when they were last seen. */

import { invariant } from '../../domain/assert';
import type { Session } from '../../domain/protocol-accounts';
import type { AccountId } from '../../domain/protocol-shared';
import { SESSION_MS } from '../http/access';
import type { Door } from '../http/handler';
import type { AccountStore, MembershipStore } from './account-store';
import type { ContractNames } from './contract-names';
import { hashOf, newToken } from './tokens';

export interface SessionsOf {
  store: AccountStore & MembershipStore;
  names: ContractNames;
  random(bytes: number): Uint8Array;
}

export class Sessions {
  constructor(private readonly of: SessionsOf) {}

  /** A new one always: whatever cookie a browser had before is worth nothing afterwards. */
  async begin(account: AccountId, door: Door, now: number): Promise<Session> {
    const { store, random } = this.of;
    const token = newToken(random);
    const csrf = newToken(random);
    if (door.session !== null) await store.endSession(door.session);
    await store.putSession(hashOf(token), {
      account,
      csrf,
      createdAt: now,
      seenAt: now,
      until: now + SESSION_MS,
    });
    door.open(token);
    return this.told(account, csrf, now);
  }

  /** Who is signed in. `session` is one that `access.ts` found. */
  async tell(account: AccountId, session: string | null, now: number): Promise<Session> {
    const kept = session === null ? null : await this.of.store.session(session, now);
    invariant(kept !== null, 'whoever is signed in has a session');
    return this.told(account, kept.csrf, now);
  }

  private async told(id: AccountId, csrf: string, now: number): Promise<Session> {
    const { store, names } = this.of;
    const account = await store.account(id);
    invariant(account !== null, 'a session is of an account');
    const contracts = await Promise.all(
      (await store.memberships(id, now)).map(async ({ contract, role, week, until }) => {
        const named = await names(contract);
        return { id: contract, role, week, until, ...named };
      }),
    );
    return {
      account: {
        id,
        name: account.name,
        email: account.email,
        language: account.language,
        passkeys: (await store.passkeys(id)).length,
        hasPassword: account.password !== null,
      },
      csrf,
      contracts,
    };
  }
}
