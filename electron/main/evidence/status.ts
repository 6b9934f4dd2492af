/**
 * What the window shows of the evidence: this device's key, and of each contract what is sealed, what waits, and whose
 * keys its log has. Reads alone; safe at any time.
 */

import { toBase64 } from '../../../domain/bytes';
import { type Leaf, readEntry } from '../../../domain/entry';
import { fingerprintWords, keyText } from '../../../domain/fingerprint';
import type { ContractId, SliceId } from '../../../domain/ids';
import { type KeyX, type Kid, publicKeyOfX } from '../../../domain/keys';
import { rootOfLog } from '../../../domain/log';
import type { Sha256 } from '../../../domain/merkle';
import type { Slot } from '../../../domain/week';
import type { DeviceState, Evidence, LogKey, LogState } from '../../contract';
import type { DeviceKeys, OpenedDeviceKeys } from '../device-key';
import type { LogReader, SealedLog } from './ports';
import { qrPath } from './qr';

/** What the tables tell beside the log itself. */
export interface EvidenceFigures {
  /** Of the segments in the log; `first` and `last` are slots of those that stand. */
  segments(log: Leaf): { all: number; standing: number; first: Slot | null; last: Slot | null };
  /** Slices and changes that are not yet told. */
  waiting(contractId: ContractId): number;
  /** The entries that bring and revoke keys, in order. */
  keyLines(log: Leaf): string[];
  /** Where a slice stands; null: it is not sealed. */
  placeOf(sliceId: SliceId): { number: number; leaf: Leaf } | null;
}

export interface StatusDeps {
  logs: Pick<LogReader, 'logs'>;
  figures: EvidenceFigures;
  contracts(): readonly { id: ContractId }[];
  /** Null: it is still being opened. */
  device(): OpenedDeviceKeys | null;
  storeAvailable(): boolean;
  sha256: Sha256;
}

export function evidenceOf(deps: StatusDeps): Evidence {
  const device = deps.device();
  const own = device?.outcome === 'opened' ? device.keys.current().key.kid : null;
  return {
    device: deviceState(device, deps),
    contracts: deps.contracts().map(({ id }) => logState(id, own, deps)),
  };
}

function deviceState(device: OpenedDeviceKeys | null, deps: StatusDeps): DeviceState {
  switch (device?.outcome) {
    case undefined:
      return { state: 'opening' };
    case 'failed':
      return { state: 'failed', detail: device.detail };
    case 'locked':
      return { state: 'locked', why: device.why, words: device.x && wordsOf(device.x, deps.sha256) };
    case 'opened':
      return readyState(device.keys, deps);
  }
}

function readyState(keys: DeviceKeys, { sha256, storeAvailable }: StatusDeps): DeviceState {
  const { key, store } = keys.current();
  const retired = keys.retired().map(({ x, until, why }) => ({ words: wordsOf(x, sha256), until, why }));
  const own = named(key);
  const qr = qrPath(own.text);
  return { state: 'ready', key: own, qr, store, storeAvailable: storeAvailable(), retired };
}

/** A key as people compare it. */
export function named({ kid, x }: { kid: Kid; x: KeyX }) {
  return { kid, x, words: fingerprintWords(kid), text: keyText(x) };
}

function wordsOf(x: KeyX, sha256: Sha256): string {
  const key = publicKeyOfX(x, sha256);
  if (key === null) throw new Error('broken invariant: a key of our own is refused');
  return fingerprintWords(key.kid);
}

function logState(contractId: ContractId, own: Kid | null, deps: StatusDeps): LogState {
  const { logs, figures, sha256 } = deps;
  const all = logs.logs(contractId);
  const newest = all.at(-1);
  const waiting = figures.waiting(contractId);
  if (newest === undefined) return { contractId, waiting, earlier: 0, log: null };
  const { all: sealed, standing, first, last } = figures.segments(newest.log);
  const log = {
    leaf: newest.log,
    openedAt: newest.openedAt,
    entries: newest.head.tree.size,
    segments: standing,
    deleted: sealed - standing,
    first,
    last,
    head: toBase64(rootOfLog(newest.head, sha256)),
    keys: keysOf(newest, figures.keyLines(newest.log), own, sha256),
  };
  return { contractId, waiting, earlier: all.length - 1, log };
}

function keysOf(
  { head, openedAt }: SealedLog,
  lines: readonly string[],
  own: Kid | null,
  sha256: Sha256,
): LogKey[] {
  const added = new Map<KeyX, number>();
  const revoked = new Map<Kid, NonNullable<LogKey['revoked']>>();
  for (const line of lines) {
    const read = readEntry(line, sha256);
    if (!read.ok) throw new Error(`broken invariant: an entry of our own is refused (${read.why})`);
    const { entry } = read.value;
    if (entry.type === 'key.add') added.set(entry.key, entry.at);
    if (entry.type === 'key.revoke') revoked.set(entry.kid, { at: entry.at, reason: entry.reason });
  }
  return head.signers.map(({ kid, x, role, store }) => ({
    ...named({ kid, x }),
    role,
    store,
    own: kid === own,
    // The opener's key came with the log.
    addedAt: added.get(x) ?? openedAt,
    revoked: revoked.get(kid) ?? null,
  }));
}
