/**
 * Whether the contract's log can be gone on with, or another one must be opened that continues it: entries that were
 * signed are lost (the database came out of a backup), or this device's key is not one of the log's. Pure. SPEC: LG16.
 */
import { fromBase64Url, toBase64Url } from '../../domain/bytes';
import type { EntryOf, Leaf } from '../../domain/entry';
import { type LogHead, rootOfLog } from '../../domain/log';
import { EMPTY, grown, rootOf, type Sha256 } from '../../domain/merkle';
import type { Remembered } from './evidence/ports';

type Continued = NonNullable<EntryOf<'open'>['continues']>;

export interface KnownLog {
  log: Leaf;
  head: LogHead;
  openedAt: number;
  /** What its `open` says. */
  continues: Continued | null;
  /** The leaves of its first `size` entries. */
  leaves(size: number): Iterable<Leaf>;
}

export type Continuity = { go: 'on' } | { go: 'open'; continues: Continued | null };

const ON: Continuity = { go: 'on' };

/**
 * `known`: the newest log in the database. `isOurs`: this device has a key that may sign in it. `restoredAt`: when the database was last put back from a backup. Where the
 * memory is lost as well, the restore alone says that there may have been more.
 */
export function continuityOf(
  known: KnownLog | null,
  remembered: Remembered | null,
  restoredAt: number | null,
  isOurs: boolean,
  sha256: Sha256,
): Continuity {
  if (known === null) return { go: 'open', continues: remembered };
  const own: Continued = {
    log: known.log,
    size: known.head.tree.size,
    root: toBase64Url(rootOfLog(known.head, sha256)),
  };
  if (remembered === null) {
    const isOlder = restoredAt !== null && known.openedAt <= restoredAt;
    return isOurs && !isOlder ? ON : { go: 'open', continues: own };
  }
  if (remembered.log !== known.log) {
    // Killed between the commit of the new log and its being remembered.
    const { continues } = known;
    const isContinued = continues?.log === remembered.log && continues.size >= remembered.size;
    if (!isContinued) return { go: 'open', continues: remembered };
    return isOurs ? ON : { go: 'open', continues: own };
  }
  if (!holds(known, own, remembered, sha256)) return { go: 'open', continues: remembered };
  return isOurs ? ON : { go: 'open', continues: own };
}

/** Whether the log has what is remembered of it. */
function holds({ leaves }: KnownLog, own: Continued, remembered: Remembered, sha256: Sha256): boolean {
  if (remembered.size >= own.size) return remembered.size === own.size && remembered.root === own.root;
  let tree = EMPTY;
  for (const leaf of leaves(remembered.size))
    tree = grown(tree, fromBase64Url(leaf) ?? new Uint8Array(), sha256);
  return tree.size === remembered.size && toBase64Url(rootOf(tree, sha256)) === remembered.root;
}
