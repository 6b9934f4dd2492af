/** Two real outputs side by side: each has its picture, or only the one that the pointer is on. */
import { pixelAt } from '../support/pixels';
import { startTwoDisplays } from '../support/x-display';
import { expect, test } from './support/app';
import { expectColour } from './support/colour';
import { type PictureRow, pictures } from './support/database';
import { deskOn } from './support/desk';
import { roomInSlot } from './support/time';
import { bytesOf, startTracking, stopTracking, withContract } from './support/window';

const ROOT = '#2a6f4e';
const LEFT = '#c81e5a';
const RIGHT = '#1e62c8';

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await deskOn(await startTwoDisplays({ root: ROOT }));
    await use(desk);
    await desk.close();
  },
});

test('[PI2] every display has its picture; with the setting, only the one with the pointer', async ({
  desk,
  launch,
}) => {
  const app = await launch();
  const { page, folder } = app;
  await withContract(app);
  await desk.openColourWindow({ colour: LEFT, title: 'left', geometry: '60x20+1400+700' });
  await desk.openColourWindow({ colour: RIGHT, title: 'right', geometry: '60x20+2500+300' });

  await roomInSlot(40_000);
  await startTracking(page, 'both displays');
  await stopTracking(page);
  await expect.poll(() => pictures(folder).length).toBe(2);
  const [left, right] = pictures(folder).sort((a, b) => (b.width ?? 0) - (a.width ?? 0));
  expect([left?.width, left?.height, right?.width, right?.height]).toEqual([1_920, 1_080, 1_280, 720]);
  expect(left?.display).not.toBe(right?.display);
  await expectPixel(left, 1_500, 800, LEFT);
  await expectPixel(left, 1_900, 100, ROOT);
  await expectPixel(right, 2_600 - 1_920, 400, RIGHT);
  await expectPixel(right, 1_260, 700, ROOT);

  await page.getByTestId('page-settings').click();
  await page.getByText('Only the one with the pointer').click();
  await expect.poll(async () => (await app.call('app.boot', undefined)).settings.displays).toBe('pointer');
  await desk.xdotool('mousemove', '2600', '600');
  await startTracking(page, 'one display');
  await stopTracking(page);
  await expect.poll(() => pictures(folder).length).toBe(3);
  const third = pictures(folder).at(-1);
  expect([third?.display, third?.width]).toEqual([right?.display, 1_280]);
  await expectPixel(third, 2_600 - 1_920, 400, RIGHT);

  async function expectPixel(picture: PictureRow | undefined, x: number, y: number, colour: string) {
    const webp = await bytesOf(page, `app://minutier/picture/${picture?.id}`);
    expectColour(await pixelAt(webp, x, y), colour);
  }
});
