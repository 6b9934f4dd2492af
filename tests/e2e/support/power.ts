/** Sleep and lock on demand: a mock logind and a mock screen saver on private buses, which the app takes for real. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endChild, startBus } from './desk';

export interface Power {
  /** What the app needs in its environment to see them. */
  env: Record<string, string>;
  /** Settles once the signal is sent or the state is changed. */
  say(order: 'lock' | 'unlock' | 'suspend' | 'resume'): Promise<void>;
  close(): Promise<void>;
}

export async function startPower(): Promise<Power> {
  const [system, session] = await Promise.all([startBus(), startBus()]);
  const env = { DBUS_SYSTEM_BUS_ADDRESS: system.address, DBUS_SESSION_BUS_ADDRESS: session.address };
  // The system's Python, for which Debian packages the mock; another one may come first on the path.
  const mock = spawn('/usr/bin/python3', [join(import.meta.dirname, 'power.py')], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: mock.stdout })[Symbol.asyncIterator]();
  const answer = async (wanted: string) => {
    const { value } = await answers.next();
    if (value !== wanted) throw new Error(`the mock of sleep and lock said ${String(value)}`);
  };
  await answer('ready');
  return {
    env,
    async say(order) {
      mock.stdin.write(`${order}\n`);
      await answer('done');
    },
    async close() {
      mock.stdin.end();
      await endChild(mock);
      await Promise.all([system.close(), session.close()]);
    },
  };
}
