/** What every AccountStore promises (server/access/account-store.ts), whatever it keeps its accounts in. */
import { expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { AccountIdSchema } from '../../domain/protocol-shared';
import type {
  Account,
  AccountStore,
  Device,
  MembershipStore,
  Passkey,
} from '../../server/access/account-store';
import { CONTRACT, testKey } from '../support/evidence';

const NOW = 1_000_000;
const hash = (n: number) => n.toString(16).padStart(64, '0');

function account(n: number, change: Partial<Account> = {}): Account {
  return {
    id: AccountIdSchema.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
    name: `Person ${n}`,
    email: `person${n}@example.org`,
    language: 'en',
    password: 'argon',
    createdAt: NOW,
    ...change,
  };
}

function passkey(id: string): Passkey {
  return {
    id,
    publicKey: new Uint8Array([1, 2, 3]),
    counter: 0,
    transports: ['internal', 'usb'],
    name: '',
    createdAt: NOW,
    usedAt: null,
  };
}

export type Stores = AccountStore & MembershipStore;

/** `open`: an empty store in which the contract `CONTRACT` is. */
export function accountStoreContract(name: string, open: () => Stores | Promise<Stores>): void {
  const OPEN = { name: '', from: null, until: NOW + 100, contract: null, week: null } as const;
  const withAccount = async (n = 1, change: Partial<Account> = {}) => {
    const store = await open();
    await store.putLink(hash(n), { ...OPEN, kind: 'account' });
    expect(await store.register(account(n, change), null, hash(n), NOW)).toBe('joined');
    return store;
  };

  it(`[SV25] ${name}: a link is spent by the first, and for a setup only while there is nobody`, async () => {
    const store = await open();
    await store.putLink(hash(1), { ...OPEN, kind: 'setup' });
    await store.putLink(hash(2), { ...OPEN, kind: 'setup' });
    expect(await store.register(account(1), passkey('a'), hash(1), NOW)).toBe('joined');
    expect(await store.register(account(2), null, hash(1), NOW)).toBe('spent');
    expect(await store.register(account(2), null, hash(2), NOW)).toBe('spent');
    expect(await store.register(account(2), null, hash(3), NOW)).toBe('spent');
    expect(await store.count()).toBe(1);
    expect(await store.link(hash(1))).toMatchObject({ kind: 'setup', usedAt: NOW });
    await store.dropLinks('setup');
    // What was used is remembered.
    expect([await store.link(hash(1)), await store.link(hash(2))]).toMatchObject([{ usedAt: NOW }, null]);
    expect(await store.passkeys(account(1).id)).toEqual([passkey('a')]);
  });

  it(`[SV25] ${name}: an address has one account, and a link that failed is not spent`, async () => {
    const store = await withAccount(1);
    await store.putLink(hash(2), { ...OPEN, kind: 'account' });
    const same = account(2, { email: 'PERSON1@example.org' });
    expect(await store.register(same, null, hash(2), NOW)).toBe('email');
    expect(await store.account(same.id)).toBeNull();
    expect(await store.register(account(2), null, hash(2), NOW + 100)).toBe('spent');
    expect(await store.register(account(2), null, hash(2), NOW + 99)).toBe('joined');
    expect((await store.byEmail('Person2@Example.org'))?.id).toBe(account(2).id);
    expect(await store.byEmail('person3@example.org')).toBeNull();
  });

  it(`[SV25] ${name}: a link joins a contract; a party has one part in it; a mediator has theirs for a time`, async () => {
    const store = await withAccount(1);
    const client = { ...OPEN, kind: 'client', contract: CONTRACT } as const;
    const mediator = {
      ...OPEN,
      kind: 'mediator',
      contract: CONTRACT,
      week: 345_600,
      until: NOW + 50,
    } as const;
    await store.putLink(hash(11), client);
    await store.putLink(hash(12), mediator);
    expect(await store.join(account(1).id, hash(11), NOW)).toBe('joined');
    expect(await store.join(account(1).id, hash(11), NOW)).toBe('spent');
    expect(await store.join(account(1).id, hash(12), NOW)).toBe('party');
    expect((await store.link(hash(12)))?.usedAt).toBeNull();
    // Nor does a second client come in, by a link or with a new account, and the link is not spent.
    await store.putLink(hash(13), client);
    expect(await store.register(account(9), null, hash(13), NOW)).toBe('taken');
    expect(await store.account(account(9).id)).toBeNull();
    expect((await store.link(hash(13)))?.usedAt).toBeNull();
    await store.putLink(hash(3), mediator);
    expect(await store.register(account(3), null, hash(3), NOW)).toBe('joined');
    const of = (id: Account['id'], now: number) => store.membership(CONTRACT, id, now);
    expect(await of(account(1).id, NOW + 1e9)).toMatchObject({ role: 'client', week: null, until: null });
    expect(await of(account(3).id, NOW + 49)).toMatchObject({ role: 'mediator', week: 345_600 });
    expect(await of(account(3).id, NOW + 50)).toBeNull();
    // Asked again for another week: it takes the place of the first.
    await store.putLink(hash(4), { ...mediator, week: 950_400, until: NOW + 70 });
    expect(await store.join(account(3).id, hash(4), NOW)).toBe('joined');
    expect(await store.memberships(account(3).id, NOW + 60)).toEqual([
      { contract: CONTRACT, role: 'mediator', week: 950_400, until: NOW + 70 },
    ]);
    expect(await store.exists(CONTRACT)).toBe(true);
    const other = ContractIdSchema.parse('99999999-9999-4999-8999-999999999999');
    expect([await store.exists(other), await store.membership(other, account(1).id, NOW)]).toEqual([
      false,
      null,
    ]);
  });

  it(`[SV22] ${name}: a challenge is taken once, in its time; the last way in stays`, async () => {
    const store = await withAccount(1, { password: null });
    await store.putChallenge('a', 'sign-in', NOW + 10);
    await store.putChallenge('b', 'sign-in', NOW + 10);
    expect(await store.takeChallenge('a', NOW)).toBe('sign-in');
    expect(await store.takeChallenge('a', NOW)).toBeNull();
    expect(await store.takeChallenge('b', NOW + 10)).toBeNull();
    const { id } = account(1);
    expect(await store.addPasskey(id, passkey('a'))).toBe(true);
    expect(await store.addPasskey(id, passkey('a'))).toBe(false);
    expect(await store.removePasskey(id, 'a')).toBe(false);
    expect(await store.addPasskey(id, passkey('b'))).toBe(true);
    await store.usedPasskey('b', 7, NOW + 5);
    expect(await store.passkey('b')).toMatchObject({ account: id, passkey: { counter: 7, usedAt: NOW + 5 } });
    expect(await store.removePasskey(account(2).id, 'a')).toBe(false);
    expect(await store.removePasskey(id, 'a')).toBe(true);
    expect(await store.removePasskey(id, 'b')).toBe(false);
    await store.setPassword(id, 'argon');
    expect(await store.removePasskey(id, 'b')).toBe(true);
  });

  it(`[SV23] ${name}: sessions end with their time, by one and by all but one`, async () => {
    const store = await withAccount(1);
    const { id } = account(1);
    const session = { account: id, csrf: 'c', createdAt: NOW, seenAt: NOW, until: NOW + 10 };
    for (const n of [1, 2, 3]) await store.putSession(hash(n), session);
    expect(await store.session(hash(1), NOW + 9)).toEqual(session);
    expect(await store.session(hash(1), NOW + 10)).toBeNull();
    await store.seenSession(hash(1), NOW + 9, NOW + 19);
    expect(await store.session(hash(1), NOW + 10)).toEqual({ ...session, seenAt: NOW + 9, until: NOW + 19 });
    await store.endSession(hash(2));
    expect(await store.session(hash(2), NOW)).toBeNull();
    await store.endSessions(id, hash(1));
    expect([await store.session(hash(1), NOW), await store.session(hash(3), NOW)]).toMatchObject([{}, null]);
    await store.endSessions(id, null);
    expect(await store.session(hash(1), NOW)).toBeNull();
  });

  it(`[SV24, SV26] ${name}: a code pairs one device, in its time and its five tries; a revoked one is nobody`, async () => {
    const store = await withAccount(1);
    const { id } = account(1);
    await store.putCode(hash(1), id, NOW + 10);
    await store.putCode(hash(2), id, NOW + 10);
    expect(await store.tryCode(hash(1), NOW)).toBeNull();
    for (let n = 0; n < 5; n++) expect(await store.tryCode(hash(2), NOW)).toBe(id);
    expect(await store.tryCode(hash(2), NOW)).toBeNull();
    await store.putCode(hash(3), id, NOW + 10);
    expect(await store.tryCode(hash(3), NOW + 10)).toBeNull();
    const { x, kid } = testKey('laptop');
    const device: Device = {
      id: '55555555-5555-4555-8555-555555555555',
      account: id,
      key: x,
      kid,
      name: 'laptop',
      pairedAt: NOW,
      seenAt: null,
      revokedAt: null,
    };
    expect(await store.pair(hash(3), hash(31), device)).toBe(true);
    expect(
      await store.pair(hash(3), hash(32), { ...device, id: '66666666-6666-4666-8666-666666666666' }),
    ).toBe(false);
    expect([await store.deviceOf(hash(31)), await store.deviceOf(hash(32))]).toEqual([device, null]);
    await store.seenDevice(device.id, NOW + 3);
    expect(await store.devices(id)).toEqual([{ ...device, seenAt: NOW + 3 }]);
    expect(await store.revokeDevice(account(2).id, device.id, NOW)).toBe(false);
    expect(await store.revokeDevice(id, device.id, NOW + 4)).toBe(true);
    expect(await store.revokeDevice(id, device.id, NOW + 5)).toBe(false);
    expect(await store.deviceOf(hash(31))).toBeNull();
    expect(await store.devices(id)).toMatchObject([{ revokedAt: NOW + 4 }]);
  });

  it(`[SV23] ${name}: what is over is forgotten, and only that`, async () => {
    const store = await withAccount(1);
    const { id } = account(1);
    const session = { account: id, csrf: 'c', createdAt: NOW, seenAt: NOW, until: NOW + 10 };
    await store.putSession(hash(1), session);
    await store.putSession(hash(2), { ...session, until: NOW + 20 });
    await store.putChallenge('a', 'x', NOW + 20);
    await store.sweep(NOW + 10);
    // Asked for an earlier time than its end: it is not hidden, it is gone.
    expect([await store.session(hash(1), NOW), await store.session(hash(2), NOW)]).toMatchObject([null, {}]);
    expect(await store.takeChallenge('a', NOW)).toBe('x');
    await store.setAccount(id, { name: 'Anew', language: 'fr' });
    expect(await store.account(id)).toMatchObject({ name: 'Anew', language: 'fr', password: 'argon' });
  });
}
