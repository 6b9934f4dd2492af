/**
 * Entry of the utilityProcess that writes one bundle of evidence: hashing and verifying a year takes seconds, and pictures
 * as long as the disk. Main is free meanwhile, and only signs; to cancel is to end this process.
 */
import { constants, setPriority } from 'node:os';
import { nodeCrypto } from '../../../verifier/node/node-crypto';
import { parentPort } from '../sensors/parent-port';
import { openProfileSource } from './open-profile';
import { printedReport } from './printed-report';
import { serveExport } from './serve';

// The work on the screen, and the main process, go first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

serveExport({
  port: parentPort(),
  crypto: nodeCrypto(),
  pdf: printedReport,
  open: openProfileSource,
  mono: () => performance.now(),
  exit: () => process.exit(0),
});
