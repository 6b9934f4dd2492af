/** French and English say the same things: the same keys, with the same values to fill in, in every text. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

type Texts = { [key: string]: string | Texts };
const TextsSchema: z.ZodType<Texts> = z.lazy(() => z.record(z.string(), z.union([z.string(), TextsSchema])));

const folder = join(import.meta.dirname, '..', 'src', 'locales');

function read(language: string): Map<string, string> {
  const path = join(folder, `${language}.json`);
  expect(existsSync(path), `${path} exists`).toBe(true);
  return flatten(TextsSchema.parse(JSON.parse(readFileSync(path, 'utf8'))));
}

describe('the texts of the screens', () => {
  it.each(['', 'report.', 'client.', 'server.'])(
    '[UI1] French has every key of English and no other (%s)',
    (file) => {
      expect(differences(read(`${file}en`), read(`${file}fr`))).toEqual([]);
    },
  );

  it('no text is empty', () => {
    const blank = [
      'en',
      'fr',
      'report.en',
      'report.fr',
      'client.en',
      'client.fr',
      'server.en',
      'server.fr',
    ].flatMap((language) =>
      [...read(language)].filter(([, text]) => text.trim() === '').map(([key]) => `${language}: ${key}`),
    );
    expect(blank).toEqual([]);
  });

  it('a missing key, a key too many and another placeholder are found', () => {
    const en = flatten({
      a: 'one {{n}}',
      b: { c: 'x' },
      hours_one: '{{count}} h',
      hours_other: '{{count}} h',
    });
    const fr = flatten({
      a: 'un {{m}}',
      b: { d: 'y' },
      hours_one: '{{count}} h',
      hours_many: '{{count}} h',
      hours_other: '{{count}} h',
    });
    expect(differences(en, fr)).toEqual(['a: {n} in en, {m} in fr', 'b.c: only in en', 'b.d: only in fr']);
  });
});

/** One line a difference. Plural forms count as one key: French has one (`many`) that English does not. */
function differences(en: ReadonlyMap<string, string>, fr: ReadonlyMap<string, string>): string[] {
  const ours = placeholdersByKey(en);
  const theirs = placeholdersByKey(fr);
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((key) => {
    const [left, right] = [ours.get(key), theirs.get(key)];
    if (left === undefined) return [`${key}: only in fr`];
    if (right === undefined) return [`${key}: only in en`];
    return left === right ? [] : [`${key}: {${left}} in en, {${right}} in fr`];
  });
}

/** Key without its plural ending → the names of its placeholders, sorted, over all its plural forms. */
function placeholdersByKey(texts: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const [key, text] of texts) {
    const base = key.replace(/_(zero|one|two|few|many|other)$/, '');
    const names = found.get(base) ?? new Set();
    for (const [, name] of text.matchAll(/\{\{-?\s*([^},\s]+)[^}]*\}\}/g)) names.add(name ?? '');
    found.set(base, names);
  }
  return new Map([...found].map(([key, names]) => [key, [...names].sort().join(', ')]));
}

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${prefix}${key}`, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}
