/**
 * `kill -9` at a step of our choice: every statement that SQLite runs and every change that Node makes to a file counts
 * as a step, and before the one asked for the process kills itself. So a test can go through all places at which a
 * crash can come, and not only hope to meet them. To be loaded by a child alone: it changes Node's own functions.
 */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import Sqlite from 'better-sqlite3';

const SYNC = ['openSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync', 'unlinkSync', 'mkdirSync'];
const ASYNC = ['open', 'rename', 'rm', 'unlink', 'mkdir', 'writeFile'];
const HANDLE = ['write', 'writev', 'writeFile', 'truncate', 'sync', 'datasync'];

export interface CrashPoints {
  /** From now on steps count, and before this one (the first is 1) the process is gone. 0: none, they only count. */
  arm(step: number): void;
  /** Steps do not count any more; gives how many there were. */
  disarm(): number;
}

export async function crashPoints(): Promise<CrashPoints> {
  let armed = false;
  let at = 0;
  let count = 0;

  const tick = () => {
    if (!armed) return;
    count++;
    // Nothing runs after this: the signal is sent before the call returns.
    if (count === at) process.kill(process.pid, 'SIGKILL');
  };

  function counted(owner: object, names: readonly string[]): void {
    for (const name of names) {
      const real: unknown = Reflect.get(owner, name);
      if (typeof real !== 'function') throw new Error(`no ${name} to count`);
      Reflect.set(owner, name, function (this: unknown, ...args: unknown[]): unknown {
        tick();
        return Reflect.apply(real, this, args);
      });
    }
  }

  const sqlite = new Sqlite(':memory:');
  const statement = sqlite.prepare('SELECT 1');
  counted(Object.getPrototypeOf(statement), ['run']);
  counted(Object.getPrototypeOf(sqlite), ['exec', 'pragma', 'close']);
  sqlite.close();
  const handle = await promises.open(process.execPath, 'r');
  counted(Object.getPrototypeOf(handle), HANDLE);
  await handle.close();
  counted(fs, SYNC);
  counted(promises, ASYNC);
  syncBuiltinESMExports();

  return {
    arm(step) {
      [armed, at, count] = [true, step, 0];
    },
    disarm() {
      armed = false;
      return count;
    },
  };
}
