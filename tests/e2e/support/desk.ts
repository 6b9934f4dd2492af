/**
 * A desktop of a test's own: an X display with a window manager and a session bus. Tests on different desks cannot
 * type into each other's windows. Everything is gone after `close`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type DisplayOptions, startDisplay, type XDisplay } from '../../support/x-display';

export interface Desk extends Omit<XDisplay, 'env'> {
  /** The environment of a program on this desk; English, whatever the machine speaks. */
  env: Record<string, string>;
}

export async function openDesk(options: DisplayOptions = {}): Promise<Desk> {
  return deskOn(await startDisplay({ width: 1920, height: 1080, ...options }));
}

/** Makes a desk of a display, which is closed with it. */
export async function deskOn(display: XDisplay): Promise<Desk> {
  const bus = await startBus();
  const env = {
    ...plain(display.env),
    LANG: 'C.UTF-8',
    LANGUAGE: 'en',
    DBUS_SESSION_BUS_ADDRESS: bus.address,
  };
  return {
    ...display,
    env,
    async close() {
      await display.close();
      await bus.close();
    },
  };
}

export interface Bus {
  address: string;
  close(): Promise<void>;
}

/** A private message bus. It can stand for the system's too, and lets everyone own any name there. */
export async function startBus(): Promise<Bus> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = await once(createInterface({ input: daemon.stdout }), 'line');
  return { address: String(address), close: () => endChild(daemon) };
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Without what belongs to another session, and without what makes Electron a plain Node. */
function plain(env: NodeJS.ProcessEnv): Record<string, string> {
  const left = new Set(['ELECTRON_RUN_AS_NODE', 'WAYLAND_DISPLAY', 'LC_ALL', 'NODE_OPTIONS']);
  const named = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || left.has(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(named);
}
