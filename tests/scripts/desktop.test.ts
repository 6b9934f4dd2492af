/** The virtual desktop and the processes on it: real ones, started and ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, killLeftovers, start, stop } from '../../scripts/lib/children.mjs';
import { openDesktop } from '../../scripts/lib/desktop.mjs';
import { fingerprint } from '../../scripts/lib/fingerprint.mjs';

const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (alive(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} is still there`);
    await delay(10);
  }
}

async function firstLine(child: ReturnType<typeof start>): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

describe('a desktop of our own', () => {
  it('has a display, a window manager and a session bus, and leaves nothing behind', async () => {
    const desktop = await openDesktop({ width: 800, height: 600 });
    const ask = async (command: string, args: string[]) => {
      const child = start(command, args, { env: desktop.env, stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      child.stdout?.on('data', (chunk) => {
        text += String(chunk);
      });
      expect(await ended(child)).toBe(0);
      return text;
    };
    expect(await ask('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])).toMatch(/window id # 0x/);
    expect(await ask('xrandr', [])).toMatch(/current 800 x 600/);
    expect(desktop.env.DBUS_SESSION_BUS_ADDRESS).toMatch(/^unix:/);
    const socket = `/tmp/.X11-unix/X${desktop.display.slice(1)}`;
    expect(existsSync(socket)).toBe(true);
    await desktop.close();
    expect(existsSync(socket)).toBe(false);
  });

  it('two of them at once get two displays', async () => {
    const both = await Promise.all([openDesktop(), openDesktop()]);
    expect(new Set(both.map(({ display }) => display)).size).toBe(2);
    await Promise.all(both.map((desktop) => desktop.close()));
  });
});

describe('child processes', () => {
  it('are asked to end, and forced when they do not', async () => {
    const polite = start('sh', ['-c', 'trap "exit 7" TERM; echo up; while :; do sleep 0.05; done'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await firstLine(polite);
    await stop(polite);
    expect(await ended(polite)).toBe(7);
    const deaf = start('sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await firstLine(deaf);
    await stop(deaf, 100);
    expect(await ended(deaf)).toBe(137);
  });

  it('take what is left of their group with them', async () => {
    const parent = start('sh', ['-c', 'sleep 300 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const grandchild = Number(await firstLine(parent));
    await stop(parent);
    await gone(grandchild);
  });

  it('are found by their mark although they left the group', async () => {
    const parent = start('sh', ['-c', "setsid sh -c 'echo $$; exec sleep 300' & wait"], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const runaway = Number(await firstLine(parent));
    await stop(parent);
    expect(alive(runaway)).toBe(true);
    expect(killLeftovers()).toBeGreaterThan(0);
    await gone(runaway);
  });

  it('end when we are killed', async () => {
    const children = join(import.meta.dirname, '..', '..', 'scripts', 'lib', 'children.mjs');
    // The child names itself: it does so after the kernel was told to end it with its parent.
    const script = `const { start } = await import(${JSON.stringify(children)});
      start('sh', ['-c', 'echo $$; exec sleep 300'], { stdio: ['ignore', 'inherit', 'ignore'] });`;
    const us = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const child = Number(await firstLine(us));
    us.kill('SIGKILL');
    await gone(child);
  });

  it('a program that is not there gives 127', async () => {
    expect(await ended(start('minutier-no-such-program', [], { stdio: 'ignore' }))).toBe(127);
  });
});

describe('a build is current', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('until a source is changed, added or removed', () => {
    const root = mkdtempSync(join(tmpdir(), 'minutier-build-'));
    folders.push(root);
    const now = () => fingerprint(root, ['a.ts', 'b.ts', 'absent']);
    writeFileSync(join(root, 'a.ts'), '1');
    const first = now();
    expect(now()).toBe(first);
    utimesSync(join(root, 'a.ts'), 1, 1);
    const touched = now();
    expect(touched).not.toBe(first);
    writeFileSync(join(root, 'b.ts'), '2');
    expect(now()).not.toBe(touched);
    rmSync(join(root, 'b.ts'));
    expect(now()).toBe(touched);
  });
});
