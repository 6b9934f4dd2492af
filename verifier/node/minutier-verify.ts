/** The command's entry: its own arguments, streams and exit code. */
import { version } from '../../package.json';
import { run } from './command';

// Whoever reads us may stop early (`| head`): that is no failure of ours, and the exit code stays the verdict's.
process.stdout.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), version, {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isWatched: process.stderr.isTTY === true,
});
