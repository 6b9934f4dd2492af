/** The verifier's texts: every finding in both languages, and French set as French is. */
import { describe, expect, it } from 'vitest';
import { FINDINGS, finding, sentenceOf } from '../../domain/finding';
import { sentenceIn, subjectIn } from '../../verifier/describe';
import { counted, filled, hoursOf, plain, TEXTS, worded } from '../../verifier/texts';

type Tree = { readonly [key: string]: string | Tree };

function texts(tree: Tree, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value, `${prefix}${key}.`),
  );
}

const [english, french] = [new Map(texts(TEXTS.en)), new Map(texts(TEXTS.fr))];
const placeholders = (text: string | undefined) => (text?.match(/\{\w+\}/g) ?? []).sort();

describe('the verifier’s texts', () => {
  it('[VF2] every finding has its sentence, in English that of the format', () => {
    const sentences = Object.entries(FINDINGS).map(([id, { sentence }]) => [id, sentence]);
    expect(TEXTS.en.finding).toEqual(Object.fromEntries(sentences));
    expect(Object.keys(TEXTS.fr.finding).sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  it('[UI1] French has every text of English with the same values, and no other', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
    const other = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(french.get(key)).join(),
    );
    expect(other).toEqual([]);
    expect([...english, ...french].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('[UI1] French has its own spaces before double signs and in guillemets, and says "vous"', () => {
    const wrong = [...french.values()].filter(
      (text) =>
        / [:;!?»%]/.test(text) ||
        /« /.test(text) ||
        /[a-zà-ÿ][;!?]/i.test(text) ||
        /'|\.\.\./.test(text) ||
        /\b(tu|ton|tes|toi)\b/i.test(text),
    );
    expect(wrong).toEqual([]);
  });

  it('[VF2] a finding is a sentence about something, in either language', () => {
    const missing = finding(
      'disclosure-missing',
      { type: 'segment', index: 7, slot: 1_793_700_000 },
      { field: 'picture.1' },
    );
    expect(sentenceIn(missing, 'en')).toBe(
      'The picture 2 of this segment is missing, and nothing says that it was withheld or deleted.',
    );
    expect(sentenceIn(missing, 'fr')).toContain('la capture 2');
    expect(subjectIn(missing.subject, 'en')).toBe('segment of 3 Nov 2026, 10:00 (entry 7)');
    expect(subjectIn(missing.subject, 'fr')).toBe('segment du 3 nov. 2026, 10:00 (écriture 7)');
    const damaged = finding('container-damaged', { type: 'bundle' }, { why: 'order' });
    expect(sentenceOf(damaged)).toContain('order');
    expect(sentenceIn(damaged, 'en')).toContain('its files are not in order');
  });

  it('[VF2] what others wrote steers no terminal and turns no sentence round', () => {
    expect(plain('a\u001b[2Jb\u202ec\u2028d\u009be')).toBe('a\\u{1b}[2Jb\\u{202e}c\\u{2028}d\\u{9b}e');
    expect(plain('Été à l’œuvre 👩‍💻')).toBe('Été à l’œuvre 👩‍💻');
    expect(worded(TEXTS.en.why, 'constructor')).toBe('constructor');
    expect(filled('{toString} {a}', { a: '$&' })).toBe('{toString} $&');
  });

  it('counts as the language does, and never rounds time up', () => {
    expect(counted('segments', 0, 'en')).toBe('0 segments');
    expect(counted('segments', 0, 'fr')).toBe('0 segment');
    expect(counted('segments', 12_600, 'fr')).toBe('12\u202f600 segments');
    expect([hoursOf(0), hoursOf(59_999), hoursOf(3_660_000), hoursOf(360_000_000)]).toEqual([
      '0:00',
      '0:00',
      '1:01',
      '100:00',
    ]);
  });
});
