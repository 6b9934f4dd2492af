/**
 * What the server signs, held against its key and against the log: heads and receipts. Promises: nothing unsigned is
 * believed; a head that does not continue the one before is told apart from one that is not the server's. SPEC: SY5, SY7.
 */
import { fromBase64Url, sameBytes } from '../../../domain/bytes';
import { type Checkpoint, originOfLog, readCheckpoint } from '../../../domain/checkpoint';
import type { VerifierCrypto } from '../../../domain/crypto';
import type { Leaf } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import type { PublicKey } from '../../../domain/keys';
import { isConsistent, isIncluded } from '../../../domain/merkle';
import type { Receipt } from '../../../domain/protocol-log';
import { ofKnownKeys, readNote } from '../../../domain/signed-note';

/** The log that a head must be of, and the key that must have signed it. */
export interface HeadOf {
  contractId: ContractId;
  log: Leaf;
  server: PublicKey;
}

/** Null where it is not a head of this log, signed by this key. */
export async function signedHead(
  text: string,
  { contractId, log, server }: HeadOf,
  crypto: VerifierCrypto,
): Promise<Checkpoint | null> {
  const note = readNote(text);
  const checkpoint = note && readCheckpoint(note.text);
  const origin = originOfLog(contractId, log);
  if (note === null || checkpoint === null || checkpoint.origin !== origin) return null;
  const known = ofKnownKeys(note, [{ name: origin, publicKey: server.bytes }], crypto.sha256);
  if (known.length === 0 || known.some(({ refused }) => refused)) return null;
  const answers = await crypto.verifyEd25519(
    known.map(({ key: { publicKey }, message, signature }) => ({ publicKey, message, signature })),
  );
  return answers.every((one) => one) ? checkpoint : null;
}

/** Whether the later head continues the earlier one by this path. */
export function continues(
  before: Pick<Checkpoint, 'size' | 'root'>,
  after: Pick<Checkpoint, 'size' | 'root'>,
  path: readonly string[],
  { sha256 }: Pick<VerifierCrypto, 'sha256'>,
): boolean {
  const hashes = hashesOf(path);
  return hashes !== null && isConsistent(before, after, hashes, sha256);
}

/** The head that the receipt names, where it holds for the leaf: signed, and the leaf in its place under it. */
export async function receiptHolds(
  receipt: Receipt,
  leaf: Leaf,
  of: HeadOf,
  crypto: VerifierCrypto,
  head: (text: string) => Promise<Checkpoint | null> = (text) => signedHead(text, of, crypto),
): Promise<Checkpoint | null> {
  const checkpoint = receipt.leaf === leaf ? await head(receipt.checkpoint) : null;
  const hash = fromBase64Url(leaf);
  const path = hashesOf(receipt.path);
  if (checkpoint === null || hash === null || path === null) return null;
  const { size, root } = checkpoint;
  return isIncluded(hash, receipt.index, size, path, root, crypto.sha256) ? checkpoint : null;
}

function hashesOf(path: readonly string[]): Uint8Array[] | null {
  const hashes = path.map(fromBase64Url);
  return hashes.every((one) => one !== null) ? hashes : null;
}

export function sameHead(
  a: Pick<Checkpoint, 'size' | 'root'>,
  b: Pick<Checkpoint, 'size' | 'root'>,
): boolean {
  return a.size === b.size && sameBytes(a.root, b.root);
}
