/** The input child's work behind a plain Node channel. */
import { serveInput } from '../../../electron/main/sensors/input-work';

serveInput({
  port: {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
  },
  now: () => Date.now(),
  platform: process.platform,
});
