/** Commands about the evidence: what is sealed, keys, this device's identity, and the bundle. SPEC: KY, BU. */
import { readKeyText } from '../../domain/fingerprint';
import type { SliceId } from '../../domain/ids';
import type { Sha256 } from '../../domain/merkle';
import type { CommandInput, CommandOutput, Evidence } from '../contract';
import { done, failed, type Handlers, type Outcome } from './dispatch';
import type { KeyChange, LogKeys } from './evidence/keys';
import { named } from './evidence/status';

/** Null: not wanted any more. */
type Written = null | { outcome: 'saved'; path: string } | { outcome: 'failed'; detail: string };

export interface EvidenceHandlerDeps {
  evidence(): Evidence;
  /** The slice's place in its contract's log; null: it is not sealed yet. */
  numberOf(sliceId: SliceId): number | null;
  keys: LogKeys;
  /** A new key in the place of one that cannot be opened. */
  replaceKey(): Promise<void>;
  /** The text of this device's public key into the clipboard. */
  copyKey(): void;
  /** Each asks for a path and writes. */
  saveIdentity(input: CommandInput<'evidence.saveIdentity'>): Promise<Written>;
  saveVerifier(): Promise<Written>;
  exportBundle(input: CommandInput<'evidence.export'>): Promise<Outcome<CommandOutput<'evidence.export'>>>;
  /** What the disk refused, null for anything else. */
  faultOf(error: unknown): { detail: string } | null;
  sha256: Sha256;
}

type Names = Extract<keyof Handlers, `evidence.${string}`>;

export function evidenceHandlers(deps: EvidenceHandlerDeps): Pick<Handlers, Names> {
  /** Runs a change of keys; what the disk refuses is a failure that can be said. */
  async function changed(
    change: () => KeyChange | Promise<KeyChange>,
  ): Promise<Outcome<CommandOutput<'evidence.rotate'>>> {
    try {
      const outcome = await change();
      return done(outcome.outcome === 'changed' ? { ...outcome, evidence: deps.evidence() } : outcome);
    } catch (error) {
      const fault = deps.faultOf(error);
      if (fault === null) throw error;
      return failed('storage', fault.detail);
    }
  }

  return {
    'evidence.get': () => done(deps.evidence()),
    'evidence.readKey': ({ text }) => {
      const key = readKeyText(text.trim(), deps.sha256);
      return done(key === null ? null : named(key));
    },
    'evidence.addKey': ({ contractId, text, role }) => changed(() => deps.keys.add(contractId, text, role)),
    'evidence.revokeKey': ({ contractId, kid, reason }) =>
      changed(() => deps.keys.revoke(contractId, kid, reason)),
    'evidence.rotate': () => changed(() => deps.keys.rotate()),
    'evidence.replaceKey': async () => {
      await deps.replaceKey();
      return done(deps.evidence());
    },
    'evidence.copyKey': () => {
      deps.copyKey();
      return done(undefined);
    },
    'evidence.saveIdentity': async (input) => written(await deps.saveIdentity(input)),
    'evidence.saveVerifier': async () => written(await deps.saveVerifier()),
    'evidence.export': (input) =>
      input.to > input.from
        ? deps.exportBundle(input)
        : failed('bad-input', 'evidence.export: to must be after from'),
  };
}

function written(saved: Written): Outcome<CommandOutput<'evidence.saveVerifier'>> {
  if (saved === null) return done({ outcome: 'cancelled' });
  return saved.outcome === 'saved' ? done(saved) : failed('storage', saved.detail);
}
