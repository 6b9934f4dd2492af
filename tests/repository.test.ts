/** What must hold of the repository's files as such. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const NOT_OURS = new Set([
  '.git',
  '.stryker-tmp',
  'node_modules',
  'out',
  'dist',
  'coverage',
  'test-results',
  'playwright-report',
]);

/** Written apart, so that this file does not name them itself. */
const REGISTRY = new RegExp(
  ['npmjs', 'yarnpkg', 'npmmirror', 'debian', 'ubuntu']
    .map((name) => `https?://[\\w.-]*${name}\\.(?:org|com|net)`)
    .join('|'),
  'i',
);

describe('the repository', () => {
  const files = [...walk(root)];

  it('names no package registry: where packages come from is the machine’s business', () => {
    const naming = files
      .filter((path) => REGISTRY.test(readFileSync(path, 'utf8')))
      .map((path) => relative(root, path));
    expect(files.length).toBeGreaterThan(50);
    expect(naming).toEqual([]);
  });

  it('finds one that is named', () => {
    expect(REGISTRY.test(['https://registry.', 'npm', 'js.org/zod'].join(''))).toBe(true);
  });

  it('locks every package by its hash, and no address', () => {
    const { packages } = LockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
    const { '': _, ...installed } = packages;
    const bad = Object.entries(installed).filter(
      ([, { integrity, resolved }]) => integrity === undefined || resolved !== undefined,
    );
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  it('keeps the files of the product and of the scripts at 400 lines or fewer', () => {
    // It alone makes the adapters: to split it would hide that.
    const reasoned = ['electron/main/compose.ts'];
    const long = files
      .filter((path) => !reasoned.includes(relative(root, path)))
      .filter((path) =>
        /^(domain|electron|src|verifier|scripts)\/.*\.(ts|tsx|mjs)$/.test(relative(root, path)),
      )
      .filter((path) => readFileSync(path, 'utf8').split('\n').length - 1 > 400);
    expect(long.map((path) => relative(root, path))).toEqual([]);
  });
});

const LockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ integrity: z.string().optional(), resolved: z.string().optional() }),
  ),
});

function* walk(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    if (NOT_OURS.has(name)) continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path);
    else yield path;
  }
}
