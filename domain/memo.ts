/**
 * Whether a memo says anything about the work: a published test that a person can work out in their head, in any
 * language. It counts words and letters; it does not judge what they mean. SPEC: PR7, PR8.
 */
import type { ProtectionRules } from './protection-rules';

/** Letters and digits with their marks: in Hindi, half of the vowels are marks. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Scripts written without spaces: each character stands for a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
/** Scripts whose characters hold a syllable or a word: each weighs three letters. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

export type MemoVerdict = 'none' | 'thin' | 'good';

/**
 * `none`: not a single letter or digit. `thin`: fewer than `minWords` different words, fewer than `minLetters` letters
 * and digits, or nothing but generic words and bare numbers. Letter case, accents, punctuation and repetition do not matter.
 */
export function memoVerdict(memo: string, rules: ProtectionRules['memo']): MemoVerdict {
  const text = memo.normalize('NFC').toLowerCase();
  const runs = text.match(WORD) ?? [];
  if (runs.length === 0) return 'none';
  const letters = [...runs.join('')].length + 2 * (text.match(DENSE) ?? []).length;
  const words = new Set(runs.flatMap(wordsOf));
  if (words.size < rules.minWords || letters < rules.minLetters) return 'thin';
  const telling = [...words].some((word) => /\p{L}/u.test(word) && !rules.generic.has(bare(word)));
  return telling ? 'good' : 'thin';
}

/** Of a run in a script without spaces each character is a word; what is left of it are words as they stand. */
function wordsOf(run: string): string[] {
  return [...(run.match(UNSPACED) ?? []), ...(run.replace(UNSPACED, ' ').match(WORD) ?? [])];
}

/** Without accents, as the list of generic words is written. */
function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '');
}
