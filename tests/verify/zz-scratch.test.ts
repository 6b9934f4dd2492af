import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { verify } from '../../domain/verify';
import { findingsOf, nodeCrypto, sourceOf } from '../support/bundles';
import { ALL } from './cases/all';
import { policyOf, TRUST } from './cases/base';

it('prints', async () => {
  let out = '';
  for (const one of ALL) {
    try {
      const bundle = one.bundle();
      const source = bundle instanceof Uint8Array ? sourceOf(bundle) : bundle;
      const result = await verify(source, one.trust ?? TRUST, policyOf(one), nodeCrypto);
      const got = [result.verdict, ...findingsOf(result)].join('\n    ');
      const want = [one.verdict, ...one.findings].join('\n    ');
      if (got !== want) out += `${one.name}: ${one.title}\n  want ${want}\n  got ${got}\n`;
    } catch (error) {
      out += `${one.name}: ${one.title}\n  THREW ${error instanceof Error ? error.stack : ''}\n`;
    }
  }
  writeFileSync('/tmp/A-actual.txt', out);
});
