/** Every case there is, and those of them that are frozen. */
import type { Case } from './base';
import { CHAIN } from './chain';
import { CONTAINER, SOURCES } from './container';
import { HEADS, SEEN } from './heads';
import { HONEST } from './honest';
import { SEGMENTS } from './segments';
import { TOLD } from './told';

/** By what they are about, as docs/attacks.md lists them. */
export const GROUPS: readonly (readonly [about: string, cases: readonly Case[]])[] = [
  ['Honest bundles', HONEST],
  ['The container and its files', [...CONTAINER, ...SOURCES]],
  ['The entries and the keys', CHAIN],
  ['The head and the times', [...HEADS, ...SEEN]],
  ['What stands in the log', SEGMENTS],
  ['What is told beside it, and what is asked for', TOLD],
];

export const ALL: readonly Case[] = GROUPS.flatMap(([, cases]) => cases);

/** Attacks of the specification's list that give the findings of another one. */
const NAMED = [
  'seconds-over-600',
  'sequence-gap',
  'entry-of-another-contract',
  'json-doubled-key',
  'base64url-unused-bits',
  'memo-look-alike',
  'manifest-claims-10-gigabytes',
  'picture-claims-10-gigabytes',
  'manifest-signed-by-a-stranger',
  'zip-extra',
  'zip-path-0',
  'zip-deflated',
  'zip-overlap',
  'zip-second-directory',
  'pictures-swapped',
  'newest-week-dropped',
  'tombstone-hidden',
];

/** A thousand findings each: more text than a vector is worth. */
const LARGE = ['entries-of-nothing', 'disclosures-of-nothing'];

/** Those of which a file says all: one for each set of findings, honest ones and the named all. */
export const FROZEN: readonly Case[] = ALL.filter((one) => {
  const isFile = !SOURCES.includes(one) && !SEEN.includes(one) && !LARGE.includes(one.name);
  const isNamed = HONEST.includes(one) || NAMED.includes(one.name);
  const isFirst = ALL.find((other) => shapeOf(other) === shapeOf(one)) === one;
  return isFile && (isNamed || isFirst);
});

/** Findings without their numbers: those of two attacks that look the same to a reader are the same. */
function shapeOf({ findings }: Case): string {
  return [...new Set(findings.map((line) => line.replace(/\d+(–\d+)?|pictures\S+|field=\w+/g, '')))].join(
    '\n',
  );
}
