/** Every rule id in the name of a test is a rule of the specification, and every rule there is held by a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const ID = /\b[A-Z]{2}\d+\b/g;

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return /\.(test|spec)\.tsx?$|(contracts|cases)\/.*\.ts$|-cases\.md$/.test(path) ? [path] : [];
  });
}

/** Ids in square brackets, as test names carry them: `[SL2]`, `[ST1][ST2]`, `[SE8, SE25]`; in a table of cases, any. */
function idsOfTests(): Set<string> {
  const named = testFiles(join(root, 'tests')).flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(
      file.endsWith('.md') ? /\b(PR\d+)\b/g : /\[([A-Z]{2}\d+(?:, ?[A-Z]{2}\d+)*)\]/g,
    ),
  ]);
  return new Set(named.flatMap(([, list]) => list?.match(ID) ?? []));
}

/** Ids at the head of a rule: `- **SL2** …`, `- **SE8**, **SE25** …`, `- **SE11**–**SE16** …`, `- [ST1] …`. */
function idsOfRules(): Set<string> {
  const ids = new Set<string>();
  const texts = ['docs/SPEC.md', 'docs/evidence-format.md'].map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  for (const line of texts.join('\n').split('\n')) {
    const head = /^- ((?:\*\*[A-Z]{2}\d+\*\*(?:, |–)?)+|\[[A-Z]{2}\d+\])/.exec(line)?.[1];
    if (!head) continue;
    const found = head.match(ID) ?? [];
    const [first, last] = found;
    if (head.includes('–') && first && last) {
      for (let n = Number(first.slice(2)); n <= Number(last.slice(2)); n++) ids.add(first.slice(0, 2) + n);
    } else for (const id of found) ids.add(id);
  }
  return ids;
}

const tests = idsOfTests();
const rules = idsOfRules();

test('every id in a test is a rule of the specification', () => {
  expect(rules.size).toBeGreaterThan(100);
  expect([...tests].filter((id) => !rules.has(id)).sort()).toEqual([]);
});

test('every rule of the specification has a test', () => {
  expect([...rules].filter((id) => !tests.has(id)).sort()).toEqual([]);
});
