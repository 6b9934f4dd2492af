/**
 * Child processes that never outlive us. Each gets a group of its own, so that Ctrl+C reaches only us and we decide
 * in which order things end; on Linux the kernel ends them if we are killed, and whatever they started in turn is
 * found by a mark in its environment.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** This run's mark: inherited by everything that we start, directly or not. */
const MARK = `MINUTIER_RUN=${randomUUID()}`;

const tiesToParent =
  process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;

/**
 * Starts a program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, stdio?: import('node:child_process').StdioOptions }} [options]
 */
export function start(command, args, { env = process.env, cwd, stdio = 'inherit' } = {}) {
  const [name, mark] = MARK.split('=');
  const [program, list] = tiesToParent
    ? ['setpriv', ['--pdeathsig', 'TERM', '--', command, ...args]]
    : [command, [...args]];
  const child = spawn(program, list, {
    cwd,
    stdio,
    env: { ...env, [String(name)]: mark },
    detached: process.platform !== 'win32',
  });
  // `spawn` reports a program that is not there as an event; `ended` turns it into an exit code.
  child.on('error', (error) => console.error(`${command}: ${error.message}`));
  return child;
}

/**
 * Waits for the end; the exit code as a shell would give it (128 + signal number; 127 if it never ran).
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export async function ended(child) {
  if (child.pid === undefined) return 127;
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? 128 + (SIGNALS[child.signalCode ?? ''] ?? 0);
}

/** @type {Record<string, number>} */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/**
 * Ends a child: asks it alone, so that it can end its own children in its own order (a signal to the whole group would
 * take the renderer and the network service from under Electron's feet); what is left of its group afterwards, or
 * after `graceMs`, is killed.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stop(child, graceMs = 5_000) {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const timer = setTimeout(() => killGroup(child), graceMs);
    child.kill('SIGTERM');
    await ended(child);
    clearTimeout(timer);
  }
  killGroup(child);
}

function killGroup(/** @type {import('node:child_process').ChildProcess} */ child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended by itself.
  }
}

/**
 * Kills whatever still carries our mark: grandchildren that left their group. Looks again until it finds no new one,
 * since one may have been starting another. Linux only. Returns how many there were.
 */
export function killLeftovers() {
  /** @type {Set<string>} */
  const killed = new Set();
  if (process.platform !== 'linux') return 0;
  for (let before = -1; before < killed.size; ) {
    before = killed.size;
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid || killed.has(pid)) continue;
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(MARK)) continue;
        process.kill(Number(pid), 'SIGKILL');
        killed.add(pid);
      } catch {
        // Gone, or not ours to look at.
      }
    }
  }
  return killed.size;
}

/**
 * Runs `work` and, whatever happens, `cleanUp` exactly once: at its end, or at Ctrl+C, SIGTERM or a closed terminal,
 * after which the process ends with 130. A second Ctrl+C does not wait.
 * @param {() => Promise<number>} work gives the exit code
 * @param {() => Promise<void>} cleanUp
 */
export async function runThenCleanUp(work, cleanUp) {
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) {
      killLeftovers();
      process.exit(130);
    }
    interrupted = true;
    void cleanUp().finally(() => process.exit(130));
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, interrupt);
  let code = 1;
  try {
    code = await work();
  } finally {
    if (!interrupted) await cleanUp();
  }
  // After an interrupt the handler above decides when to end.
  if (interrupted) await new Promise(() => {});
  return code;
}
