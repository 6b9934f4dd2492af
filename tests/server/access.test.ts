import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import { runPassword } from '../../server/access/rescue';
import { hashOf } from '../../server/access/tokens';
import { Authenticator } from '../support/authenticator';
import { CONTRACT, SLOT, TestLog, testKey } from '../support/evidence';
import { Caller, PASSWORD, SERVER_NOW, type TestServer, testServer, tokenOf } from '../support/server';
import { tempFolder } from '../support/temp-folder';

const DAY_MS = 86_400_000;

const refused = (status: number, code: string) => ({ outcome: 'refused', status, problem: { code } });

describe('links', () => {
  it('[SV20] the first account comes by a link that works once and only while there is none', async () => {
    const { server, setup, nobody } = await testServer();
    const first = await server.setupLink();
    const second = await server.setupLink();
    const look = (link: string | null) =>
      nobody().try('invitation', { body: { token: tokenOf(link ?? '') } });
    expect(await look(first)).toMatchObject(refused(410, 'link-spent'));
    expect(await look(second)).toMatchObject({ outcome: 'ok', value: { kind: 'setup', contract: null } });
    const fran = await setup();
    expect(fran.session?.account).toMatchObject({ name: 'Fran', hasPassword: true, passkeys: 0 });
    expect(await server.setupLink()).toBeNull();
    expect(await look(second)).toMatchObject(refused(410, 'link-spent'));
  });

  it('[SV25] a client’s link is for one person and one contract, and says what it is for', async () => {
    const { fran, laptop, joinBy, nobody, server } = await working();
    const { link, until } = await laptop.ask('invite', {
      params: { contract: CONTRACT },
      body: { name: 'Clara' },
    });
    expect(until).toBe(laptop.clock.at + 14 * DAY_MS);
    const token = tokenOf(link);
    expect(await nobody().ask('invitation', { body: { token } })).toEqual({
      kind: 'client',
      contract: 'The book',
      from: 'Fran',
      until,
    });
    // The freelancer opens their own link by mistake: it stays good for the client.
    expect(await fran.try('accept', { body: { token } })).toMatchObject(refused(409, 'party'));
    const clara = await joinBy(link, 'Clara');
    expect(clara.session?.contracts).toMatchObject([
      {
        id: CONTRACT,
        role: 'client',
        title: 'The book',
        client: 'A publisher',
        freelancer: 'Fran',
        until: null,
      },
    ]);
    expect(await nobody().try('invitation', { body: { token } })).toMatchObject(refused(410, 'link-spent'));
    await expect(joinBy(link, 'Carl')).rejects.toThrow(/link-spent/);
    // Nor does she judge a dispute of hers.
    const mediation = await server.parts.links.make({
      kind: 'mediator',
      contract: CONTRACT,
      week: 1_793_577_600,
      name: 'Mo',
      from: 'Fran',
      until: until + 1,
    });
    expect(await clara.try('accept', { body: { token: tokenOf(mediation) } })).toMatchObject(
      refused(409, 'party'),
    );
    expect((await nobody().try('invitation', { body: { token: tokenOf(mediation) } })).outcome).toBe('ok');
  });

  it('[SV25] a link ends with its time, and of two who use it at once one comes in', async () => {
    const { laptop, joinBy, nobody, clock } = await working();
    const { link } = await laptop.ask('invite', { params: { contract: CONTRACT }, body: { name: '' } });
    const both = await Promise.allSettled([joinBy(link, 'Clara'), joinBy(link, 'Carl')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const late = await laptop.ask('invite', { params: { contract: CONTRACT }, body: { name: '' } });
    clock.advance(14 * DAY_MS);
    expect(await nobody().try('invitation', { body: { token: tokenOf(late.link) } })).toMatchObject(
      refused(410, 'link-spent'),
    );
  });

  it('[SV25] whoever has an account already joins with it; an address has one account', async () => {
    const { fran, laptop, join, nobody } = await working();
    const ann = await join(fran, 'Ann');
    const { link } = await laptop.ask('invite', { params: { contract: CONTRACT }, body: { name: '' } });
    const taken = await nobody().try('registerPassword', {
      body: {
        token: tokenOf(link),
        name: 'Ann again',
        email: ann.session?.account.email.toUpperCase() ?? '',
        language: 'en',
        password: PASSWORD,
      },
    });
    expect(taken).toMatchObject(refused(409, 'email'));
    const session = await ann.ask('accept', { body: { token: tokenOf(link) } });
    expect(session.contracts).toMatchObject([{ id: CONTRACT, role: 'client' }]);
    // A link for a new account is none for somebody who has one.
    const other = await fran.ask('inviteAccount', { body: { name: '' } });
    expect(await ann.try('accept', { body: { token: tokenOf(other.link) } })).toMatchObject(
      refused(409, 'has-account'),
    );
  });
});

describe('passwords and sessions', () => {
  it('[SV21] a wrong password and an unknown address answer alike', async () => {
    const { setup, nobody, server } = await testServer();
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const wrong = await nobody().send('signInPassword', { body: { email, password: 'not the password' } });
    const unknown = await nobody().send('signInPassword', {
      body: { email: 'nobody@example.org', password: 'not the password' },
    });
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()]);
    expect(wrong.status).toBe(401);
    expect(server.parts.sqlite.prepare('SELECT password FROM accounts').pluck().get()).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
    const again = nobody();
    again.session = await again.ask('signInPassword', {
      body: { email: email.toUpperCase(), password: PASSWORD },
    });
    expect((await again.ask('session')).account.name).toBe('Fran');
  });

  it('[SV23] a session is in a cookie that no script reads; signing in makes a new one, signing out ends it', async () => {
    const { setup, nobody, url } = await testServer();
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const old = fran.cookie;
    const response = await fran.send('signInPassword', { body: { email, password: PASSWORD } });
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^minutier=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    const stale = new Caller(url, 'stale');
    stale.cookie = old;
    expect(await stale.try('session')).toMatchObject(refused(401, 'sign-in'));
    const { csrf } = await fran.ask('session');
    expect(csrf).not.toBe(fran.session?.csrf);
    fran.session = await fran.ask('session');
    await fran.ask('signOut');
    fran.cookie = set.split(';')[0] ?? '';
    expect(await fran.try('session')).toMatchObject(refused(401, 'sign-in'));
    expect(await nobody().try('session')).toMatchObject(refused(401, 'sign-in'));
  });

  it('[SV23] behind HTTPS the cookie is for HTTPS only', async () => {
    const { server, nobody } = await testServer({ publicUrl: 'https://diary.example.org' });
    const link = (await server.setupLink()) ?? '';
    expect(link).toMatch(/^https:\/\/diary\.example\.org\/join#[\w-]{43}$/);
    const response = await nobody().send('registerPassword', {
      body: {
        token: tokenOf(link),
        name: 'Fran',
        email: 'f@example.org',
        language: 'fr',
        password: PASSWORD,
      },
    });
    expect(response.headers.get('set-cookie')).toContain('; Secure');
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('[SV23] a session lasts thirty days from when it was last used', async () => {
    const { setup, clock } = await testServer();
    const fran = await setup();
    for (let month = 0; month < 3; month++) {
      clock.advance(29 * DAY_MS);
      expect((await fran.try('session')).outcome).toBe('ok');
    }
    clock.advance(30 * DAY_MS + 1);
    expect(await fran.try('session')).toMatchObject(refused(401, 'sign-in'));
  });

  it('[SV28] a password that is there is asked for before it is changed, and the others are signed out', async () => {
    const { setup, nobody } = await testServer();
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const phone = nobody();
    phone.session = await phone.ask('signInPassword', { body: { email, password: PASSWORD } });
    const password = 'another long password';
    expect(await fran.try('setPassword', { body: { password } })).toMatchObject(refused(422, 'password'));
    expect(await fran.try('setPassword', { body: { password, current: 'no' } })).toMatchObject(
      refused(422, 'password'),
    );
    expect(await fran.try('setPassword', { body: { password: 'short', current: PASSWORD } })).toMatchObject(
      refused(400, 'shape'),
    );
    expect((await phone.try('session')).outcome).toBe('ok');
    await fran.ask('setPassword', { body: { password, current: PASSWORD } });
    expect(await phone.try('session')).toMatchObject(refused(401, 'sign-in'));
    expect((await fran.try('session')).outcome).toBe('ok');
    expect((await nobody().try('signInPassword', { body: { email, password } })).outcome).toBe('ok');
    expect(await nobody().try('signInPassword', { body: { email, password: PASSWORD } })).toMatchObject(
      refused(401, 'sign-in-failed'),
    );
  });

  it('[SV28] whoever keeps the server gives a new password to who has lost every way in', async () => {
    const { setup, nobody, folder } = await testServer();
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const said: string[] = [];
    const asked = (to: string, where = folder) =>
      runPassword(
        where,
        to,
        (bytes) => new Uint8Array(randomBytes(bytes)),
        (line) => said.push(line),
      );
    // Beside the running server.
    expect(await asked(email)).toBe(0);
    const password = said[0]?.split(': ')[1] ?? '';
    expect(await fran.try('session')).toMatchObject(refused(401, 'sign-in'));
    expect((await nobody().try('signInPassword', { body: { email, password } })).outcome).toBe('ok');
    expect(await nobody().try('signInPassword', { body: { email, password: PASSWORD } })).toMatchObject(
      refused(401, 'sign-in-failed'),
    );
    expect(await asked('nobody@example.org')).toBe(1);
    const empty = tempFolder();
    expect(await asked(email, empty)).toBe(2);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('[SV28] name and language change; the other sessions end when one asks for it', async () => {
    const { setup, nobody } = await testServer();
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const phone = nobody();
    phone.session = await phone.ask('signInPassword', { body: { email, password: PASSWORD } });
    const { account } = await fran.ask('setAccount', { body: { name: 'Françoise', language: 'fr' } });
    expect(account).toMatchObject({ name: 'Françoise', language: 'fr', email });
    await fran.ask('signOutElsewhere');
    expect(await phone.try('session')).toMatchObject(refused(401, 'sign-in'));
    expect((await fran.try('session')).outcome).toBe('ok');
  });
});

describe('passkeys', () => {
  const newcomer = { name: 'Fran', email: 'fran@example.org', language: 'en' } as const;

  async function withPasskey() {
    const world = await testServer();
    const token = tokenOf((await world.server.setupLink()) ?? '');
    const key = new Authenticator(world.url, 'key');
    const fran = world.nobody();
    const options = await fran.ask('registerOptions', { body: { ...newcomer, token } });
    fran.session = await fran.ask('registerPasskey', {
      body: { ...newcomer, token, response: key.create(options) },
    });
    return { ...world, key, fran };
  }

  it('[SV22] an account is made with a passkey, and signed in to without a name', async () => {
    const { fran, key, nobody } = await withPasskey();
    expect(fran.session?.account).toMatchObject({ name: 'Fran', passkeys: 1, hasPassword: false });
    const again = nobody();
    const options = await again.ask('signInOptions');
    expect(options).not.toHaveProperty('allowCredentials.0');
    again.session = await again.ask('signInPasskey', { body: { response: key.get(options) } });
    expect(again.session.account.id).toBe(fran.session?.account.id);
    const { passkeys } = await again.ask('passkeys');
    expect(passkeys).toMatchObject([{ usedAt: SERVER_NOW }]);
  });

  it('[SV22] another origin, domain, challenge, key, counter, account: no', async () => {
    const { key, nobody, url, clock } = await withPasskey();
    const tried = async (wrong: Parameters<Authenticator['get']>[1]) => {
      const caller = nobody();
      const response = key.get(await caller.ask('signInOptions'), wrong);
      return caller.try('signInPasskey', { body: { response } });
    };
    const wrongs = [
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { challenge: toBase64Url(new Uint8Array(32)) },
      { forged: true },
      { user: toBase64Url(toUtf8('somebody else')) },
    ];
    for (const wrong of wrongs) {
      expect([wrong, await tried(wrong)]).toMatchObject([wrong, refused(401, 'sign-in-failed')]);
    }
    expect((await tried({ counter: 40 })).outcome).toBe('ok');
    // A copy of the key counts on from where it was made.
    expect(await tried({ counter: 7 })).toMatchObject(refused(401, 'sign-in-failed'));
    // A challenge is good once, and for five minutes.
    const caller = nobody();
    const response = key.get(await caller.ask('signInOptions'), { counter: 50 });
    expect((await caller.try('signInPasskey', { body: { response } })).outcome).toBe('ok');
    expect(await nobody().try('signInPasskey', { body: { response } })).toMatchObject(
      refused(401, 'sign-in-failed'),
    );
    const late = key.get(await caller.ask('signInOptions'), { counter: 51 });
    clock.advance(5 * 60_000);
    expect(await nobody().try('signInPasskey', { body: { response: late } })).toMatchObject(
      refused(401, 'sign-in-failed'),
    );
    const stranger = new Authenticator(url, 'stranger');
    stranger.create({ challenge: 'AAAA', rp: { id: 'localhost' }, user: { id: 'AAAA' } });
    const unknown = stranger.get(await caller.ask('signInOptions'));
    expect(await nobody().try('signInPasskey', { body: { response: unknown } })).toMatchObject(
      refused(401, 'sign-in-failed'),
    );
  });

  it('[SV22] a challenge to sign in makes no passkey, and one of a link is no other link’s', async () => {
    const { fran, nobody, url } = await withPasskey();
    const links = await Promise.all([1, 2].map(() => fran.ask('inviteAccount', { body: { name: '' } })));
    const [one = '', two = ''] = links.map(({ link }) => tokenOf(link));
    const person = { ...newcomer, email: 'ann@example.org' };
    const key = new Authenticator(url, 'ann');
    const options = await nobody().ask('registerOptions', { body: { ...person, token: one } });
    expect(
      await nobody().try('registerPasskey', {
        body: { ...person, token: two, response: key.create(options) },
      }),
    ).toMatchObject(refused(422, 'passkey'));
    const signIn = await nobody().ask('signInOptions');
    const mixed = { ...options, challenge: signIn.challenge };
    expect(
      await nobody().try('registerPasskey', { body: { ...person, token: one, response: key.create(mixed) } }),
    ).toMatchObject(refused(422, 'passkey'));
  });

  it('[SV22][SV28] a second passkey is added; the last way in stays', async () => {
    const { fran, url } = await withPasskey();
    const second = new Authenticator(url, 'second');
    const options = await fran.ask('addPasskeyOptions');
    const response = second.create(options);
    await fran.ask('addPasskey', { body: { response, name: 'Phone' } });
    const { passkeys } = await fran.ask('passkeys');
    expect(passkeys.map(({ name }) => name)).toEqual(['', 'Phone']);
    const [first, phone] = passkeys.map(({ id }) => id);
    const session = await fran.ask('removePasskey', { params: { passkey: first ?? '' } });
    expect(session.account.passkeys).toBe(1);
    const last = { params: { passkey: phone ?? '' } };
    expect(await fran.try('removePasskey', last)).toMatchObject(refused(409, 'last-way-in'));
    await fran.ask('setPassword', { body: { password: PASSWORD } });
    expect((await fran.ask('removePasskey', last)).account).toMatchObject({ passkeys: 0, hasPassword: true });
    expect(await fran.try('removePasskey', last)).toMatchObject(refused(404, 'not-found'));
  });
});

describe('devices', () => {
  it('[SV24] an app is paired by a code, once, within ten minutes, and only with a key that it has', async () => {
    const { setup, nobody, clock } = await testServer();
    const fran = await setup();
    const key = testKey('laptop');
    const proofOf = (code: string, by = key) =>
      toBase64Url(by.sign(toUtf8(`minutier-pair-1\n${code}\n${key.x}\n`)));
    const pairing = (code: string, proof: string, written = code) =>
      nobody().try('pair', { body: { code: written, key: key.x, proof, name: 'laptop' } });

    const first = await fran.ask('pairingCode');
    expect(first.code).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    expect(first.link).toContain(encodeURIComponent(first.code));
    // A newer code takes the place of the older.
    const second = await fran.ask('pairingCode');
    expect(await pairing(first.code, proofOf(first.code))).toMatchObject(refused(422, 'code'));
    expect(await pairing(second.code, proofOf(second.code, testKey('thief')))).toMatchObject(
      refused(422, 'proof'),
    );
    expect(await pairing(second.code, proofOf(first.code))).toMatchObject(refused(422, 'proof'));
    const paired = await pairing(
      second.code,
      proofOf(second.code),
      second.code.toLowerCase().replace('-', ''),
    );
    expect(paired).toMatchObject({ outcome: 'ok', value: { account: 'Fran', about: { protocol: 1 } } });
    expect(await pairing(second.code, proofOf(second.code))).toMatchObject(refused(422, 'code'));

    const third = await fran.ask('pairingCode');
    for (let n = 0; n < 5; n++) {
      expect(await pairing(third.code, proofOf('wrong'))).toMatchObject(refused(422, 'proof'));
    }
    expect(await pairing(third.code, proofOf(third.code))).toMatchObject(refused(422, 'code'));
    const fourth = await fran.ask('pairingCode');
    clock.advance(600_000);
    expect(await pairing(fourth.code, proofOf(fourth.code))).toMatchObject(refused(422, 'code'));
    const { devices } = await fran.ask('devices');
    expect(devices).toMatchObject([{ name: 'laptop', kid: key.kid, revokedAt: null }]);
    expect(devices[0]?.words.split('-')).toHaveLength(8);
  });

  it('[SV26] a device that was revoked is nobody from that moment on, and its streams end', async () => {
    const { fran, laptop } = await working();
    const stream = await laptop.send('events', { params: { contract: CONTRACT } });
    expect(stream.status).toBe(200);
    const { devices } = await fran.ask('devices');
    const device = devices[0]?.id ?? '';
    await fran.ask('revokeDevice', { params: { device } });
    // Resolves only when the stream ends.
    expect(await stream.text()).toContain('retry:');
    const head = { params: { contract: CONTRACT } };
    expect(await laptop.try('head', head)).toMatchObject(refused(401, 'sign-in'));
    expect((await fran.ask('devices')).devices[0]?.revokedAt).not.toBeNull();
    expect(await fran.try('revokeDevice', { params: { device } })).toMatchObject(refused(404, 'not-found'));
  });

  it('[SV26] nobody revokes the device of somebody else', async () => {
    const { fran, laptop, join } = await working();
    const ann = await join(fran, 'Ann');
    const { devices } = await fran.ask('devices');
    const device = devices[0]?.id ?? '';
    expect(await ann.try('revokeDevice', { params: { device } })).toMatchObject(refused(404, 'not-found'));
    expect((await laptop.try('head', { params: { contract: CONTRACT } })).outcome).toBe('ok');
  });
});

describe('who looked', () => {
  it('[SV27] a client’s look is one row in ten minutes, for the freelancer to read; the freelancer’s own is none', async () => {
    const { fran, laptop, joinBy, clock } = await working();
    const { link } = await laptop.ask('invite', { params: { contract: CONTRACT }, body: { name: '' } });
    const clara = await joinBy(link, 'Clara');
    const params = { contract: CONTRACT };
    const day = Math.floor(SLOT / 86_400) * 86_400;
    const query = { from: day * 1000, to: (day + 86_400) * 1000 };
    for (const caller of [fran, laptop, clara, clara]) await caller.ask('day', { params, query });
    clock.advance(601_000);
    await clara.ask('day', { params, query });
    const { accesses } = await laptop.ask('accesses', { params });
    expect(accesses).toMatchObject([
      { who: 'Clara', role: 'client', what: 'day', of: day, at: clock.at },
      { who: 'Clara', role: 'client', what: 'day', of: day, at: clock.at - 601_000 },
    ]);
    const older = await fran.ask('accesses', { params, query: { before: clock.at } });
    expect(older.accesses).toEqual(accesses.slice(1));
  });
});

describe('secrets', () => {
  it('[SV29] what opens something is kept as its hash, and stands in no line of the log', async () => {
    const { fran, laptop, joinBy, server, log } = await working();
    const { code } = await fran.ask('pairingCode');
    const { link } = await laptop.ask('invite', { params: { contract: CONTRACT }, body: { name: '' } });
    const clara = await joinBy(link, 'Clara');
    const waiting = await fran.ask('inviteAccount', { body: { name: '' } });
    await fetch(`${server.url}/somewhere?token=${tokenOf(waiting.link)}`);
    const secrets = [
      tokenOf(link),
      tokenOf(waiting.link),
      code,
      code.replace('-', ''),
      PASSWORD,
      laptop.token ?? '',
      ...[fran, clara].flatMap(({ cookie, session }) => [cookie?.split('=')[1] ?? '', session?.csrf ?? '']),
    ];
    expect(secrets.every((secret) => secret.length >= 8)).toBe(true);
    const tables = ['accounts', 'sessions', 'devices', 'invitations', 'pairing_codes', 'challenges', 'meta'];
    const csrfs = [fran.session?.csrf, clara.session?.csrf];
    for (const table of tables) {
      const rows = JSON.stringify(server.parts.sqlite.prepare(`SELECT * FROM ${table}`).all());
      // The token against forgery opens nothing by itself, and is told again with the session.
      expect(secrets.filter((secret) => rows.includes(secret) && !csrfs.includes(secret))).toEqual([]);
    }
    const sessions = server.parts.sqlite.prepare('SELECT token FROM sessions').pluck().all();
    expect(sessions).toContain(hashOf(fran.cookie?.split('=')[1] ?? ''));
    const lines = log.join('');
    expect(lines).toContain('answered');
    const quiet = [...secrets, 'example.org', CONTRACT, 'somewhere', 'The book'];
    expect(quiet.filter((secret) => lines.includes(secret))).toEqual([]);
  });
});

/** A freelancer, an app that has opened a contract here, and what else a test needs. */
async function working() {
  const world: TestServer = await testServer();
  const fran = await world.setup('Fran');
  const laptop = Object.assign(await fran.pair('laptop'), { clock: world.clock });
  await laptop.upload(CONTRACT, new TestLog(testKey('laptop')));
  return { ...world, fran, laptop };
}
