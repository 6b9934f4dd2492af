/** What a segment says that its device had seen of the log when it was sealed, against the log's own tree. SPEC: LG17. */
import { fromBase64Url, sameBytes } from './bytes';
import type { Sha256 } from './merkle';
import { MerkleLevels } from './merkle-levels';
import type { Chain } from './verify-chain';
import type { Report } from './verify-report';

/** The heads that segments name: each must be of entries before them. Most logs have none, and cost nothing here. */
export function checkSeenHeads({ entries, head }: Chain, sha256: Sha256, report: Report): void {
  // Of a log with lines that were refused the heads are not known again; it is broken anyway.
  if (entries.length !== head.tree.size) return;
  if (!entries.some(({ entry }) => entry.type === 'segment' && entry.seen !== undefined)) return;
  const levels = new MerkleLevels(sha256);
  const roots = new Map<number, Uint8Array>();
  for (const { entry, leaf, index } of entries) {
    if (entry.type === 'segment' && entry.seen !== undefined) {
      const { size, root } = entry.seen;
      const known = size <= levels.size ? (roots.get(size) ?? levels.root(size)) : null;
      if (known !== null) roots.set(size, known);
      const said = fromBase64Url(root);
      if (known === null || said === null || !sameBytes(known, said))
        report.add('seen-before', { type: 'segment', index, slot: entry.slot }, { size });
    }
    levels.push(fromBase64Url(leaf) ?? new Uint8Array());
  }
}
