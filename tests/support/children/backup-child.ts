/** The backup child in a plain fork. */
import { doBackupTask } from '../../../electron/main/backup/work';
import { look, snapshot } from '../../../electron/main/db/snapshot';

process.on('message', (message) => {
  if (message === 'done') process.exit(0);
  void doBackupTask(
    message,
    { look, snapshot },
    (answer) => process.send?.(answer),
    () => performance.now(),
  );
});
