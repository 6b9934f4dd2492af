/** The same signature has the same verdict on every platform that the verifier runs on. SPEC: KY1. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toHex, toUtf8 } from '../../domain/bytes';
import { mayVerify } from '../../domain/keys';
import { BROWSERS, launchBrowser } from '../support/browsers';
import { testKey } from '../support/evidence';
import { type EdCase, verdictsHere, verdictsOfBrowser, verdictsOfNode } from '../support/platforms';

const folder = mkdtempSync(join(tmpdir(), 'minutier-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The order of the base point (RFC 8032 §5.1), which S must be below. */
const L = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** Each verdict is known: a signature, and the ways in which it can be wrong. */
function ownCases(): [EdCase, boolean][] {
  const key = testKey('device');
  const message = toUtf8('A line of a log');
  const signature = key.sign(message);
  const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, n) => (n === at ? byte ^ 1 : byte));
  const aCase = (change: { key?: Uint8Array; message?: Uint8Array; signature?: Uint8Array }): EdCase => ({
    key: toHex(change.key ?? key.bytes),
    message: toHex(change.message ?? message),
    signature: toHex(change.signature ?? signature),
  });
  const other = testKey('other');
  return [
    [aCase({}), true],
    [aCase({ message: new Uint8Array(), signature: key.sign(new Uint8Array()) }), true],
    [aCase({ message: flipped(message, 3) }), false],
    [aCase({ signature: flipped(signature, 0) }), false],
    [aCase({ signature: flipped(signature, 40) }), false],
    [aCase({ key: other.bytes }), false],
    [aCase({ signature: other.sign(message) }), false],
    // S + L signs the same equation: accepted, one entry would have two texts.
    [aCase({ signature: withLargerS(signature) }), false],
    // No point of the curve at all.
    [aCase({ key: new Uint8Array(32).fill(2) }), false],
  ];
}

function withLargerS(signature: Uint8Array): Uint8Array {
  const s = [...signature.subarray(32)].reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n) + L;
  const digits = Uint8Array.from({ length: 32 }, (_, n) => Number((s >> BigInt(8 * n)) & 0xffn));
  return Uint8Array.from([...signature.subarray(0, 32), ...digits]);
}

/** Of each platform, by its name. */
async function verdicts(cases: readonly EdCase[]): Promise<Map<string, readonly boolean[]>> {
  const all = new Map<string, readonly boolean[]>();
  all.set(`Electron's Node ${process.versions.node}, BoringSSL`, await verdictsHere(cases));
  const { answers, library } = await verdictsOfNode(cases, join(folder, 'node'));
  all.set(library, answers);
  for (const name of BROWSERS) {
    const browser = await launchBrowser(name);
    try {
      const version = await browser.version();
      all.set(version, await verdictsOfBrowser(cases, browser, join(folder, name)));
    } finally {
      await browser.close();
    }
  }
  return all;
}

/** The published cases, where they lie beside the project. */
function publishedCases(): EdCase[] {
  const shared = join(import.meta.dirname, '../../../shared/vectors/ed25519-cctv/ed25519vectors.json');
  if (!existsSync(shared)) return [];
  return PublishedSchema.parse(JSON.parse(readFileSync(shared, 'utf8'))).map(({ key, sig, msg }) => ({
    key,
    message: toHex(toUtf8(msg)),
    signature: sig,
  }));
}
const PublishedSchema = z.array(z.object({ key: z.string(), sig: z.string(), msg: z.string() }));

describe('[KY1] Ed25519 on every platform', () => {
  const own = ownCases();
  const published = publishedCases();
  let all: ReadonlyMap<string, readonly boolean[]>;
  beforeAll(async () => {
    all = await verdicts([...own.map(([one]) => one), ...published]);
  }, 180_000);

  it('has one verdict on what is known', () => {
    expect(all.size).toBe(4);
    for (const [platform, answers] of all) {
      const verdict = own.map(([, expected]) => expected);
      expect([platform, answers.slice(0, own.length)]).toEqual([platform, verdict]);
    }
  });

  if (published.length > 0) {
    it('C2SP/CCTV: the same of 914 cases are accepted everywhere', () => {
      const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
      const may = published.map(({ key, signature }) => mayVerify(hex(key), hex(signature)));
      const accepted = [...all].map(([platform, answers]) => ({
        platform,
        at: may.flatMap((asked, at) => (asked && answers[own.length + at] === true ? [at] : [])),
      }));
      expect(published).toHaveLength(914);
      for (const { platform, at } of accepted) {
        console.log(`ed25519, ${platform}: ${at.length} accepted, ${914 - at.length} refused`);
        expect([platform, at]).toEqual([platform, accepted[0]?.at]);
      }
    });
  }
});
