/**
 * What a search asks for: the words of what was typed, and whether a name has one. A word is a run of letters, digits
 * and marks; everything else only separates, so nothing that is typed can be taken for syntax. SPEC: SR.
 */

/** More words than this, and longer ones, say nothing more. */
const WORDS_MAX = 12;
const WORD_MAX = 60;

const SEPARATORS = /[^\p{L}\p{N}\p{M}\p{Co}]+/u;

/** The distinct words of the text, in order, without accents, in lower case. Empty where it has none. */
export function searchWords(text: string): string[] {
  const words = folded(text)
    .split(SEPARATORS)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, WORD_MAX));
  return [...new Set(words)].slice(0, WORDS_MAX);
}

/** Whether one of the name's words begins with the word. */
export function hasWord(name: string, word: string): boolean {
  return folded(name)
    .split(SEPARATORS)
    .some((part) => part.startsWith(word));
}

/** As the index folds: case and accents make no difference. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}
