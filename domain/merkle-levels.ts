/**
 * A growing Merkle tree (RFC 6962) that answers at once: the hashes of all its full subtrees are kept, 64 bytes a leaf,
 * and a path takes as many steps as the tree is high. For whoever gives many proofs of one log. SPEC: LG2, LG3.
 */
import { nodeHash, type Sha256 } from './merkle';

export class MerkleLevels {
  /** `levels[k][i]`: of the full subtree over the leaves from i × 2^k on. */
  private readonly levels: Uint8Array[][] = [[]];

  constructor(private readonly sha256: Sha256) {}

  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  /** Adds a leaf, by its hash. */
  push(leaf: Uint8Array): void {
    let hash = leaf;
    for (let level = 0; ; level++) {
      const row = this.levels[level] ?? [];
      this.levels[level] = row;
      row.push(hash);
      const left = row[row.length - 2];
      if (row.length % 2 === 1 || left === undefined) return;
      hash = nodeHash(left, hash, this.sha256);
    }
  }

  /** The head over the first `size` leaves. Throws where there are not so many. */
  root(size: number = this.size): Uint8Array {
    this.must(size <= this.size);
    return size === 0 ? this.sha256(new Uint8Array()) : this.hashOf(0, size);
  }

  /** RFC 6962 §2.1.1: from the leaf at `index` to the head over the first `size` leaves, the nearest first. */
  inclusion(index: number, size: number): Uint8Array[] {
    this.must(index < size && size <= this.size);
    const path: Uint8Array[] = [];
    let [from, to] = [0, size];
    while (to - from > 1) {
      const cut = from + powerBelow(to - from);
      if (index < cut) {
        path.push(this.hashOf(cut, to));
        to = cut;
      } else {
        path.push(this.hashOf(from, cut));
        from = cut;
      }
    }
    return path.reverse();
  }

  /** RFC 6962 §2.1.2: what shows that the tree over the first `size` leaves continues the one over the first `before`. */
  consistency(before: number, size: number): Uint8Array[] {
    this.must(before <= size && size <= this.size);
    if (before === 0 || before === size) return [];
    const path: Uint8Array[] = [];
    let [from, to] = [0, size];
    let isWhole = true;
    while (before !== to) {
      const cut = from + powerBelow(to - from);
      if (before <= cut) {
        path.push(this.hashOf(cut, to));
        to = cut;
      } else {
        path.push(this.hashOf(from, cut));
        from = cut;
        isWhole = false;
      }
    }
    if (!isWhole) path.push(this.hashOf(from, to));
    return path.reverse();
  }

  /** The head over the leaves [from, to), where `from` is where a subtree may begin. */
  private hashOf(from: number, to: number): Uint8Array {
    const count = to - from;
    const level = Math.log2(count);
    if (Number.isInteger(level)) {
      const hash = this.levels[level]?.[from / count];
      if (hash === undefined) throw new Error('broken invariant: a full subtree has its hash');
      return hash;
    }
    const cut = from + powerBelow(count);
    return nodeHash(this.hashOf(from, cut), this.hashOf(cut, to), this.sha256);
  }

  private must(holds: boolean): void {
    if (!holds) throw new Error('broken invariant: more leaves are asked for than there are');
  }
}

/** The largest power of two below `count`, which is 2 or more. */
function powerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
