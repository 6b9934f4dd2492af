/**
 * Which keys are one device: a key that took over by a rotation (it was added, and the old one revoked as `rotated`, by
 * one of the two) goes on with the old one's slots and weeks. SPEC: KY6, SG2, SG11.
 */
import { type Kid, publicKeyOfX } from './keys';
import type { Sha256 } from './merkle';
import type { ChainEntry } from './verify-chain';

/** Each device's later keys, with its first one; a key that is not in it is its own. */
export function deviceNames(entries: readonly ChainEntry[], sha256: Sha256): ReadonlyMap<Kid, Kid> {
  /** Who added a device's key, the latest last. */
  const added: { kid: Kid; by: Kid }[] = [];
  const names = new Map<Kid, Kid>();
  for (const { entry, kid } of entries) {
    if (entry.type === 'key.add' && entry.role === 'device') {
      const key = publicKeyOfX(entry.key, sha256);
      if (key !== null) added.push({ kid: key.kid, by: kid });
    }
    if (entry.type !== 'key.revoke' || entry.reason !== 'rotated') continue;
    const old = entry.kid;
    const next = added.findLast((one) => one.by === old && (kid === old || one.kid === kid));
    if (next !== undefined) names.set(next.kid, names.get(old) ?? old);
  }
  return names;
}
