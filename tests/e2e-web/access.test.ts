/** Coming in: the first account by a passkey, a password, a session that ends, a client's link, and addresses that lead nowhere. */
import { expect, it } from 'vitest';
import { reviewed } from '../support/reviewed';
import { Caller, PASSWORD, tokenOf } from '../support/server';
import {
  bringAuthenticator,
  bringCookie,
  expectGood,
  PAGE,
  useBrowser,
  visit,
  webServer,
} from '../support/web';

useBrowser();

it('[WP7] the first account is made with a passkey, which signs in again and can be added and removed', async () => {
  const { server } = await webServer();
  const link = await server.setupLink();
  if (link === null) throw new Error('there is an account');
  const mine = await visit();
  const { page } = mine;
  await bringAuthenticator(mine);
  await page.goto(link);
  await page.getByRole('heading', { name: 'Set up this server' }).waitFor();
  // The secret is out of the address before anything else happens.
  expect(page.url()).toBe(new URL('/join', link).href);
  await expectGood(mine, 'setup-en-desktop-light');
  await page.getByTestId('make-account').click();
  await page.getByText('Enter your name.').waitFor();
  await page.getByLabel('Your name').fill('Fran');
  await page.getByLabel('Email address').fill('fran@example.org');
  await page.getByTestId('make-account').click();
  await page.getByRole('heading', { name: 'Contracts' }).waitFor();
  await expectGood(mine, 'contracts-none-en-desktop-light');

  await page.getByRole('button', { name: 'Account of Fran' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  await page.getByTestId('sign-in-passkey').click();
  await page.getByRole('heading', { name: 'Contracts' }).waitFor();

  await page.goto(new URL('/account', link).href);
  await page.getByText('This is the only way to sign in').waitFor();
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByTestId('set-password').click();
  await page.getByText('The password counts from now on').waitFor();
  await page.getByRole('button', { name: 'Remove', exact: false }).first().click();
  await page.getByText('There is no passkey yet.').waitFor();
  expect(mine.complaints).toEqual([]);
});

it('[WP7] whoever closes the browser’s question is told that nothing has changed', async () => {
  const { server } = await webServer();
  await server.setupLink();
  const mine = await visit();
  const { page } = mine;
  await bringAuthenticator(mine);
  await page.goto(server.url);
  // The authenticator has no passkey of this server: the browser answers as for a closed question.
  await page.getByTestId('sign-in-passkey').click();
  await page.getByText('Nothing has changed.').waitFor();
  expect(await page.getByRole('heading', { name: 'Sign in' }).count()).toBe(1);
});

it('[WP8] a wrong password and an unknown address are told alike; the right one opens the place that was asked for', async () => {
  const house = await reviewed(PAGE);
  const email = house.client.session?.account.email ?? '';
  const mine = await visit({ size: 'phone' });
  const { page } = mine;
  const place = `${house.url}/contracts/${house.contract}/settings`;
  await page.goto(place);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expectGood(mine, 'sign-in-en-phone-light');
  const say = async (address: string, password: string) => {
    await page.getByLabel('Email address').fill(address);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByTestId('sign-in-password').click();
  };
  await say('nobody@example.org', PASSWORD);
  const unknown = await page.getByRole('alert').innerText();
  await say(email, 'not my password at all');
  await page.getByTestId('sign-in-password').and(page.locator(':not([data-loading])')).waitFor();
  expect(await page.getByRole('alert').innerText()).toBe(unknown);
  await say(email, PASSWORD);
  await page.getByTestId('limit-now').waitFor();
  expect(page.url()).toBe(place);
});

it('[WP3] a session that ends leads to the sign-in, and back to the same place', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await page.getByTestId('limit-now').waitFor();
  await house.client.ask('signOut');
  await page.getByTestId('limit-hours').fill('50');
  await page.getByTestId('limit-set').click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByLabel('Email address').fill(house.client.session?.account.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByTestId('sign-in-password').click();
  await page.getByTestId('limit-now').waitFor();
  expect(page.url()).toContain('/settings');
});

it('[WP3] a page that was left open while somebody signed in anew asks who it is, and goes on', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await page.getByTestId('limit-now').waitFor();
  const again = new Caller(house.url, 'Cleo');
  const email = house.client.session?.account.email ?? '';
  await again.ask('signInPassword', { body: { email, password: PASSWORD } });
  await bringCookie(mine, house.url, again.cookie);
  await page.getByTestId('limit-hours').fill('50');
  await page.getByTestId('limit-set').click();
  await page.getByText('Somebody signed in anew in this browser').waitFor();
  await page.getByTestId('limit-set').click();
  await page.getByText('The limit counts from').waitFor();
});

it('[WP9] a client’s link says what it is for, is taken up by a new account, and works once', async () => {
  const house = await reviewed({ ...PAGE, alone: true });
  const { link } = await house.device.ask('invite', {
    params: { contract: house.contract },
    body: { name: 'Cleo' },
  });
  const mine = await visit({ language: 'fr', size: 'phone', theme: 'dark' });
  const { page } = mine;
  await page.goto(link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('Le journal de travail');
  expect(await page.evaluate('location.href + JSON.stringify(history.state)')).not.toContain(tokenOf(link));
  await expectGood(mine, 'join-fr-phone-dark');
  await page.getByTestId('other-way').click();
  await page.getByLabel('Votre nom').fill('Cleo');
  await page.getByLabel('Adresse e-mail').fill('cleo@example.org');
  await page.getByLabel('Mot de passe', { exact: true }).fill('court');
  await page.getByTestId('make-account').click();
  await page.getByText('de 12 à 256 caractères').waitFor();
  await page.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD);
  await page.getByTestId('make-account').click();
  await page.getByTestId('tab-settings').waitFor();
  expect(page.url()).toContain(`/contracts/${house.contract}`);

  const other = await visit();
  await other.page.goto(link);
  await other.page.getByText('This link was used already').waitFor();
  // Another link in the same page, and the way past the head, which stands behind a # too.
  const next = await house.device.ask('invite', { params: { contract: house.contract }, body: { name: '' } });
  await other.page.goto(next.link);
  await other.page.getByRole('heading', { name: 'The work diary of' }).waitFor();
  expect(other.page.url()).toBe(`${house.url}/join`);
  await other.page.keyboard.press('Tab');
  await other.page.keyboard.press('Enter');
  expect(await other.page.evaluate('document.activeElement.id')).toBe('main');
  await other.page.getByRole('heading', { name: 'The work diary of' }).waitFor();
  await other.page.goto(`${house.url}/account`);
  await other.page.goto(`${house.url}/join`);
  await other.page.getByText('The invitation is not here any more').waitFor();
  await expectGood(other, 'join-none-en-desktop-light');
});

it('[WP9] who has an account signs in and takes the link up with it', async () => {
  const house = await reviewed({ ...PAGE, alone: true });
  const { link } = await house.device.ask('invite', {
    params: { contract: house.contract },
    body: { name: '' },
  });
  const account = await house.freelancer.ask('inviteAccount', { body: { name: 'Clara' } });
  const caller = await house.joinBy(account.link, 'Clara');
  const mine = await visit();
  const { page } = mine;
  await page.goto(link);
  await page.getByRole('button', { name: 'I have an account here' }).click();
  await page.getByLabel('Email address').fill(caller.session?.account.email ?? '');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByTestId('sign-in-password').click();
  await page.getByTestId('join-accept').click();
  await page.getByTestId('tab-settings').waitFor();
  expect(page.url()).toContain(`/contracts/${house.contract}`);
});

it('[WP1] an address that is none, and a contract of others, lead to the same page', async () => {
  const house = await reviewed(PAGE);
  const account = await house.freelancer.ask('inviteAccount', { body: { name: 'Zoe' } });
  const stranger = await house.joinBy(account.link, 'Zoe');
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, stranger.cookie);
  for (const path of [
    '/nothing',
    `/contracts/${house.contract}/day`,
    `/contracts/${house.contract}/week/2026-11-24`,
  ]) {
    await page.goto(house.url + path);
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  }
  await expectGood(mine, 'lost-en-desktop-light');
});

it('[WP10] language and theme are chosen at the top, at once, and remembered', async () => {
  const { server } = await webServer();
  const mine = await visit({ size: 'phone' });
  const { page } = mine;
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Connexion' }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
  await page.getByRole('button', { name: /^Couleurs/ }).click();
  await page.getByRole('menuitemradio', { name: 'Sombre' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Connexion' }).waitFor();
  expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe('dark');
  await expectGood(mine, 'sign-in-fr-phone-dark');
});

it('[WP11] without the server the page says so, and goes on when it is there again', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit();
  const { page, context } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await page.getByTestId('limit-now').waitFor();
  await context.setOffline(true);
  await page.getByTestId('limit-hours').fill('50');
  await page.getByTestId('limit-set').click();
  await page.getByText('The server cannot be reached.').waitFor();
  await context.setOffline(false);
  await page.getByTestId('limit-set').click();
  await page.getByText('The limit counts from').waitFor();
  expect(await page.getByTestId('limit-now').innerText()).toBe('50 h a week');
});
