/**
 * The signed notes of a bundle against its log: the head over exactly these entries, the manifest, and the heads that
 * were seen earlier. SPEC: LG11–LG13, BU4–BU6.
 */
import { CHECKPOINT, MANIFEST, MANIFEST_NOTE, type Manifest, manifestNoteText, readManifest } from './bundle';
import { fromBase64Url, fromUtf8, sameBytes } from './bytes';
import { jsonOf } from './canonical-json';
import { type Checkpoint, originOf, originOfLog, readCheckpoint } from './checkpoint';
import type { VerifierCrypto } from './crypto';
import type { EntryOf, Leaf } from './entry';
import type { KeyX, Kid } from './keys';
import type { LogHead } from './log';
import { type Note, ofKnownKeys, readNote } from './signed-note';
import type { Trust } from './trust';
import type { Chain } from './verify-chain';
import type { BundleFiles } from './verify-files';
import type { Report } from './verify-report';

/** What the notes are about, once the log has opened. */
export interface LogName {
  contract: EntryOf<'open'>['contract'];
  log: Leaf;
  continues: EntryOf<'open'>['continues'] | null;
}

export interface SignedHead {
  checkpoint: Checkpoint;
  /** Keys whose signature of it verified. */
  signers: readonly Kid[];
}

/** `bytes`: the file, null where it could not be read. Null where it is not the head of these entries, signed as it must be: that was reported. */
export async function checkHead(
  bytes: Uint8Array | null,
  chain: Chain,
  name: LogName | null,
  crypto: VerifierCrypto,
  report: Report,
): Promise<SignedHead | null> {
  const subject = { type: 'file', name: CHECKPOINT } as const;
  if (bytes === null) return null;
  const note = noteOf(bytes);
  const checkpoint = note && readCheckpoint(note.text);
  if (note === null || checkpoint === null) {
    report.add('checkpoint-form', subject);
    return null;
  }
  if (name === null) return null;
  const { size } = chain.head.tree;
  const isOrigin = checkpoint.origin === originOfLog(name.contract, name.log);
  const isSize = checkpoint.size === size;
  const root = chain.roots.get(checkpoint.size);
  const isRoot = root !== undefined && sameBytes(root, checkpoint.root);
  if (!isOrigin) report.add('checkpoint-origin', subject);
  if (!isSize) report.add('checkpoint-size', subject, { size: checkpoint.size, entries: size });
  else if (!isRoot) report.add('checkpoint-root', subject);
  const signers = await signedBy(note, originOfLog(name.contract, name.log), inForce(chain.head), crypto);
  if (signers === null) report.add('checkpoint-signature', subject);
  if (!isOrigin || !isSize || !isRoot || signers === null) return null;
  const kids = chain.head.signers.flatMap(({ x, kid }) => (signers.includes(x) ? [kid] : []));
  return { checkpoint, signers: kids };
}

/** The sizes at which heads are to be compared: the bundle's own, and those seen earlier. */
export function sizesOf(checkpoint: Uint8Array | null, trust: Trust): Set<number> {
  const notes = [checkpoint && noteOf(checkpoint), ...trust.checkpoints.map(readNote)];
  return new Set(notes.flatMap((note) => (note && readCheckpoint(note.text)?.size) ?? []));
}

/** The manifest, null where it cannot be read: that was reported; and when its signature will have been looked at. */
export async function checkManifest(
  files: BundleFiles,
  name: LogName | null,
  head: LogHead,
  crypto: VerifierCrypto,
  report: Report,
): Promise<{ manifest: Manifest | null; noted: Promise<void> }> {
  const noted = Promise.resolve();
  const subject = { type: 'file', name: MANIFEST } as const;
  const bytes = await files.text(MANIFEST);
  if (bytes === null) return { manifest: null, noted };
  const text = fromUtf8(bytes);
  const read = text === null ? null : readManifest(text);
  if (!read?.ok) {
    if (text !== null && isOtherVersion(text)) report.add('manifest-version', subject);
    else report.add('manifest-form', subject, { why: read?.why ?? 'json' });
    return { manifest: null, noted };
  }
  const manifest = read.value;
  if (manifest.scope.from > manifest.scope.to) report.add('manifest-form', subject, { why: 'scope' });
  if (name === null) return { manifest, noted };
  if (manifest.log !== name.log || manifest.contract !== name.contract) report.add('manifest-log', subject);
  const note = await files.text(MANIFEST_NOTE);
  const origin = originOfLog(name.contract, name.log);
  return { manifest, noted: checkManifestNote(note, bytes, origin, head, crypto, report) };
}

async function checkManifestNote(
  bytes: Uint8Array | null,
  manifest: Uint8Array,
  origin: string,
  head: LogHead,
  crypto: VerifierCrypto,
  report: Report,
): Promise<void> {
  const subject = { type: 'file', name: MANIFEST_NOTE } as const;
  if (bytes === null) return;
  const note = noteOf(bytes);
  if (note === null) {
    report.add('manifest-note', subject);
    return;
  }
  const isText = note.text === manifestNoteText(origin, crypto.sha256(manifest));
  const signers = await signedBy(note, origin, inForce(head), crypto);
  if (!isText || signers === null) report.add('manifest-signature', subject);
}

const OTHER_FORMAT = /^minutier-bundle-([2-9]|[1-9][0-9]{1,3})$/;

function isOtherVersion(text: string): boolean {
  const raw = jsonOf(text);
  const format = typeof raw === 'object' && raw !== null && 'format' in raw ? raw.format : null;
  return typeof format === 'string' && OTHER_FORMAT.test(format);
}

/** What was seen earlier of this contract's log must still be so. */
export async function checkSeen(
  trust: Trust,
  chain: Chain,
  name: LogName,
  crypto: VerifierCrypto,
  report: Report,
): Promise<void> {
  const origin = originOfLog(name.contract, name.log);
  for (const text of trust.checkpoints) {
    const note = readNote(text);
    const seen = note && readCheckpoint(note.text);
    const subject = { type: 'bundle' } as const;
    if (note === null || seen === null) report.add('seen-unreadable', subject);
    // Of another contract: it says nothing here.
    else if (!seen.origin.startsWith(`${originOf(name.contract)}/`)) continue;
    else if (seen.origin !== origin) checkEarlierLog(seen, name, report);
    else if ((await signedBy(note, origin, seenBy(trust, chain.head), crypto)) === null)
      report.add('seen-unreadable', subject);
    else compareSeen(seen, chain, report);
  }
}

function compareSeen(seen: Checkpoint, chain: Chain, report: Report): void {
  const { size } = chain.head.tree;
  const root = chain.roots.get(seen.size);
  if (seen.size > size) report.add('seen-cut', { type: 'bundle' }, { size: seen.size, entries: size });
  else if (root === undefined || !sameBytes(root, seen.root)) report.add('seen-other', { type: 'bundle' });
}

/** Whose word a head that was seen may be: of the log's keys, and of those that are trusted though this log lacks them. */
function seenBy(trust: Trust, head: LogHead): KeyX[] {
  return [...new Set([...head.signers.map(({ x }) => x), ...trust.keys.map(({ key }) => key)])];
}

/** A log that continues another one knew it at least as far as the head that was seen, or says otherwise than was seen. */
function checkEarlierLog(seen: Checkpoint, { contract, continues }: LogName, report: Report): void {
  if (!continues || seen.origin !== originOfLog(contract, continues.log)) {
    report.add('seen-log', { type: 'bundle' });
    return;
  }
  if (continues.size < seen.size)
    report.add('seen-cut', { type: 'bundle' }, { size: seen.size, entries: continues.size });
  const root = fromBase64Url(continues.root);
  if (continues.size === seen.size && !(root && sameBytes(root, seen.root)))
    report.add('seen-other', { type: 'bundle' });
  // What stood in the earlier log is not in this bundle: nobody can say whether all of it was taken over.
  report.add('seen-continued', { type: 'bundle' });
}

function inForce(head: LogHead): KeyX[] {
  return head.signers.flatMap(({ active, role, x }) => (active && role !== 'client' ? [x] : []));
}

/** Of these keys, those that signed the note. Null where a signature is of nobody among them, is not right, or is there twice. */
async function signedBy(
  note: Note,
  origin: string,
  xs: readonly KeyX[],
  crypto: VerifierCrypto,
): Promise<KeyX[] | null> {
  const keys = xs.map((x) => ({ name: origin, publicKey: fromBase64Url(x) ?? new Uint8Array(), x }));
  const known = ofKnownKeys(note, keys, crypto.sha256);
  const signers = known.flatMap(({ key }) => keys.find((one) => one === key)?.x ?? []);
  if (known.length !== note.signatures.length || new Set(signers).size !== signers.length) return null;
  if (known.some(({ refused }) => refused)) return null;
  const checks = known.map(({ key, message, signature }) => ({
    publicKey: key.publicKey,
    message,
    signature,
  }));
  const answers = await crypto.verifyEd25519(checks);
  return signers.length > 0 && signers.every((_, at) => answers[at] === true) ? signers : null;
}

function noteOf(bytes: Uint8Array): Note | null {
  const text = fromUtf8(bytes);
  return text === null ? null : readNote(text);
}
