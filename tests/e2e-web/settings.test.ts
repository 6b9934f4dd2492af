/** What the account keeps and the client sets, in the page: devices, names, the contract's settings, who looked. */
import { expect, it } from 'vitest';
import { toBase64Url, toUtf8 } from '../../domain/bytes';
import { readPairLink } from '../../domain/pair-link';
import { testKey } from '../support/evidence';
import { kindsFrom, NOON, reviewed } from '../support/reviewed';
import { bringCookie, expectGood, type Looks, PAGE, useBrowser, visit } from '../support/web';

useBrowser();

/** The two languages, the two sizes and the two themes, each at least once with each other. */
const LOOKS: Required<Looks>[] = [
  { language: 'en', size: 'desktop', theme: 'dark' },
  { language: 'en', size: 'phone', theme: 'light' },
  { language: 'fr', size: 'desktop', theme: 'light' },
  { language: 'fr', size: 'phone', theme: 'dark' },
];

it('[WP12] the client raises the limit, which counts at once, and cuts it, which counts from Monday', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  const before = await page.getByTestId('limit-now').innerText();
  await page.getByTestId('limit-hours').fill('forty');
  await page.getByTestId('limit-set').click();
  await page.getByText('Enter hours, such as 40 or 37:30.').waitFor();
  await page.getByTestId('limit-hours').fill('60');
  await page.getByText('A raise counts at once.').waitFor();
  await page.getByTestId('limit-set').click();
  await page.getByText('The limit counts from').waitFor();
  expect(before).not.toContain('60');
  expect(await page.getByTestId('limit-now').innerText()).toBe('60 h a week');
  await page.getByTestId('limit-hours').fill('37:30');
  await page.getByText('A cut counts from Monday 9 Nov 2026 UTC').waitFor();
  await page.getByTestId('limit-set').click();
  await page.getByTestId('limit-next').waitFor();
  expect(await page.getByTestId('limit-now').innerText()).toBe('60 h a week');
  expect(await page.getByTestId('limit-next').innerText()).toContain('37:30 h a week');
  const kinds = await kindsFrom(house, 0);
  expect(kinds.filter((kind) => kind === 'limit')).toHaveLength(2);
  expect(mine.complaints).toEqual([]);
});

it('[WP12] the client sets tags and time by hand, attests billing, pauses and resumes; each is in the log', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit({ size: 'phone' });
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await page.getByTestId('terms-tags').fill('Design');
  await page.keyboard.press('Enter');
  await page.getByRole('switch', { name: 'A tag is required' }).check();
  await page.getByTestId('terms-set').click();
  await expect
    .poll(
      async () => (await house.client.ask('contract', { params: { contract: house.contract } })).tagRequired,
    )
    .toBe(true);
  await page.getByRole('switch', { name: 'The billing method is verified' }).click();
  await expect
    .poll(
      async () =>
        (await house.client.ask('contract', { params: { contract: house.contract } })).billingAttested,
    )
    .toBe(true);
  await page.getByTestId('pause').click();
  await page.getByRole('dialog').waitFor();
  await expectGood(mine, 'pause-en-phone-light');
  await page.getByTestId('pause-sure').click();
  await page.getByText('Paused since').waitFor();
  await page.getByTestId('pause').click();
  await page.getByText('The contract is running.').waitFor();
  const view = await house.client.ask('contract', { params: { contract: house.contract } });
  expect(view).toMatchObject({
    tags: expect.arrayContaining(['Design']),
    billingAttested: true,
    pausedSince: null,
  });
  const kinds = await kindsFrom(house, 0);
  for (const kind of ['terms', 'attest', 'pause', 'resume']) expect(kinds).toContain(kind);
  expect(mine.complaints).toEqual([]);
});

it('[WP12] what somebody else sets is shown in an open page without a reload', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, house.freelancer.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await page.getByTestId('limit-now').waitFor();
  expect(await page.getByTestId('limit-set').count()).toBe(0);
  await house.client.ask('setLimit', {
    params: { contract: house.contract },
    body: { limitSeconds: 180_000 },
  });
  await page.getByText('50 h a week').waitFor();
  await house.client.ask('pause', { params: { contract: house.contract }, body: { paused: true } });
  await page.getByText('Paused', { exact: true }).waitFor();
});

it('[WP13] the page gives a code for the app as text, link and picture, and says when the app has come', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit({ size: 'phone', theme: 'dark' });
  const { page } = mine;
  await bringCookie(mine, house.url, house.freelancer.cookie);
  await page.goto(`${house.url}/devices`);
  await page.getByTestId('device').waitFor();
  await page.getByTestId('pair').click();
  const code = await page.getByTestId('pair-code').innerText();
  const link = (await page.getByTestId('pair-link').getAttribute('href')) ?? '';
  expect(readPairLink(link)).toMatchObject({ server: house.url, code });
  await expectGood(mine, 'pair-en-phone-dark');
  const key = testKey('second');
  const proof = toBase64Url(key.sign(toUtf8(`minutier-pair-1\n${code}\n${key.x}\n`)));
  await house.nobody().ask('pair', { body: { code, key: key.x, proof, name: 'Second laptop' } });
  await page.clock.runFor(3_100);
  await page.getByText('“Second laptop” is paired.').waitFor();
  await page.getByRole('button', { name: 'Revoke Second laptop' }).click();
  await page.getByTestId('revoke').click();
  await page.getByText(/revoked/).waitFor();
  expect(mine.complaints).toEqual([]);
});

it('[WP13] a code that has run out is not shown any more', async () => {
  const house = await reviewed({ ...PAGE, alone: true });
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, house.freelancer.cookie);
  await page.goto(`${house.url}/devices`);
  await page.getByTestId('pair').click();
  await page.getByTestId('pair-code').waitFor();
  await page.clock.fastForward(11 * 60_000);
  await page.getByText('The code has run out.').waitFor();
  expect(await page.getByTestId('pair-code').count()).toBe(0);
});

it('[WP14] the account’s name is changed, other sessions are ended, and somebody is invited by a link', async () => {
  const house = await reviewed(PAGE);
  const mine = await visit();
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/account`);
  await page.getByLabel('Your name').fill('Cleo Martin');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('button', { name: 'Account of Cleo Martin' }).waitFor();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByText('Every other session has ended.').waitFor();
  await page.getByLabel('For whom').fill('Ada');
  await page.getByTestId('make-link').click();
  const link = await page.getByTestId('made-link').innerText();
  const ada = await house.joinBy(link, 'Ada');
  expect(ada.session?.contracts).toEqual([]);
  await expectGood(mine, 'account-invited-en-desktop-light');
});

it('[WP15] the freelancer reads who looked at what', async () => {
  const house = await reviewed(PAGE);
  await house.client.ask('week', house.of);
  const mine = await visit({ language: 'fr', size: 'phone' });
  const { page } = mine;
  await bringCookie(mine, house.url, house.freelancer.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/accesses`);
  await page.getByRole('cell', { name: 'une semaine' }).waitFor();
  expect(await page.getByRole('row').nth(1).innerText()).toContain('Cleo');
  await expectGood(mine, 'accesses-fr-phone-light');
});

it('[WP18] what waits for somebody stands above every view, leads to its week, and follows the news', async () => {
  const house = await reviewed(PAGE);
  house.clock.at = NOON;
  await house.server.tick();
  const mine = await visit({ size: 'phone' }, NOON);
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  await page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await page.getByText('The week of 2 Nov 2026 is in review until').waitFor();
  await page.getByTestId('limit-now').waitFor();
  await expectGood(mine, 'reminder-en-phone-light');
  const fran = await visit({ language: 'fr' }, NOON);
  await bringCookie(fran, house.url, house.freelancer.cookie);
  await fran.page.goto(`${house.url}/contracts/${house.contract}/settings`);
  await fran.page.getByTestId('limit-now').waitFor();
  expect(await fran.page.getByRole('list', { name: 'Ce qui vous attend' }).count()).toBe(0);
  await house.client.ask('dispute', {
    ...house.of,
    body: { ms: 600_000, reason: 'memo', text: 'Which book?' },
  });
  await fran.page.getByText('Le client conteste du temps de la semaine du 2 nov. 2026.').waitFor();
  await fran.page.getByText('En litige').waitFor();
  await page.getByText('Disputed', { exact: true }).waitFor();
  await fran.page.getByRole('link', { name: 'Vers la semaine' }).click();
  expect(fran.page.url()).toContain('/week/2026-11-02');
  expect([...mine.complaints, ...fran.complaints]).toEqual([]);
});

it.each(LOOKS)('[WP16] every page holds: $language, $size, $theme', async (looks) => {
  const house = await reviewed(PAGE);
  await house.client.ask('week', house.of);
  const name = (page: string) => `${page}-${looks.language}-${looks.size}-${looks.theme}`;
  for (const who of ['client', 'freelancer'] as const) {
    const mine = await visit(looks);
    const { page } = mine;
    await bringCookie(mine, house.url, house[who].cookie);
    const contract = `/contracts/${house.contract}`;
    const pages: [string, string, string][] = [
      ['contracts', '/', 'h1'],
      ['settings', `${contract}/settings`, '[data-testid=limit-now]'],
      ['account', '/account', '[data-testid=set-password]'],
      ...(who === 'freelancer'
        ? ([
            ['devices', '/devices', '[data-testid=device]'],
            ['accesses', `${contract}/accesses`, 'table'],
          ] satisfies [string, string, string][])
        : []),
    ];
    for (const [which, path, there] of pages) {
      await page.goto(house.url + path);
      await page.locator(there).first().waitFor();
      await expectGood(mine, name(`${which}-${who}`));
    }
  }
});
