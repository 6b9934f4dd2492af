/** The way from a utilityProcess back to the main process. Only the two child entries import this. */
import type { ParentPort } from './child';

export function parentPort(): ParentPort {
  const port = process.parentPort;
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
  };
}
