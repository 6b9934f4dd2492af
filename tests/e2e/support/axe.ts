/** What axe finds on a page, what sticks out of it, and what makes it scroll sideways: all are to be nothing. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
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

/**
 * Buttons, fields and links that stick out of the window, or of a box that hides what sticks out of it without
 * offering to scroll. The visually hidden and the inert count for nothing.
 */
export async function cutOff(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const hides = (style, axis) => style['overflow' + axis] === 'hidden' || style['overflow' + axis] === 'clip';
      const scrolls = (style, axis) => style['overflow' + axis] === 'auto' || style['overflow' + axis] === 'scroll';
      return [...document.querySelectorAll('button, input, a, summary, [role="radio"]')].filter((element) => {
        const box = element.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
        if (element.closest('.visually-hidden, [aria-hidden="true"]')) return false;
        let scrolledX = false, scrolledY = false;
        for (let parent = element.parentElement; parent; parent = parent.parentElement) {
          const style = getComputedStyle(parent);
          const around = parent.getBoundingClientRect();
          if (!scrolledX && hides(style, 'X') && (box.right > around.right + 2 || box.left < around.left - 2)) return true;
          if (!scrolledY && hides(style, 'Y') && (box.bottom > around.bottom + 2 || box.top < around.top - 2)) return true;
          scrolledX ||= scrolls(style, 'X');
          scrolledY ||= scrolls(style, 'Y');
          if (style.position === 'fixed') break;
        }
        return (!scrolledX && (box.right > innerWidth + 2 || box.left < -2)) || (!scrolledY && (box.bottom > innerHeight + 2 || box.top < -2));
      }).map((element) => element.dataset.testid || element.getAttribute('aria-label') || element.textContent || element.outerHTML.slice(0, 80));
    })()`),
  );
}

/**
 * Boxes that can be scrolled sideways, each with the widest thing in it. A box that holds a table and nothing else
 * scrolls on purpose.
 */
export async function sideways(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const name = (element) => [element.tagName.toLowerCase(), element.dataset.testid ?? element.getAttribute('aria-label') ?? '', element.className].filter(Boolean).join(' ');
      return [...document.querySelectorAll('*')].filter((box) => {
        const { overflowX } = getComputedStyle(box);
        const scrolls = overflowX === 'auto' || overflowX === 'scroll' || box === document.scrollingElement;
        return scrolls && box.scrollWidth > box.clientWidth + 1 && box.checkVisibility() && box.firstElementChild?.tagName !== 'TABLE';
      }).map((box) => {
        const [widest] = [...box.querySelectorAll('*')].sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right);
        return name(box) + ': ' + box.scrollWidth + ' in ' + box.clientWidth + (widest ? ', by ' + name(widest) : '');
      });
    })()`),
  );
}
