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
    await page.locator('[data-testid=bundle-verdict][data-look=match]').waitFor();
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
  },
);
