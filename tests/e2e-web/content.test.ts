/** What the page shows of a contract: a day as the app shows it, the week and its review, questions, the seal, a dispute. */
import { expect, it } from 'vitest';
import { FIELD_KINDS } from '../../domain/field';
import { slotEnd } from '../../domain/week';
import { diaryServer } from '../support/diary-server';
import { SLOT } from '../support/evidence';
import { NOON } from '../support/reviewed';
import type { Caller } from '../support/server';
import { bringCookie, expectGood, type Looks, PAGE, useBrowser, visit } from '../support/web';

useBrowser();

/** A bundle is made in a thread of its own and verified in another. */
const SLOW = { timeout: 60_000 };

const DAY = '2026-11-03';
const WEEK = '2026-11-02';

/** A day with a bit of everything, shared whole, and a client who may see it. */
async function house(fields: readonly (typeof FIELD_KINDS)[number][] = FIELD_KINDS) {
  const made = await diaryServer(PAGE);
  const { log } = made;
  for (let n = 0; n < 9; n++) log.segment(SLOT + n * 600, { pictures: n === 4 ? 2 : 1 });
  const cut = log.segment(SLOT + 5400, { pictures: 2 });
  const gone = log.segment(SLOT + 6000, { pictures: 1 });
  log.segment(SLOT + 6600, { pictures: 1, slice: { memo: 'x' } });
  log.manual(SLOT + 10_800);
  log.manual(SLOT + 11_400);
  const late = { at: slotEnd(SLOT + 11_400) + 60_000 };
  log.redact(cut.sealed.leaf, 1, late);
  log.remove(gone.sealed.leaf, late);
  await made.upload();
  await made.laptop.ask('share', { params: made.params, body: { fields: [...fields], presence: true } });
  const clara = await made.client();
  return { ...made, clara, at: (path: string) => `${made.url}/contracts/${made.params.contract}/${path}` };
}

type House = Awaited<ReturnType<typeof house>>;

async function open(made: House, who: Caller, path: string, looks: Looks = {}) {
  const mine = await visit(looks, made.clock.at);
  await mine.context.addInitScript(`localStorage.setItem('minutier-language', '${looks.language ?? 'en'}')`);
  await bringCookie(mine, made.url, who.cookie);
  await mine.page.goto(made.at(path));
  return mine;
}

const LOOKS = [
  { language: 'en', size: 'desktop', theme: 'light' },
  { language: 'fr', size: 'phone', theme: 'dark' },
  { language: 'en', size: 'phone', theme: 'light' },
  { language: 'fr', size: 'desktop', theme: 'dark' },
] as const;

it.each(LOOKS)(
  '[WP21] a day, sealed by the browser itself, in $language on a $size ($theme)',
  async (looks) => {
    const made = await house();
    const mine = await open(made, made.clara, `day/${DAY}`, looks);
    const { page } = mine;
    const name = `${looks.language}-${looks.size}-${looks.theme}`;
    await page.getByTestId('diary-grid').waitFor();
    await page.locator('[data-testid=seal][data-look=match]').waitFor();
    expect(await page.locator('[data-slice]').count()).toBe(13);
    await expectGood(mine, `day-${name}`);
    await page.getByTestId('seal').click();
    await page.getByTestId('proof-verdict').waitFor();
    await expectGood(mine, `proof-${name}`);
    await page.getByTestId('bundle-start').click();
    await page.locator('[data-testid=bundle-verdict][data-look=match]').waitFor(SLOW);
    await page.keyboard.press('Escape');
    await page.locator('[data-slice]').nth(4).click();
    await page.getByTestId('beside').waitFor();
    await page.getByTestId('detail-image').waitFor();
    await page.getByTestId('detail-tracked').waitFor();
    await expectGood(mine, `segment-${name}`);
  },
);

it.each(LOOKS)(
  '[WP24] a week in review is approved or disputed, in $language on a $size ($theme)',
  async (looks) => {
    const made = await house();
    made.clock.at = NOON + 60_000;
    await made.server.tick();
    const mine = await open(made, made.clara, `week/${WEEK}`, looks);
    const { page } = mine;
    const name = `${looks.language}-${looks.size}-${looks.theme}`;
    await page.locator('[data-testid=review-state][data-state=review]').waitFor();
    expect(await page.getByTestId('week-total').innerText()).toContain('2:10');
    await expectGood(mine, `week-${name}`);
    for (const [file, ending] of [
      ['invoice', '.pdf'],
      ['csv', '.csv'],
      ['bundle', '.zip'],
    ] as const) {
      const coming = page.waitForEvent('download', SLOW);
      await page.getByTestId(`file-${file}`).click();
      const saved = await coming;
      expect(saved.suggestedFilename()).toContain(ending);
      expect(await saved.failure()).toBeNull();
    }
    await page.getByTestId('review-dispute').click();
    await page.getByTestId('send').click();
    await page.getByTestId('hours').and(page.locator('[aria-invalid=true]')).waitFor();
    await page.getByTestId('hours').fill('1:30');
    await page.getByTestId('reason').selectOption('memo');
    await page.getByTestId('text').fill('The memos say nothing of chapter three.');
    await expectGood(mine, `dispute-${name}`);
    await page.getByTestId('send').click();
    await page.locator('[data-testid=review-state][data-state=disputed]').waitFor();
    await page.getByText('The memos say nothing of chapter three.').waitFor();
    await expectGood(mine, `disputed-${name}`);
  },
);

it.each(LOOKS)(
  '[WP25] a month, questions and their answers, in $language on a $size ($theme)',
  async (looks) => {
    const made = await house();
    const mine = await open(made, made.clara, 'month/2026-11', looks);
    const { page } = mine;
    const name = `${looks.language}-${looks.size}-${looks.theme}`;
    await page.locator('[data-testid="month-2026-11-03"][data-depth="2"]').waitFor();
    await expectGood(mine, `month-${name}`);
    await page.getByTestId('month-2026-11-03').click();
    await page.locator('[data-slice]').first().click();
    await page.getByTestId('thread-text').fill('What was this for?');
    await page.getByTestId('thread-send').click();
    await page.getByTestId('thread').getByText('What was this for?').waitFor();
    await page.getByTestId('flag').click();
    await page.getByTestId('flagged').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('tab-threads').click();
    await page.getByTestId('thread').waitFor();
    const { threads } = await made.laptop.ask('threads', { params: made.params });
    const [thread] = threads;
    if (thread === undefined) throw new Error('no thread');
    expect(thread).toMatchObject({ flagged: true, open: true });
    // The freelancer's answer comes by itself.
    await made.laptop.ask('say', {
      params: { ...made.params, leaf: thread.leaf },
      body: { text: 'The proofs of chapter two.' },
    });
    await page.getByText('The proofs of chapter two.').waitFor();
    await expectGood(mine, `threads-${name}`);
    await page.getByTestId('threads').getByRole('link').click();
    await page.getByTestId('slice-detail').getByText('The proofs of chapter two.').waitFor();
  },
);

it('[WP21] a segment that arrives is shown by itself, and the seal is of the new day', async () => {
  const made = await house();
  const mine = await open(made, made.clara, `day/${DAY}`);
  const { page } = mine;
  await page.locator('[data-testid=seal][data-look=match]').waitFor();
  made.log.segment(SLOT + 14_400, { pictures: 1 });
  await made.upload();
  await page.getByTestId(`diary-cell-${SLOT + 14_400}`).waitFor();
  await page.getByText('14 segments match the log').waitFor();
  expect(mine.complaints).toEqual([]);
});

it('[WP21] what is not shared is not shown as if it were nothing', async () => {
  const made = await house(['memo', 'activity', 'time', 'tag', 'reason']);
  const mine = await open(made, made.clara, `day/${DAY}`);
  const { page } = mine;
  await page.locator('[data-testid=seal][data-look=match]').waitFor();
  await page.locator('[data-slice]').first().click();
  await page.getByTestId('detail-tracked').waitFor();
  expect(await page.getByTestId('detail-windows').count()).toBe(0);
  expect(await page.getByText('Input by minute').count()).toBe(0);
  expect(await page.getByTestId('detail-memo').innerText()).toBe('Chapter two, façade');
  await expectGood(mine, 'segment-little-en-desktop-light');
});

type Tampering = [what: string, route: string, change: (body: string) => string, says: string];
it.each<Tampering>([
  [
    'another memo',
    '**/day?*',
    (body) => body.replace('Chapter two', 'Nothing new'),
    'the log says otherwise: memo',
  ],
  ['a cell left out', '**/day?*', leftOut, 'is in the log, and is not shown'],
  [
    'another hour',
    '**/day?*',
    (body) => body.replace('"trackedMs":600000', '"trackedMs":540000'),
    'the log says otherwise: its time',
  ],
  ['another disclosure', '**/disclosures?*', flippedDisclosure, 'belongs to no entry of this log'],
  ['one letter of an entry', '**/entries?*', flippedLine, 'is not of these entries'],
])('[WP22] the seal breaks and says why: %s', async (_, route, change, says) => {
  const made = await house();
  const mine = await visit({}, made.clock.at);
  const { page } = mine;
  await bringCookie(mine, made.url, made.clara.cookie);
  await page.route(route, async (one) => {
    const response = await one.fetch();
    const before = await response.text();
    const body = change(before);
    expect(body).not.toBe(before);
    await one.fulfill({ response, body });
  });
  await page.goto(made.at(`day/${DAY}`));
  await page.locator('[data-testid=seal][data-look=broken]').click();
  await page.getByTestId('proof').getByText(says).first().waitFor();
});

function leftOut(body: string): string {
  const read: { day: { cells: unknown[] } } = JSON.parse(body);
  return JSON.stringify({ ...read, day: { ...read.day, cells: read.day.cells.slice(1) } });
}

function flippedLine(body: string): string {
  const read: { lines: string[] } = JSON.parse(body);
  const flip = (line: string) => `${line.slice(0, -20)}${line.at(-20) === 'A' ? 'B' : 'A'}${line.slice(-19)}`;
  return JSON.stringify({ ...read, lines: read.lines.map((line, n) => (n === 3 ? flip(line) : line)) });
}

function flippedDisclosure(body: string): string {
  const read: { told: { index: number; texts: string[] }[] } = JSON.parse(body);
  const flip = (text: string) => {
    const said = Buffer.from(text, 'base64url').toString();
    return Buffer.from(`["${said[2] === 'A' ? 'B' : 'A'}${said.slice(3)}`).toString('base64url');
  };
  const told = read.told.map((one, n) => (n === 2 ? { ...one, texts: one.texts.map(flip) } : one));
  return JSON.stringify({ told });
}

it('[WP23] a browser that saw the log notices that its keys are others', async () => {
  const made = await house();
  const mine = await open(made, made.clara, `day/${DAY}`);
  const { page } = mine;
  await page.locator('[data-testid=seal][data-look=match]').click();
  await page.getByText('It saw this log for the first time.').waitFor();
  await page.reload();
  await page.locator('[data-testid=seal][data-look=match]').click();
  await page.getByText('It compared with the head that it saw on').waitFor();
  await page.evaluate(
    `(() => { for (const key of Object.keys(localStorage)) if (key.startsWith('minutier.seen.')) {
      const seen = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...seen, device: seen.server }));
    } })()`,
  );
  await page.reload();
  await page.locator('[data-testid=seal][data-look=undecided]').click();
  await page.getByText('not the one that this browser knows').first().waitFor();
});

it.each(LOOKS)(
  '[WP27] the freelancer answers, a mediator decides, in $language on a $size ($theme)',
  async (looks) => {
    const made = await house();
    const name = `${looks.language}-${looks.size}-${looks.theme}`;
    made.clock.at = NOON + 60_000;
    await made.server.tick();
    const week = { ...made.params, week: Date.parse(`${WEEK}T00:00:00Z`) / 1000 };
    await made.clara.ask('dispute', {
      params: week,
      body: { ms: 5_400_000, reason: 'memo', text: 'The memos say nothing.' },
    });
    const fran = await open(made, made.freelancer, `week/${WEEK}`, looks);
    await fran.page.getByTestId('review-answer').click();
    await fran.page.getByTestId('hours').fill('0:30');
    await fran.page.getByTestId('text').fill('They name the chapter; half an hour was reading.');
    await expectGood(fran, `answer-${name}`);
    await fran.page.getByTestId('send').click();
    await fran.page.getByText('They name the chapter').waitFor();
    await fran.page.getByTestId('review-mediator').click();
    await fran.page.getByTestId('mediator-name').fill('Max');
    await fran.page.getByTestId('mediator-send').click();
    const link = await fran.page.getByTestId('made-link').innerText();

    const max = await made.joinBy(link, 'Max');
    const mine = await open(made, max, `dispute/${WEEK}`, looks);
    const { page } = mine;
    await page.getByText('They name the chapter').waitFor();
    await page.locator('[data-testid=seal][data-look=match]').waitFor();
    await page.getByTestId('bundle-start').first().click();
    await page.locator('[data-testid=bundle-verdict][data-look=match]').waitFor(SLOW);
    await expectGood(mine, `mediator-${name}`);
    await page.getByTestId('hours').fill('1:30');
    await page.getByTestId('text').fill('The memos are enough for most of it.');
    await page.getByTestId('send').click();
    await page.getByTestId('hours').and(page.locator('[aria-invalid=true]')).waitFor();
    await page.getByTestId('hours').fill('0:45');
    await page.getByTestId('send').click();
    await page.locator('[data-testid=review-state][data-state=decided]').waitFor();
    await page.getByText('The memos are enough for most of it.').waitFor();
    const { steps } = await made.clara.ask('review', { params: week });
    expect(steps.map(({ what, ms }) => [what, ms])).toEqual([
      ['closed', null],
      ['disputed', 5_400_000],
      ['answered', 1_800_000],
      ['mediator', null],
      ['decided', 2_700_000],
    ]);
  },
);

it('[WP27] a day that reaches beyond the dispute is sealed as far as the mediator sees it', async () => {
  const made = await house();
  const monday = Date.parse(`${WEEK}T00:00:00Z`) / 1000 + 604_800;
  // In Paris both are on Monday: the first is of the disputed week, the second is not.
  made.log.segment(monday - 1800, { pictures: 1 });
  made.log.segment(monday + 600, { pictures: 1 });
  made.clock.at = NOON + 60_000;
  await made.upload();
  await made.server.tick();
  const params = { ...made.params, week: monday - 604_800 };
  await made.clara.ask('dispute', { params, body: { ms: 600_000, reason: 'hours', text: 'At night?' } });
  const { link } = await made.freelancer.ask('callMediator', { params, body: { name: 'Max' } });
  const max = await made.joinBy(link, 'Max');
  const { page } = await open(made, max, `dispute/${WEEK}`);
  await page.locator('[data-testid=seal][data-look=match]').waitFor();
  for (let n = 0; n < 6; n++) await page.getByTestId('day-next').click();
  await page.getByText('Monday, 9 November 2026').waitFor();
  await page.getByTestId(`diary-cell-${monday - 1800}`).waitFor();
  await page.getByText('1 segment matches the log').waitFor();
  expect(await page.locator('[data-slice]').count()).toBe(1);
});
