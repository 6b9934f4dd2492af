/** What a mutant is run against: the domain's own tests and those of the screens' words and numbers, which need nothing but themselves. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['tests/{domain,ui}/**/*.test.ts'], testTimeout: 30_000 },
});
