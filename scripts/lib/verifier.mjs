/**
 * Builds the verifier into out/verifier/: `minutier-verify.js`, one file that plain Node runs without any package, and
 * `verifier.html`, one file that a browser opens from the disk. Both only when their sources are not those that they
 * were built from. The same sources give the same bytes: a bundle carries the page.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { ROOT } from './paths.mjs';

/** Everything that this build reads. */
const INPUTS = [
  'domain',
  'verifier',
  'src/locales',
  'scripts/lib/verifier.mjs',
  'package.json',
  'package-lock.json',
];
const FINGERPRINT = join(ROOT, 'out', '.verifier-fingerprint');
const OUT = join(ROOT, 'out', 'verifier');
export const VERIFY_COMMAND = join(OUT, 'minutier-verify.js');
export const VERIFY_PAGE = join(OUT, 'verifier.html');

/**
 * Makes sure of a current build. Throws with the build's output when it fails.
 * @param {(line: string) => void} say
 */
export async function ensureVerifierBuilt(say) {
  const wanted = fingerprint(ROOT, INPUTS);
  const isThere = [VERIFY_COMMAND, VERIFY_PAGE, FINGERPRINT].every((file) => existsSync(file));
  if (isThere && readFileSync(FINGERPRINT, 'utf8') === wanted) return;
  say('Building the verifier …');
  rmSync(FINGERPRINT, { force: true });
  await buildVerifier(OUT);
  mkdirSync(OUT, { recursive: true });
  writeFileSync(FINGERPRINT, wanted);
}

/** Into any folder. Vite is asked for here only, because the packages may have come a moment ago. */
export async function buildVerifier(/** @type {string} */ folder) {
  const { build } = await import('vite');
  await build(commandConfig(folder));
  chmodSync(join(folder, 'minutier-verify.js'), 0o755);
  await build(await pageConfig(folder));
}

/** @returns {import('vite').InlineConfig} */
function commandConfig(/** @type {string} */ folder) {
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    // Whoever runs it has Node and nothing else: zod and the domain are in it.
    ssr: { noExternal: true },
    build: {
      ssr: 'verifier/node/minutier-verify.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rollupOptions: {
        output: {
          format: 'es',
          entryFileNames: 'minutier-verify.js',
          codeSplitting: false,
          banner: '#!/usr/bin/env node',
        },
      },
    },
  };
}

/** @returns {Promise<import('vite').InlineConfig>} */
async function pageConfig(/** @type {string} */ folder) {
  const { viteSingleFile } = await import('vite-plugin-singlefile');
  return {
    configFile: false,
    root: join(ROOT, 'verifier', 'page'),
    logLevel: 'warn',
    publicDir: false,
    plugins: [viteSingleFile({ removeViteModuleLoader: true }), contentPolicy()],
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: ['chrome137', 'firefox129', 'safari17'],
      modulePreload: false,
      rollupOptions: { input: join(ROOT, 'verifier', 'page', 'verifier.html') },
    },
  };
}

/**
 * The page may run the one script and the one style that it was built with, known by their hashes, show pictures out of
 * the bundle, and start its own worker. It can load nothing and send nothing, whatever stands in a bundle.
 * @returns {import('vite').Plugin}
 */
function contentPolicy() {
  return {
    name: 'minutier-content-policy',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
          file.source = withPolicy(String(file.source));
        }
      },
    },
  };
}

function withPolicy(/** @type {string} */ html) {
  const hashes = (/** @type {RegExp} */ tag) =>
    [...html.matchAll(tag)].map(
      ([, code]) => `'sha256-${createHash('sha256').update(String(code)).digest('base64')}'`,
    );
  const policy = [
    `default-src 'none'`,
    `script-src ${hashes(/<script\b[^>]*>([\s\S]*?)<\/script>/g).join(' ')}`,
    `style-src ${hashes(/<style\b[^>]*>([\s\S]*?)<\/style>/g).join(' ')}`,
    'img-src blob:',
    'worker-src blob:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const at = '<meta charset="utf-8" />';
  if (html.split(at).length !== 2) throw new Error('The page has no one place for its policy.');
  return html.replace(
    at,
    () => `${at}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  );
}
