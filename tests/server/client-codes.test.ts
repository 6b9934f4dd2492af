/** Every "no" that stands in the server's source has its words in the client's page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import en from '../../src/locales/client.en.json';
import fr from '../../src/locales/client.fr.json';

const SERVER = join(import.meta.dirname, '..', '..', 'server');

/** What only the app is told, and never a person in front of the page. */
const FOR_THE_APP = /^(picture-(format|hash|offset|size)|pictures-many|moments-later|slot-not-running)$/;

/** As they stand in the server's source: `new Refusal(409, 'week-approved', …)`. */
function codesOfTheServer(): string[] {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const codes = files.flatMap((name) =>
    [...readFileSync(join(SERVER, name), 'utf8').matchAll(/new Refusal\(\s*\d+,\s*'([^']+)'/g)].map(
      ([, code]) => code ?? '',
    ),
  );
  return [...new Set(codes)].sort();
}

it('[WP4] every code that the server says has its sentence in both languages', () => {
  const codes = codesOfTheServer().filter((code) => !FOR_THE_APP.test(code));
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !Object.hasOwn(en.problem, code))).toEqual([]);
  expect(codes.filter((code) => !Object.hasOwn(fr.problem, code))).toEqual([]);
});
