/**
 * The verifier: a bundle, what is trusted and what is asked for; out come findings, the verdict, and the record that
 * reports are made from. It reads as the argument goes: the container, the entries one by one, the signed heads, what
 * stands, what is told of it, the pictures, and last whose word it all is. It reports everything and stops at nothing.
 * SPEC: VF; docs/evidence-format.md §9.
 */
import { type ByteSource, CHECKPOINT, type Manifest } from './bundle';
import type { VerifierCrypto } from './crypto';
import { type Finding, type Verdict, verdictOf } from './finding';
import type { LogRecord } from './record';
import type { Policy, Trust } from './trust';
import { type Chain, readChain } from './verify-chain';
import { BundleFiles } from './verify-files';
import { checkHead, checkManifest, checkSeen, type LogName, sizesOf } from './verify-heads';
import { Ledger } from './verify-ledger';
import { recordOf } from './verify-record';
import { Report } from './verify-report';
import { checkSeenHeads } from './verify-seen';
import { checkMoments, checkPictures, checkSegments, noteMoved } from './verify-segments';
import { readTold } from './verify-told';
import { checkPolicy, checkServerTime, checkTrust, trustedNames } from './verify-trust';

/** How much was looked at. */
export interface Checked {
  /** Leaves of the log. */
  entries: number;
  signatures: number;
  /** That stand or not. */
  segments: number;
  disclosures: number;
  pictures: number;
  /** Of the whole bundle. */
  bytes: number;
}

export interface Verified {
  verdict: Verdict;
  findings: Finding[];
  /** Null where the log did not open. */
  record: LogRecord | null;
  manifest: Manifest | null;
  checked: Checked;
}

/** Never rejects for what the bundle says or where it cannot be read. `progress`: bytes read, of all. */
export async function verify(
  bundle: ByteSource,
  trust: Trust,
  policy: Policy,
  crypto: VerifierCrypto,
  progress: (done: number, total: number) => void = () => {},
): Promise<Verified> {
  // Signatures are answered while the rest is read, as if all of them were right. Where some are not, everything is read
  // once more without their entries: nothing that is said hangs on an entry that nobody signed.
  const first = await reading(bundle, trust, policy, crypto, progress, null);
  if (first.wrong.size === 0) return first.verified;
  return (await reading(bundle, trust, policy, crypto, progress, first.wrong)).verified;
}

/** `known`: the entries whose signatures are wrong; null where nobody has asked yet. */
async function reading(
  bundle: ByteSource,
  trust: Trust,
  policy: Policy,
  crypto: VerifierCrypto,
  progress: (done: number, total: number) => void,
  known: ReadonlySet<number> | null,
): Promise<{ verified: Verified; wrong: ReadonlySet<number> }> {
  const report = new Report();
  const checked: Checked = {
    entries: 0,
    signatures: 0,
    segments: 0,
    disclosures: 0,
    pictures: 0,
    bytes: bundle.size,
  };
  const files = await BundleFiles.open(bundle, crypto, report, progress);
  const read = files && (await readLog(files, trust, policy, crypto, report, checked, known));
  const findings = report.findings();
  const { record = null, manifest = null, wrong = new Set<number>() } = read ?? {};
  return { verified: { verdict: verdictOf(findings), findings, record, manifest, checked }, wrong };
}

async function readLog(
  files: BundleFiles,
  trust: Trust,
  policy: Policy,
  crypto: VerifierCrypto,
  report: Report,
  checked: Checked,
  known: ReadonlySet<number> | null,
): Promise<{ record: LogRecord | null; manifest: Manifest | null; wrong: ReadonlySet<number> }> {
  const { sha256 } = crypto;
  const checkpoint = await files.text(CHECKPOINT);
  const chain = await readChain(files, sizesOf(checkpoint, trust), crypto, report, known);
  const { head, entries } = chain;
  const ledger = new Ledger(entries, head.signers, sha256, report);
  const name = nameOf(ledger);
  // Their signatures stand behind those of the entries: nobody waits for them here.
  const signing = checkHead(checkpoint, chain, name, crypto, report);
  const { manifest, noted } = await checkManifest(files, name, head, crypto, report);
  const scope = manifest?.scope ?? null;
  const told = await readTold(files, chain, ledger, scope, crypto, report);
  checkSeenHeads(chain, sha256, report);
  checkSegments(ledger, told, report);
  noteMoved(ledger, report);
  ledger.days.noteHidden(entries.at(-1)?.entry.at ?? 0);
  const hashes = await files.compare(manifest);
  const pictures = checkPictures(ledger, told, files, hashes, report);
  Object.assign(checked, counted(chain, ledger, told.count, pictures));
  const [signed, wrong] = await Promise.all([signing, chain.wrong, noted]);
  if (name === null || wrong.size > 0) return { record: null, manifest, wrong };
  const moments = checkMoments(ledger, told, name.contract, trust, sha256, report);
  const names = trustedNames(trust, head);
  await checkSeen(trust, chain, name, crypto, report);
  checkTrust(head, signed, entries, names, report);
  checkServerTime(head, signed, ledger, entries, names, policy, report);
  checkPolicy(policy, name, scope, ledger, report);
  const { log } = name;
  const parts = { head, log, entries, ledger, told, names, moments, checkpoint: signed?.checkpoint ?? null };
  return { record: recordOf(parts, sha256), manifest, wrong };
}

function nameOf({ open }: Ledger): LogName | null {
  if (open === null) return null;
  const { contract, continues } = open.entry;
  return { contract, log: open.leaf, continues: continues ?? null };
}

function counted(chain: Chain, ledger: Ledger, disclosures: number, pictures: number): Partial<Checked> {
  const { head, signatures } = chain;
  return { entries: head.tree.size, signatures, segments: ledger.segments.length, disclosures, pictures };
}
