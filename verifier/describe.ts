/** A finding in words: its sentence and what it is about, in either language. SPEC: VF2. */
import { assertNever } from '../domain/assert';
import { kindOfField } from '../domain/field';
import type { Finding, FindingId, Subject } from '../domain/finding';
import { fingerprintWords } from '../domain/fingerprint';
import { KidSchema } from '../domain/keys';
import {
  counted,
  dateOf,
  durationOf,
  filled,
  instantOf,
  type Language,
  numbered,
  plain,
  TEXTS,
  worded,
} from './texts';

/** English without the words for codes is `sentenceOf` of domain/finding.ts. */
export function sentenceIn({ id, values }: Finding, language: Language): string {
  const sentences: Readonly<Record<FindingId, string>> = TEXTS[language].finding;
  const said = Object.entries(values).map(([name, value]) => [name, valueIn(name, value, language)]);
  // The format's sentence names the unit of its bare number; a length brings its own.
  return filled(sentences[id].replace('{ms} ms', '{ms}'), Object.fromEntries(said));
}

function valueIn(name: string, value: string | number, language: Language): string {
  if (typeof value === 'number')
    return name === 'ms' ? durationOf(value, language) : numbered(value, language);
  const texts = TEXTS[language];
  switch (name) {
    case 'why':
      return worded(texts.why, value);
    case 'role':
      return worded(texts.role, value);
    case 'field':
      return fieldIn(value, language);
    case 'said':
    case 'found':
      return closingIn(value, language);
    default:
      return plain(value);
  }
}

/** A week's closing, `3 × 1800000 ms`: "3 segments (30 min)". */
function closingIn(value: string, language: Language): string {
  const [, count, ms] = /^(\d+) × (\d+) ms$/.exec(value) ?? [];
  if (count === undefined || ms === undefined) return plain(value);
  return `${counted('segments', Number(count), language)} (${durationOf(Number(ms), language)})`;
}

/** "picture"; of the second and further ones with their number. */
function fieldIn(name: string, language: Language): string {
  const kind = kindOfField(name) ?? name;
  const number = Number(name.split('.')[1] ?? 0);
  const word = worded(TEXTS[language].field, kind);
  return number > 0 ? `${word} ${numbered(number + 1, language)}` : word;
}

export function subjectIn(subject: Subject, language: Language): string {
  const texts = TEXTS[language].subject;
  switch (subject.type) {
    case 'bundle':
      return texts.bundle;
    case 'file':
      return filled(texts.file, { name: plain(subject.name) });
    case 'line':
      return filled(texts.line, { file: plain(subject.file), line: subject.line });
    case 'entry':
      return filled(texts.entry, { index: subject.index });
    case 'segment':
      return filled(texts.segment, { time: instantOf(subject.slot, language), index: subject.index });
    case 'key':
      return filled(texts.key, { words: wordsOf(subject.kid) });
    case 'week':
      return filled(texts.week, { date: dateOf(subject.week, language) });
    case 'day':
      return filled(texts.day, { date: dateOf(subject.day, language) });
    default:
      return assertNever(subject);
  }
}

function wordsOf(kid: string): string {
  const known = KidSchema.safeParse(kid);
  return known.success ? fingerprintWords(known.data) : plain(kid);
}
