/**
 * The tour (`npm run tour`): the real app in both languages on a profile with a month in it
 * (tests/support/plausible-month.ts), at one and the same hour, so that a picture changes only where the app does.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { losslessCompressPng, pngQuantize } from '@napi-rs/image';
import type { Page } from '@playwright/test';
import { type App, expect, type LaunchOptions, ROOT, test } from '../e2e/support/app';
import { MIDWEEK } from '../e2e/support/clock';
import { cells, startTracking } from '../e2e/support/window';
import { seedPlausibleMonth } from '../support/plausible-month';
import { renderScreens } from '../support/render-screens';
import { PICTURES, type PictureName, tourPage } from './tour-pictures';

const SIZE = { width: 1_280, height: 800 };
const MAX_BYTES = 200_000;
const ZONE = 'Europe/Paris';

const SAID = {
  en: {
    locale: 'en_GB',
    memo: 'Payment step: the receipt',
    search: 'retry pay',
    passphrase: 'seven quiet rivers under snow',
    memos: /Logo, third round/,
  },
  fr: {
    locale: 'fr_FR',
    memo: 'Paiement : le reçu',
    search: 'reprises pai',
    passphrase: 'sept rivières calmes sous la neige',
    memos: /Logo, troisième série/,
  },
} as const;
type Language = keyof typeof SAID;

for (const language of ['en', 'fr'] as const) {
  test(`the tour, ${language}`, async ({ desk, folder, launch }) => {
    test.setTimeout(600_000);
    const into = join(ROOT, 'docs', 'tour', language);
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, 'README.md'), tourPage(language));
    const camera = new Camera(into);

    const options: LaunchOptions = {
      at: MIDWEEK,
      env: { TZ: ZONE, LANG: `${SAID[language].locale}.UTF-8`, LANGUAGE: SAID[language].locale },
    };
    await welcome(await launch({ ...options, folder: join(folder, 'new') }), camera, language);
    const filled = join(folder, 'month');
    const screens = await renderScreens(desk.env, 3);
    await seedPlausibleMonth({ folder: filled, now: MIDWEEK, zone: ZONE, language, screens });
    await tour(await launch({ ...options, folder: filled }), camera, language);
    camera.removeOthers();
  });
}

async function welcome(app: App, camera: Camera, language: Language): Promise<void> {
  await sized(app);
  await app.call('settings.set', { language });
  await expect(app.page.getByTestId('notice-accept')).toBeVisible();
  await camera.shoot(app.page, '01-welcome');
  await app.quit();
}

async function tour(app: App, camera: Camera, language: Language): Promise<void> {
  const { page } = app;
  const said = SAID[language];
  await sized(app);
  for (const { key } of (await app.call('app.boot', undefined)).notices) {
    await app.call('notice.dismiss', { key });
  }
  await startTracking(page, said.memo);
  await expect(cells(page).last()).toHaveAttribute('data-state', 'open');
  const both = (name: PictureName) => camera.inBothThemes(app, name);

  await both('02-diary');
  await page.getByRole('button', { name: said.memos }).and(cells(page)).nth(1).click();
  await expect(page.getByTestId('detail-tracked')).toBeVisible();
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  await both('03-slice');
  await page.getByTestId('picture-redact').click();
  await drawBoxes(page);
  await both('04-redaction');
  await page.getByTestId('redact-cancel').click();
  await page.keyboard.press('Escape');

  await page.getByTestId('page-week').click();
  await expect(page.getByTestId('money-table')).toBeVisible();
  await both('05-week');
  await camera.print(app, '16-timesheet-page', page.getByTestId('timesheet-pdf'), 'timesheet-result');
  for (const [view, name] of [
    ['month', '06-month'],
    ['year', '07-year'],
  ] as const) {
    await page.locator(`label[for$="-${view}"]`).click();
    await expect(page.getByTestId(view)).toBeVisible();
    await both(name);
  }
  await page.getByTestId('page-protection').click();
  await expect(page.getByTestId('protection-items').first()).toBeVisible();
  await both('08-protection');
  await page.getByTestId('page-evidence').click();
  await expect(page.getByTestId('evidence-counts').first()).toBeVisible();
  await expect(page.getByTestId('evidence-waiting').first()).toHaveText(SEALED, { timeout: 60_000 });
  await both('21-evidence');
  await page.getByTestId('evidence-export').first().click();
  await expect(page.getByTestId('evidence-export-do')).toBeVisible();
  await both('22-export');
  await page.keyboard.press('Escape');
  await page.getByTestId('page-insights').click();
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
  await both('09-insights');

  await page.getByTestId('page-search').click();
  await page.getByTestId('search-field').fill(said.search);
  await expect(page.getByTestId('search-hits').locator('mark').first()).toBeVisible();
  await both('10-search');
  await page.keyboard.press('Escape');

  await page.getByTestId('page-contracts').click();
  await expect(page.getByTestId('contract-new')).toBeVisible();
  await both('11-contracts');
  await camera.print(
    app,
    '17-notice-page',
    page.getByTestId('contract-notice').first(),
    'contract-notice-saved',
  );
  await page.getByTestId('page-settings').click();
  await expect(page.getByTestId('diagnostics')).toBeVisible();
  await both('14-settings');
  await app.call('settings.set', {
    excluded: [{ app: '', title: language === 'en' ? 'family' : 'famille' }],
  });
  await page.getByTestId('settings-excluded-group-banking').click();
  await page.getByTestId('settings-excluded-title').scrollIntoViewIfNeeded();
  await both('12-privacy');

  const report = join(app.folder, 'Toggl_time_entries_2025-10-01_to_2025-12-31.csv');
  writeFileSync(report, reportOf(language));
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, report);
  await page.getByTestId('import-open').click();
  await expect(page.getByTestId(/^import-line-/).first()).toBeVisible();
  await both('13-import');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('import-run')).toBeHidden();

  await page.getByTestId('backup-make').click();
  await page.getByTestId('backup-passphrase').fill(said.passphrase);
  await expect(page.getByTestId('backup-strength')).toBeVisible();
  await both('18-backup');
  await page.keyboard.press('Escape');

  await page.getByTestId('page-help').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await both('15-keys');
  await page.keyboard.press('Escape');

  await page.getByTestId('page-diary').click();
  await page.getByTestId('page-palette').click();
  await expect(page.getByTestId('palette-page-week')).toBeVisible();
  await both('19-palette');
  await page.keyboard.press('Escape');
  const opening = app.electron.waitForEvent('window');
  await page.getByTestId('timer-mini').click();
  const mini = await opening;
  await expect(mini.getByTestId('mini-session')).toBeVisible();
  await camera.inBothThemes(app, '20-mini-timer', mini);
}

/** Nothing waits to be sealed, in either language. */
const SEALED = /^(nothing waiting|rien en attente)$/i;

/** Hides a line and a corner of the picture. */
async function drawBoxes(page: Page): Promise<void> {
  const image = await page.getByTestId('redact-editor').getByRole('img').boundingBox();
  if (image === null) throw new Error('not on screen');
  for (const [x, y, width, height] of [
    [0.05, 0.3, 0.2, 0.25],
    [0.55, 0.12, 0.22, 0.3],
  ] as const) {
    await page.mouse.move(image.x + x * image.width, image.y + y * image.height);
    await page.mouse.down();
    await page.mouse.move(image.x + (x + width) * image.width, image.y + (y + height) * image.height, {
      steps: 5,
    });
    await page.mouse.up();
  }
}

/** A quarter in another program, with what such files have: a project that is none here, an overlap, a wrong date. */
function reportOf(language: Language): string {
  const memos =
    language === 'en'
      ? [
          'Sitemap and first wireframes',
          'Interviews with two shops',
          'Cart: states and errors',
          'Weekly call',
        ]
      : [
          'Plan du site et premières maquettes',
          'Entretiens avec deux boutiques',
          'Panier : états et erreurs',
          'Point hebdomadaire',
        ];
  const rows = Array.from({ length: 54 }, (_, n) => {
    const day = new Date(Date.UTC(2025, 9, 1 + Math.floor(n * 1.6))).toISOString().slice(0, 10);
    const [client, project] =
      n % 7 === 3
        ? ['', 'Accounts']
        : n % 3 === 1
          ? ['Atelier Lumen', 'Visual identity']
          : ['Northwind Books', 'Checkout redesign'];
    const date = n === 5 ? '2025-10-32' : day;
    const from = n === 8 ? '08:40' : n % 2 === 0 ? '09:12' : '13:35';
    const to = n % 2 === 0 ? '11:47' : '16:04';
    return `Mara,mara@example.org,${client},${project},,${memos[n % 4]},Yes,${date},${from}:20,${date},${to}:05,,${n % 4 === 1 ? 'Research' : ''}`;
  });
  return `User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n${rows.join('\n')}\n`;
}

async function sized(app: App): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, SIZE);
}

class Camera {
  private readonly kept = new Set(['README.md']);

  constructor(private readonly into: string) {}

  async inBothThemes(app: App, name: PictureName, page = app.page): Promise<void> {
    await this.shoot(page, name);
    const picture = PICTURES.find((one) => one.name === name);
    if (picture === undefined || !('dark' in picture)) return;
    await app.call('settings.set', { theme: 'dark' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await this.shoot(page, `${name}-dark`);
    await app.call('settings.set', { theme: 'light' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
  }

  /** Waits until every picture on the page is decoded and nothing moves. */
  async shoot(page: Page, name: string): Promise<void> {
    await page.mouse.move(1, 1);
    await page.evaluate(
      'document.fonts.ready.then(() => Promise.all([...[...document.images].map((image) => image.decode().catch(() => null)), ...document.getAnimations().map((one) => one.finished.catch(() => null))]))',
    );
    await this.keep(name, await page.screenshot({ animations: 'disabled' }));
  }

  /** The first page of the PDF that the button makes. */
  async print(app: App, name: PictureName, button: ReturnType<Page['locator']>, told: string): Promise<void> {
    const pdf = join(app.folder, `${name}.pdf`);
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    }, pdf);
    await button.click();
    await expect(app.page.getByTestId(told).first()).toContainText(pdf, { timeout: 30_000 });
    execFileSync('pdftoppm', ['-png', '-r', '80', '-f', '1', '-l', '1', '-singlefile', pdf, pdf]);
    await this.keep(name, readFileSync(`${pdf}.png`));
  }

  /** What an earlier tour left and this one has not. */
  removeOthers(): void {
    for (const name of readdirSync(this.into)) if (!this.kept.has(name)) rmSync(join(this.into, name));
  }

  /** Few colours and no more bytes than a repository should carry. */
  private async keep(name: string, png: Uint8Array): Promise<void> {
    const file = join(this.into, `${name}.png`);
    const small = await pngQuantize(png, { maxQuality: 80, minQuality: 0, speed: 1 });
    writeFileSync(file, await losslessCompressPng(small));
    this.kept.add(`${name}.png`);
    expect(statSync(file).size, file).toBeLessThanOrEqual(MAX_BYTES);
  }
}
