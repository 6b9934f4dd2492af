/**
 * Keys come into the logs and go out of them: another device's, a server's or a client's, and this device's own when it
 * is rotated. Promises: every change is an entry of the log before it counts; a rotation that was cut off at any line is
 * gone on with at the next start, and no log is ever left without a key that this device has. SPEC: KY6–KY8.
 */
import type { WallMs } from '../../../domain/clock';
import type { Role } from '../../../domain/entry';
import { readKeyText } from '../../../domain/fingerprint';
import type { ContractId } from '../../../domain/ids';
import type { Kid } from '../../../domain/keys';
import type { Sha256 } from '../../../domain/merkle';
import type { DeviceKeys } from '../device-key';
import type { DeviceKey, LogReader, LogSigner } from './ports';

export interface KeyDeps {
  logs: Pick<LogReader, 'logs'>;
  signer: Pick<LogSigner, 'appendTo'>;
  contracts(): readonly { id: ContractId }[];
  /** Null: this device has no key that may sign now. */
  device(): DeviceKeys | null;
  sha256: Sha256;
  now(): WallMs;
}

export type KeyRefusal = 'not-a-key' | 'known' | 'no-log' | 'no-key' | 'gone' | 'own';
export type KeyChange = { outcome: 'changed' } | { outcome: 'refused'; why: KeyRefusal };

/** Each throws what the database and the file system throw. */
export interface LogKeys {
  add(contractId: ContractId, text: string, role: Role): KeyChange;
  revoke(contractId: ContractId, kid: Kid, reason: 'lost' | 'compromised'): KeyChange;
  /** A new key for this device. */
  rotate(): Promise<KeyChange>;
  /** Goes on with a rotation that was cut off; the first step after the key is open, before anything is sealed. */
  recover(): Promise<void>;
}

const refused = (why: KeyRefusal): KeyChange => ({ outcome: 'refused', why });
const CHANGED: KeyChange = { outcome: 'changed' };

export function createLogKeys(deps: KeyDeps): LogKeys {
  const { logs, signer, sha256, now } = deps;

  const newest = (contractId: ContractId) => logs.logs(contractId).at(-1) ?? null;

  /** This device's key where it may sign in the log; a log of a key that was lost is not its own to sign. */
  function mayChange(contractId: ContractId): 'no-key' | 'no-log' | null {
    const own = deps.device()?.current().key.kid;
    if (own === undefined) return 'no-key';
    const log = newest(contractId);
    if (log === null) return 'no-log';
    return log.head.signers.some(({ kid, active }) => kid === own && active) ? null : 'no-key';
  }

  /** The new key is brought by the old one and revokes it; what is there already is not said again. */
  function rotateIn(contractId: ContractId, from: DeviceKey, to: DeviceKey): void {
    const signers = newest(contractId)?.head.signers ?? [];
    const old = signers.find(({ kid }) => kid === from.key.kid);
    // No log, or one that this device does not sign any more.
    if (old === undefined || !old.active) return;
    const at = now();
    if (!signers.some(({ kid }) => kid === to.key.kid)) {
      const { store, key } = to;
      signer.appendTo(
        contractId,
        { type: 'key.add', at, key: key.x, role: 'device', store },
        { key: from.key },
      );
    }
    // A crash here leaves both keys in force; the next start goes on.
    const gone = { type: 'key.revoke', at, kid: from.key.kid, reason: 'rotated' } as const;
    signer.appendTo(contractId, gone, { key: to.key });
  }

  async function goOn(device: DeviceKeys): Promise<void> {
    const from = device.current();
    const to = device.next();
    if (to === null) return;
    // In one go up to where the new key signs: a sealer that had a turn in between would sign with one that is revoked.
    for (const { id } of deps.contracts()) rotateIn(id, from, to);
    await device.promote();
  }

  return {
    add(contractId, text, role) {
      const key = readKeyText(text.trim(), sha256);
      if (key === null) return refused('not-a-key');
      const barred = mayChange(contractId);
      if (barred !== null) return refused(barred);
      const known = newest(contractId)?.head.signers.some(({ kid }) => kid === key.kid);
      if (known) return refused('known');
      // Where another device keeps its secret is not known here, and nothing else is signed.
      signer.appendTo(contractId, { type: 'key.add', at: now(), key: key.x, role, store: 'unknown' });
      return CHANGED;
    },
    revoke(contractId, kid, reason) {
      const barred = mayChange(contractId);
      if (barred !== null) return refused(barred);
      if (deps.device()?.current().key.kid === kid) return refused('own');
      const there = newest(contractId)?.head.signers.some((one) => one.kid === kid && one.active);
      if (!there) return refused('gone');
      signer.appendTo(contractId, { type: 'key.revoke', at: now(), kid, reason });
      return CHANGED;
    },
    async rotate() {
      const device = deps.device();
      if (device === null) return refused('no-key');
      await device.prepare();
      await goOn(device);
      return CHANGED;
    },
    async recover() {
      const device = deps.device();
      if (device !== null) await goOn(device);
    },
  };
}
