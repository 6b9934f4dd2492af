/** The mutation run over `domain/`: `npm run mutation`. Its figures and survivors: docs/decisions/0092-mutation.md. */
export default {
  mutate: ['domain/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  coverageAnalysis: 'perTest',
  // A constant of a module is read once, when it is loaded: each such mutant would need the whole suite, and a process.
  ignoreStatic: true,
  // There is none of that name: the TypeScript in use has no API with which it could be rewritten, and vitest needs none.
  tsconfigFile: 'tsconfig.none.json',
  concurrency: 2,
  // Below 90 % of all mutants the run ends with 1.
  thresholds: { high: 95, low: 90, break: 90 },
  timeoutMS: 10_000,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { logTests: false, allowColor: false },
  jsonReporter: { fileName: 'node_modules/.cache/minutier/mutation.json' },
  ignorePatterns: ['out', 'docs', 'electron', 'src', 'resources', 'scripts', 'tests/e2e', 'tests/bench'],
};
