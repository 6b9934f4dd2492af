/**
 * Whether a memo says anything about the work: a published test that a person can work out in their head, in any
 * language. It counts words and letters; it does not judge what they mean. SPEC: PR7, PR8.
 */
import type { ProtectionRules } from './protection-rules';

/** A letter or digit with its marks: `é`, `कि`. Runs of them are words. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const LETTER = /[\p{L}\p{N}]/gu;
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
  const letters = (text.match(LETTER) ?? []).length + 2 * (text.match(DENSE) ?? []).length;
  if (letters === 0) return 'none';
  const words = new Set(wordsOf(text));
  if (words.size < rules.minWords || letters < rules.minLetters) return 'thin';
  const telling = [...words].some((word) => /\p{L}/u.test(word) && !rules.generic.has(bare(word)));
  return telling ? 'good' : 'thin';
}

function wordsOf(text: string): string[] {
  return (text.match(WORD) ?? []).flatMap((run) => {
    const signs = run.match(UNSPACED) ?? [];
    const rest = run.replace(UNSPACED, ' ').match(WORD) ?? [];
    return [...signs, ...rest];
  });
}

/** Without accents, as the list of generic words is written. */
function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '');
}
