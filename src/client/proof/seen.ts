/**
 * What this browser remembers of a contract's log: whose keys it was the first time, and the newest head that it saw. A
 * later answer must continue that head and be by those keys, or the page says so. Read from outside, so it is parsed.
 */
import { z } from 'zod';
import { LeafSchema } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import { KeyXSchema } from '../../../domain/keys';

export const SeenSchema = z.object({
  log: LeafSchema,
  /** The key that opened the log: the freelancer's device. */
  device: KeyXSchema,
  server: KeyXSchema,
  /** A signed note. */
  checkpoint: z.string().max(65_536),
  size: z.int().min(1),
  /** When its keys were seen first, and this head. Wall ms. */
  since: z.int(),
  at: z.int(),
});
export type Seen = z.infer<typeof SeenSchema>;

/** localStorage, or what stands for it. */
export interface SeenShelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export function readSeen(shelf: SeenShelf | null, contract: ContractId): Seen | null {
  try {
    const text = shelf?.getItem(nameOf(contract)) ?? null;
    const read = text === null ? null : SeenSchema.safeParse(JSON.parse(text));
    return read?.success ? read.data : null;
  } catch {
    return null;
  }
}

/** Where the browser keeps nothing, the next visit is the first again: nothing is thrown for it. */
export function writeSeen(shelf: SeenShelf | null, contract: ContractId, seen: Seen): void {
  try {
    shelf?.setItem(nameOf(contract), JSON.stringify(seen));
  } catch {
    // A full or forbidden store: the check itself holds without it.
  }
}

function nameOf(contract: ContractId): string {
  return `minutier.seen.${contract}`;
}
