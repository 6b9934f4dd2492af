/**
 * Which keys are one device: a key that took over by a rotation (it was added, and the old one revoked as `rotated`, by
 * one of the two) goes on with the old one's slots and weeks. SPEC: KY6, SG2, SG11.
 */
import type { EntryOf } from './entry';
import { type Kid, publicKeyOfX } from './keys';
import type { Sha256 } from './merkle';
import type { ChainEntry } from './verify-chain';

/** The devices of a log: which keys are whose, and from when to when each could seal. */
export class Devices {
  private readonly names: ReadonlyMap<Kid, Kid>;
  /** When each device came into the log, and when it left it for good. */
  private readonly joined = new Map<Kid, number>();
  private readonly left = new Map<Kid, number>();

  constructor(
    entries: readonly ChainEntry[],
    private readonly sha256: Sha256,
  ) {
    this.names = deviceNames(entries, sha256);
  }

  /** Its first key, by which a device is known. */
  of(kid: Kid): Kid {
    return this.names.get(kid) ?? kid;
  }

  /** The one that opened the log. */
  begin(kid: Kid, at: number): void {
    this.joined.set(this.of(kid), at);
  }

  join({ key, role, at }: EntryOf<'key.add'>): void {
    const kid = publicKeyOfX(key, this.sha256)?.kid;
    const device = kid && this.of(kid);
    if (role === 'device' && device !== undefined && !this.joined.has(device)) this.joined.set(device, at);
  }

  leave({ kid, reason, at }: EntryOf<'key.revoke'>): void {
    if (reason !== 'rotated') this.left.set(this.of(kid), at);
  }

  /** Those that could seal something at a time in [from, to), wall ms. */
  between(from: number, to: number): Kid[] {
    return [...this.joined].flatMap(([device, at]) =>
      at < to && (this.left.get(device) ?? to) > from ? [device] : [],
    );
  }
}

/** Each device's later keys, with its first one; a key that is not in it is its own. */
function deviceNames(entries: readonly ChainEntry[], sha256: Sha256): ReadonlyMap<Kid, Kid> {
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
