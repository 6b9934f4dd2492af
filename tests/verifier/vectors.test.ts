/**
 * Every frozen vector in Chromium and in Firefox, with the page's own adapters, and some of each kind by the command on the machine's own
 * Node: the same findings, about the same things, in the same order, as the library's in the process of the tests.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exitCodeOf } from '../../domain/finding';
import { DEFAULT_POLICY, readPolicy, readTrust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BROWSERS, launchBrowser } from '../support/browsers';
import { sourceOf } from '../support/bundles';
import { outcomesInBrowser } from '../support/platforms';
import { builtVerifier, runVerifier } from '../support/verifier';

const folder = join(import.meta.dirname, '../vectors');
const path = (file: string) => join(folder, file);
const files = new Set(readdirSync(folder));
const names = [...files].filter((file) => file.endsWith('.zip')).map((file) => file.slice(0, -'.zip'.length));
const trust = read(readTrust(readFileSync(path('trust.json'), 'utf8')));

function read<T>(result: { ok: true; value: T } | { ok: false; why: string }): T {
  if (!result.ok) throw new Error(result.why);
  return result.value;
}

const policyOf = (name: string) => (files.has(`${name}.policy.json`) ? path(`${name}.policy.json`) : null);

function outcomeOf(name: string) {
  const file = policyOf(name);
  const policy = file === null ? DEFAULT_POLICY : read(readPolicy(readFileSync(file, 'utf8')));
  const bundle = new Uint8Array(readFileSync(path(`${name}.zip`)));
  return verify(sourceOf(bundle), trust, policy, nodeCrypto());
}

const scratch = mkdtempSync(join(tmpdir(), 'minutier-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeAll(builtVerifier, 60_000);

describe('[VF2] the frozen vectors', () => {
  it.each(BROWSERS)(
    'give in %s what they give in Node, to the letter',
    async (browserName) => {
      const checks = names.map((name) => {
        const policy = policyOf(name);
        return {
          bundle: readFileSync(path(`${name}.zip`)),
          trust: readFileSync(path('trust.json'), 'utf8'),
          policy: policy === null ? null : readFileSync(policy, 'utf8'),
        };
      });
      const browser = await launchBrowser(browserName);
      try {
        const outcomes = await outcomesInBrowser(checks, browser, join(scratch, browserName));
        expect(outcomes.length).toBeGreaterThan(100);
        for (const [at, name] of names.entries()) {
          const { verdict, findings } = await outcomeOf(name);
          expect([name, JSON.stringify(outcomes[at])]).toEqual([name, JSON.stringify({ verdict, findings })]);
        }
      } finally {
        await browser.close();
      }
    },
    120_000,
  );

  // Each takes a process: one in ten, spread over the alphabet, and those with a policy.
  const some = names.filter((name, at) => at % 10 === 0 || policyOf(name) !== null);
  it.each(some)('%s gives by the command what it gives here', async (name) => {
    const policy = policyOf(name);
    const args = [path(`${name}.zip`), '--trust', path('trust.json'), '--json'];
    const { code, out } = await runVerifier(policy === null ? args : [...args, '--policy', policy], {
      node: 'node',
    });
    const { verdict, findings } = await outcomeOf(name);
    const told = z
      .object({ findings: z.array(z.looseObject({ sentence: z.string() })) })
      .parse(JSON.parse(out));
    expect(told.findings.map(({ sentence: _, ...one }) => one)).toEqual(findings);
    expect(code).toBe(exitCodeOf(verdict));
  });
});
