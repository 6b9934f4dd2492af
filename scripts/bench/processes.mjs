/**
 * What an app costs, over all its processes, read from /proc (Linux). `start` of lib/children.mjs gives each app a
 * session of its own, so its processes are those of the session and whatever descends from them.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel shows times in units of USER_HZ, which is 100 on every platform that Electron runs on. */
const TICKS_PER_SECOND = 100;

/**
 * @typedef {object} Cost
 * @property {number} at when it was read, wall ms
 * @property {number} pssKb proportional set size: shared pages are divided among those who share them
 * @property {number} cpuSeconds used since each process began, with that of its children that have ended
 * @property {number} processes
 */

/**
 * Throws where the processes of the app cannot be read, or where there are none.
 * @param {number} leader the app's first process
 * @returns {Cost}
 */
export function costOf(leader) {
  const members = membersOf(leader);
  if (members.length === 0) throw new Error('The app has ended by itself.');
  let pssKb = 0;
  let ticks = 0;
  for (const { pid, ticks: own } of members) {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readProc(`${pid}/smaps_rollup`));
    pssKb += Number(pss?.[1] ?? 0);
    ticks += own;
  }
  return { at: Date.now(), pssKb, cpuSeconds: ticks / TICKS_PER_SECOND, processes: members.length };
}

/** @returns {{ pid: number, ticks: number }[]} */
function membersOf(/** @type {number} */ leader) {
  /** @type {Map<number, { pid: number, parent: number, session: number, ticks: number }>} */
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProc(`${name}/stat`);
    // The name in parentheses may hold anything, parentheses too: fields are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const number = (/** @type {number} */ at) => Number(fields[at]);
    // utime, stime, cutime, cstime: fields 14 to 17 of proc_pid_stat(5).
    const ticks = number(11) + number(12) + number(13) + number(14);
    if (stat !== '')
      all.set(Number(name), { pid: Number(name), parent: number(1), session: number(3), ticks });
  }
  const belongs = (/** @type {number} */ pid) => {
    for (let at = all.get(pid); at !== undefined; at = all.get(at.parent)) {
      if (at.session === leader || at.pid === leader) return true;
    }
    return false;
  };
  return [...all.values()].filter(({ pid }) => belongs(pid));
}

/** Empty where the process has just gone. */
function readProc(/** @type {string} */ path) {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
