/**
 * The real server as the process that its keeper starts: the built program on Electron's Node, on a port of its own. It can
 * be asked to stop, and it can be killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Tests and benches all run there; a bench is built into another folder than its source. */
const ROOT = process.cwd();
export const ELECTRON = join(ROOT, 'node_modules', 'electron', 'dist', 'electron');
export const SERVER_PROGRAM = join(ROOT, 'out', 'server', 'minutier-server.js');

export interface ServerChild {
  url: string;
  /** The link for the first account, as it was printed; null where there is an account. */
  setup: string | null;
  pid: number;
  /** The end of its structured log. */
  complaints(): string;
  /** SIGKILL; resolves when it is gone. */
  kill9(): Promise<void>;
  /** SIGTERM; resolves when it has ended, with its exit code. */
  stop(): Promise<number | null>;
}

export interface ChildOptions {
  env?: Readonly<Record<string, string>>;
  args?: readonly string[];
  /** 0: any that is free. */
  port?: number;
  /** Another build than the one that everybody shares. */
  program?: string;
}

/** Rejects with what it said where it ends before it listens. */
export async function startServerChild(
  folder: string,
  { env = {}, args = [], port = 0, program = SERVER_PROGRAM }: ChildOptions = {},
): Promise<ServerChild> {
  const child = spawn(ELECTRON, [program, '--data', folder, '--port', String(port), ...args], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let complaints = '';
  child.stderr.on('data', (piece: Buffer) => {
    complaints = (complaints + piece.toString()).slice(-20_000);
  });
  const { url, setup } = await Promise.race([
    heard(child),
    ended.then(([code]) => {
      throw new Error(`the server ended with ${code} before it listened:\n${complaints}`);
    }),
  ]);
  const { pid } = child;
  if (pid === undefined) throw new Error('a process without a number');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    url,
    setup,
    pid,
    complaints: () => complaints,
    kill9: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

/** What it prints for its keeper: where it listens, then the link for the first account, where there is none yet. */
async function heard(child: ChildProcess): Promise<{ url: string; setup: string | null }> {
  if (child.stdout === null) throw new Error('no output');
  let url: string | null = null;
  let setup: string | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    url ??= /listening on (http\S+)/.exec(line)?.[1] ?? null;
    setup ??= /(http\S+#\S+)/.exec(line)?.[1] ?? null;
    if (url !== null && line.startsWith('Ready.')) return { url, setup };
  }
  throw new Error('the server said nothing');
}
