/** The processes of a running app, as the kernel lists them. Linux only, as the tests that kill are. */
import { readdirSync, readFileSync } from 'node:fs';
import type { App } from './app';

/** The app's main process. Throws rather than give a number that `kill` would read as a group. */
export function mainProcess({ process: { pid } }: App): number {
  if (pid === undefined || pid <= 1) throw new Error('the app has no process');
  return pid;
}

/** A process and everything that it started, directly or not, itself first. */
export function family(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : null;
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found;
}

/** Those of the processes that still run; one that waits to be buried does not. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => !['Z', 'X', null].includes(statOf(String(pid))?.state ?? null));
}

/** The Node children of the app (pictures are taken in one), by their command line. */
export function nodeChildren(pid: number): number[] {
  return family(pid).filter((each) => read(`/proc/${each}/cmdline`).includes('node.mojom.NodeService'));
}

function parentOf(pid: string): number | null {
  return statOf(pid)?.parent ?? null;
}

/** The name, in brackets, may hold blanks and brackets itself: the last bracket ends it. */
function statOf(pid: string): { state: string; parent: number } | null {
  const text = read(`/proc/${pid}/stat`);
  const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return text === '' ? null : { state, parent: Number(parent) };
}

/** Empty where the process has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
