/**
 * What of a contract is shared, as people choose it: four things to tell or to keep, and what is always told because
 * the hours would mean nothing without it. Pure.
 */
import type { SyncContract } from '../../../electron/contract';

type Kind = SyncContract['fields'][number];

/** Times, activity and the contract's own words: without them there are no hours to read. */
const ALWAYS = [
  'title',
  'client',
  'tags',
  'statedBy',
  'statement',
  'time',
  'activity',
  'missed',
] as const satisfies readonly Kind[];

const PARTS = {
  memos: ['memo', 'tag', 'reason'],
  pictures: ['picture'],
  windows: ['windows'],
  minutes: ['minutes'],
} as const satisfies Record<string, readonly Kind[]>;

export const SHARE_PARTS = [
  'memos',
  'pictures',
  'windows',
  'minutes',
] as const satisfies readonly SharePart[];
export type SharePart = keyof typeof PARTS;
export type Shares = Record<SharePart, boolean>;

/** Titles of windows and counts can tell of others and of habits: whoever shows them chooses to. */
export const USUAL_SHARES: Shares = { memos: true, pictures: true, windows: false, minutes: false };

export function fieldsOf(shares: Shares): Kind[] {
  return [...ALWAYS, ...SHARE_PARTS.filter((part) => shares[part]).flatMap((part) => [...PARTS[part]])];
}

/** A part is shared where all of it is. */
export function sharesOf(fields: readonly Kind[]): Shares {
  const has = (part: SharePart) => PARTS[part].every((kind) => fields.includes(kind));
  return { memos: has('memos'), pictures: has('pictures'), windows: has('windows'), minutes: has('minutes') };
}
