/** Accounts in memory: the contract's second opinion of what an AccountStore is. */
import type { ContractId } from '../../domain/ids';
import type { AccountId } from '../../domain/protocol-shared';
import type {
  Account,
  AccountStore,
  Device,
  Joined,
  Membership,
  MembershipStore,
  Passkey,
  StoredLink,
  StoredSession,
} from '../../server/access/account-store';

const TRIES_MAX = 5;

export class MemoryAccounts implements AccountStore, MembershipStore {
  private readonly accounts = new Map<string, Account>();
  private readonly keys = new Map<string, { account: AccountId; passkey: Passkey }>();
  private readonly challenges = new Map<string, { purpose: string; until: number }>();
  private readonly links = new Map<string, StoredLink>();
  private readonly sessions = new Map<string, StoredSession>();
  private readonly codes = new Map<string, { account: AccountId; until: number; tries: number }>();
  private readonly paired = new Map<string, Device>();
  private readonly parts = new Map<string, Membership & { account: AccountId }>();

  constructor(private readonly contracts: readonly ContractId[]) {}

  count = async () => this.accounts.size;
  account = async (id: AccountId) => this.accounts.get(id) ?? null;
  byEmail = async (email: string) => this.find(email);
  setAccount = async (id: AccountId, change: Pick<Account, 'name' | 'language'>) => this.change(id, change);
  setPassword = async (id: AccountId, password: string) => this.change(id, { password });

  passkeys = async (account: AccountId) => this.keysOf(account);
  passkey = async (id: string) => this.keys.get(id) ?? null;
  addPasskey = async (account: AccountId, passkey: Passkey) => {
    if (this.keys.has(passkey.id)) return false;
    this.keys.set(passkey.id, { account, passkey });
    return true;
  };
  usedPasskey = async (id: string, counter: number, usedAt: number) => {
    const kept = this.keys.get(id);
    if (kept !== undefined) this.keys.set(id, { ...kept, passkey: { ...kept.passkey, counter, usedAt } });
  };
  removePasskey = async (account: AccountId, id: string) => {
    if (this.keys.get(id)?.account !== account) return false;
    const hasOther = this.keysOf(account).length > 1 || this.accounts.get(account)?.password !== null;
    return hasOther && this.keys.delete(id);
  };

  putChallenge = async (challenge: string, purpose: string, until: number) => {
    this.challenges.set(challenge, { purpose, until });
  };
  takeChallenge = async (challenge: string, now: number) => {
    const kept = this.challenges.get(challenge);
    this.challenges.delete(challenge);
    return kept !== undefined && kept.until > now ? kept.purpose : null;
  };

  putLink = async (token: string, link: Omit<StoredLink, 'usedAt'>) => {
    this.links.set(token, { ...link, usedAt: null });
  };
  link = async (token: string) => this.links.get(token) ?? null;
  dropLinks = async (kind: StoredLink['kind']) => {
    for (const [token, link] of this.links) {
      if (link.kind === kind && link.usedAt === null) this.links.delete(token);
    }
  };
  register = async (
    account: Account,
    passkey: Passkey | null,
    token: string,
    now: number,
  ): Promise<Joined> => {
    const link = this.openLink(token, now);
    if (link === null) return 'spent';
    if (this.find(account.email) !== null) return 'email';
    if (passkey !== null && !(await this.addPasskey(account.id, passkey))) return 'spent';
    const followed = this.follow(account.id, token, link, now);
    if (followed === 'joined') this.accounts.set(account.id, account);
    return followed;
  };
  join = async (account: AccountId, token: string, now: number): Promise<Joined> => {
    const link = this.openLink(token, now);
    return link === null ? 'spent' : this.follow(account, token, link, now);
  };

  putSession = async (token: string, session: StoredSession) => {
    this.sessions.set(token, session);
  };
  session = async (token: string, now: number) => {
    const kept = this.sessions.get(token);
    return kept !== undefined && kept.until > now ? kept : null;
  };
  seenSession = async (token: string, seenAt: number, until: number) => {
    const kept = this.sessions.get(token);
    if (kept !== undefined) this.sessions.set(token, { ...kept, seenAt, until });
  };
  endSession = async (token: string) => {
    this.sessions.delete(token);
  };
  endSessions = async (account: AccountId, except: string | null) => {
    for (const [token, kept] of this.sessions) {
      if (kept.account === account && token !== except) this.sessions.delete(token);
    }
  };

  putCode = async (code: string, account: AccountId, until: number) => {
    for (const [one, kept] of this.codes) if (kept.account === account) this.codes.delete(one);
    this.codes.set(code, { account, until, tries: 0 });
  };
  tryCode = async (code: string, now: number) => {
    const kept = this.codes.get(code);
    if (kept === undefined || kept.until <= now || kept.tries >= TRIES_MAX) return null;
    kept.tries++;
    return kept.account;
  };
  pair = async (code: string, token: string, device: Device) => {
    if (!this.codes.delete(code)) return false;
    this.paired.set(token, device);
    return true;
  };
  devices = async (account: AccountId) => [...this.paired.values()].filter((one) => one.account === account);
  deviceOf = async (token: string) => {
    const kept = this.paired.get(token);
    return kept !== undefined && kept.revokedAt === null ? kept : null;
  };
  seenDevice = async (id: string, seenAt: number) => this.changeDevice(id, { seenAt });
  revokeDevice = async (account: AccountId, id: string, revokedAt: number) => {
    const device = (await this.devices(account)).find((one) => one.id === id);
    if (device === undefined || device.revokedAt !== null) return false;
    this.changeDevice(id, { revokedAt });
    return true;
  };

  sweep = async (now: number) => {
    for (const kept of [this.sessions, this.challenges, this.codes]) {
      for (const [key, { until }] of kept) if (until <= now) kept.delete(key);
    }
  };

  exists = async (contract: ContractId) => this.contracts.includes(contract);
  membership = async (contract: ContractId, account: AccountId, now: number) =>
    (await this.memberships(account, now)).find((one) => one.contract === contract) ?? null;
  memberships = async (account: AccountId, now: number) =>
    [...this.parts.values()]
      .filter((one) => one.account === account && (one.until === null || one.until > now))
      .map(({ contract, role, week, until }) => ({ contract, role, week, until }));

  private find(email: string): Account | null {
    const same = (one: Account) => one.email.toLowerCase() === email.toLowerCase();
    return [...this.accounts.values()].find(same) ?? null;
  }

  private keysOf(account: AccountId): Passkey[] {
    return [...this.keys.values()].filter((one) => one.account === account).map(({ passkey }) => passkey);
  }

  private change(id: AccountId, change: Partial<Account>): void {
    const kept = this.accounts.get(id);
    if (kept !== undefined) this.accounts.set(id, { ...kept, ...change });
  }

  private changeDevice(id: string, change: Partial<Device>): void {
    for (const [token, device] of this.paired) {
      if (device.id === id) this.paired.set(token, { ...device, ...change });
    }
  }

  private openLink(token: string, now: number): StoredLink | null {
    const link = this.links.get(token);
    if (link === undefined || link.usedAt !== null || link.until <= now) return null;
    return link.kind === 'setup' && this.accounts.size > 0 ? null : link;
  }

  private follow(account: AccountId, token: string, link: StoredLink, now: number): Joined {
    const { kind, contract, week, until } = link;
    if (contract !== null && (kind === 'client' || kind === 'mediator')) {
      const place = `${contract} ${account}`;
      const here = this.parts.get(place);
      if (here !== undefined && here.role !== kind) return 'party';
      const isOther = [...this.parts.values()].some(
        (one) => one.contract === contract && one.role === 'client' && one.account !== account,
      );
      if (kind === 'client' && isOther) return 'taken';
      this.parts.set(place, {
        account,
        contract,
        role: kind,
        week,
        until: kind === 'mediator' ? until : null,
      });
    }
    this.links.set(token, { ...link, usedAt: now });
    return 'joined';
  }
}
