/**
 * The frozen vectors: each bundle gives just the verdict and the findings that lie beside it. `VECTORS=make` first makes
 * those that are missing (make.ts).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, readPolicy, readTrust } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { nodeCrypto, sourceOf } from '../support/bundles';
import { frozenFindings } from './findings';
import { makeVectors } from './make';

const folder = import.meta.dirname;
if (process.env.VECTORS === 'make') console.log(`made: ${(await makeVectors(folder)).join(', ')}`);

const files = readdirSync(folder).filter((file) => !/\.(md|ts)$/.test(file));
const names = files.filter((file) => file.endsWith('.zip')).map((file) => file.slice(0, -'.zip'.length));
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

function read<T>(result: { ok: true; value: T } | { ok: false; why: string }): T {
  if (!result.ok) throw new Error(result.why);
  return result.value;
}

describe('the frozen vectors', () => {
  const trust = read(readTrust(textOf('trust.json')));

  it.each(names)('[VF2] %s', async (name) => {
    const policyFile = `${name}.policy.json`;
    const policy = files.includes(policyFile) ? read(readPolicy(textOf(policyFile))) : DEFAULT_POLICY;
    const bundle = new Uint8Array(readFileSync(join(folder, `${name}.zip`)));
    const outcome = await verify(sourceOf(bundle), trust, policy, nodeCrypto);
    expect(frozenFindings(outcome)).toBe(textOf(`${name}.findings.json`));
  });

  it('are those of the specification, with one for each attack of its list, and small', () => {
    for (const name of [
      ...['good', 'deleted', 'redacted', 'withheld', 'two-devices', 'rotated-key'],
      ...['log-resigned', 'entry-resigned', 'entry-of-another-contract', 'pictures-swapped'],
      ...['checkpoint-replayed', 'newest-week-dropped', 'tombstone-hidden', 'two-segments-in-one-slot'],
      ...['seconds-over-600', 'sequence-gap', 'entry-of-the-future', 'json-doubled-key'],
      ...['base64url-unused-bits', 'memo-look-alike', 'manifest-claims-10-gigabytes'],
    ])
      expect(names).toContain(name);
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    expect(bytes).toBeLessThan(2_000_000);
  });

  it('have nothing beside them that is of none', () => {
    const own = names.flatMap((name) => [`${name}.zip`, `${name}.findings.json`, `${name}.policy.json`]);
    expect(files.filter((file) => file !== 'trust.json' && !own.includes(file))).toEqual([]);
  });
});
