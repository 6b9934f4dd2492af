/**
 * The verifier's signatures on each platform that it runs on: the Node that runs the tests (Electron's, with BoringSSL),
 * the machine's own Node (OpenSSL), and a page in a browser (WebCrypto). The adapters are the verifier's own.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { build, type InlineConfig } from 'vite';
import { z } from 'zod';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { nodeCrypto } from '../../verifier/node/node-crypto';

/** In hex. */
export interface EdCase {
  key: string;
  message: string;
  signature: string;
}

const Answers = z.array(z.boolean());
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** Of the process that runs the tests. */
export async function verdictsHere(cases: readonly EdCase[]): Promise<readonly boolean[]> {
  return nodeCrypto().verifyEd25519(
    cases.map(({ key, message, signature }) => ({
      publicKey: bytes(key),
      message: bytes(message),
      signature: bytes(signature),
    })),
  );
}

/** As code: the same for a script of Node and for a page. */
const asked = (cases: readonly EdCase[]) => `${JSON.stringify(cases)}.map(({ key, message, signature }) => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return { publicKey: bytes(key), message: bytes(message), signature: bytes(signature) };
})`;

/** Of the `node` on the path, with its version of OpenSSL (or whatever it was built with). */
export async function verdictsOfNode(
  cases: readonly EdCase[],
  folder: string,
): Promise<{ answers: readonly boolean[]; library: string }> {
  await build({ ...config('verifier/node/node-crypto.ts', folder), ssr: { noExternal: true } });
  writeFileSync(
    join(folder, 'asked.mjs'),
    `import { nodeCrypto } from './adapter.mjs';
     const answers = await nodeCrypto().verifyEd25519(${asked(cases)});
     const { node, openssl } = process.versions;
     console.log(JSON.stringify({ answers, library: 'Node ' + node + ', OpenSSL ' + openssl }));`,
  );
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const out = execFileSync('node', [join(folder, 'asked.mjs')], { encoding: 'utf8', env });
  return z.object({ answers: Answers, library: z.string() }).parse(JSON.parse(out));
}

/** Of the browser's own WebCrypto, in a page from the disk. */
export async function verdictsOfBrowser(
  cases: readonly EdCase[],
  browser: Browser,
  folder: string,
): Promise<readonly boolean[]> {
  await build(config('verifier/page/web-crypto.ts', folder));
  return Answers.parse(
    await evaluated(`adapter.webCrypto().verifyEd25519(${asked(cases)})`, browser, folder),
  );
}

/** Of the files of one check: their bytes, and their texts. */
export interface Check {
  bundle: Uint8Array;
  trust: string;
  /** Null: none. */
  policy: string | null;
}

/**
 * The library in the browser, with the page's own adapters, on each of the checks: verdict and findings as they come.
 * The page's drawing has no part in it.
 */
export async function outcomesInBrowser(
  checks: readonly Check[],
  browser: Browser,
  folder: string,
): Promise<unknown[]> {
  mkdirSync(folder, { recursive: true });
  const entry = join(folder, 'entry.ts');
  const parts = {
    './no-eval': null,
    './web-crypto': 'webCrypto',
    './blob-source': 'blobSource',
    '../../domain/verify': 'verify',
    '../../domain/trust': 'DEFAULT_POLICY, readPolicy, readTrust',
  };
  const lines = Object.entries(parts).map(([file, names]) => {
    const from = JSON.stringify(join(ROOT, 'verifier', 'page', file));
    return names === null ? `import ${from};` : `export { ${names} } from ${from};`;
  });
  writeFileSync(entry, lines.join('\n'));
  await build(config(entry, folder));
  const texts = checks.map(({ bundle, ...rest }) => ({
    ...rest,
    bundle: Buffer.from(bundle).toString('base64'),
  }));
  const outcomes = await evaluated(
    `(async () => {
      const { blobSource, DEFAULT_POLICY, readPolicy, readTrust, verify, webCrypto } = adapter;
      const outcomes = [];
      for (const { bundle, trust, policy } of ${JSON.stringify(texts)}) {
        const bytes = Uint8Array.from(atob(bundle), (sign) => sign.charCodeAt(0));
        const asked = policy === null ? DEFAULT_POLICY : readPolicy(policy).value;
        const source = blobSource(new Blob([bytes]));
        const { verdict, findings } = await verify(source, readTrust(trust).value, asked, webCrypto());
        outcomes.push({ verdict, findings });
      }
      // As text: what a driver makes of objects on the way may have another order.
      return JSON.stringify(outcomes);
    })()`,
    browser,
    folder,
  );
  return z.array(z.unknown()).parse(JSON.parse(z.string().parse(outcomes)));
}

/** In a page from the disk that has the adapter. */
async function evaluated(code: string, browser: Browser, folder: string): Promise<unknown> {
  writeFileSync(
    join(folder, 'blank.html'),
    '<!doctype html><meta charset="utf-8" /><script src="adapter.js"></script><title>blank</title>',
  );
  const page = await browser.newPage();
  try {
    await page.goto(pathToFileURL(join(folder, 'blank.html')).href);
    return await page.evaluate(code);
  } finally {
    await page.close();
  }
}

/** One file of the adapter: `adapter.mjs` for Node, `adapter.js` with a global name for a page. */
function config(entry: string, folder: string): InlineConfig {
  mkdirSync(folder, { recursive: true });
  const isNode = entry.includes('/node/');
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      ...(isNode ? { ssr: entry } : { lib: { entry, formats: ['iife'], name: 'adapter' } }),
      rollupOptions: { output: { entryFileNames: isNode ? 'adapter.mjs' : 'adapter.js' } },
    },
  };
}
