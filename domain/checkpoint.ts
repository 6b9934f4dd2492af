/**
 * A checkpoint (C2SP tlog-checkpoint): the head of a contract's log at a size, as the text of a signed note. SPEC: LG.
 */
import { fromBase64, toBase64 } from './bytes';
import { HASH_BYTES } from './merkle';

export interface Checkpoint {
  /** Names the log for ever: `minutier/1/<contract id>`. */
  origin: string;
  size: number;
  /** 32 bytes. */
  root: Uint8Array;
}

export function originOf(contractId: string): string {
  return `minutier/1/${contractId}`;
}

/**
 * The origin of one log of the contract: a second one, begun because entries of the first were lost, is another log and
 * no fork of it. `log` is the leaf hash of its `open` entry.
 */
export function originOfLog(contractId: string, log: string): string {
  return `${originOf(contractId)}/${log}`;
}

export function writeCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Null for anything else than the three lines that `writeCheckpoint` writes: extension lines are of no known meaning. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [origin = '', count = '', written = '', end, ...more] = text.split('\n');
  const root = fromBase64(written);
  if (origin === '' || end !== '' || more.length > 0 || root?.length !== HASH_BYTES) return null;
  const size = Number(count);
  return /^(0|[1-9]\d{0,14})$/.test(count) ? { origin, size, root } : null;
}
