/** The shell of the app in real Electron: its window, its walls, its life from start to quit. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { type Reply, ReplySchema } from '../../electron/contract';
import { badInputsFor, commandNames } from '../support/bad-inputs';
import { type App, expect, ROOT, test } from './support/app';

const CONTRACT = {
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
} as const;

/** What the page is answered, whatever is sent. */
async function send(app: App, name: string, input: unknown): Promise<Reply> {
  const reply = await app.page.evaluate(
    ([command, value]) => Reflect.get(window, 'desktop').call(command, value),
    [name, input] as const,
  );
  return ReplySchema.parse(reply);
}

async function windows(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
}

async function closeWindow(app: App): Promise<void> {
  const closed = app.page.waitForEvent('close');
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await closed;
}

/** A start of the app that Playwright does not hold: resolves with its exit code. */
async function startAgain(app: App, folder: string): Promise<number | null> {
  const { spawn } = await import('node:child_process');
  const env = await app.electron.evaluate(() => ({ ...process.env }));
  const executable = await app.electron.evaluate(() => process.execPath);
  const child = spawn(executable, [ROOT, '--no-sandbox', `--user-data-dir=${folder}`], {
    env: env as NodeJS.ProcessEnv,
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

function exited(electron: ElectronApplication): Promise<number | null> {
  return new Promise((resolve) => electron.process().once('exit', resolve));
}

test.describe('the window', () => {
  test('[IP6] is sandboxed, isolated, under a strict policy, and knows only the bridge', async ({
    launch,
  }) => {
    const app = await launch();
    expect(app.page.url()).toBe('app://minutier/index.html');
    const seen = await app.page.evaluate(async () => ({
      node: [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')],
      bridge: Object.keys(Reflect.get(window, 'desktop')),
      policy: (await fetch(location.href)).headers.get('content-security-policy'),
    }));
    expect(seen.node).toEqual(['undefined', 'undefined']);
    expect(seen.bridge.toSorted()).toEqual(['call', 'on']);
    expect(seen.policy).toContain("default-src 'none'; script-src 'self'");
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents && Reflect.get(contents, 'getLastWebPreferences').call(contents);
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  });

  test('[IP8] does not run written-in scripts, leave its origin, open windows or reach the network', async ({
    launch,
  }) => {
    const app = await launch();
    const tried = await app.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.body.append(script);
      const image = new Image();
      const loaded = new Promise((resolve) => {
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
      });
      image.src = 'https://example.org/x.png';
      return {
        script: Reflect.get(window, 'broken'),
        opened: window.open('https://example.org/'),
        fetched: await fetch('https://example.org/').then(
          () => true,
          () => false,
        ),
        image: await loaded,
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => true,
          () => false,
        ),
        notify: await Notification.requestPermission(),
      };
    });
    expect(tried).toEqual({
      script: undefined,
      opened: null,
      fetched: false,
      image: false,
      camera: false,
      notify: 'denied',
    });
    await app.page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await app.page.evaluate(() => {
      location.href = 'data:text/html,<p>x';
    });
    // An answer from the page proves that it is still the one that was there.
    expect((await send(app, 'timer.get', undefined)).ok).toBe(true);
    expect(app.page.url()).toMatch(/^app:\/\/minutier\/index\.html/);
    expect(await windows(app.electron)).toBe(1);
  });

  test('[IP9] a frame inside the page is not answered', async ({ launch }) => {
    const app = await launch();
    const inside = await app.page
      .evaluate(async () => {
        const frame = document.createElement('iframe');
        frame.src = 'app://minutier/index.html';
        document.body.append(frame);
        await new Promise((resolve) => {
          frame.onload = resolve;
        });
        return typeof Reflect.get(frame.contentWindow ?? {}, 'desktop');
      })
      .catch(() => 'unreachable');
    expect(['undefined', 'unreachable']).toContain(inside);
  });
});

test.describe('bad input', () => {
  test('[IP1] every command answers bad-input to inputs of the wrong kind', async ({ launch }) => {
    const app = await launch();
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
    launch,
  }) => {
    const app = await launch();
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
    launch,
    folder,
  }) => {
    const app = await launch();
    await closeWindow(app);
    expect(await windows(app.electron)).toBe(0);
    const reopened = app.electron.waitForEvent('window');
    expect(await startAgain(app, folder)).toBe(0);
    expect((await reopened).url()).toBe('app://minutier/index.html');
    expect(await windows(app.electron)).toBe(1);
  });

  test('[UI41] closing the window goes on tracking; the next window shows it', async ({ launch, folder }) => {
    const app = await launch();
    const { id } = await app.call('contract.create', CONTRACT);
    await app.call('timer.start', { contractId: id, memo: 'Header' });
    await closeWindow(app);
    const reopened = app.electron.waitForEvent('window');
    await startAgain(app, folder);
    app.page = await reopened;
    await app.page.waitForLoadState('load');
    const reply = await send(app, 'timer.get', undefined);
    expect(reply).toMatchObject({ ok: true, value: { mode: 'tracking', memo: 'Header' } });
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`[UI42] ${signal} ends the session cleanly: the slice is closed as "quit", the log folded in`, async ({
      launch,
      folder,
    }) => {
      const app = await launch();
      const { id } = await app.call('contract.create', CONTRACT);
      await app.call('timer.start', { contractId: id, memo: 'Header' });
      await expect.poll(async () => (await app.call('timer.get', undefined)).sessionMs).toBeGreaterThan(900);
      const gone = exited(app.electron);
      app.electron.process().kill(signal);
      expect(await gone).toBe(0);
      expect(existsSync(join(folder, 'minutier.db-wal'))).toBe(false);

      const next = await launch();
      const now = Date.now();
      const day = await next.call('diary.day', { from: now - 3_600_000, to: now + 3_600_000 });
      expect(day.cells.at(-1)).toMatchObject({ state: 'closed', closeReason: 'quit', interrupted: false });
      expect((await next.call('app.boot', undefined)).notices.map((notice) => notice.id)).not.toContain(
        'recovered',
      );
    });
  }

  test('[ST40] everything of a profile is in its folder; the log names no title and no memo', async ({
    launch,
    folder,
  }) => {
    const app = await launch();
    const { id } = await app.call('contract.create', CONTRACT);
    await app.call('timer.start', { contractId: id, memo: 'Secret memo' });
    await app.call('timer.stop', undefined);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['minutier.db', 'vault.json', 'logs']));
    expect((await app.call('diagnostics.get', undefined)).dataFolder).toBe(folder);
    const log = readFileSync(join(folder, 'logs', 'main.log'), 'utf8');
    expect(log).toContain('Minutier 0.1.0');
    expect(log).not.toMatch(/Site redesign|Acme|Secret memo/);
  });

  test('[UI43] --hidden starts without a window', async ({ launch, folder, desk }) => {
    const electron = await _electron.launch({
      args: [ROOT, '--no-sandbox', `--user-data-dir=${folder}`, '--hidden'],
      cwd: ROOT,
      env: desk.env,
    });
    await expect.poll(() => existsSync(join(folder, 'vault.json'))).toBe(true);
    expect(await windows(electron)).toBe(0);
    await electron.close();
    // The launcher of the other tests was not needed.
    expect(launch).toBeDefined();
  });

  test('[UI44] a window whose process dies is loaded again', async ({ launch }) => {
    const app = await launch();
    const { id } = await app.call('contract.create', CONTRACT);
    await app.call('timer.start', { contractId: id, memo: '' });
    // A page that has only just been loaded would not be loaded again.
    await expect
      .poll(async () => (await app.call('timer.get', undefined)).sessionMs, { timeout: 15_000 })
      .toBeGreaterThan(6_000);
    const again = app.electron.evaluate(
      ({ BrowserWindow }) =>
        new Promise((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          contents?.once('did-finish-load', () => resolve(true));
          contents?.forcefullyCrashRenderer();
        }),
    );
    expect(await again).toBe(true);
    const mode = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('window.desktop.call("timer.get")'),
    );
    expect(mode).toMatchObject({ ok: true, value: { mode: 'tracking' } });
  });
});

test.describe('a database that cannot be used', () => {
  test('[ST41] one of a newer version: a window says what happened, what was kept and what to do; it is untouched', async ({
    launch,
    folder,
  }) => {
    const first = await launch();
    await first.quit();
    const file = join(folder, 'minutier.db');
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(99, 60);
    writeFileSync(file, bytes);

    const app = await launch();
    await expect(app.page.getByRole('alert')).toContainText('newer Minutier');
    await expect(app.page.getByRole('alert')).toContainText('Nothing was changed or deleted');
    const gone = exited(app.electron);
    await app.page.close();
    expect(await gone).toBe(1);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test('[ST42] a damaged one: kept aside, a new one begun, and a notice says where', async ({
    launch,
    folder,
  }) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'minutier.db'), Buffer.alloc(8_192, 'damaged'));
    const app = await launch();
    const { notices } = await app.call('app.boot', undefined);
    const notice = notices.find(({ id }) => id === 'database-set-aside');
    expect(readFileSync(String(notice?.values.path)).toString()).toContain('damaged');
  });

  test('[ST43] no key store: pictures are encrypted with a key in a file, and a notice says so once', async ({
    launch,
  }) => {
    const app = await launch();
    const { notices } = await app.call('app.boot', undefined);
    const notice = notices.find(({ id }) => id === 'keystore-missing');
    expect(notice?.level).toBe('warning');
    await app.call('notice.dismiss', { key: notice?.key ?? '' });
    await app.quit();
    const next = await launch();
    expect((await next.call('app.boot', undefined)).notices.map(({ id }) => id)).not.toContain(
      'keystore-missing',
    );
  });
});

test.describe('settings', () => {
  test('[UI45] start at login writes and removes the autostart file; the language and theme change at once', async ({
    launch,
    folder,
  }) => {
    const app = await launch({ env: { XDG_CONFIG_HOME: join(folder, 'config') } });
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

  test('[ST30] the export asks for a path, writes it whole, and says how many slices', async ({
    launch,
    folder,
  }) => {
    const app = await launch();
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
