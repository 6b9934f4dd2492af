/**
 * Entry of the utilityProcess for native sensors (macOS, Windows). A process of its own, so it has its own wall
 * clock: an event counts for the minute in which it happened.
 */
import { serveInput } from './input-work';
import { parentPort } from './parent-port';

serveInput({ port: parentPort(), now: () => Date.now(), platform: process.platform });
