/**
 * Keeps out of the client's page what it never shows: of the component kit's styles those of components that it has not, of
 * the app's texts those that no file of the page names. Both are found by reading the sources, so nothing has to be kept in
 * step by hand; a text that was left out by mistake would stand on the page as its key, which every test of a page looks for.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from './paths.mjs';

/** What the page is made of. */
const SOURCES = ['src/client', 'src/diary', 'src/ui'];
const KIT = join(ROOT, 'node_modules', '@mantine', 'core');
const TEXTS = /[\\/]src[\\/]locales[\\/](en|fr)\.json$/;
const STYLES = '@mantine/core/styles.css';

/** @returns {import('vite').Plugin} */
export function clientDiet() {
  return {
    name: 'minutier-client-diet',
    enforce: 'pre',
    resolveId: (id) => (id === STYLES ? '\0kit.css' : null),
    load(id) {
      if (id === '\0kit.css') return kitStyles();
      return TEXTS.test(id) ? JSON.stringify(namedTexts(readFileSync(id, 'utf8'))) : null;
    },
  };
}

/** The styles of the components that the page has and of those that these are made of, in the order of the kit's whole file. */
function kitStyles() {
  const whole = readFileSync(join(KIT, 'styles.css'), 'utf8');
  const names = new Set(
    [...sources().matchAll(/import (?:type )?\{([^}]*)\} from '@mantine\/(?:core|dates)'/g)].flatMap(
      ([, list]) =>
        String(list)
          .split(',')
          .map((name) => name.trim().split(' ')[0] ?? ''),
    ),
  );
  const found = new Set(['ScrollArea', 'VisuallyHidden', 'UnstyledButton', 'Input']);
  for (const name of [...names, ...found]) addComponent(name, found);
  const parts = [...found]
    .map((name) => join(KIT, 'styles', `${name}.css`))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .toSorted((a, b) => whole.indexOf(a.slice(0, 200)) - whole.indexOf(b.slice(0, 200)));
  // The kit's variables are not here: the page makes them of its theme.
  const ground = ['baseline', 'global'].map((name) =>
    readFileSync(join(KIT, 'styles', `${name}.css`), 'utf8'),
  );
  return [...ground, ...parts].join('\n');
}

/**
 * With whatever its modules take from folders that are named like components, wherever in the kit these are.
 * @param {string} name
 * @param {Set<string>} found
 */
function addComponent(name, found) {
  found.add(name);
  for (const path of kitModules()) {
    if (!path.includes(`${sep}${name}${sep}`)) continue;
    for (const [, other] of readFileSync(path, 'utf8').matchAll(/from "\.[\w./-]*?\/([A-Z]\w+)\//g)) {
      if (other !== undefined && !found.has(other)) addComponent(other, found);
    }
  }
}

/** @type {string[] | null} */
let modules = null;
function kitModules() {
  const root = join(KIT, 'esm');
  modules ??= readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join(root, name));
  return modules;
}

/** @param {string} json */
function namedTexts(json) {
  const text = sources();
  const whole = new Set([...text.matchAll(/['"`]([A-Za-z][\w.-]*)['"`]/g)].map(([, key]) => key));
  const beginnings = [...text.matchAll(/`([A-Za-z][\w.-]*\.)\$\{/g)].map(([, key]) => String(key));
  const isNamed = (/** @type {string} */ key) => {
    const plain = key.replace(/_(zero|one|two|few|many|other)$/, '');
    return whole.has(plain) || beginnings.some((beginning) => plain.startsWith(beginning));
  };
  return kept(JSON.parse(json), '', isNamed);
}

/**
 * @param {Record<string, unknown>} tree
 * @param {string} prefix
 * @param {(key: string) => boolean} isNamed
 * @returns {Record<string, unknown>}
 */
function kept(tree, prefix, isNamed) {
  /** @type {Record<string, unknown>} */
  const result = {};
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix + name;
    if (typeof value === 'string') {
      if (isNamed(key)) result[name] = value;
      continue;
    }
    const below = kept(Object(value), `${key}.`, isNamed);
    if (Object.keys(below).length > 0) result[name] = below;
  }
  return result;
}

function sources() {
  return SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  ).join('\n');
}
