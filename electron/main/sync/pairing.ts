/** Meeting a server, and pairing this device with it: it is trusted with the key that people have compared. SPEC: SY1, SY2. */
import { toBase64Url, toUtf8 } from '../../../domain/bytes';
import { type PublicKey, publicKeyOfX, type SigningKey } from '../../../domain/keys';
import type { Sha256 } from '../../../domain/merkle';
import { normalCode } from '../../../domain/pair-link';
import type { LinkedServer } from './state';
import type { Transport } from './transport';
import { createWire, Trouble } from './wire';

export interface PairingDeps {
  transport: Transport;
  signal: AbortSignal;
  /** This device's keys that are open, the one that signs first. */
  keys(): readonly SigningKey[];
  sha256: Sha256;
  machine: string;
  now(): number;
}

/** Asks an address who it is. Throws `Trouble`. */
export async function meetServer(
  url: string,
  { transport, signal, sha256 }: Pick<PairingDeps, 'transport' | 'signal' | 'sha256'>,
): Promise<{ key: PublicKey; version: string }> {
  const wire = createWire({ transport, server: url, token: null, signal });
  const about = await wire.ask('about', {});
  const key = publicKeyOfX(about.key, sha256);
  if (key === null) throw new Trouble('not-minutier', 'its key is one that nobody may have');
  return { key, version: about.version };
}

/** Trades the code for a token, with the key that was compared. Throws `Trouble`. */
export async function pairWith(
  url: string,
  kid: string,
  typed: string,
  deps: PairingDeps,
): Promise<LinkedServer> {
  const { key } = await meetServer(url, deps);
  if (key.kid !== kid) throw new Trouble('other-key', 'it has another key than the one that was compared');
  const [own] = deps.keys();
  if (own === undefined) throw new Trouble('no-key', 'this device has no key that is open');
  const code = normalCode(typed);
  if (code === null) throw new Trouble('code', 'not a code');
  const wire = createWire({ transport: deps.transport, server: url, token: null, signal: deps.signal });
  const proof = toBase64Url(own.sign(toUtf8(`minutier-pair-1\n${code}\n${own.x}\n`)));
  const paired = await wire
    .ask('pair', { body: { code, key: own.x, proof, name: deps.machine } })
    .catch((error: unknown) => {
      throw error instanceof Trouble && error.code === 'code' ? new Trouble('code', error.detail) : error;
    });
  if (paired.about.key !== key.x) throw new Trouble('other-key', 'it has another key all of a sudden');
  const link = {
    url,
    key: key.x,
    account: paired.account,
    linkedAt: deps.now(),
    paused: false,
    token: paired.token,
  };
  return { link, key };
}
