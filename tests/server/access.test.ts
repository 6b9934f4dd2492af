import { describe, expect, it } from 'vitest';
import { PASSWORD, testServer, tokenOf } from '../support/server';

describe('accounts', () => {
  it('[SV20] the first account comes by a link that works once and only while there is none', async () => {
    const { server, setup, nobody } = await testServer();
    const first = await server.setupLink();
    const second = await server.setupLink();
    // A newer link takes the place of the older.
    const look = (link: string | null) =>
      nobody().try('invitation', { body: { token: tokenOf(link ?? '') } });
    expect(await look(first)).toMatchObject({ outcome: 'refused', problem: { code: 'link-spent' } });
    expect(await look(second)).toMatchObject({ outcome: 'ok', value: { kind: 'setup', contract: null } });
    const fran = await setup();
    expect(fran.session?.account).toMatchObject({ name: 'Fran', hasPassword: true, passkeys: 0 });
    expect(await server.setupLink()).toBeNull();
    expect(await look(second)).toMatchObject({ outcome: 'refused', problem: { code: 'link-spent' } });
  });

  it('[SV21] signing in with a password; a wrong one and an unknown address answer alike', async () => {
    const { setup, nobody } = await testServer();
    const fran = await setup();
    const email = fran.session?.account.email ?? '';
    const wrong = await nobody().send('signInPassword', { body: { email, password: 'not the password' } });
    const unknown = await nobody().send('signInPassword', {
      body: { email: 'nobody@example.org', password: 'not the password' },
    });
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()]);
    expect(wrong.status).toBe(401);
    const again = nobody();
    again.session = await again.ask('signInPassword', {
      body: { email: email.toUpperCase(), password: PASSWORD },
    });
    expect((await again.ask('session')).account.name).toBe('Fran');
    await again.ask('signOut');
    expect(await again.try('session')).toMatchObject({ outcome: 'refused', status: 401 });
  });

  it('[SV24] an app is paired by a short code, once, and only with a key that it has', async () => {
    const { setup } = await testServer();
    const fran = await setup();
    const device = await fran.pair();
    const { devices } = await fran.ask('devices');
    expect(devices).toMatchObject([{ name: 'laptop', kid: device.key.kid, revokedAt: null }]);
    expect((await device.ask('about')).name).toBe('minutier');
  });
});
