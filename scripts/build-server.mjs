/** The last third of `npm run build`: the diary server into out/server/ and the client's page into out/client/. */
import { ensureClientBuilt } from './lib/client.mjs';
import { ensureServerBuilt } from './lib/server.mjs';

try {
  const say = (/** @type {string} */ line) => console.log(line);
  await ensureClientBuilt(say);
  await ensureServerBuilt(say);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
