/** Checks beside the page, so that the page stays at hand: the browser's own crypto, the verifier's own rules. */
import '../../../verifier/page/no-eval';
import { canVerify, webCrypto } from '../../../verifier/page/web-crypto';
import type { FromProver, ToProver } from './messages';
import { prove } from './prove';

addEventListener('message', ({ data }: MessageEvent<ToProver>) => {
  void answer(data).then((said) => postMessage(said));
});

async function answer({ id, ...asked }: ToProver): Promise<FromProver> {
  try {
    if (!(await canVerify())) return { id, type: 'cannot' };
    return { id, type: 'proof', proof: await prove(asked, webCrypto()) };
  } catch {
    return { id, type: 'failed' };
  }
}
