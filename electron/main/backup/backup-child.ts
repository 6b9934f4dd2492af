/**
 * Entry of the utilityProcess that makes or reads one backup: stretching the passphrase takes 256 MB and a second or
 * two, and encrypting as long as the data is large. Main is free meanwhile; to cancel is to end this process.
 */
import { constants, setPriority } from 'node:os';
import { look, snapshot } from '../db/snapshot';
import { parentPort } from '../sensors/parent-port';
import { doBackupTask } from './work';

// The work on the screen, and the main process, go first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const port = parentPort();
port.onMessage((message) => {
  if (message === 'done') process.exit(0);
  void doBackupTask(message, { look, snapshot }, port.post, () => performance.now());
});
