/** All sensors together: what `createSensors` chooses by platform and session, and that it works on a real display. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, ManualClock } from '../../domain/clock';
import { createSensors, type ElectronPieces } from '../../electron/main/sensors';
import { idleSensor, type SystemIdle } from '../../electron/main/sensors/idle';
import {
  type DesktopCapture,
  desktopCapturerPictures,
  failed,
} from '../../electron/main/sensors/picture-backends';
import { type SessionFacts, sessionOf } from '../../electron/main/sensors/session';
import { testFork } from '../support/fork-child';
import { silentLog } from '../support/silent-log';
import { ownName, startDisplay, until, type XDisplay } from '../support/x-display';

const clock: Clock = { read: () => ({ wall: Date.now(), mono: performance.now(), boot: performance.now() }) };

const idle: SystemIdle = { seconds: () => 3, state: () => 'active' };

const pieces: ElectronPieces = {
  fork: () => {
    throw new Error('nothing is forked here');
  },
  desktop: { displays: () => [], frames: async () => [] },
  idle,
  pointer: () => null,
  mayCapture: () => true,
};

const session = { type: undefined, waylandDisplay: undefined, display: undefined };

let display: XDisplay | null = null;

afterEach(async () => {
  await display?.close();
  display = null;
});

describe('the session', () => {
  test.each([
    ['linux', undefined, undefined, ':0', { kind: 'x11', display: ':0' }],
    ['linux', 'x11', undefined, ':1', { kind: 'x11', display: ':1' }],
    ['linux', 'tty', undefined, ':1', { kind: 'x11', display: ':1' }],
    ['linux', 'x11', 'wayland-1', ':0', { kind: 'x11', display: ':0' }],
    ['linux', 'wayland', undefined, ':99', { kind: 'x11', display: ':99' }],
    ['freebsd', undefined, undefined, ':0', { kind: 'x11', display: ':0' }],
    ['linux', 'wayland', 'wayland-0', ':0', { kind: 'wayland', xwayland: ':0' }],
    ['linux', undefined, 'wayland-0', undefined, { kind: 'wayland', xwayland: null }],
    ['linux', 'wayland', undefined, undefined, { kind: 'wayland', xwayland: null }],
    ['linux', 'tty', undefined, undefined, { kind: 'none' }],
    ['linux', undefined, '', '', { kind: 'none' }],
    ['darwin', undefined, undefined, ':0', { kind: 'macos' }],
    ['win32', undefined, undefined, undefined, { kind: 'windows' }],
  ] as const)(
    '[SE28] %s, type %s, WAYLAND_DISPLAY %s, DISPLAY %s',
    (platform, type, waylandDisplay, name, kind) => {
      expect(sessionOf(platform, { type, waylandDisplay, display: name })).toEqual(kind);
    },
  );
});

describe('the choice', () => {
  const names = (platform: NodeJS.Platform, facts: Partial<SessionFacts>) => {
    const sensors = createSensors({
      platform,
      session: { ...session, ...facts },
      clock: new ManualClock(0),
      log: silentLog,
      electron: pieces,
    });
    const { input, window, picture } = sensors;
    return [input.name(), window.name(), sensors.idle.name(), picture.name(), sensors.limits()];
  };

  test('[SE29] X11: everything, no limit', () => {
    expect(names('linux', { display: ':0' })).toEqual(['x11', 'x11', 'electron', 'node-screenshots', []]);
  });

  test('[SE29] Wayland: no counts, titles of X programs at most, and the user is told', () => {
    const limits = ['no-window-titles', 'no-input-counts', 'wayland-pictures'];
    expect(names('linux', { waylandDisplay: 'wayland-0' })).toEqual([
      'idle-poll',
      'none',
      'electron',
      'node-screenshots',
      limits,
    ]);
    expect(names('linux', { waylandDisplay: 'wayland-0', display: ':0' })[1]).toBe('x11');
  });

  test('[SE29] no session: nothing but idle, and the user is told', () => {
    expect(names('linux', {})).toEqual([
      'idle-poll',
      'none',
      'electron',
      'none',
      ['no-window-titles', 'no-input-counts', 'no-pictures'],
    ]);
  });

  test('[SE29] macOS and Windows', () => {
    expect(names('darwin', {})).toEqual(['uiohook', 'active-win', 'electron', 'node-screenshots', []]);
    expect(names('win32', {})).toEqual(['uiohook', 'x-win', 'electron', 'node-screenshots', []]);
  });
});

describe('together', () => {
  test('[SE30] on a real display: counts, front window, idle and picture, and all of it ends', async () => {
    display = await startDisplay({ width: 1280, height: 720, root: '#10a040' });
    const child = await testFork('picture-child', display.env);
    const sensors = createSensors({
      platform: 'linux',
      session: { type: 'x11', waylandDisplay: undefined, display: display.name },
      clock,
      log: silentLog,
      electron: { ...pieces, fork: child.fork },
    });
    await sensors.input.start();
    await display.openColourWindow({ colour: '#c81e5a', title: 'work' });
    await display.xdotool('key', '--repeat', '10', 'a');
    let keys = 0;
    await until('ten keys', () => {
      for (const { counts } of sensors.input.drain() ?? []) keys += counts.keys;
      return keys === 10;
    });
    expect(await sensors.window.front()).toEqual({ app: 'XTerm', title: 'work' });
    expect(sensors.idle.read()).toEqual({ idleMs: 3_000, locked: false });
    expect(await sensors.picture.capture({ displays: 'all', blur: false })).toMatchObject({
      outcome: 'ok',
      backend: 'node-screenshots',
      displays: [{ width: 1280, height: 720 }],
    });
    await sensors.input.stop();
    await sensors.window.stop();
    expect(sensors.input.drain()).toBeNull();
  });

  test('[SE31] the X server dies: every sensor says null or why, none throws', async () => {
    display = await startDisplay({ name: ownName() });
    const child = await testFork('picture-child', display.env);
    const sensors = createSensors({
      platform: 'linux',
      session: { type: 'x11', waylandDisplay: undefined, display: display.name },
      clock,
      log: silentLog,
      electron: { ...pieces, fork: child.fork },
    });
    await sensors.input.start();
    await display.kill();
    await until('counting has ended', () => sensors.input.drain() === null);
    expect(await sensors.window.front()).toBeNull();
    expect([sensors.input.name(), sensors.window.name()]).toEqual(['idle-poll', 'none']);
    expect(await sensors.picture.capture({ displays: 'all', blur: false })).toMatchObject({
      outcome: 'failed',
      reason: 'no-display',
    });
    await sensors.input.stop();
    await sensors.window.stop();
  });
});

describe('idle', () => {
  test('[SE32] whole seconds become milliseconds; locked is what the system says', () => {
    expect(idleSensor({ seconds: () => 61, state: () => 'locked' }).read()).toEqual({
      idleMs: 61_000,
      locked: true,
    });
  });

  test('[SE32] a system that does not know, or throws, gives null and the name none', () => {
    const unknown = idleSensor({ seconds: () => 0, state: () => 'unknown' });
    expect(unknown.read()).toEqual({ idleMs: null, locked: false });
    expect(unknown.name()).toBe('none');
    const broken = idleSensor({
      seconds: () => {
        throw new Error('no bus');
      },
      state: () => 'active',
    });
    expect(broken.read()).toEqual({ idleMs: null, locked: false });
    expect(broken.name()).toBe('none');
  });
});

describe('desktopCapturer', () => {
  const blue = (width: number, height: number) => {
    const bgra = new Uint8Array(width * height * 4);
    for (let at = 0; at < bgra.length; at += 4) bgra.set([0xc8, 0x5a, 0x1e, 0xff], at);
    return bgra;
  };
  const twoDisplays: DesktopCapture = {
    displays: () => [
      { id: '1', width: 640, height: 360, hasPointer: false },
      { id: '2', width: 320, height: 240, hasPointer: true },
    ],
    // As Electron does: every display comes in the size that was asked for.
    frames: async (size) => [
      { id: '1', display: 'one', ...size, bgra: blue(size.width, size.height) },
      { id: '2', display: 'two', ...size, bgra: blue(size.width, size.height) },
    ],
  };

  test('[PI43] each display is taken at its own size, and only the one with the pointer where asked', async () => {
    const child = await testFork('picture-child', process.env);
    const backend = desktopCapturerPictures(5_000, twoDisplays, child.fork);
    expect(await backend.capture({ displays: 'all', blur: false }, 5_000)).toMatchObject({
      outcome: 'ok',
      displays: [
        { display: 'one', width: 640, height: 360 },
        { display: 'two', width: 320, height: 240 },
      ],
    });
    const one = await backend.capture({ displays: 'pointer', blur: false }, 5_000);
    expect(one).toMatchObject({ outcome: 'ok', displays: [{ display: 'two' }] });
  });

  test('[PI43] where the system names no display, order tells; a display too many is still taken', async () => {
    const child = await testFork('picture-child', process.env);
    const unnamed: DesktopCapture['frames'] = async (size) =>
      (await twoDisplays.frames(size)).map((frame) => ({ ...frame, id: '' }));
    const backend = desktopCapturerPictures(5_000, { ...twoDisplays, frames: unnamed }, child.fork);
    expect(await backend.capture({ displays: 'pointer', blur: false }, 5_000)).toMatchObject({
      outcome: 'ok',
      displays: [{ display: 'two', width: 320, height: 240 }],
    });
    const alone: DesktopCapture = { frames: unnamed, displays: () => twoDisplays.displays().slice(0, 1) };
    const more = desktopCapturerPictures(5_000, alone, child.fork);
    expect(await more.capture({ displays: 'all', blur: false }, 5_000)).toMatchObject({
      outcome: 'ok',
      displays: [{ display: 'one' }, { display: 'two' }],
    });
  });

  test('[PI44] a capturer that hangs, rejects, or gives black is a failure that says so', async () => {
    const child = await testFork('picture-child', process.env);
    const capture = (frames: DesktopCapture['frames'], ms: number) =>
      desktopCapturerPictures(ms, { ...twoDisplays, frames }, child.fork).capture(
        { displays: 'all', blur: false },
        ms,
      );
    expect(await capture(() => new Promise(() => {}), 30)).toMatchObject({ reason: 'timeout' });
    expect(await capture(() => Promise.reject(new Error('refused')), 5_000)).toEqual(
      failed('unknown', 'refused'),
    );
    expect(await capture(async () => [], 5_000)).toMatchObject({ reason: 'no-display' });
    const black: DesktopCapture['frames'] = async (size) => [
      { id: '1', display: 'one', ...size, bgra: new Uint8Array(size.width * size.height * 4) },
    ];
    expect(await capture(black, 5_000)).toMatchObject({ reason: 'black' });
  });
});
