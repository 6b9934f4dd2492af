/** The command's entry: its own arguments and exit code. */
import { main } from './main';

// Whoever reads us may stop early (`| head`): that is no failure of ours.
process.stdout.on('error', () => {});

const code = await main(process.argv.slice(2));
// A server goes on; everything else ends with what it found.
if (code !== null) process.exitCode = code;
