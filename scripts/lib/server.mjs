/**
 * Builds the server into out/server/minutier-server.js: one file beside the packages that cannot be in it, because they are
 * native or read files of their own. Only when the sources are not those that it was built from.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { ROOT } from './paths.mjs';

/** Everything that this build reads. */
const INPUTS = [
  'domain',
  'node',
  'server',
  'verifier',
  'src/locales',
  'scripts/lib/server.mjs',
  'package.json',
  'package-lock.json',
];
const FINGERPRINT = join(ROOT, 'out', '.server-fingerprint');
const OUT = join(ROOT, 'out', 'server');
export const SERVER_COMMAND = join(OUT, 'minutier-server.js');

/** Native, or with files that they look for beside themselves. */
const OUTSIDE = [
  'better-sqlite3',
  '@napi-rs/image',
  '@node-rs/argon2',
  '@fastify/swagger-ui',
  '@fontsource/noto-sans',
  'pdfkit',
];

/**
 * Makes sure of a current build. Throws with the build's output when it fails.
 * @param {(line: string) => void} say
 */
export async function ensureServerBuilt(say) {
  const wanted = fingerprint(
    ROOT,
    INPUTS.filter((path) => existsSync(join(ROOT, path))),
  );
  if (existsSync(SERVER_COMMAND) && existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, 'utf8') === wanted)
    return;
  say('Building the server …');
  rmSync(FINGERPRINT, { force: true });
  await buildServer(OUT);
  mkdirSync(OUT, { recursive: true });
  writeFileSync(FINGERPRINT, wanted);
}

/** Into any folder. Vite is asked for here only, because the packages may have come a moment ago. */
export async function buildServer(/** @type {string} */ folder) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: OUTSIDE },
    build: {
      ssr: 'server/minutier-server.ts',
      outDir: folder,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rollupOptions: {
        output: {
          format: 'es',
          entryFileNames: 'minutier-server.js',
          codeSplitting: false,
          banner: '#!/usr/bin/env node',
        },
      },
    },
  });
  chmodSync(join(folder, 'minutier-server.js'), 0o755);
}
