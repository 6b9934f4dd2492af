/** The command's entry: its own arguments and exit code. Started as a thread it makes one bundle. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { main } from './main';
import { serveBundleThread } from './papers/bundle-work';

if (isMainThread) {
  // Whoever reads us may stop early (`| head`): that is no failure of ours.
  process.stdout.on('error', () => {});

  const code = await main(process.argv.slice(2));
  // A server goes on; everything else ends with what it found.
  if (code !== null) process.exitCode = code;
} else {
  await serveBundleThread(parentPort, workerData);
}
