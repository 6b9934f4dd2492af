/** The README's pictures (`npm run screenshots`) and those of the tour (`npm run tour`); no part of the tests. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../node_modules/.cache/minutier/screenshots',
  workers: 1,
  // A loaded machine may refuse a capture once.
  retries: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
});
