/**
 * Whose log it is, for whoever checks in this browser: the keys that it remembers; at the first look the log's own keys,
 * taken as they are. Pure. SPEC: WP20.
 */
import { readEntry } from '../../../domain/entry';
import { type KeyX, KeyXSchema } from '../../../domain/keys';
import type { Sha256 } from '../../../domain/merkle';
import type { Trust } from '../../../domain/trust';
import type { Seen } from './seen';

export interface Anchor {
  /** The key that opened the log; null where the first line is no `open`. */
  device: KeyX | null;
  server: KeyX | null;
  trust: Trust;
}

/** `first`: the log's first line; `server`: the key that the server says it has. Both count at the first look only. */
export function anchorOf(
  seen: Seen | null,
  first: string | undefined,
  server: string,
  sha256: Sha256,
): Anchor {
  const read = first === undefined ? null : readEntry(first, sha256);
  const opener = read?.ok && read.value.entry.type === 'open' ? read.value.entry.key : null;
  const said = KeyXSchema.safeParse(server);
  const device = seen?.device ?? opener;
  const own = seen?.server ?? (said.success ? said.data : null);
  const trust: Trust = {
    format: 'minutier-trust-1',
    keys: [
      ...(device === null ? [] : [{ role: 'freelancer' as const, name: 'freelancer', key: device }]),
      ...(own === null ? [] : [{ role: 'server' as const, name: 'server', key: own }]),
    ],
    checkpoints: seen === null ? [] : [seen.checkpoint],
  };
  return { device, server: own, trust };
}
