/**
 * The import rules of the house, as a table that is compared with what the files really import. Type imports count.
 * A rule that is broken on purpose is changed here, in the table, with a decision page; never by a comment in the code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { type SourceFacts, sourceFacts } from './support/source-facts';

/** `types`: only imports that vanish at run time. */
type Grant = { from: string; types?: true };

interface Layer {
  /** Files that this row governs: a folder (with `/`) or one file without its extension. The longest match wins. */
  files: string;
  /** Our own files it may import, besides its own folder. */
  ours: Grant[];
  /** Packages it may import; `any`: no limit, Node's included. */
  packages: string[] | 'any';
}

const DOMAIN: Grant = { from: 'domain/' };
const CONTRACT: Grant = { from: 'electron/contract' };
const SCREEN_PACKAGES = [
  '@mantine/',
  '@tabler/icons-react',
  '@zxcvbn-ts/',
  'dayjs',
  'i18next',
  'react',
  'react-dom',
  'react-i18next',
  'react-zoom-pan-pinch',
  'recharts',
  'zod',
  'zustand',
];

/** The recorder and the parts it is made of. */
const RECORDER = ['recorder', 'recorder-notices', 'record', 'recover', 'picture-taker', 'timer-view'];

/** A stage gets its IO from compose.ts as ports, so it runs in a plain unit test: no package, no adapter, no Electron. */
const stage = (name: string): Layer => ({
  files: `electron/main/${name}`,
  ours: [
    DOMAIN,
    { from: 'electron/contract', types: true },
    { from: 'electron/main/ports', types: true },
    { from: 'electron/main/sensors/ports', types: true },
    ...RECORDER.map((part) => ({ from: `electron/main/${part}` })),
  ],
  packages: [],
});

const LAYERS: Layer[] = [
  { files: 'domain/', ours: [], packages: ['zod'] },
  { files: 'electron/contract', ours: [DOMAIN, { from: 'electron/contract/' }], packages: ['zod'] },
  // A group of commands is known to the contract alone: everybody else imports the contract.
  { files: 'electron/contract/', ours: [DOMAIN], packages: ['zod'] },
  { files: 'electron/channels', ours: [CONTRACT], packages: [] },
  {
    files: 'electron/preload/',
    ours: [CONTRACT, { from: 'electron/channels' }],
    packages: ['electron'],
  },
  {
    files: 'electron/main/',
    ours: [DOMAIN, CONTRACT, { from: 'electron/channels' }, { from: 'node/' }],
    packages: 'any',
  },
  // What is written is verified first, by the very code that the reader's verifier has.
  {
    files: 'electron/main/export-evidence/',
    ours: [DOMAIN, { from: 'node/' }, { from: 'electron/main/' }, { from: 'verifier/node/node-crypto' }],
    packages: 'any',
  },
  // What a server says is verified by the same code.
  {
    files: 'electron/main/compose-sync',
    ours: [
      DOMAIN,
      CONTRACT,
      { from: 'electron/main/' },
      { from: 'node/' },
      { from: 'verifier/node/node-crypto' },
    ],
    packages: 'any',
  },
  // The one place where main takes data of the screens: the texts of tray, menu and messages.
  { files: 'electron/main/texts', ours: [CONTRACT, { from: 'src/locales/' }], packages: ['i18next'] },
  // Of the report's pages, this one file: its own words, and those of the protection rules.
  {
    files: 'electron/main/report/findings',
    ours: [DOMAIN, { from: 'electron/main/report/' }, { from: 'verifier/describe' }],
    packages: [],
  },
  { files: 'electron/main/report/words', ours: [DOMAIN, { from: 'src/locales/' }], packages: ['i18next'] },
  ...RECORDER.map(stage),
  { files: 'src/locales/', ours: [], packages: [] },
  { files: 'src/ui/', ours: [DOMAIN, { from: 'src/locales/' }], packages: SCREEN_PACKAGES },
  { files: 'src/diary/', ours: [DOMAIN, { from: 'src/ui/' }], packages: SCREEN_PACKAGES },
  {
    files: 'src/desktop/',
    ours: [
      DOMAIN,
      { from: 'src/ui/' },
      { from: 'src/diary/' },
      { from: 'src/locales/' },
      { from: 'electron/contract', types: true },
    ],
    packages: SCREEN_PACKAGES,
  },
  // The client's page knows the wire, the diary's view, and the verifier that runs in a browser.
  {
    files: 'src/client/',
    ours: [
      DOMAIN,
      { from: 'src/ui/' },
      { from: 'src/diary/' },
      { from: 'src/locales/' },
      { from: 'verifier/describe' },
      { from: 'verifier/sha256' },
      { from: 'verifier/page/' },
    ],
    packages: [...SCREEN_PACKAGES, '@simplewebauthn/browser', 'uqr'],
  },
  // What every program of Node's shares: files that are whole or absent, and sealed ones.
  { files: 'node/', ours: [DOMAIN], packages: 'any' },
  // The server verifies with the verifier's own crypto, and knows nothing of the app.
  {
    files: 'server/',
    ours: [
      DOMAIN,
      { from: 'node/' },
      { from: 'verifier/node/node-crypto' },
      { from: 'src/locales/' },
      { from: 'package' },
    ],
    packages: 'any',
  },
  // The window parses what main answers: these two alone take the schemas as values.
  { files: 'src/desktop/api', ours: [DOMAIN, CONTRACT, { from: 'src/desktop/' }], packages: [] },
  { files: 'src/desktop/client', ours: [CONTRACT], packages: ['zod'] },
  // Anybody may check with it: it knows the rules and the words, and nothing of the app.
  { files: 'verifier/', ours: [DOMAIN, { from: 'src/locales/' }], packages: ['zod'] },
  {
    files: 'verifier/node/',
    ours: [DOMAIN, { from: 'src/locales/' }, { from: 'verifier/' }],
    packages: 'any',
  },
  // The command says which version it is.
  {
    files: 'verifier/node/minutier-verify',
    ours: [{ from: 'package' }, { from: 'verifier/node/' }],
    packages: [],
  },
];

/** What only the named files may say. */
const NAMED_ONCE: { what: string; files: string[]; under?: string; said: (facts: SourceFacts) => boolean }[] =
  [
    { what: 'ipcMain', files: ['electron/main/ipc.ts'], said: ({ names }) => names.has('ipcMain') },
    {
      what: 'window.desktop',
      files: ['src/desktop/api.ts'],
      said: ({ names }) => names.has('window.desktop'),
    },
    {
      what: 'the wall clock',
      // One file for each process that has a clock to read.
      files: [
        'electron/main/compose.ts',
        'electron/main/sensors/input-child.ts',
        'src/desktop/present.ts',
        'src/client/present.ts',
        'server/compose.ts',
      ],
      said: ({ names, calls }) => names.has('Date.now') || calls.has('new Date()'),
    },
    {
      what: 'process.env',
      files: ['electron/main/compose.ts', 'server/compose.ts'],
      said: ({ names }) => names.has('process.env'),
    },
    {
      what: 'fetch',
      files: ['src/client/api.ts'],
      under: 'src/',
      said: ({ calls }) => calls.has('fetch') || calls.has('window.fetch'),
    },
    { what: 'Math.random', files: [], said: ({ names }) => names.has('Math.random') },
  ];

const PRODUCT = ['domain', 'electron', 'node', 'server', 'src', 'verifier'];

describe('the import rules', () => {
  const files = productFiles();

  it('[AR1] every file imports only what its layer may', () => {
    expect(files.size).toBeGreaterThan(20);
    expect([...files].flatMap(([path, facts]) => importViolations(path, facts))).toEqual([]);
  });

  it('[AR2] what one file may name, no other file names', () => {
    expect([...files].flatMap(([path, facts]) => namingViolations(path, facts))).toEqual([]);
  });

  it('[AR3] only compose.ts and the children of backup and export make database, picture store and sensors: elsewhere in main their types are imported at most', () => {
    expect([...files].flatMap(([path, facts]) => adapterViolations(path, facts))).toEqual([]);
  });
});

/** The rules must be able to fail: each of these breaks one. */
describe('the import rules find', () => {
  const bad: [path: string, text: string, expected: RegExp][] = [
    ['domain/x.ts', `import { readFileSync } from 'node:fs';`, /node:fs/],
    ['domain/x.ts', `import { join } from 'path';`, /path/],
    ['domain/x.ts', `import type { Settings } from '../electron/contract';`, /electron\/contract/],
    ['domain/x.ts', `type T = import('../electron/main/ports').Recorder;`, /electron\/main\/ports/],
    ['domain/x.ts', `export * from '../src/ui/zone';`, /src\/ui\/zone/],
    ['src/diary/x.tsx', `import { api } from '../desktop/api';`, /src\/desktop\/api/],
    ['src/diary/x.tsx', `import type { Cell } from '../../electron/contract';`, /electron\/contract/],
    ['src/desktop/x.ts', `import { CellSchema } from '../../electron/contract';`, /types only/],
    ['src/desktop/x.ts', `import { type Cell, CellSchema } from '../../electron/contract';`, /types only/],
    ['src/desktop/x.ts', `const fs = require('fs');`, /fs/],
    ['src/desktop/x.ts', `void import('electron');`, /electron/],
    ['electron/main/x.ts', `import en from '../../src/locales/en.json';`, /src\/locales/],
    ['electron/main/recorder.ts', `import { app } from 'electron';`, /electron/],
    ['electron/main/recorder.ts', `import { openStore } from './db/open';`, /electron\/main\/db\/open/],
    ['electron/elsewhere/x.ts', `import 'zod';`, /no layer/],
  ];
  it.each(bad)('[AR1] in %s: %s', (path, text, expected) => {
    expect(importViolations(path, sourceFacts(path, text)).join()).toMatch(expected);
  });

  const named: [path: string, text: string, expected: RegExp][] = [
    ['electron/main/x.ts', `import { ipcMain } from 'electron';`, /ipcMain/],
    ['src/desktop/x.ts', `window.desktop.invoke('x');`, /window\.desktop/],
    ['src/desktop/x.ts', `const { desktop } = window;`, /window\.desktop/],
    ['src/desktop/x.ts', `globalThis.window['desktop'];`, /window\.desktop/],
    ['domain/x.ts', 'const t = Date.now();', /wall clock/],
    ['domain/x.ts', 'const t = new Date();', /wall clock/],
    ['electron/main/x.ts', 'const { env } = process;', /process\.env/],
    ['electron/main/x.ts', 'process?.env.HOME;', /process\.env/],
    ['src/ui/x.ts', `await fetch('x');`, /fetch/],
    ['domain/x.ts', 'Math.random();', /Math\.random/],
  ];
  it.each(named)('[AR2] in %s: %s', (path, text, expected) => {
    expect(namingViolations(path, sourceFacts(path, text)).join()).toMatch(expected);
  });

  it('[AR3] a store made outside compose.ts', () => {
    const text = `import { openDatabase } from './db/open';`;
    expect(adapterViolations('electron/main/x.ts', sourceFacts('x.ts', text))).not.toEqual([]);
    for (const root of ROOTS) expect(adapterViolations(root, sourceFacts('x.ts', text))).toEqual([]);
  });

  it('nothing where comments and strings only mention a forbidden thing', () => {
    const text = `// Date.now() and import 'electron'\nexport const a = "process.env";\nexport const d = new Date(5);`;
    const facts = sourceFacts('domain/x.ts', text);
    expect([...importViolations('domain/x.ts', facts), ...namingViolations('domain/x.ts', facts)]).toEqual(
      [],
    );
  });
});

function importViolations(path: string, { imports }: SourceFacts): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [`${path} belongs to no layer of the table`];
  return imports.flatMap(({ specifier, typeOnly }) => {
    const complaint = specifier.startsWith('.')
      ? oursComplaint(layer, normalize(join(dirname(path), specifier)), typeOnly)
      : packageComplaint(layer, specifier);
    return complaint === null ? [] : [`${path} imports ${complaint}`];
  });
}

function oursComplaint(layer: Layer, target: string, typeOnly: boolean): string | null {
  const bare = withoutExtension(target);
  if (layer.files.endsWith('/') && bare.startsWith(layer.files)) return null;
  const grants = layer.ours.filter(({ from }) =>
    from.endsWith('/') ? bare.startsWith(from) : bare === from,
  );
  if (grants.length === 0) return target;
  return typeOnly || grants.some(({ types }) => types === undefined)
    ? null
    : `${target}, of which it may take types only`;
}

function packageComplaint({ packages }: Layer, specifier: string): string | null {
  if (packages === 'any') return null;
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return specifier;
  const allowed = packages.some((name) =>
    name.endsWith('/') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
  return allowed ? null : specifier;
}

function namingViolations(path: string, facts: SourceFacts): string[] {
  return NAMED_ONCE.filter(
    ({ files, under, said }) => !files.includes(path) && path.startsWith(under ?? '') && said(facts),
  ).map(({ what }) => `${path} names ${what}`);
}

/** Where real parts are made: one file a process. The sensors' children are among the adapters themselves. */
const ROOTS = [
  'electron/main/compose.ts',
  'electron/main/backup/backup-child.ts',
  'electron/main/export-evidence/export-child.ts',
  'electron/main/export-evidence/open-profile.ts',
];

function adapterViolations(path: string, { imports }: SourceFacts): string[] {
  const adapters = ['electron/main/db/', 'electron/main/sensors/'];
  // A pure reading of error codes, which every writer of files shares.
  const shared = ['electron/main/db/faults'];
  const inside = adapters.some((folder) => path.startsWith(folder));
  if (!path.startsWith('electron/main/') || ROOTS.includes(path) || inside) return [];
  return imports
    .filter(({ typeOnly, specifier }) => !typeOnly && specifier.startsWith('.'))
    .map(({ specifier }) => normalize(join(dirname(path), specifier)))
    .filter((target) => adapters.some((folder) => target.startsWith(folder)) && !shared.includes(target))
    .map((target) => `${path} imports ${target}`);
}

function layerOf(path: string): Layer | undefined {
  const bare = withoutExtension(path);
  return LAYERS.filter(({ files }) =>
    files.endsWith('/') ? bare.startsWith(files) : bare === files,
  ).toSorted((a, b) => b.files.length - a.files.length)[0];
}

function withoutExtension(path: string): string {
  return path.replace(/(\.d)?\.(ts|tsx|json|css)$/, '');
}

function productFiles(): Map<string, SourceFacts> {
  const root = join(import.meta.dirname, '..');
  const paths = PRODUCT.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name.replaceAll('\\', '/'))),
  );
  return new Map(paths.map((path) => [path, sourceFacts(path, readFileSync(join(root, path), 'utf8'))]));
}
