/** A day's smallest piece, for real: real windows, real input, a real picture; then the diary and the database agree. */
import { pixelAt } from '../support/pixels';
import { expect, test } from './support/app';
import { expectColour } from './support/colour';
import { pictures, slices } from './support/database';
import { openDesk } from './support/desk';
import { handsOn } from './support/hands';
import { around, expectWithin, nextMinute, roomInMinute } from './support/time';
import { bytesOf, cells, openLastCell, stopTracking } from './support/window';

const ROOT_COLOUR = '#2a6f4e';
const WINDOW_COLOUR = '#c81e5a';
const TITLE = 'wishes = plan.txt (draft)';

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await openDesk({ root: ROOT_COLOUR });
    await use(desk);
    await desk.close();
  },
});

test('[SL2] [SL5] [SL6] [PI3] a real session: exactly what was typed, where, for how long, and its picture', async ({
  desk,
  launch,
}) => {
  test.setTimeout(240_000);
  await desk.openColourWindow({ colour: WINDOW_COLOUR, title: TITLE, geometry: '70x30+1350+150' });
  const terminal = await desk.xdotool('getactivewindow');
  const app = await launch();
  const { page, folder } = app;
  const hands = handsOn(desk, app);

  await test.step('the first run, by mouse and keyboard', async () => {
    await hands.click(page.getByTestId('notice-accept'));
    await hands.click(page.getByRole('textbox', { name: 'Client' }));
    await hands.type('acme');
    await hands.press('Tab');
    await hands.type('site redesign');
    await hands.press('Tab');
    await hands.type('60');
    await hands.click(page.getByTestId('contract-save'));
    await expect(page.getByTestId('diary-empty')).toBeVisible();
  });

  await roomInMinute(15_000);
  const first = Math.floor(Date.now() / 60_000);
  await hands.click(page.getByTestId('timer-memo'));
  await hands.type('header and menu');
  const started = await around(async () => {
    await hands.click(page.getByTestId('timer-toggle'));
    await expect(page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'tracking');
  });

  const working = await around(() => desk.xdotool('windowactivate', '--sync', terminal));
  await test.step('work in two minutes', async () => {
    await desk.xdotool('mousemove', '--window', terminal, '100', '100');
    await hands.press(...'abcdefghijkl');
    await desk.xdotool('click', '--repeat', '3', '--delay', '30', '1');
    await desk.xdotool('click', '--repeat', '5', '--delay', '30', '5');
    await nextMinute();
    await hands.press(...'mnopqrs');
    await desk.xdotool('click', '--repeat', '2', '--delay', '30', '1');
    await desk.xdotool('click', '--repeat', '4', '--delay', '30', '4');
  });

  // Through the page: a press of the button on the way to the stop would be one more click.
  const stopped = await around(() => stopTracking(page));

  await test.step('the diary shows exactly this', async () => {
    const label = /site redesign .*activity 2 of 10 .*memo: header and menu/;
    await expect(cells(page)).toHaveCount(1);
    await expect(cells(page)).toHaveAttribute('aria-label', label);
    const detail = await openLastCell(page);
    await expect(detail.getByTestId('detail-keys')).toHaveText('19');
    await expect(detail.getByTestId('detail-clicks')).toHaveText('5');
    await expect(detail.getByTestId('detail-scrolls')).toHaveText('9');
    await expect(detail.getByTestId('detail-synthetic')).toHaveText('33');
    await expect(detail.getByTestId('detail-windows').getByRole('listitem').first()).toContainText(
      `XTerm — ${TITLE}`,
    );
    const secs = Math.floor((slices(folder)[0]?.tracked_ms ?? 0) / 1_000);
    const shown = `${Math.floor(secs / 60)}:${String(secs % 60).padStart(2, '0')}`;
    await expect(detail.getByTestId('detail-tracked')).toHaveText(shown);
  });

  await test.step('the picture shows the screen as it was', async () => {
    const image = page.getByTestId('detail-image');
    await expect(image).toBeVisible();
    const webp = await bytesOf(page, String(await image.getAttribute('src')));
    const { x, y, width, height } = await geometry(terminal);
    const middle = await pixelAt(webp, x + Math.floor(width / 2), y + Math.floor(height / 2));
    expectColour(middle, WINDOW_COLOUR);
    expectColour(await pixelAt(webp, 1_900, 1_060), ROOT_COLOUR);
  });

  await test.step('and the database says the same', async () => {
    const [slice, ...more] = slices(folder);
    expect(more).toEqual([]);
    const at = first % 10;
    expect(slice).toMatchObject({
      slot: Math.floor(first / 10) * 600,
      state: 'closed',
      close_reason: 'stop',
      interrupted: 0,
      memo: 'header and menu',
      idle_ms: 0,
      activity: 2,
      jumps: [],
      gaps: [],
    });
    const counts = slice?.minutes.map(([keys, clicks, scrolls, , synthetic]) => [
      keys,
      clicks,
      scrolls,
      synthetic,
    ]);
    expect(counts?.[at]).toEqual([12, 3, 5, 20]);
    expect(counts?.[at + 1]).toEqual([7, 2, 4, 13]);
    expect(counts?.flat().reduce((sum, count) => sum + count, 0)).toBe(66);
    expectWithin(slice?.tracked_ms ?? 0, started, stopped);
    const inTerminal = slice?.windows.find(([name, title]) => name === 'XTerm' && title === TITLE)?.[2] ?? 0;
    // Windows are read once a second, and later where the machine is busy.
    expect(inTerminal).toBeGreaterThanOrEqual(stopped.before - working.after - 5_000);
    expect(inTerminal).toBeLessThanOrEqual(stopped.after - working.before + 5_000);
    expect(pictures(folder)).toMatchObject([
      { slice_id: slice?.id, outcome: 'ok', blurred: 0, width: 1_920 },
    ]);
  });

  async function geometry(window: string) {
    const text = await desk.xdotool('getwindowgeometry', '--shell', window);
    const value = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(text)?.[1]);
    return { x: value('X'), y: value('Y'), width: value('WIDTH'), height: value('HEIGHT') };
  }
});
