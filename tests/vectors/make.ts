/**
 * The frozen vectors: bundles as files, each beside the findings that it must give for ever. They are made once, from the
 * cases of tests/verify/cases/. What is there is never written over: a verifier of version 1 that says something else of
 * one of them is wrong, and so is a change that needs one to be made anew.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { nodeCrypto, sourceOf } from '../support/bundles';
import { FROZEN } from '../verify/cases/all';
import { policyOf, TRUST } from '../verify/cases/base';
import { frozenFindings } from './findings';

/** Writes the vectors that are not there yet, and gives their names. */
export async function makeVectors(folder: string): Promise<string[]> {
  put(join(folder, 'trust.json'), `${JSON.stringify(TRUST, null, 2)}\n`);
  const made: string[] = [];
  for (const one of FROZEN) {
    const bundle = one.bundle();
    if (!(bundle instanceof Uint8Array)) throw new Error(`${one.name} is no file`);
    const path = join(folder, one.name);
    if (existsSync(`${path}.zip`)) continue;
    const policy = policyOf(one);
    const outcome = await verify(sourceOf(bundle), TRUST, policy, nodeCrypto);
    if (outcome.verdict !== one.verdict) throw new Error(`${one.name} is ${outcome.verdict}`);
    put(`${path}.zip`, bundle);
    put(`${path}.findings.json`, frozenFindings(outcome));
    if (one.policy !== undefined) put(`${path}.policy.json`, policyText(policy));
    made.push(one.name);
  }
  return made;
}

function policyText(policy: Policy): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/** `wx`: fails where the file is there. The trust file alone may stand already. */
function put(path: string, content: Uint8Array | string): void {
  if (path.endsWith('trust.json') && existsSync(path)) return;
  writeFileSync(path, content, { flag: 'wx' });
}
