/** How heavy the page is: a day of sixty segments over the wire, as a browser that was never here gets it. */
import { expect, it } from 'vitest';
import { reviewed } from '../support/reviewed';
import { bringCookie, PAGE, useBrowser, visit } from '../support/web';

useBrowser();

/** Bytes before pictures. */
const GOAL = 300_000;

it('[WP17] a day of sixty segments comes in less than 300 kB before pictures, and nothing moves once it is there', async () => {
  const house = await reviewed({ ...PAGE, slots: 60 });
  const mine = await visit({ size: 'phone' });
  const { page } = mine;
  await bringCookie(mine, house.url, house.client.cookie);
  const sizes = new Map<string, number>();
  mine.context.on('requestfinished', async (request) => {
    const response = await request.response();
    const type = response?.headers()['content-type'] ?? '';
    if (type.startsWith('image/') || type === 'text/event-stream') return;
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    sizes.set(new URL(request.url()).pathname, responseBodySize + responseHeadersSize);
  });
  await page.addInitScript(`
    window.moved = [];
    new PerformanceObserver((list) => {
      const paint = list.getEntries().find(({ name }) => name === 'first-contentful-paint');
      if (paint) window.painted = Math.round(paint.startTime);
    }).observe({ type: 'paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        window.moved.push(value.toFixed(4) + ' ' + sources
          .map(({ node, previousRect: a, currentRect: b }) => [node?.className ?? node?.nodeName, a.x, a.y, '->', b.x, b.y].join(' '))
          .join(', '));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  `);
  await page.goto(`${house.url}/contracts/${house.contract}/day/2026-11-03`);
  await page.locator('[data-testid^="diary-cell-"]').first().waitFor();
  await page.waitForLoadState('load');
  // What comes after the cells: signals, questions, and the seal, which may say more than before.
  await page.locator('[data-testid=seal][data-look=match]').waitFor();
  await page.getByTestId('signals').waitFor();
  const sum = (chosen: (path: string) => boolean) =>
    [...sizes].filter(([path]) => chosen(path)).reduce((bytes, [, more]) => bytes + more, 0);
  // The seal reads the log and checks it when the day is there already: it is told apart.
  const isProof = (path: string) => /\/(entries|disclosures|head)$|worker/.test(path);
  const day = sum((path) => !isProof(path));
  const heaviest = [...sizes].toSorted(([, a], [, b]) => b - a).slice(0, 8);
  const paint = await page.evaluate('window.painted');
  console.log(
    `A day of sixty segments: ${day} bytes before pictures, first contentful paint after ${paint} ms; its proof: ${sum(isProof)}`,
    heaviest,
  );
  expect(day).toBeGreaterThan(50_000);
  expect(day).toBeLessThan(GOAL);
  expect(await page.evaluate('window.moved')).toEqual([]);
});
