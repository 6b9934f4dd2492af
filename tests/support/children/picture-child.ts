/** The picture child's work behind a plain Node channel: the tests run where utilityProcess does not exist. */
import { doPictureJob } from '../../../electron/main/sensors/picture-work';

process.on('message', (message) => {
  if (message === 'done') process.exit(0);
  void doPictureJob(message).then((reply) => process.send?.(reply));
});
