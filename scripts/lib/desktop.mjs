/**
 * A desktop of our own for a machine without a screen: an X server in memory, a window manager, a session bus.
 * Promises: the display number is free (the server picks it), the window manager manages when `openDesktop` returns,
 * and nothing of it is left after `close`.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { start, stop } from './children.mjs';
import { CACHE } from './paths.mjs';

const READY_MS = 15_000;

/**
 * @typedef {object} Desktop
 * @property {string} display for example `:3`
 * @property {NodeJS.ProcessEnv} env the environment for programs on this desktop
 * @property {() => Promise<void>} close
 */

/**
 * Opens a desktop. Throws if a program is missing or not ready within 15 s.
 * @param {{ width?: number, height?: number }} [size] in pixels
 * @returns {Promise<Desktop>}
 */
export async function openDesktop({ width = 1920, height = 1080 } = {}) {
  /** @type {import('node:child_process').ChildProcess[]} */
  const running = [];
  // Clients end before the server that they draw on.
  const close = async () => {
    for (const child of running.splice(0).reverse()) await stop(child, 2_000);
  };
  try {
    const server = start(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    );
    running.push(server);
    const display = `:${await firstLine(server, 'Xvfb')}`;

    const bus = start('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    running.push(bus);
    const { WAYLAND_DISPLAY: _, ...inherited } = process.env;
    const env = {
      ...inherited,
      DISPLAY: display,
      DBUS_SESSION_BUS_ADDRESS: await firstLine(bus, 'dbus-daemon'),
      XDG_SESSION_TYPE: 'x11',
    };

    mkdirSync(CACHE, { recursive: true });
    const ready = join(CACHE, `openbox-${process.pid}-${server.pid}`);
    running.push(
      start('openbox', [...OPENBOX_CONFIG, '--startup', `touch "${ready}"`], { env, stdio: 'ignore' }),
    );
    await waitFor(() => existsSync(ready), 'openbox');
    rmSync(ready, { force: true });
    return { display, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The system's own configuration, so that somebody's personal key bindings do not take part in tests. */
const OPENBOX_CONFIG = existsSync('/etc/xdg/openbox/rc.xml')
  ? ['--config-file', '/etc/xdg/openbox/rc.xml']
  : [];

/**
 * What a child writes to its descriptor 3, up to the first line's end.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name
 * @returns {Promise<string>}
 */
function firstLine(child, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} was not ready in time.`)), READY_MS);
    const settle = (/** @type {() => void} */ how) => {
      clearTimeout(timer);
      how();
    };
    let text = '';
    child.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) settle(() => resolve(text.slice(0, end).trim()));
    });
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) =>
      settle(() => reject(new Error(`${name} ended with ${code} before it was ready.`))),
    );
  });
}

/**
 * @param {() => boolean} condition
 * @param {string} name
 */
async function waitFor(condition, name) {
  const deadline = Date.now() + READY_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${name} was not ready in time.`);
    await delay(20);
  }
}
