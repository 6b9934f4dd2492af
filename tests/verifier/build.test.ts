/** What is built of the verifier: the same bytes each time, and nothing that it would have to look for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE_FILES } from '../../domain/bundle';
import { buildVerifier, VERIFY_COMMAND, VERIFY_PAGE } from '../../scripts/lib/verifier.mjs';
import { builtVerifier } from '../support/verifier';

const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
beforeAll(async () => {
  await builtVerifier();
  await buildVerifier(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the build of the verifier', () => {
  it('gives the same bytes from the same sources, in two files and no more', () => {
    expect(readdirSync(folder).sort()).toEqual(['minutier-verify.js', 'verifier.html']);
    expect(readFileSync(join(folder, 'verifier.html')).equals(readFileSync(VERIFY_PAGE))).toBe(true);
    expect(readFileSync(join(folder, 'minutier-verify.js')).equals(readFileSync(VERIFY_COMMAND))).toBe(true);
  });

  it('the command imports nothing but Node', () => {
    const imported = [...readFileSync(VERIFY_COMMAND, 'utf8').matchAll(/^import .*? from ["'](.+?)["'];$/gm)];
    const names = imported.map(([, name]) => (name ?? '').replace('node:', ''));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !builtinModules.includes(name))).toEqual([]);
  });

  it('the page fits into a bundle, and names no place of this machine nor of the net', () => {
    const page = readFileSync(VERIFY_PAGE, 'utf8');
    expect(Buffer.byteLength(page)).toBeLessThan(BUNDLE_FILES['verifier.html'].max / 16);
    expect(page).not.toContain(process.cwd());
    expect(page).not.toMatch(/<(?:script|link|img|iframe)[^>]*\b(?:src|href)=/);
  });
});
