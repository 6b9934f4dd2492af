/** The disclosures that come with an entry: each belongs to it, says what its field can say, and is there once. */

import type { Json } from '../../domain/canonical-json';
import { digestOf, readDisclosure } from '../../domain/disclosure';
import type { Entry } from '../../domain/entry';
import { type FieldName, fieldNames, isField } from '../../domain/field';
import type { Sha256 } from '../../domain/merkle';

export interface ToldField {
  /** In the order of the entry's names. */
  place: number;
  name: FieldName;
  value: Json;
  text: string;
}

/** Null where one of them is not of this entry, is wrong, or is told twice. In the order of the names. */
export function toldOf(entry: Entry, texts: readonly string[], sha256: Sha256): ToldField[] | null {
  const names = fieldNames(entry);
  if (names === null) return null;
  const written: readonly string[] = names;
  const digests = new Set<string>('_sd' in entry ? entry._sd : []);
  const told: ToldField[] = [];
  for (const text of texts) {
    const disclosure = readDisclosure(text);
    const digest = disclosure && digestOf(text, sha256);
    if (disclosure === null || digest === null || !digests.delete(digest)) return null;
    const place = written.indexOf(disclosure.name);
    const name = names[place];
    if (name === undefined || told.some((one) => one.place === place)) return null;
    if (!isField(name, disclosure.value)) return null;
    told.push({ place, name, value: disclosure.value, text });
  }
  return told.sort((a, b) => a.place - b.place);
}
