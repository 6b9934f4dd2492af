/**
 * What this device remembers to have signed: of each contract the newest head of its log, in `DIR/log-memory.json`, apart
 * from the database, so that a database put back from a backup is found to be older (docs/evidence-format.md LG16).
 * Promises: what `read` answers was on the disk before it; a head never replaces a longer one of the same log; a file
 * that cannot be read is set aside and said, never taken for an empty memory in silence. Synchronous: a checkpoint is
 * signed only once this has returned.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { WallMs } from '../../domain/clock';
import { LeafSchema } from '../../domain/entry';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { Bytes32Schema } from '../../domain/keys';
import { writeDurablyAtOnce } from '../../node/durable-file';
import { faultOf } from './db/faults';
import type { LogMemory, Remembered } from './evidence/ports';
import type { StorageFault } from './ports';
import { setAside } from './vault';

export const LOG_MEMORY_FILE = 'log-memory.json';

const HeadSchema = z.object({ log: LeafSchema, size: z.int().min(1), root: Bytes32Schema });
const FileSchema = z.object({ version: z.literal(1), heads: z.record(ContractIdSchema, HeadSchema) });
type Heads = Map<ContractId, Remembered>;

export type OpenedLogMemory =
  /** `setAside`: where the file went that could not be read; what it remembered is not known any more. */
  { outcome: 'opened'; memory: LogMemory; setAside: string | null } | ({ outcome: 'failed' } & StorageFault);

/** `folder`: the profile folder. Nothing is written before the first head. */
export async function openLogMemory(folder: string, now: () => WallMs): Promise<OpenedLogMemory> {
  try {
    const path = join(folder, LOG_MEMORY_FILE);
    const heads = readHeads(path);
    if (heads !== 'damaged') return { outcome: 'opened', memory: memoryOf(path, heads), setAside: null };
    const aside = await setAside(path, now());
    return { outcome: 'opened', memory: memoryOf(path, new Map()), setAside: aside };
  } catch (error) {
    const fault = faultOf(error, folder);
    if (fault === null) throw error;
    return { outcome: 'failed', ...fault };
  }
}

function memoryOf(path: string, start: Heads): LogMemory {
  let heads = start;
  return {
    read: (contractId) => heads.get(contractId) ?? null,
    write(contractId, { log, size, root }) {
      const known = heads.get(contractId);
      if (known !== undefined && known.log === log && known.size >= size) return;
      const changed: Heads = new Map(heads).set(contractId, { log, size, root });
      const text = JSON.stringify({ version: 1, heads: Object.fromEntries(changed) });
      // A crash before this is done leaves the memory of before, which is true as well.
      writeDurablyAtOnce(path, Buffer.from(`${text}\n`));
      heads = changed;
    },
  };
}

/** None where there is no file. Throws what the file system throws otherwise. */
function readHeads(path: string): Heads | 'damaged' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
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
