/**
 * The Merkle tree of RFC 6962 over a contract's entries: its head at any size, and the proofs that an entry is in it and
 * that a later tree continues an earlier one. A tree grows by one leaf without reading the others again. SPEC: LG.
 */
import { concatBytes, sameBytes } from './bytes';

/** SHA-256 of FIPS 180-4: 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;
/** What is hashed, used again for the next: to allocate it takes about as long as to hash it. Begins with a leaf's zero. */
const LEAF = new Uint8Array(16_385);
/** The same of nodes: one, and two hashes. */
const NODE = new Uint8Array(1 + 2 * HASH_BYTES).fill(1, 0, 1);

export function leafHash(entry: Uint8Array, sha256: Sha256): Uint8Array {
  if (entry.length >= LEAF.length) return sha256(concatBytes(Uint8Array.of(0), entry));
  LEAF.set(entry, 1);
  return sha256(LEAF.subarray(0, 1 + entry.length));
}

export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new Error('broken invariant: a node is over two hashes');
  NODE.set(left, 1);
  NODE.set(right, 1 + HASH_BYTES);
  return sha256(NODE);
}

/**
 * What a growing tree must remember: the heads of its full subtrees, the largest first; there is one for each bit of its
 * size. 64 of them are more than any log has.
 */
export interface Frontier {
  readonly size: number;
  readonly heads: readonly Uint8Array[];
}

export const EMPTY: Frontier = { size: 0, heads: [] };

/** The tree with one more leaf, by its hash. */
export function grown(tree: Frontier, leaf: Uint8Array, sha256: Sha256): Frontier {
  const heads = tree.heads.slice();
  let head = leaf;
  // Each one at the end of the size is a full subtree that is as large as what is added.
  for (let size = tree.size; size % 2 === 1; size = (size - 1) / 2) {
    const left = heads.pop();
    if (left === undefined) throw new Error('a frontier has one head for each bit of its size');
    head = nodeHash(left, head, sha256);
  }
  heads.push(head);
  return { size: tree.size + 1, heads };
}

/** The tree's head; of an empty one, the hash of nothing. */
export function rootOf(tree: Frontier, sha256: Sha256): Uint8Array {
  const last = tree.heads.at(-1);
  if (last === undefined) return sha256(new Uint8Array());
  return tree.heads.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}

/** The head over these leaf hashes. */
export function rootOfLeaves(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  return rootOf(
    leaves.reduce((tree, leaf) => grown(tree, leaf, sha256), EMPTY),
    sha256,
  );
}

/** RFC 6962 §2.1.1: the path from the leaf at `index` to the head over all `leaves`, the nearest first. */
export function inclusionPath(leaves: readonly Uint8Array[], index: number, sha256: Sha256): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const cut = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, cut), leaves.slice(cut)];
  return index < cut
    ? [...inclusionPath(left, index, sha256), rootOfLeaves(right, sha256)]
    : [...inclusionPath(right, index - cut, sha256), rootOfLeaves(left, sha256)];
}

/** RFC 9162 §2.1.3.2. False for anything that is not exactly the path: too short, too long, a hash of another length. */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
  sha256: Sha256,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root, ...path])) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const beside of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(beside, hash, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, beside, sha256);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(hash, root);
}

/** RFC 6962 §2.1.2: what shows that the tree over all `leaves` continues the one over the first `size` of them. */
export function consistencyPath(leaves: readonly Uint8Array[], size: number, sha256: Sha256): Uint8Array[] {
  if (size === 0 || size >= leaves.length) return [];
  return subProof(leaves, size, true, sha256);
}

function subProof(
  leaves: readonly Uint8Array[],
  size: number,
  isWhole: boolean,
  sha256: Sha256,
): Uint8Array[] {
  if (size === leaves.length) return isWhole ? [] : [rootOfLeaves(leaves, sha256)];
  const cut = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, cut), leaves.slice(cut)];
  return size <= cut
    ? [...subProof(left, size, isWhole, sha256), rootOfLeaves(right, sha256)]
    : [...subProof(right, size - cut, false, sha256), rootOfLeaves(left, sha256)];
}

/** RFC 9162 §2.1.4.2. Of two trees of one size the heads are the same and the path is empty. */
export function isConsistent(
  before: { size: number; root: Uint8Array },
  after: { size: number; root: Uint8Array },
  path: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  const { size: first, root: oldRoot } = before;
  const { size: second, root: newRoot } = after;
  if (!isCount(first) || !isCount(second) || first > second) return false;
  if (!areHashes([oldRoot, newRoot, ...path])) return false;
  if (first === second) return path.length === 0 && sameBytes(oldRoot, newRoot);
  // Every tree continues the empty one.
  if (first === 0) return path.length === 0 && sameBytes(oldRoot, sha256(new Uint8Array()));

  // A first tree that is a full one is its own beginning.
  const steps = isPower(first) ? [oldRoot, ...path] : [...path];
  const start = steps.shift();
  if (start === undefined) return false;
  let [at, last] = [first - 1, second - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [oldHash, newHash] = [start, start];
  for (const beside of steps) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(beside, oldHash, sha256);
      newHash = nodeHash(beside, newHash, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else newHash = nodeHash(newHash, beside, sha256);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot);
}

/** The largest power of two below `size`, which is 2 or more. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function isPower(size: number): boolean {
  return largestPowerBelow(size + 1) === size;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === HASH_BYTES);
}
