/** What a verifier is to be told of this freelancer, as a trust file (domain/trust.ts): the text that `readTrust` reads. */
import type { KeyX } from '../../../domain/keys';
import { type Trust, TrustSchema } from '../../../domain/trust';

export function trustFileOf(key: KeyX, name: string): string {
  const trust: Trust = {
    format: 'minutier-trust-1',
    keys: [{ role: 'freelancer', name, key }],
    checkpoints: [],
  };
  return `${JSON.stringify(TrustSchema.parse(trust), null, 2)}\n`;
}
