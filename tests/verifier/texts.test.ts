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
      'Missing in this segment, and not said to be withheld or deleted: picture 2.',
    );
    expect(sentenceIn(missing, 'fr')).toContain('la capture 2');
    expect(subjectIn(missing.subject, 'en')).toBe('segment of 3 Nov 2026, 10:00 (entry 7)');
    expect(subjectIn(missing.subject, 'fr')).toBe('segment du 3 nov. 2026, 10:00 (écriture 7)');
    const damaged = finding('container-damaged', { type: 'bundle' }, { why: 'order' });
    expect(sentenceOf(damaged)).toContain('order');
    expect(sentenceIn(damaged, 'en')).toContain('its files are not in order');
  });

  it('[VF2] no sentence counts one thing as many', () => {
    const agreeing = [...english, ...french].filter(
      ([key, text]) => key.startsWith('finding.') && /\{count\} \p{L}|\{field\} (is|are) /u.test(text),
    );
    expect(agreeing).toEqual([]);
    const withheld = finding('withheld', { type: 'bundle' }, { field: 'minutes', count: 1 });
    expect(sentenceIn(withheld, 'en')).toBe('Withheld: counts by minute (segments: 1).');
    expect(sentenceIn(withheld, 'fr')).toBe(
      'Non communiqué\u00a0: les comptages par minute (segments\u00a0: 1).',
    );
  });

  it('[VF2] lengths are said in hours, minutes and seconds, to the millisecond', () => {
    const said = (text: string) => text.replaceAll('\u00a0', ' ');
    const entry = { type: 'entry', index: 7 } as const;
    const closing = finding('close-wrong', entry, { said: '3 × 1800000 ms', found: '1 × 3600001 ms' });
    expect(said(sentenceIn(closing, 'en'))).toBe(
      'The week’s closing says 3 segments (30 min), and the log has 1 segment (1 h 0.001 s).',
    );
    expect(said(sentenceIn(closing, 'fr'))).toBe(
      'La clôture de la semaine dit 3 segments (30 min), et le registre a 1 segment (1 h 0,001 s).',
    );
    const moved = finding('clock-moved', entry, { ms: 303_000 });
    expect(said(sentenceIn(moved, 'en'))).toContain('shifted by 5 min 3 s against the time');
    expect(said(sentenceIn(moved, 'fr'))).toContain('s’est décalée de 5 min 3 s par rapport');
    expect(sentenceOf(moved)).toContain('303000 ms');
    expect(said(sentenceIn(finding('close-wrong', entry, { said: '0 × 0 ms', found: 'x' }), 'en'))).toContain(
      'says 0 segments (0 s), and the log has x',
    );
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
