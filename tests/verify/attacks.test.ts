/** Every attack, and every honest bundle, gives just the findings that it should. The cases are in `cases/`. */
import { describe, expect, it } from 'vitest';
import { FINDINGS } from '../../domain/finding';
import { verify } from '../../domain/verify';
import { findingsOf, nodeCrypto, sourceOf } from '../support/bundles';
import { ALL } from './cases/all';
import { type Case, policyOf, TRUST } from './cases/base';
import { CHAIN } from './cases/chain';
import { CONTAINER, SOURCES } from './cases/container';
import { HEADS, SEEN } from './cases/heads';
import { HONEST } from './cases/honest';
import { SEGMENTS } from './cases/segments';
import { TOLD } from './cases/told';

function judged(one: Case) {
  const bundle = one.bundle();
  const source = bundle instanceof Uint8Array ? sourceOf(bundle) : bundle;
  return verify(source, one.trust ?? TRUST, policyOf(one), nodeCrypto);
}

describe.each([
  ['honest bundles', HONEST],
  ['the container and its files', [...CONTAINER, ...SOURCES]],
  ['the entries and the keys', CHAIN],
  ['the head and the times', [...HEADS, ...SEEN]],
  ['what stands in the log', SEGMENTS],
  ['what is told beside it, and what is asked for', TOLD],
])('%s', (_, cases) => {
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
});
