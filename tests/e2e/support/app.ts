/**
 * The real app for a test: a profile folder, a desk of its own, and a launch that Playwright can look into.
 * Promises: everything that a test launched is ended with it, and its folder is removed.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  _electron,
  chromium,
  type ElectronApplication,
  type Page,
  test as playwright,
} from '@playwright/test';
import type { z } from 'zod';
import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commands,
  ReplySchema,
} from '../../../electron/contract';
import { clockEnv } from './clock';
import { type Desk, openDesk } from './desk';

export { expect } from '@playwright/test';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface App {
  electron: ElectronApplication;
  /** The main process. */
  process: ChildProcess;
  /** The main window, or whichever window came first. */
  page: Page;
  /** The profile folder. */
  folder: string;
  /** A command of the contract, sent as the window sends it; throws where it is refused. */
  call<K extends CommandName>(name: K, input: CommandInput<K>): Promise<CommandOutput<K>>;
  /** Ends the app as its menu does; harmless where it has ended already. */
  quit(): Promise<void>;
}

export interface LaunchOptions {
  /** The profile folder; the test's own where none is given. */
  folder?: string;
  env?: Readonly<Record<string, string>>;
  args?: readonly string[];
  /** The hour (wall ms) that the app takes for now; the machine's where none is given. */
  at?: number;
}

interface Fixtures {
  desk: Desk;
  folder: string;
  launch(options?: LaunchOptions): Promise<App>;
}

/** Playwright's `test` with a desk, an empty profile folder, and the way to launch the app on them. */
export const test = playwright.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await openDesk();
    await use(desk);
    await desk.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'minutier-e2e-'));
    await use(folder);
    // The helpers of an app that was killed may still be writing their last.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  launch: async ({ desk, folder }, use) => {
    const running: App[] = [];
    await use(async (options = {}) => {
      const app = await launchOn(desk, { folder, ...options });
      running.push(app);
      return app;
    });
    for (const app of running) await app.quit();
  },
});

/** Launches the built app on a desk and waits for its first window to have loaded. */
export async function launchOn(desk: Desk, options: LaunchOptions & { folder: string }): Promise<App> {
  const { folder, env = {}, args = [], at } = options;
  const root = process.getuid?.() === 0;
  const electron = await _electron.launch({
    args: [ROOT, ...(root ? ['--no-sandbox'] : []), `--user-data-dir=${folder}`, ...args],
    cwd: ROOT,
    env: { ...desk.env, ...(at === undefined ? {} : clockEnv(at)), ...env },
  });
  const page = await electron.firstWindow();
  await page.waitForLoadState('load');
  // Playwright forgets the process once it has ended.
  const child = electron.process();
  return {
    electron,
    process: child,
    page,
    folder,
    call: (name, input) => call(page, name, input),
    quit: () => quit(electron, child),
  };
}

async function quit(electron: ElectronApplication, child: ChildProcess): Promise<void> {
  const running = () => child.exitCode === null && child.signalCode === null;
  if (running()) await electron.close();
  // A sleep cuts Playwright off, and then it closes nothing.
  if (!running()) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/**
 * The window of an app that Playwright was cut off from: at a sleep Chromium closes its network connections, and
 * Playwright's is one of them.
 */
export async function reconnect({ folder }: App): Promise<Page> {
  const [port] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the app has no window');
  return page;
}

async function call<K extends CommandName>(
  page: Page,
  name: K,
  input: CommandInput<K>,
): Promise<CommandOutput<K>> {
  const words = [name, input].map((word) => (word === undefined ? 'undefined' : JSON.stringify(word)));
  const reply = ReplySchema.parse(await page.evaluate(`window.desktop.call(${words.join(', ')})`));
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} (${reply.error.detail})`);
  const schema: z.ZodType<CommandOutput<K>> = outputOf(name);
  return schema.parse(reply.value);
}

function outputOf<K extends CommandName>(name: K): z.ZodType<CommandOutput<K>> {
  const command: { output: z.ZodType } = commands[name];
  // The table's own entry: its output is what CommandOutput names.
  return command.output as z.ZodType<CommandOutput<K>>;
}
