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
  page.on('requestfinished', async (request) => {
    const response = await request.response();
    const type = response?.headers()['content-type'] ?? '';
    if (type.startsWith('image/') || type === 'text/event-stream') return;
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    sizes.set(new URL(request.url()).pathname, responseBodySize + responseHeadersSize);
  });
  await page.addInitScript(`
    window.moved = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        window.moved.push(value.toFixed(4) + ' ' + sources.map(({ node }) => node?.className ?? node?.nodeName).join(', '));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  `);
  await page.goto(`${house.url}/contracts/${house.contract}/day/2026-11-03`);
  await page.locator('[data-testid^="diary-cell-"]').first().waitFor();
  await page.waitForLoadState('load');
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const heaviest = [...sizes].toSorted(([, a], [, b]) => b - a).slice(0, 12);
  console.log(`A day of sixty segments: ${total} bytes before pictures`, heaviest);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(GOAL);
  expect(await page.evaluate('window.moved')).toEqual([]);
});
