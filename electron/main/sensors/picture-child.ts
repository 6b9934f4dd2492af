/**
 * Entry of the utilityProcess that takes one picture: it answers one job and ends when its reply has arrived, so that
 * its memory (350 MB at the peak of a 4k display) goes back. It dies with the main process in any case.
 */
import { constants, setPriority } from 'node:os';
import { parentPort } from './parent-port';
import { doPictureJob } from './picture-work';

// The work on the screen, and the main process, go first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const port = parentPort();
port.onMessage((message) => {
  if (message === 'done') process.exit(0);
  void doPictureJob(message).then((reply) => port.post(reply));
});
