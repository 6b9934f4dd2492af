/** The tree that answers at once gives what the one of RFC 6962 gives. */
import { expect, it } from 'vitest';
import { consistencyPath, inclusionPath, leafHash, rootOfLeaves } from '../../../domain/merkle';
import { MerkleLevels } from '../../../domain/merkle-levels';
import { sha256 } from '../../support/evidence';

const leaves = Array.from({ length: 70 }, (_, n) => leafHash(Uint8Array.of(n), sha256));

function treeOf(count: number): MerkleLevels {
  const tree = new MerkleLevels(sha256);
  for (const leaf of leaves.slice(0, count)) tree.push(leaf);
  return tree;
}

it('[LG2] every head and every path of trees up to 70 leaves, asked of a larger tree', () => {
  const tree = treeOf(leaves.length);
  expect(tree.size).toBe(70);
  for (let size = 0; size <= leaves.length; size++) {
    const all = leaves.slice(0, size);
    expect(tree.root(size)).toEqual(rootOfLeaves(all, sha256));
    for (let index = 0; index < size; index++)
      expect(tree.inclusion(index, size)).toEqual(inclusionPath(all, index, sha256));
  }
});

it('[LG3] every proof that one of them continues another', () => {
  const tree = treeOf(leaves.length);
  for (let size = 1; size <= leaves.length; size++)
    for (let before = 0; before <= size; before++)
      expect(tree.consistency(before, size)).toEqual(consistencyPath(leaves.slice(0, size), before, sha256));
});

it('[LG2] what is not there cannot be proved', () => {
  const tree = treeOf(3);
  expect(() => tree.root(4)).toThrow('broken invariant');
  expect(() => tree.inclusion(3, 3)).toThrow('broken invariant');
  expect(() => tree.consistency(4, 3)).toThrow('broken invariant');
  expect(new MerkleLevels(sha256).root()).toEqual(sha256(new Uint8Array()));
});
