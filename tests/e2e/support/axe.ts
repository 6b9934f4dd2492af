/** What axe finds on a page, which is to be nothing. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { App } from './app';

/** Asks axe in the light and in the dark theme; `what` names the view in a failure. */
export async function inBothThemes(app: App, page: Page, what: string): Promise<void> {
  // What the pointer lies on shows a hint, which is no part of the view.
  await page.mouse.move(1, 1);
  for (const theme of ['light', 'dark'] as const) {
    await app.call('settings.set', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    // Colours that fade over are measured half-way otherwise.
    await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))');
    // In the other mode axe opens a blank page of its own, which the app does not allow.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      at: nodes.slice(0, 4).map((node) => node.html),
    }));
    expect(found, `${what}, ${theme}`).toEqual([]);
  }
}
