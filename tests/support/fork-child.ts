/** Children for tests: an entry from `children/`, built as the app's are, in a plain fork of the shipped runtime. */
import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { Child, ChildEntry, ForkChild } from '../../electron/main/sensors/child';

const root = join(import.meta.dirname, '..', '..');

export interface TestFork {
  fork: ForkChild;
  /** Every child forked so far. */
  children: ChildProcess[];
}

/** Builds `children/<name>.ts` once; every fork of any entry then runs it with `env`. */
export async function testFork(name: string, env: NodeJS.ProcessEnv): Promise<TestFork> {
  const entry = await bundled(name);
  const children: ChildProcess[] = [];
  return {
    children,
    fork: (_: ChildEntry) => {
      const child = fork(entry, [], { env, serialization: 'advanced', stdio: 'ignore' });
      children.push(child);
      return asChild(child);
    },
  };
}

function asChild(child: ChildProcess): Child {
  return {
    post: (message) => {
      if (child.connected && isSendable(message)) child.send(message);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The channel clones whatever a utilityProcess would. */
function isSendable(message: unknown): message is Serializable {
  return message !== undefined;
}

const PREFIX = 'test-child-';
const built = new Map<string, Promise<string>>();

/** The file built from `children/<name>.ts`, once a test process. */
export function bundled(name: string): Promise<string> {
  const before = built.get(name);
  if (before) return before;
  const building = bundle(name);
  built.set(name, building);
  return building;
}

/** Inside node_modules, because the child finds its packages from where it is. */
async function bundle(name: string): Promise<string> {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  removeOld(cache);
  const outDir = mkdtempSync(join(cache, PREFIX));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'children', `${name}.ts`),
      outDir,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: `${name}.mjs`, chunkFileNames: '[name]-[hash].mjs' } },
    },
  });
  return join(outDir, `${name}.mjs`);
}

/** A test worker is killed at its end and cannot tidy up; what is an hour old belongs to no run any more. */
function removeOld(cache: string): void {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(cache, name);
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (made < Date.now() - 3_600_000) rmSync(folder, { recursive: true, force: true });
  }
}
