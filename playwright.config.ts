/** The app as a whole, in real Electron windows on the desktop that scripts/test.mjs brings. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'node_modules/.cache/minutier/playwright',
  // One file at a time: two would share two cores with the machine that they measure time on.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // These tests race real windows, real input and a debugger that does not always let go of an app that ends. One that
  // passes at its second try is named as flaky by the list above the count, and counts as passed.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 10_000 },
});
