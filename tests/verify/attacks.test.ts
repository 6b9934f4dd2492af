/** Every attack, and every honest bundle, gives just the findings that it should. The cases are in `cases/`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDINGS } from '../../domain/finding';
import { verify } from '../../domain/verify';
import { findingsOf, nodeCrypto, sourceOf } from '../support/bundles';
import { attacksPage, BEGIN, END } from './attacks-page';
import { ALL, GROUPS } from './cases/all';
import { type Case, policyOf, TRUST } from './cases/base';

function judged(one: Case) {
  const bundle = one.bundle();
  const source = bundle instanceof Uint8Array ? sourceOf(bundle) : bundle;
  return verify(source, one.trust ?? TRUST, policyOf(one), nodeCrypto);
}

describe.each(GROUPS.map(([about, cases]) => ({ about, cases })))('$about', ({ cases }) => {
  it.each(cases.map((one) => ({ ...one })))('$title', async (one) => {
    const result = await judged(one);
    expect({ verdict: result.verdict, findings: findingsOf(result) }).toEqual({
      verdict: one.verdict,
      findings: [...one.findings],
    });
  });
});

describe('the list', () => {
  it('has each name once', () => {
    const names = ALL.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('[VF2] has a case for every finding that there is', () => {
    const found = new Set(ALL.flatMap(({ findings }) => findings.map((line) => line.split(' ')[0])));
    expect(Object.keys(FINDINGS).filter((id) => !found.has(id))).toEqual([]);
  });

  it('is the one of docs/attacks.md', () => {
    const root = join(import.meta.dirname, '..', '..');
    const path = join(root, 'docs', 'attacks.md');
    const text = readFileSync(path, 'utf8');
    const frozen = readdirSync(join(root, 'tests', 'vectors')).filter((file) => file.endsWith('.zip'));
    const page = attacksPage(new Set(frozen.map((file) => file.slice(0, -'.zip'.length))));
    const [from, to] = [text.indexOf(BEGIN), text.indexOf(END) + END.length];
    if (process.env.UPDATE === '1') writeFileSync(path, text.slice(0, from) + page + text.slice(to));
    else expect(text.slice(from, to)).toBe(page);
  });
});
