/**
 * Builds the client's page into out/client/: `index.html`, and its scripts and styles in assets/ under names that carry
 * their hash, so that a browser may keep them for ever. Each has its compressed twins (`.br`, `.gz`) beside it: the server
 * sends those and compresses nothing itself. Only when the sources are not those that it was built from.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { clientDiet } from './client-diet.mjs';
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
  'resources/icon.svg',
  'scripts/lib/client.mjs',
  'scripts/lib/client-diet.mjs',
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
  // Beside it and then in its place: a server that is running has a whole page before and after, and two builds meet nowhere.
  const fresh = `${CLIENT_FOLDER}.${process.pid}`;
  await buildClient(fresh);
  rmSync(CLIENT_FOLDER, { recursive: true, force: true });
  renameSync(fresh, CLIENT_FOLDER);
  mkdirSync(dirname(FINGERPRINT), { recursive: true });
  writeFileSync(FINGERPRINT, wanted);
}

/** Into any folder, which is emptied. Vite is asked for here only, because the packages may have come a moment ago. */
export async function buildClient(/** @type {string} */ folder) {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  // A test runner has a mode of its own, and React would come with everything that it has for its developers.
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({
    configFile: false,
    root: join(ROOT, 'src', 'client'),
    logLevel: 'warn',
    publicDir: false,
    plugins: [clientDiet(), react(), withoutStyleElements()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      // The oldest Safari that knows light-dark(), by which our colours are written.
      target: ['chrome137', 'firefox129', 'safari17.5'],
      // A file inside a style sheet would be a data: address, and the page's policy has none of them.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: join(ROOT, 'src', 'client', 'index.html'),
        // What many views share comes in one file: each answer carries a kilobyte of headers.
        output: {
          codeSplitting: {
            groups: [
              { name: 'first', test: /client[\\/]no-eval/, priority: 1 },
              { name: 'shared', minShareCount: 5 },
            ],
          },
        },
      },
    },
  }).finally(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });
  compress(join(folder, 'assets'));
}

/**
 * The zoom kit writes its few styles into a style element when it is loaded, which the page's policy stops and reports:
 * they are in src/diary/detail/detail.module.css instead.
 * @returns {import('vite').Plugin}
 */
function withoutStyleElements() {
  return {
    name: 'without-style-elements',
    transform(code, id) {
      if (!id.includes('react-zoom-pan-pinch')) return null;
      const without = code.replace('styleInject(css_248z);', '');
      if (without === code) this.error('the zoom kit writes its styles in another way than was known');
      return { code: without, map: null };
    },
  };
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
