/** How hard a passphrase is to guess. Reckoned in the window by a library that knows words, names and keyboards; nothing of it is sent. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import { dictionary as french } from '@zxcvbn-ts/language-fr';

const estimate = new ZxcvbnFactory({
  dictionary: { ...common, ...english, ...french },
  graphs: adjacencyGraphs,
  useLevenshteinDistance: false,
});

/** More is strong anyway, and the time to reckon it grows with its square. */
const ENOUGH = 100;

/** 0 (guessed at once) to 4 (strong). */
export function strengthOf(passphrase: string): 0 | 1 | 2 | 3 | 4 {
  return estimate.check(passphrase.slice(0, ENOUGH)).score;
}
