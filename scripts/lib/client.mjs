/**
 * Builds the client's page into out/client/: `index.html`, and its scripts and styles in assets/ under names that carry
 * their hash, so that a browser may keep them for ever. Each has its compressed twins (`.br`, `.gz`) beside it: the server
 * sends those and compresses nothing itself. Only when the sources are not those that it was built from.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { fingerprint } from './fingerprint.mjs';
import { ROOT } from './paths.mjs';

/** Everything that this build reads. */
const INPUTS = [
  'domain',
  'src/client',
  'src/diary',
  'src/ui',
  'src/locales',
  'verifier',
  'scripts/lib/client.mjs',
  'package.json',
  'package-lock.json',
];
const FINGERPRINT = join(ROOT, 'out', '.client-fingerprint');
export const CLIENT_FOLDER = join(ROOT, 'out', 'client');

/**
 * Makes sure of a current build. Throws with the build's output when it fails.
 * @param {(line: string) => void} say
 */
export async function ensureClientBuilt(say) {
  const wanted = fingerprint(ROOT, INPUTS);
  const isThere = existsSync(join(CLIENT_FOLDER, 'index.html')) && existsSync(FINGERPRINT);
  if (isThere && readFileSync(FINGERPRINT, 'utf8') === wanted) return;
  say('Building the client’s page …');
  rmSync(FINGERPRINT, { force: true });
  await buildClient(CLIENT_FOLDER);
  mkdirSync(dirname(FINGERPRINT), { recursive: true });
  writeFileSync(FINGERPRINT, wanted);
}

/** Into any folder, which is emptied. Vite is asked for here only, because the packages may have come a moment ago. */
export async function buildClient(/** @type {string} */ folder) {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  await build({
    configFile: false,
    root: join(ROOT, 'src', 'client'),
    logLevel: 'warn',
    publicDir: false,
    plugins: [react()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: ['chrome137', 'firefox129', 'safari17'],
      // A file inside a style sheet would be a data: address, and the page's policy has none of them.
      assetsInlineLimit: 0,
      rollupOptions: { input: join(ROOT, 'src', 'client', 'index.html') },
    },
  });
  compress(join(folder, 'assets'));
}

/** @param {string} folder */
function compress(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: size }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
