/** What a log tells of its own fields, as values. */
import { readDisclosure } from '../../domain/disclosure';
import { FIELD_SCHEMAS } from '../../domain/field';
import type { Standing } from '../log/logs';

type Texts = 'statement' | 'statedBy' | 'title' | 'client';

/** Null where it is not told, or destroyed. */
export async function textOf(standing: Standing, index: number, name: Texts): Promise<string | null> {
  const text = await standing.told(index, name);
  const read = text === null ? null : FIELD_SCHEMAS[name].safeParse(readDisclosure(text)?.value);
  return read?.success ? read.data : null;
}

/** The contract's title or client, as it was last said. */
export function ownText(standing: Standing, name: 'title' | 'client'): Promise<string | null> {
  const { open, ownHolders } = standing.ledger;
  return textOf(standing, ownHolders.get(name) ?? open?.index ?? 0, name);
}

/** Of the terms that the entry at `index` said. */
export async function tagsOf(standing: Standing, index: number): Promise<string[]> {
  const text = await standing.told(index, 'tags');
  const read = text === null ? null : FIELD_SCHEMAS.tags.safeParse(readDisclosure(text)?.value);
  return read?.success ? read.data : [];
}
