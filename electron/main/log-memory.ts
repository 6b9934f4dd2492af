/**
 * What this device remembers to have signed: of each contract the newest head of its log, in `DIR/log-memory.json`, apart
 * from the database, so that a database put back from a backup is found to be older (docs/evidence-format.md LG16).
 * Promises: what `read` answers was on the disk before it; a head never replaces a longer one of the same log; a file
 * that cannot be read is set aside and said, never taken for an empty memory in silence.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { WallMs } from '../../domain/clock';
import { LeafSchema } from '../../domain/entry';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { Bytes32Schema } from '../../domain/keys';
import { faultOf } from './db/faults';
import { writeDurably } from './durable-file';
import type { Saved, StorageFault } from './ports';
import { setAside } from './vault';

export const LOG_MEMORY_FILE = 'log-memory.json';

const HeadSchema = z.object({
  /** The leaf of the log's `open`. */
  log: LeafSchema,
  /** Entries. */
  size: z.int().min(1),
  /** base64url of the tree's head at that size. */
  root: Bytes32Schema,
});
export type RememberedHead = z.infer<typeof HeadSchema>;

const FileSchema = z.object({ version: z.literal(1), heads: z.record(ContractIdSchema, HeadSchema) });
type Heads = Map<ContractId, RememberedHead>;

export interface LogMemory {
  /** Null: nothing was ever signed for the contract. */
  read(contractId: ContractId): RememberedHead | null;
  /**
   * Durable when it returns `saved`; on `failed` nothing is remembered. Of one log the longest head stays; another log
   * takes the place of the one before. Safe to repeat, and to call while another call is under way.
   */
  write(contractId: ContractId, head: RememberedHead): Promise<Saved>;
}

export type OpenedLogMemory =
  /** `setAside`: where the file went that could not be read; what it remembered is not known any more. */
  { outcome: 'opened'; memory: LogMemory; setAside: string | null } | ({ outcome: 'failed' } & StorageFault);

/** `folder`: the profile folder. Nothing is written before the first head. */
export async function openLogMemory(folder: string, now: () => WallMs): Promise<OpenedLogMemory> {
  try {
    const path = join(folder, LOG_MEMORY_FILE);
    const heads = await readHeads(path);
    const aside = heads === 'damaged' ? await setAside(path, now()) : null;
    return {
      outcome: 'opened',
      memory: memoryOf(folder, heads === 'damaged' ? new Map() : heads),
      setAside: aside,
    };
  } catch (error) {
    const fault = faultOf(error, folder);
    if (fault === null) throw error;
    return { outcome: 'failed', ...fault };
  }
}

function memoryOf(folder: string, start: Heads): LogMemory {
  let heads = start;
  let last: Promise<unknown> = Promise.resolve();

  async function keep(contractId: ContractId, head: RememberedHead): Promise<Saved> {
    const known = heads.get(contractId);
    if (known !== undefined && known.log === head.log && known.size >= head.size) return { outcome: 'saved' };
    const { log, size, root } = head;
    const changed: Heads = new Map(heads).set(contractId, { log, size, root });
    try {
      // A crash before this is done leaves the memory of before, which is true as well.
      await writeDurably(join(folder, LOG_MEMORY_FILE), Buffer.from(`${written(changed)}\n`));
    } catch (error) {
      const fault = faultOf(error, folder);
      if (fault === null) throw error;
      return { outcome: 'failed', ...fault };
    }
    heads = changed;
    return { outcome: 'saved' };
  }

  return {
    read: (contractId) => heads.get(contractId) ?? null,
    write(contractId, head) {
      // One after the other: two writers of one file would write over each other.
      const mine = last.then(() => keep(contractId, head));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

function written(heads: Heads): string {
  return JSON.stringify({ version: 1, heads: Object.fromEntries(heads) });
}

/** None where there is no file. Throws what the file system throws otherwise. */
async function readHeads(path: string): Promise<Heads | 'damaged'> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  const file = FileSchema.safeParse(jsonOrNull(text));
  if (!file.success) return 'damaged';
  const heads: Heads = new Map();
  for (const [id, head] of Object.entries(file.data.heads)) heads.set(ContractIdSchema.parse(id), head);
  return heads;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
