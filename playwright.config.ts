/** The app as a whole, in real Electron windows on the desktop that scripts/test.mjs brings. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'node_modules/.cache/minutier/playwright',
  // One at a time: the tests type into real windows, and there is one keyboard focus.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A test that passes at the second try has found something: it counts as failed.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
});
