/** A picture by the freelancer's hand, in the real app: redacted by mouse and by keyboard, deleted, brought back. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Transformer } from '@napi-rs/image';
import type { Locator, Page } from '@playwright/test';
import { pixelAt } from '../support/pixels';
import { type App, expect, test } from './support/app';
import { expectColour } from './support/colour';
import { openDesk } from './support/desk';
import { roomInSlot } from './support/time';
import { bytesOf, openLastCell, startTracking, stopTracking, withContract } from './support/window';

const ROOT_COLOUR = '#2a6f4e';

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await openDesk({ root: ROOT_COLOUR });
    await use(desk);
    await desk.close();
  },
});

/** One slice with its picture, and its large view. */
async function onePicture(page: Page): Promise<{ detail: Locator; before: Uint8Array }> {
  await roomInSlot(20_000);
  await startTracking(page, 'header and menu');
  await stopTracking(page);
  const detail = await openLastCell(page);
  await expect(detail.getByTestId('detail-image')).toBeVisible({ timeout: 20_000 });
  return { detail, before: await shown(page, detail) };
}

async function shown(page: Page, detail: Locator): Promise<Uint8Array> {
  return bytesOf(page, String(await detail.getByTestId('detail-image').getAttribute('src')));
}

/** Names of the files in the picture folder. */
function files(folder: string): string[] {
  const root = join(folder, 'pictures');
  return readdirSync(root)
    .flatMap((prefix) => readdirSync(join(root, prefix)))
    .sort();
}

test('[PX3] [PX5] [PX7] [PX8] boxes drawn by mouse and by keyboard are gone from the stored picture, the rest is as it was', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const app = await launch();
  const { page, folder } = app;
  await withContract(app);
  const { detail, before } = await onePicture(page);
  const old = files(folder);
  const { width, height } = await new Transformer(before).metadata();

  await detail.getByTestId('picture-redact').click();
  const editor = page.getByTestId('redact-editor');
  await expect(editor.getByTestId('redact-ask')).toBeDisabled();

  await test.step('a box by mouse', async () => {
    const image = await editor.getByRole('img').boundingBox();
    if (image === null) throw new Error('not on screen');
    const [middleX, middleY] = [image.x + image.width / 2, image.y + image.height / 2];
    await page.mouse.move(middleX - 60, middleY - 40);
    await page.mouse.down();
    await page.mouse.move(middleX, middleY, { steps: 4 });
    await page.mouse.up();
    await expect(editor.getByTestId('redact-box-0')).toBeFocused();
  });

  await test.step('a box by keyboard: added, moved, resized, removed, taken back', async () => {
    await editor.getByTestId('redact-add').focus();
    await page.keyboard.press('Enter');
    const box = editor.getByTestId('redact-box-1');
    await expect(box).toBeFocused();
    const atFirst = await box.innerText();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await box.innerText()).not.toBe(atFirst);
    await page.keyboard.press('Delete');
    await expect(box).toHaveCount(0);
    await editor.getByTestId('redact-undo').click();
    await expect(box).toBeVisible();
    // To the upper left corner, whose colour is known.
    await box.focus();
    for (let n = 0; n < 60; n++) await page.keyboard.press('ArrowUp');
    for (let n = 0; n < 60; n++) await page.keyboard.press('ArrowLeft');
    await expect(box).toContainText('0, 0');
  });

  await page.screenshot({ path: 'node_modules/.cache/minutier/redact-editor.png' });
  await editor.getByTestId('redact-ask').click();
  await expect(editor.getByRole('alert')).toContainText('destroyed');
  await editor.getByTestId('redact-confirm').click();
  await expect(editor).toHaveCount(0, { timeout: 30_000 });
  await expect(detail.getByTestId('hidden-areas').locator('rect')).toHaveCount(2);
  await expect(detail.getByTestId('detail-marks')).toContainText('2 areas');
  await page.screenshot({ path: 'node_modules/.cache/minutier/redacted.png' });

  const after = await shown(page, detail);
  expect(await new Transformer(after).metadata()).toMatchObject({ width, height });
  const [day] = await cellsOf(app);
  const picture = day?.pictures[0];
  if (!picture || picture.hidden === null || picture.hidden === 'whole') throw new Error('nothing is hidden');
  const isHidden = (x: number, y: number) =>
    Array.isArray(picture.hidden) &&
    picture.hidden.some((b) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height);
  // The keyboard's box lies over the corner of the screen, where the desk's own colour was.
  const corner = await pixelAt(after, 8, 8);
  expect(
    Math.max(...corner.map((value, at) => Math.abs(value - ([0x2a, 0x6f, 0x4e][at] ?? 0)))),
  ).toBeGreaterThan(20);
  for (const [x, y] of [
    [width - 10, height - 10],
    [width - 200, 20],
  ] as const) {
    expect(isHidden(x, y)).toBe(false);
    const was = await pixelAt(before, x, y);
    const is = await pixelAt(after, x, y);
    for (const part of [0, 1, 2]) expect(Math.abs((was[part] ?? 0) - (is[part] ?? 0))).toBeLessThanOrEqual(8);
  }
  expect(files(folder).filter((name) => old.includes(name))).toEqual([]);
});

test('[PX1] deleting only the picture keeps the time, and can be undone', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  await withContract(app);
  const { detail, before } = await onePicture(page);
  const tracked = await detail.getByTestId('detail-tracked').innerText();
  await detail.getByTestId('picture-delete').focus();
  await page.keyboard.press('Enter');
  await expect(detail.getByTestId('picture-undo')).toBeVisible();
  await expect(detail.getByTestId('detail-tracked')).toHaveText(tracked);
  await page.screenshot({ path: 'node_modules/.cache/minutier/deleted.png' });
  await detail.getByTestId('picture-undo').click();
  await expect(detail.getByTestId('detail-image')).toBeVisible();
  expect(await shown(page, detail)).toEqual(before);
  expectColour(await pixelAt(await shown(page, detail), 1_900, 1_060), ROOT_COLOUR);
});

test('[PX1] a picture deleted just before a kill is gone after the next start, its time is not', async ({
  launch,
  folder,
}) => {
  const app = await launch();
  await withContract(app);
  const { detail } = await onePicture(app.page);
  await detail.getByTestId('picture-delete').click();
  await expect(detail.getByTestId('picture-undo')).toBeVisible();
  const [cell] = await cellsOf(app);
  app.process.kill('SIGKILL');
  await expect.poll(() => app.process.signalCode ?? app.process.exitCode).not.toBeNull();

  const again = await launch();
  await expect.poll(() => files(folder)).toEqual([]);
  const [left] = await cellsOf(again);
  expect(left?.trackedMs).toBe(cell?.trackedMs);
  expect(left?.pictures).toMatchObject([{ outcome: 'failed', reason: 'deleted', undoUntil: null }]);
});

test('[PX10] each picture is shown at the corner after it was taken; it can be deleted, brought back, redacted, or let be', async ({
  desk,
  launch,
}) => {
  test.setTimeout(120_000);
  await desk.openColourWindow({ colour: '#c81e5a', title: 'elsewhere', geometry: '60x20+1300+100' });
  const terminal = await desk.xdotool('getactivewindow');
  const app = await launch();
  const { page, electron } = app;
  await withContract(app);
  await roomInSlot(60_000);

  const takeOne = async (): Promise<Page> => {
    await startTracking(page, 'header');
    await desk.xdotool('windowactivate', '--sync', terminal);
    const opening = electron.waitForEvent('window', { timeout: 30_000 });
    await stopTracking(page);
    const made = await opening;
    await expect(made.getByTestId('preview-image')).toBeVisible({ timeout: 20_000 });
    return made;
  };

  const preview = await takeOne();
  await test.step('it leaves the keyboard where it was, and counts down', async () => {
    expect(await desk.xdotool('getactivewindow')).toBe(terminal);
    await expect(preview.getByTestId('preview-countdown')).toHaveText(/^[1-3]?[0-9] s$/);
    await preview.screenshot({ path: 'node_modules/.cache/minutier/preview.png' });
  });
  await test.step('delete, and bring back, by keyboard', async () => {
    await preview.getByTestId('preview-delete').press('Enter');
    await preview.getByTestId('preview-undo').press('Enter');
    await expect(preview.getByTestId('preview-image')).toBeVisible();
    const [cell] = await cellsOf(app);
    expect(cell?.pictures).toMatchObject([{ outcome: 'ok' }]);
  });
  await test.step('keep closes it', async () => {
    const closing = preview.waitForEvent('close');
    await preview
      .getByTestId('preview-keep')
      .click()
      .catch(() => undefined);
    await closing;
  });
  await test.step('redact opens the picture in the main window', async () => {
    const second = await takeOne();
    await second
      .getByTestId('preview-redact')
      .click()
      .catch(() => undefined);
    await expect(page.getByTestId('redact-editor')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('redact-editor')).toHaveCount(0);
    await expect(page.getByTestId('slice-detail')).toBeVisible();
  });
});

async function cellsOf(app: App) {
  const now = Date.now();
  return (await app.call('diary.day', { from: now - 86_400_000, to: now + 3_600_000 })).cells;
}
