/** The shell of the app in real Electron: its window, its walls, its life from start to quit. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { z } from 'zod';
import { NewContractSchema } from '../../domain/hourly-contract';
import { type Reply, ReplySchema } from '../../electron/contract';
import { badInputsFor, commandNames } from '../support/bad-inputs';
import { type App, test as base, expect, type LaunchOptions, launchOn, ROOT } from './support/app';
import type { Desk } from './support/desk';

const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const SeenSchema = z.object({ node: z.array(z.string()), bridge: z.array(z.string()), policy: z.string() });

const CONTRACT = NewContractSchema.parse({
  title: 'Site redesign',
  client: 'Acme',
  billing: 'exact',
  pictures: 'none',
  manualAllowed: false,
  idleMinutes: 60,
  overLimit: 'continue',
  colour: 'teal',
  currency: 'EUR',
  rateMinor: 5_000,
  limitSeconds: null,
});

/**
 * The app, for tests that may end it themselves: what is still running when the test ends is ended then.
 */
const test = base.extend<{ start(options?: LaunchOptions): Promise<Started> }>({
  start: async ({ desk, folder }, use) => {
    const started: [App['electron'], ChildProcess][] = [];
    await use(async (options = {}) => {
      const app = await launchOn(desk, { folder, ...options });
      const child = app.electron.process();
      started.push([app.electron, child]);
      return { ...app, exited: exitOf(child) };
    });
    for (const [electron, child] of started) if (isRunning(child)) await electron.close();
  },
});

type Started = App & { exited: Promise<number | null> };

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (isRunning(child)) await once(child, 'exit');
  return child.exitCode;
}

/** What the page is answered, whatever is sent. The page's side is text: these tests are compiled without a page's types. */
async function send(app: Pick<App, 'page'>, name: string, input: unknown): Promise<Reply> {
  const words = [name, input].map((word) => (word === undefined ? 'undefined' : JSON.stringify(word)));
  return ReplySchema.parse(await app.page.evaluate(`window.desktop.call(${words.join(', ')})`));
}

async function windows(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
}

async function closeWindow(app: App): Promise<void> {
  const closed = app.page.waitForEvent('close');
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
  // Playwright hears of the page's end a little before Electron is done with the window.
  await expect.poll(() => windows(app.electron)).toBe(0);
}

/** A start on the same profile that Playwright does not hold: its exit code. The tests themselves run in Electron. */
async function startAgain(desk: Desk, folder: string): Promise<number | null> {
  const child = spawn(process.execPath, [ROOT, ...AS_ROOT, `--user-data-dir=${folder}`], {
    env: desk.env,
    stdio: 'ignore',
  });
  return exitOf(child);
}

test.describe('the window', () => {
  test('[IP6] is sandboxed, isolated, under a strict policy, and knows only the bridge', async ({
    start,
  }) => {
    const app = await start();
    expect(app.page.url()).toBe('app://minutier/index.html');
    const seen = SeenSchema.parse(
      await app.page.evaluate(`(async () => ({
        node: [typeof window.require, typeof window.process],
        bridge: Object.keys(window.desktop).sort(),
        policy: (await fetch(location.href)).headers.get('content-security-policy'),
      }))()`),
    );
    expect(seen.node).toEqual(['undefined', 'undefined']);
    expect(seen.bridge).toEqual(['call', 'on']);
    expect(seen.policy).toContain("default-src 'none'; script-src 'self'");
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents && Reflect.get(contents, 'getLastWebPreferences').call(contents);
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  });

  test('[IP8] does not run written-in scripts, leave its origin, open windows or reach the network', async ({
    start,
  }) => {
    const app = await start();
    const tried = await app.page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.body.append(script);
      const image = new Image();
      const loaded = new Promise((resolve) => {
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
      });
      image.src = 'https://example.org/x.png';
      const works = (promise) => promise.then(() => true, () => false);
      return {
        script: window.broken,
        opened: window.open('https://example.org/'),
        fetched: await works(fetch('https://example.org/')),
        image: await loaded,
        camera: await works(navigator.mediaDevices.getUserMedia({ video: true })),
        notify: await Notification.requestPermission(),
      };
    })()`);
    expect(tried).toEqual({
      script: undefined,
      opened: null,
      fetched: false,
      image: false,
      camera: false,
      notify: 'denied',
    });
    await app.page.evaluate(`location.href = 'https://example.org/'`);
    await app.page.evaluate(`location.href = 'data:text/html,<p>x'`);
    // An answer from the page proves that it is still the one that was there.
    expect((await send(app, 'timer.get', undefined)).ok).toBe(true);
    expect(app.page.url()).toMatch(/^app:\/\/minutier\/index\.html/);
    expect(await windows(app.electron)).toBe(1);
  });

  test('[IP9] a frame inside the page is not answered', async ({ start }) => {
    const app = await start();
    await app.page.evaluate(`document.body.append(
      Object.assign(document.createElement('iframe'), { src: 'app://minutier/idle.html' }))`);
    // The policy forbids frames; were it to fail, the bridge is not in them and main answers main frames only.
    const bridges = z.array(z.string()).parse(
      await app.page.evaluate(
        `[...document.querySelectorAll('iframe')].map((frame) => {
        try { return typeof frame.contentWindow.desktop; } catch { return 'unreachable'; }
      })`,
      ),
    );
    expect(bridges).toHaveLength(1);
    expect(['undefined', 'unreachable']).toContain(bridges[0]);
  });
});

test('[IP13] an event that comes before anyone listens is kept, the newest of its name, for the first who does', async ({
  start,
}) => {
  const app = await start();
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const payload of ['older', 'newer']) {
      BrowserWindow.getAllWindows()[0]?.webContents.send('minutier:event', 'for-this-test', payload);
    }
  });
  // The answer of a command comes after both events.
  await send(app, 'timer.get', undefined);
  const heard = await app.page.evaluate(`(async () => {
    const first = await new Promise((resolve) => window.desktop.on('for-this-test', resolve));
    let second = 'nothing';
    window.desktop.on('for-this-test', (payload) => { second = payload; });
    await window.desktop.call('timer.get');
    return [first, second];
  })()`);
  expect(heard).toEqual(['newer', 'nothing']);
});

test.describe('bad input', () => {
  test('[IP1] every command answers bad-input to inputs of the wrong kind', async ({ start }) => {
    const app = await start();
    for (const name of commandNames) {
      for (const input of badInputsFor(name)) {
        const reply = await send(app, name, input);
        expect(reply, `${name} ${JSON.stringify(input)}`).toMatchObject({
          ok: false,
          error: { code: 'bad-input' },
        });
      }
    }
  });

  test('[IP2] an unknown command, an unknown contract, a 10 MB memo: each is answered, and the app goes on', async ({
    start,
  }) => {
    const app = await start();
    expect(await send(app, 'files.read', '/etc/passwd')).toMatchObject({
      error: { code: 'unknown-command' },
    });
    const contractId = '6f1f5a0e-7c1a-4d0e-9d53-0a3f2f9d7e11';
    for (const [name, input] of [
      ['timer.start', { contractId, memo: '' }],
      ['memo.recent', { contractId }],
      ['contract.archive', { id: contractId, archived: true }],
      ['contract.setRate', { id: contractId, rateMinor: 1 }],
      ['contract.setLimit', { id: contractId, limitSeconds: 1 }],
      ['idle.answer', { id: contractId, answer: 'keep' }],
      ['diary.slice', { sliceId: contractId }],
      ['diary.memo', { sliceIds: [contractId], memo: '' }],
    ] as const) {
      expect(await send(app, name, input), name).toMatchObject({ ok: false, error: { code: 'not-found' } });
    }
    const memo = 'x'.repeat(10_000_000);
    expect(await send(app, 'timer.memo', { memo })).toMatchObject({ error: { code: 'bad-input' } });
    expect(await send(app, 'timer.memo', { memo: 'x' })).toMatchObject({ error: { code: 'not-running' } });
    expect((await app.call('app.boot', undefined)).timer.mode).toBe('stopped');
  });
});

test.describe('the life of the app', () => {
  test('[UI40] a second start of the profile brings the first window back and ends', async ({
    start,
    folder,
    desk,
  }) => {
    const app = await start();
    await closeWindow(app);
    const reopened = app.electron.waitForEvent('window');
    expect(await startAgain(desk, folder)).toBe(0);
    expect((await reopened).url()).toBe('app://minutier/index.html');
    expect(await windows(app.electron)).toBe(1);
  });

  test('[UI41] closing the window goes on tracking; the next window shows it', async ({
    start,
    folder,
    desk,
  }) => {
    const app = await start();
    const { id } = await app.call('contract.create', CONTRACT);
    await app.call('timer.start', { contractId: id, memo: 'Header' });
    await closeWindow(app);
    const reopened = app.electron.waitForEvent('window');
    await startAgain(desk, folder);
    app.page = await reopened;
    await app.page.waitForLoadState('load');
    const reply = await send(app, 'timer.get', undefined);
    expect(reply).toMatchObject({ ok: true, value: { mode: 'tracking', memo: 'Header' } });
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`[UI42] ${signal} ends the session cleanly: the slice is closed as "quit", the log folded in`, async ({
      start,
      folder,
    }) => {
      const app = await start();
      const { id } = await app.call('contract.create', CONTRACT);
      await app.call('timer.start', { contractId: id, memo: 'Header' });
      await expect.poll(async () => (await app.call('timer.get', undefined)).sessionMs).toBeGreaterThan(900);
      app.electron.process().kill(signal);
      expect(await app.exited).toBe(0);
      expect(existsSync(join(folder, 'minutier.db-wal'))).toBe(false);

      const next = await start();
      const now = Date.now();
      const day = await next.call('diary.day', { from: now - 3_600_000, to: now + 3_600_000 });
      expect(day.cells.at(-1)).toMatchObject({ state: 'closed', closeReason: 'quit', interrupted: false });
      expect((await next.call('app.boot', undefined)).notices.map((notice) => notice.id)).not.toContain(
        'recovered',
      );
    });
  }

  test('[UI42] "Quit" of the menu ends the app, with its window open or closed', async ({ start }) => {
    for (const isOpen of [true, false]) {
      const app = await start();
      if (!isOpen) await closeWindow(app);
      const ours = () =>
        app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.label === 'Minutier');
      await expect.poll(ours).toBe(true);
      await app.electron.evaluate(({ Menu }) => {
        const quit = Menu.getApplicationMenu()?.items[0]?.submenu?.items[0];
        // After this call has been answered: the answer is on its way back through the app that ends.
        setImmediate(() => quit?.click());
      });
      expect(await app.exited).toBe(0);
    }
  });

  test('[UI42] a wish to quit in the middle of the start ends it too', async ({ folder, desk }) => {
    for (let run = 0; run < 8; run++) {
      const profile = join(folder, `run-${run}`);
      const child = spawn(process.execPath, [ROOT, ...AS_ROOT, `--user-data-dir=${profile}`, '--hidden'], {
        env: desk.env,
        stdio: 'ignore',
      });
      // The database is there when the start is half done; what is left of it takes some tens of milliseconds.
      const existing = () => existsSync(join(profile, 'minutier.db-wal'));
      await expect.poll(existing, { intervals: [5], timeout: 20_000 }).toBe(true);
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      child.kill('SIGTERM');
      expect(await exitOf(child), `run ${run}`).toBe(0);
      clearTimeout(late);
    }
  });

  test('[ST40] everything of a profile is in its folder; the log names no title and no memo', async ({
    start,
    folder,
  }) => {
    const app = await start();
    const { id } = await app.call('contract.create', CONTRACT);
    await app.call('timer.start', { contractId: id, memo: 'Secret memo' });
    await app.call('timer.stop', undefined);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['minutier.db', 'vault.json', 'logs']));
    expect((await app.call('diagnostics.get', undefined)).dataFolder).toBe(folder);
    const log = readFileSync(join(folder, 'logs', 'main.log'), 'utf8');
    expect(log).toContain('Minutier 0.1.0');
    expect(log).not.toMatch(/Site redesign|Acme|Secret memo/);
  });

  test('[UI43] --hidden starts without a window', async ({ folder, desk }) => {
    const electron = await _electron.launch({
      args: [ROOT, ...AS_ROOT, `--user-data-dir=${folder}`, '--hidden'],
      cwd: ROOT,
      env: desk.env,
    });
    try {
      // The vault is the last thing that a start makes.
      await expect.poll(() => existsSync(join(folder, 'vault.json'))).toBe(true);
      expect(await windows(electron)).toBe(0);
    } finally {
      await electron.close();
    }
  });

  test('[UI44] a window whose process dies is loaded again, and tracking does not notice', async ({
    start,
  }) => {
    const app = await start();
    const { id } = await app.call('contract.create', CONTRACT);
    await app.call('timer.start', { contractId: id, memo: '' });
    // A page that has only just been loaded would not be loaded again.
    await expect
      .poll(async () => (await app.call('timer.get', undefined)).sessionMs, { timeout: 15_000 })
      .toBeGreaterThan(6_000);
    const pageProcess = () =>
      app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
      );
    const before = z
      .int()
      .min(2)
      .parse(await pageProcess());
    process.kill(before, 'SIGKILL');
    await expect.poll(async () => (await pageProcess()) ?? before).not.toBe(before);
    const answer = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('window.desktop.call("timer.get")'),
    );
    expect(answer).toMatchObject({ ok: true, value: { mode: 'tracking' } });
  });
});

test.describe('settings', () => {
  test('[UI45] start at login writes and removes the autostart file; the language and theme change at once', async ({
    start,
    folder,
  }) => {
    const app = await start({ env: { XDG_CONFIG_HOME: join(folder, 'config') } });
    const entry = join(folder, 'config', 'autostart', 'minutier.desktop');
    await app.call('settings.set', { openAtLogin: true, language: 'fr', theme: 'dark' });
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=.* --hidden$/m);
    const boot = await app.call('app.boot', undefined);
    expect(boot).toMatchObject({ language: 'fr', dark: true, locale: 'fr-FR' });
    const menu = await app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[1]?.label);
    expect(menu).toBe('Édition');
    await app.call('settings.set', { openAtLogin: false });
    expect(existsSync(entry)).toBe(false);
  });

  test('[ST34] the export asks for a path, writes it whole, and says how many slices', async ({
    start,
    folder,
  }) => {
    const app = await start();
    const path = join(folder, 'export.json');
    const answer = (filePath: string) =>
      app.electron.evaluate(({ dialog }, chosen) => {
        dialog.showSaveDialog = async () => ({ canceled: chosen === '', filePath: chosen });
      }, filePath);
    await answer('');
    expect(await app.call('export.all', { format: 'json' })).toEqual({ outcome: 'cancelled' });
    await answer(path);
    expect(await app.call('export.all', { format: 'json' })).toEqual({ outcome: 'saved', path, slices: 0 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'minutier-export', slices: [] });
    await answer(join(folder, 'absent', 'export.csv'));
    expect(await send(app, 'export.all', { format: 'csv' })).toMatchObject({
      ok: false,
      error: { code: 'storage', detail: 'ENOENT' },
    });
  });
});
