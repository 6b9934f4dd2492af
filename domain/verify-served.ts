/**
 * The verifier's argument over a log as a server gives it, without a bundle: the lines, the signed head, and what is told
 * of some of it. For a page that shows what a server says and wants to know whether it is what was signed. What a bundle
 * has beside that (its manifest, its pictures) is not looked at; everything else is, by the same code. SPEC: VF, WP20.
 */
import { DISCLOSURES, ENTRIES } from './bundle';
import { toAscii, toUtf8 } from './bytes';
import type { VerifierCrypto } from './crypto';
import { type Finding, type Verdict, verdictOf } from './finding';
import type { LogRecord } from './record';
import { DEFAULT_POLICY, type Trust } from './trust';
import { readChain } from './verify-chain';
import type { Line, LineFiles } from './verify-files';
import { checkHead, checkSeen, sizesOf } from './verify-heads';
import { Ledger } from './verify-ledger';
import { recordOf } from './verify-record';
import { Report } from './verify-report';
import { checkSeenHeads } from './verify-seen';
import { checkMoments, checkSegments, noteMoved } from './verify-segments';
import { readTold } from './verify-told';
import { checkServerTime, checkTrust, trustedNames } from './verify-trust';

export interface Served {
  /** Every leaf, from the first on. */
  lines: readonly string[];
  /** The signed note over exactly these lines. */
  checkpoint: string;
  /** In the order of the log. What is not among them is not told, which is no finding here: any range may be asked for. */
  disclosures: readonly string[];
}

export interface ServedOutcome {
  verdict: Verdict;
  findings: Finding[];
  /** Null where the log did not open. */
  record: LogRecord | null;
  checked: { entries: number; signatures: number; segments: number; disclosures: number };
}

/** Never rejects for what the server said. */
export async function verifyServed(
  served: Served,
  trust: Trust,
  crypto: VerifierCrypto,
): Promise<ServedOutcome> {
  const first = await reading(served, trust, crypto, null);
  // As in `verify`: nothing that is said hangs on an entry that nobody signed.
  return first.wrong.size === 0 ? first.outcome : (await reading(served, trust, crypto, first.wrong)).outcome;
}

async function reading(
  served: Served,
  trust: Trust,
  crypto: VerifierCrypto,
  known: ReadonlySet<number> | null,
): Promise<{ outcome: ServedOutcome; wrong: ReadonlySet<number> }> {
  const report = new Report();
  const { sha256 } = crypto;
  const files = linesOf(served);
  const checkpoint = toUtf8(served.checkpoint);
  const chain = await readChain(files, sizesOf(checkpoint, trust), crypto, report, known);
  const { head, entries } = chain;
  const ledger = new Ledger(entries, head.signers, sha256, report);
  const { open } = ledger;
  const name = open && {
    contract: open.entry.contract,
    log: open.leaf,
    continues: open.entry.continues ?? null,
  };
  const signing = checkHead(checkpoint, chain, name, crypto, report);
  const told = await readTold(files, chain, ledger, null, crypto, report);
  checkSeenHeads(chain, sha256, report);
  checkSegments(ledger, told, report);
  noteMoved(ledger, report);
  ledger.days.noteHidden(entries.at(-1)?.entry.at ?? 0);
  const [signed, wrong] = await Promise.all([signing, chain.wrong]);
  let record: LogRecord | null = null;
  if (name !== null && wrong.size === 0) {
    const moments = checkMoments(ledger, told, name.contract, trust, sha256, report);
    const names = trustedNames(trust, head);
    await checkSeen(trust, chain, name, crypto, report);
    checkTrust(head, signed, entries, names, report);
    checkServerTime(head, signed, ledger, entries, names, DEFAULT_POLICY, report);
    const seen = signed?.checkpoint ?? null;
    record = recordOf(
      { head, log: name.log, entries, ledger, told, names, moments, checkpoint: seen },
      sha256,
    );
  }
  const findings = report.findings();
  const checked = {
    entries: head.tree.size,
    signatures: chain.signatures,
    segments: ledger.segments.length,
    disclosures: told.count,
  };
  return { outcome: { verdict: verdictOf(findings), findings, record, checked }, wrong };
}

/** Lines that are handed over at once. */
const SOME = 1024;

function linesOf({ lines, disclosures }: Served): LineFiles {
  const files: ReadonlyMap<string, readonly string[]> = new Map([
    [ENTRIES, lines],
    [DISCLOSURES, disclosures],
  ]);
  return {
    async *lines(name, max, ended) {
      const all = files.get(name) ?? [];
      for (let at = 0; at < all.length; at += SOME)
        yield all.slice(at, at + SOME).map((line): Line => (line.length > max ? null : bytesOf(line)));
      ended(true);
    },
  };
}

/** A line is ASCII; what is not is no line, and is read as one that cannot be. */
function bytesOf(line: string): Uint8Array {
  return toAscii(line) ?? toUtf8(line);
}
