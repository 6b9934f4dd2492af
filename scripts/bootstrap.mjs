/**
 * Runs before `npm start` and, with --test, before `npm test` and `npm run bench`: packages, Electron, system
 * libraries. Plain Node 20 without dependencies, because it runs where nothing is installed yet.
 * Says nothing and takes a fraction of a second when nothing is needed; ends with 1 and what to do when it cannot help.
 */
import { setUp } from './lib/setup.mjs';

try {
  await setUp(process.argv.includes('--test') ? 'test' : 'app', (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
