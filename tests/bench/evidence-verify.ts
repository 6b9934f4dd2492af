/**
 * How long the verifier takes for a bundle, against what nobody can do without: reading the file, one SHA-256 over it,
 * and as many Ed25519 verifications, by the same functions of the platform; and how long as many bytes take to be written. Prints medians in ms as JSON, and the most
 * memory that it had. Arguments: the bundle, its trust file, rounds; 0 rounds verify once, for the memory alone.
 */
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { CHECKPOINT, ENTRIES, MANIFEST_NOTE } from '../../domain/bundle';
import { fromBase64Url, fromUtf8, toUtf8 } from '../../domain/bytes';
import type { SignatureCheck } from '../../domain/crypto';
import { readEntry } from '../../domain/entry';
import { readNote } from '../../domain/signed-note';
import { DEFAULT_POLICY, readTrust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { contentOffset, readZip } from '../../domain/zip';
import { median } from '../../scripts/bench/figures.mjs';
import { type FileSource, openFileSource } from '../../verifier/node/file-source';
import { nodeCrypto } from '../../verifier/node/node-crypto';

const PIECE = 1_048_576;
const [path = '', trustPath = '', rounds = '3'] = process.argv.slice(2);
const trusted = readTrust(readFileSync(trustPath, 'utf8'));
if (!trusted.ok) throw new Error(trusted.why);
const trust = trusted.value;

const source = await openFileSource(path);
if (rounds === '0') {
  await verified();
  console.log(JSON.stringify({ peak: process.resourceUsage().maxRSS / 1_000 }));
} else {
  const checks = await signaturesOf(source);
  const times: { floor: Spent; verify: Spent; write: Spent }[] = [];
  const checked = await verified();
  await floor(checks);
  for (let round = 0; round < Number(rounds); round++) {
    times.push({
      floor: await timed(() => floor(checks)),
      verify: await timed(verified),
      write: await timed(written),
    });
  }
  console.log(
    JSON.stringify({
      floor: medians(times.map((one) => one.floor)),
      verify: medians(times.map((one) => one.verify)),
      write: medians(times.map((one) => one.write)),
      bytes: source.size,
      entries: checked.entries,
    }),
  );
}
await source.close();

async function verified() {
  const { verdict, findings, checked } = await verify(source, trust, DEFAULT_POLICY, nodeCrypto());
  if (verdict !== 'proven') throw new Error(`${verdict}: ${JSON.stringify(findings.slice(0, 5))}`);
  return checked;
}

/** What nobody can do without, one after the other: reading, one hash over all, the signatures. */
async function floor(checks: readonly SignatureCheck[]): Promise<void> {
  const crypto = nodeCrypto();
  const hash = crypto.hashing();
  for (let at = 0; at < source.size; at += PIECE)
    hash.update(await source.read(at, Math.min(PIECE, source.size - at)));
  hash.digest();
  const answers = await crypto.verifyEd25519(checks);
  if (answers.some((valid) => !valid)) throw new Error('a signature is wrong');
}

/** As many bytes into a new file, and onto the disk: what an export cannot do without either. */
async function written(): Promise<void> {
  const to = `${path}.copy`;
  const file = await open(to, 'w');
  for (let at = 0; at < source.size; at += PIECE)
    await file.write(await source.read(at, Math.min(PIECE, source.size - at)));
  await file.sync();
  await file.close();
  await rm(to);
}

/** All that are in the bundle. */
async function signaturesOf(bundle: FileSource): Promise<SignatureCheck[]> {
  const zip = await readZip(bundle);
  if (!zip.ok) throw new Error(zip.why);
  const text = async (name: string) => {
    const file = zip.value.find((one) => one.name === name);
    const bytes = file && (await bundle.read(contentOffset(file), file.size));
    return fromUtf8(bytes ?? new Uint8Array()) ?? '';
  };
  const publicKey = fromBase64Url(trust.keys[0]?.key ?? '') ?? new Uint8Array();
  const { sha256 } = nodeCrypto();
  const checks = (await text(ENTRIES)).split('\n').flatMap((line) => {
    const read = readEntry(line, sha256);
    return read.ok ? [{ publicKey, ...read.value.jws }] : [];
  });
  for (const name of [CHECKPOINT, MANIFEST_NOTE]) {
    const note = readNote(await text(name));
    for (const { signature } of note?.signatures ?? [])
      checks.push({ publicKey, signature, message: toUtf8(note?.text ?? ''), kid: '', payload: '' });
  }
  return checks.map(({ message, signature }) => ({ publicKey, message, signature }));
}

/** Milliseconds: by the clock, and of all processors together. */
interface Spent {
  wall: number;
  cpu: number;
}

async function timed(work: () => Promise<unknown>): Promise<Spent> {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - started, cpu: (user + system) / 1_000 };
}

function medians(all: readonly Spent[]): Spent {
  return { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) };
}
