/**
 * A real X display for a test: Xvfb on a free number, openbox as its window manager, and tools that type, click
 * and open windows on it. Everything started here is ended by `close()`.
 */
import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface XDisplay {
  /** As in DISPLAY, e.g. `:12`. */
  name: string;
  env: NodeJS.ProcessEnv;
  server: ChildProcess;
  /** Runs xdotool and gives its output. */
  xdotool(...args: string[]): Promise<string>;
  /** Starts a program on the display; it is ended with it. */
  start(command: string, ...args: string[]): ChildProcess;
  /** Opens a window filled with a colour and waits until it is in front. */
  openColourWindow(window: ColourWindow): Promise<ChildProcess>;
  /** Kills the X server as a crash would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface ColourWindow {
  /** CSS-like, e.g. `#c81e5a`. */
  colour: string;
  title: string;
  /** X geometry of the window in characters and pixels, e.g. `80x24+100+100`. */
  geometry?: string;
  /** WM_CLASS; xterm's own is `XTerm`. */
  application?: string;
}

export interface DisplayOptions {
  /** As in DISPLAY; a free one where none is given. */
  name?: string;
  width?: number;
  height?: number;
  windowManager?: boolean;
  /** Colour of the root window; black where none is given. */
  root?: string;
}

export async function startDisplay(options: DisplayOptions = {}): Promise<XDisplay> {
  const { name: asked, width = 1280, height = 720, windowManager = true, root } = options;
  const server = spawnBound(
    'Xvfb',
    [
      ...(asked ? [asked] : []),
      '-displayfd',
      '3',
      '-screen',
      '0',
      `${width}x${height}x24`,
      '-nolisten',
      'tcp',
      '-noreset',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const name = `:${await firstLine(server)}`;
  return openDisplay(name, server, windowManager, root);
}

/**
 * Xorg with two outputs side by side: DUMMY0 with 1920 × 1080 at 0,0 and DUMMY1 with 1280 × 720 at 1920,0. Xvfb cannot
 * do this: its screens are two displays that share nothing.
 */
export async function startTwoDisplays(options: { root?: string } = {}): Promise<XDisplay> {
  const folder = mkdtempSync(join(tmpdir(), 'two-displays-'));
  const config = join(folder, 'xorg.conf');
  writeFileSync(config, TWO_OUTPUTS);
  const server = spawnBound(
    'Xorg',
    [
      ...['-displayfd', '3', '-config', config, '-logfile', join(folder, 'log')],
      ...['-nolisten', 'tcp', '-noreset', '-novtswitch', '-sharevts'],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  server.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const name = `:${await firstLine(server)}`;
  const env = environment(name);
  await run('xrandr', ['--addmode', 'DUMMY1', '1280x720'], { env });
  await run(
    'xrandr',
    [
      ...['--output', 'DUMMY0', '--mode', '1920x1080', '--pos', '0x0'],
      ...['--output', 'DUMMY1', '--mode', '1280x720', '--right-of', 'DUMMY0'],
    ],
    { env },
  );
  return openDisplay(name, server, true, options.root);
}

/** The modelines are those that `cvt` gives for 60 Hz. */
const TWO_OUTPUTS = `
Section "Monitor"
  Identifier "monitor"
  HorizSync 5.0-1000.0
  VertRefresh 5.0-200.0
  Modeline "1920x1080" 173.00 1920 2048 2248 2576 1080 1083 1088 1120
  Modeline "1280x720" 74.50 1280 1344 1472 1664 720 723 728 748
EndSection
Section "Device"
  Identifier "device"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Screen"
  Identifier "screen"
  Device "device"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "1920x1080"
  EndSubSection
EndSection
`;

let given = 0;

/**
 * A display number that no other test gets, not even once this display is gone: for tests that kill the server. Free numbers
 * are handed out again from 0 at once, and the next test's server would answer in its place.
 */
export function ownName(): string {
  given += 1;
  return `:${10_000 + (process.pid % 1_000) * 40 + given}`;
}

/** The kernel ends it when the test worker is gone, whether or not a failed test came to its `close()`. */
function spawnBound(command: string, args: string[], options: SpawnOptions): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], options);
}

/** The environment of a program on the display. */
function environment(name: string): NodeJS.ProcessEnv {
  const { WAYLAND_DISPLAY: _, ...rest } = process.env;
  return { ...rest, DISPLAY: name, XDG_SESSION_TYPE: 'x11' };
}

async function openDisplay(
  name: string,
  server: ChildProcess,
  windowManager: boolean,
  root?: string,
): Promise<XDisplay> {
  const env = environment(name);
  const started: ChildProcess[] = [];
  const start = (command: string, ...args: string[]) => {
    const child = spawnBound(command, args, { env, stdio: 'ignore' });
    started.push(child);
    return child;
  };
  const xdotool = async (...args: string[]) => (await run('xdotool', args, { env })).stdout.trim();
  if (windowManager) {
    // The mark is set once openbox is through with its own start: a window opened before would not get the focus.
    start('openbox', '--startup', 'xprop -root -f MINUTIER_READY 8s -set MINUTIER_READY yes');
    await until('openbox is ready', async () =>
      /"yes"/.test((await run('xprop', ['-root', 'MINUTIER_READY'], { env })).stdout),
    );
  }
  if (root) await run('xsetroot', ['-solid', root], { env });
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  return {
    name,
    env,
    server,
    xdotool,
    start,
    kill,
    async openColourWindow({ colour, title, geometry = '60x20+100+100', application = 'XTerm' }) {
      const child = start(
        'xterm',
        ...['-bg', colour, '-fg', colour, '-cr', colour, '-geometry', geometry, '-class', application],
        ...['-xrm', '*allowTitleOps: false', '-T', title, '-e', 'sleep', '600'],
      );
      await until(`the window "${title}" is in front`, async () => {
        return (await xdotool('getactivewindow', 'getwindowname')) === title;
      });
      return child;
    },
    async close() {
      for (const child of started.reverse()) child.kill('SIGKILL');
      await kill();
    },
  };
}

/** Asks again every 20 ms until it is true; a rejection counts as false. Throws after 20 s. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  ms = 20_000,
): Promise<void> {
  const deadline = performance.now() + ms;
  while (performance.now() < deadline) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (held) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came true: ${what}`);
}

async function firstLine(child: ChildProcess): Promise<string> {
  const pipe = child.stdio[3] as Readable;
  let text = '';
  for await (const chunk of pipe) {
    text += String(chunk);
    if (text.includes('\n')) return text.trim();
  }
  throw new Error('the X server did not start');
}
