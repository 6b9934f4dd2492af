/** The README's pictures, taken by `npm run screenshots`; no part of the tests. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../node_modules/.cache/minutier/screenshots',
  workers: 1,
  timeout: 180_000,
});
