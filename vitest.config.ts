/** Unit and integration tests; they run in the Node that ships inside Electron (see scripts/test.mjs). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'tests/bench/**', 'node_modules/**'],
    testTimeout: 30_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
