/**
 * The verifier: from a bundle, the keys one trusts and what one asks for, to findings and a verdict. Promises: it reports
 * everything and stops at nothing, it never throws for what it reads, and what it does not know it does not call proven.
 * The same function runs in the command, in the page, and in the client's browser. SPEC: VF.
 */
import type { ByteSource, Manifest } from './bundle';
import type { VerifierCrypto } from './crypto';
import type { Finding, Verdict } from './finding';
import type { LogRecord } from './record';
import type { Policy, Trust } from './trust';

export interface Verification {
  verdict: Verdict;
  /** In the order of rules' subjects: bundle, files, entries by index, segments, disclosures, what was asked for. */
  findings: readonly Finding[];
  /** Null where the log could not be read at all. What it says is only as good as the verdict. */
  record: LogRecord | null;
  manifest: Manifest | null;
  /** What was looked at, for a report that says how much was proven. */
  checked: { entries: number; signatures: number; disclosures: number; pictures: number; bytes: number };
}

/** How far it is: bytes read of bytes in all. */
export type Progress = (done: number, total: number) => void;

export async function verify(
  _bundle: ByteSource,
  _trust: Trust,
  _policy: Policy,
  _crypto: VerifierCrypto,
  _progress: Progress = () => {},
): Promise<Verification> {
  throw new Error('not yet');
}
