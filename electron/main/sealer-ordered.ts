/**
 * What the sealer may say of a log that a server orders: its heads are the server's, and what is remembered of it is what
 * was sent, for an entry of the server may still come before the rest. Pure. SPEC: SY17.
 */
import { fromBase64Url, toBase64Url } from '../../domain/bytes';
import { originOfLog, readCheckpoint, writeCheckpoint } from '../../domain/checkpoint';
import type { EntryOf } from '../../domain/entry';
import { rootOfLog } from '../../domain/log';
import { EMPTY, grown, rootOf, type Sha256 } from '../../domain/merkle';
import { readNote } from '../../domain/signed-note';
import type { LogRow, LogsTable } from './db/logs-table';
import type { OrderedLog, Remembered } from './evidence/ports';

/** The head over the first entries, to be signed: those that stand as they are. */
export function headAt(row: LogRow, logs: Pick<LogsTable, 'leaves'>, size: number, sha256: Sha256): string {
  let tree = EMPTY;
  for (const leaf of logs.leaves(row.id, size))
    tree = grown(tree, fromBase64Url(leaf) ?? new Uint8Array(), sha256);
  const origin = originOfLog(row.contractId, row.log);
  return writeCheckpoint({ origin, size: tree.size, root: rootOf(tree, sha256) });
}

/** The newest head that the server signed: what is sealed now was not sealed before that. */
export function seenHead(ordered: OrderedLog | null): EntryOf<'segment'>['seen'] | null {
  const checkpoint = ordered?.checkpoint ?? null;
  const head = checkpoint === null ? null : readCheckpoint(readNote(checkpoint)?.text ?? '');
  return head && { size: head.size, root: toBase64Url(head.root) };
}

/** Null: what is remembered already says as much. At first fewer entries are sent than there were when the key came. */
export function rememberedOf(row: LogRow, ordered: OrderedLog | null, sha256: Sha256): Remembered | null {
  const head = ordered === null ? row.head : ordered.sent;
  if (head === null || head.tree.size < (ordered?.base ?? 0)) return null;
  return { log: row.log, size: head.tree.size, root: toBase64Url(rootOfLog(head, sha256)) };
}
