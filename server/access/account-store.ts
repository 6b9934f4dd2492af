/**
 * Accounts and what opens them, as a port. Promises: what resolved is on the disk; each method is one transaction; an
 * address has one account, whatever its letters' case; a link, a challenge and a code are spent by whoever comes first.
 * Secrets are given as their hashes (tokens.ts).
 */
import type { ContractId } from '../../domain/ids';
import type { KeyX, Kid } from '../../domain/keys';
import type { AccountId, RoleOnContract } from '../../domain/protocol-shared';

export interface Account {
  id: AccountId;
  name: string;
  email: string;
  language: 'en' | 'fr';
  /** A PHC string of argon2id; null: passkeys only. */
  password: string | null;
  createdAt: number;
}

export interface Passkey {
  /** WebAuthn's, base64url. */
  id: string;
  publicKey: Uint8Array;
  counter: number;
  transports: readonly string[];
  name: string;
  createdAt: number;
  usedAt: number | null;
}

export interface StoredLink {
  kind: 'setup' | 'account' | 'client' | 'mediator';
  contract: ContractId | null;
  week: number | null;
  name: string;
  from: string | null;
  until: number;
  usedAt: number | null;
}

export interface StoredSession {
  account: AccountId;
  csrf: string;
  createdAt: number;
  seenAt: number;
  until: number;
}

export interface Device {
  id: string;
  account: AccountId;
  key: KeyX;
  kid: Kid;
  name: string;
  pairedAt: number;
  seenAt: number | null;
  revokedAt: number | null;
}

export interface Membership {
  contract: ContractId;
  role: RoleOnContract;
  week: number | null;
  until: number | null;
}

/**
 * `spent`: used, over, or not for this; `party`: a party of the contract cannot join it in another role; `taken`: it has its
 * client, and who makes the links must not come in as a second one.
 */
export type Joined = 'joined' | 'spent' | 'email' | 'party' | 'taken';

export interface AccountStore {
  count(): Promise<number>;
  account(id: AccountId): Promise<Account | null>;
  byEmail(email: string): Promise<Account | null>;
  setAccount(id: AccountId, change: Pick<Account, 'name' | 'language'>): Promise<void>;
  setPassword(id: AccountId, password: string): Promise<void>;

  passkeys(account: AccountId): Promise<Passkey[]>;
  passkey(id: string): Promise<{ account: AccountId; passkey: Passkey } | null>;
  /** False: this passkey is there already. */
  addPasskey(account: AccountId, passkey: Passkey): Promise<boolean>;
  usedPasskey(id: string, counter: number, now: number): Promise<void>;
  /** False: it is not there, or it is the account's only way in. */
  removePasskey(account: AccountId, id: string): Promise<boolean>;

  putChallenge(challenge: string, purpose: string, until: number): Promise<void>;
  /** Its purpose, once; null where it is unknown or over. */
  takeChallenge(challenge: string, now: number): Promise<string | null>;

  putLink(token: string, link: Omit<StoredLink, 'usedAt'>): Promise<void>;
  link(token: string): Promise<StoredLink | null>;
  /** Forgets the links of the kind that are not used. */
  dropLinks(kind: StoredLink['kind']): Promise<void>;
  /** Makes the account, and joins what the link is for. A setup link: only while there is no account. */
  register(account: Account, passkey: Passkey | null, link: string, now: number): Promise<Joined>;
  join(account: AccountId, link: string, now: number): Promise<Joined>;

  putSession(token: string, session: StoredSession): Promise<void>;
  /** Null where it is unknown or over. */
  session(token: string, now: number): Promise<StoredSession | null>;
  seenSession(token: string, seenAt: number, until: number): Promise<void>;
  endSession(token: string): Promise<void>;
  /** All of the account but one. */
  endSessions(account: AccountId, except: string | null): Promise<void>;

  putCode(code: string, account: AccountId, until: number): Promise<void>;
  /** Whose it is; null where it is unknown or over, or was tried too often. Each call is a try. */
  tryCode(code: string, now: number): Promise<AccountId | null>;
  /** Spends the code; false where somebody else was first. */
  pair(code: string, token: string, device: Device): Promise<boolean>;
  devices(account: AccountId): Promise<Device[]>;
  /** Null where the token is unknown or revoked. */
  deviceOf(token: string): Promise<Device | null>;
  seenDevice(id: string, now: number): Promise<void>;
  revokeDevice(account: AccountId, id: string, now: number): Promise<boolean>;

  /** Forgets sessions, challenges and codes that are over. */
  sweep(now: number): Promise<void>;
}

/** Who has which part in which contract. */
export interface MembershipStore {
  exists(contract: ContractId): Promise<boolean>;
  /** Null: no part, or one that is over. */
  membership(contract: ContractId, account: AccountId, now: number): Promise<Membership | null>;
  memberships(account: AccountId, now: number): Promise<Membership[]>;
}
