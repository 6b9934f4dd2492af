/** The second half of `npm run build`: the command and the page that check bundles, into out/verifier/. */
import { ensureVerifierBuilt } from './lib/verifier.mjs';

try {
  await ensureVerifierBuilt((line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
