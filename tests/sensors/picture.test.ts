/** Pictures of a real X display, taken by the real child's work in a process of its own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { pictureSensor } from '../../electron/main/sensors/picture';
import { childPictures, type PictureBackend } from '../../electron/main/sensors/picture-backends';
import type { ChildBackend } from '../../electron/main/sensors/picture-messages';
import { choose } from '../../electron/main/sensors/picture-sources';
import type { CapturedDisplay, CaptureResult } from '../../electron/main/sensors/ports';
import { type TestFork, testFork } from '../support/fork-child';
import { pixelAt, sizeOf } from '../support/pixels';
import { rememberingLog, silentLog } from '../support/silent-log';
import { startDisplay, startTwoDisplays, until, type XDisplay } from '../support/x-display';

let display: XDisplay;
let child: TestFork;

beforeEach(async () => {
  display = await startDisplay({ width: 1920, height: 1080, root: '#10a040' });
  child = await testFork('picture-child', display.env);
});

afterEach(async () => {
  await display.close();
});

const backend = (name: ChildBackend, ms = 10_000, from: TestFork = child) =>
  childPictures(name, ms, from.fork, () => null);

const sensor = (...backends: PictureBackend[]) =>
  pictureSensor({
    backends,
    mayCapture: () => true,
    mono: () => new ManualClock(0).read().mono,
    log: silentLog,
  });

describe.each<ChildBackend>(['node-screenshots', 'screenshot-desktop'])('%s', (name) => {
  test('[PI30] a picture shows the known colours where they are on the screen, at full size', async () => {
    await display.openColourWindow({ colour: '#c81e5a', title: 'red', geometry: '60x20+200+150' });
    const picture = one(await sensor(backend(name)).capture({ displays: 'all', blur: false }), name);
    expect(await sizeOf(picture.webp)).toEqual({ width: 1920, height: 1080 });
    expect(picture).toMatchObject({ width: 1920, height: 1080 });
    await expectColour(picture.webp, 400, 300, [0xc8, 0x1e, 0x5a]);
    await expectColour(picture.webp, 1800, 1000, [0x10, 0xa0, 0x40]);
    expect(await sizeOf(picture.thumb)).toEqual({ width: 480, height: 270 });
    await expectColour(picture.thumb, 100, 75, [0xc8, 0x1e, 0x5a]);
  });

  test('[PI31] a wholly black screen is a failure, never a picture', async () => {
    const black = await startDisplay({ windowManager: false });
    const dark = await testFork('picture-child', black.env);
    const result = await sensor(backend(name, 10_000, dark)).capture({ displays: 'all', blur: false });
    expect(result).toMatchObject({ outcome: 'failed', reason: 'black', backend: name });
    await black.close();
  });

  test('[PI32] no X server: a failure that says so, within its time', async () => {
    const nowhere = await testFork('picture-child', { ...process.env, DISPLAY: ':9731' });
    const result = await sensor(backend(name, 10_000, nowhere)).capture({ displays: 'all', blur: false });
    expect(result).toMatchObject({ outcome: 'failed', reason: 'no-display', backend: name });
  });
});

describe('blur', () => {
  test('[PI33] a blurred picture is at most 240 pixels wide, its thumbnail too', async () => {
    await display.openColourWindow({ colour: '#c81e5a', title: 'red', geometry: '100x40+200+150' });
    const picture = one(await sensor(backend('node-screenshots')).capture({ displays: 'all', blur: true }));
    expect(picture).toMatchObject({ width: 240, height: 135 });
    for (const webp of [picture.webp, picture.thumb]) {
      expect(await sizeOf(webp)).toEqual({ width: 240, height: 135 });
    }
    await expectColour(picture.webp, 60, 45, [0xc8, 0x1e, 0x5a]);
    expect(Buffer.from(picture.webp)).not.toEqual(Buffer.from(picture.thumb));
  });
});

// Of the two outputs the dummy driver calls the second "disconnected", though it is lit: screenshot-desktop reads that
// word from xrandr and passes it by. Its choice of a display is tested below without the driver.
describe('two displays', () => {
  const name = 'node-screenshots';

  test('[PI40] every display is a picture of its own, with its own colours', async () => {
    const two = await startTwoDisplays({ root: '#10a040' });
    const forked = await testFork('picture-child', two.env);
    await two.openColourWindow({ colour: '#c81e5a', title: 'left', geometry: '60x20+200+150' });
    await two.openColourWindow({ colour: '#1e5ac8', title: 'right', geometry: '60x20+2100+150' });
    const result = await sensor(backend(name, 10_000, forked)).capture({ displays: 'all', blur: false });
    expect(result).toMatchObject({
      outcome: 'ok',
      displays: [
        { display: 'DUMMY0', width: 1920, height: 1080 },
        { display: 'DUMMY1', width: 1280, height: 720 },
      ],
      missing: [],
    });
    const [left, right] = result.outcome === 'ok' ? result.displays : [];
    if (!left || !right) throw new Error('two pictures were expected');
    await expectColour(left.webp, 400, 300, [0xc8, 0x1e, 0x5a]);
    await expectColour(right.webp, 400, 300, [0x1e, 0x5a, 0xc8]);
    await expectColour(right.webp, 1200, 700, [0x10, 0xa0, 0x40]);
    await two.close();
  });

  test('[PI41] with the setting "pointer" only the display under the pointer is taken', async () => {
    const two = await startTwoDisplays({ root: '#10a040' });
    const forked = await testFork('picture-child', two.env);
    for (const [x, expected] of [
      [100, 'DUMMY0'],
      [1_919, 'DUMMY0'],
      [1_920, 'DUMMY1'],
      [3_000, 'DUMMY1'],
    ] as const) {
      const at = childPictures(name, 10_000, forked.fork, () => ({ x, y: 300 }));
      const result = await sensor(at).capture({ displays: 'pointer', blur: false });
      expect(result.outcome === 'ok' && result.displays.map(({ display: d }) => d)).toEqual([expected]);
    }
    await two.close();
  });

  test('[PI42] a black display beside a lit one is reported as missing, not taken for a picture', async () => {
    const two = await startTwoDisplays();
    const forked = await testFork('picture-child', two.env);
    await two.openColourWindow({ colour: '#c81e5a', title: 'left', geometry: '60x20+200+150' });
    expect(
      await sensor(backend(name, 10_000, forked)).capture({ displays: 'all', blur: false }),
    ).toMatchObject({
      outcome: 'ok',
      displays: [{ display: 'DUMMY0' }],
      missing: [{ display: 'DUMMY1', reason: 'black' }],
    });
    await two.close();
  });
});

describe('the display under the pointer', () => {
  const placed = [
    { name: 'left', primary: false, area: { x: 0, y: 0, width: 1920, height: 1080 } },
    { name: 'right', primary: true, area: { x: 1920, y: 0, width: 1280, height: 720 } },
  ];
  test.each([
    [{ x: 0, y: 0 }, 'left'],
    [{ x: 1_919, y: 1_079 }, 'left'],
    [{ x: 1_920, y: 719 }, 'right'],
    [{ x: 2_500, y: 900 }, 'right'],
    [null, 'right'],
  ])('[PI41] pointer at %j: %s', (pointer, expected) => {
    expect(choose(placed, { displays: 'pointer', pointer }).map((p) => p.name)).toEqual([expected]);
  });

  test('[PI41] where no display is the primary one, the first is taken; none where there is none', () => {
    const plain = placed.map((p) => ({ ...p, primary: false }));
    expect(choose(plain, { displays: 'pointer', pointer: null }).map((p) => p.name)).toEqual(['left']);
    expect(choose([], { displays: 'pointer', pointer: null })).toEqual([]);
    expect(choose(placed, { displays: 'all', pointer: null })).toHaveLength(2);
  });
});

describe('faults', () => {
  test('[PI34] a child that is killed while it captures is a crash, and the next backend takes the picture', async () => {
    const log = rememberingLog();
    const killed: PictureBackend = {
      ...backend('node-screenshots'),
      capture(request, ms) {
        const reply = backend('node-screenshots').capture(request, ms);
        child.children.at(-1)?.kill('SIGKILL');
        return reply;
      },
    };
    const both = pictureSensor({
      backends: [killed, backend('screenshot-desktop')],
      mayCapture: () => true,
      mono: () => 0,
      log,
    });
    expect(await both.capture({ displays: 'all', blur: false })).toMatchObject({
      outcome: 'ok',
      backend: 'screenshot-desktop',
    });
    expect(both.name()).toBe('screenshot-desktop');
    expect(log.lines.join()).toMatch(/node-screenshots failed: crash/);
  });

  test('[PI35] a child that never answers is ended in time', async () => {
    const result = await sensor(backend('node-screenshots', 1)).capture({ displays: 'all', blur: false });
    expect(result).toMatchObject({ outcome: 'failed', reason: 'timeout' });
    await until('the child has ended', () => child.children.every((c) => c.signalCode === 'SIGKILL'));
  });

  test('[PI36] every child ends after its picture', async () => {
    await sensor(backend('node-screenshots')).capture({ displays: 'all', blur: false });
    await until('the child has ended', () =>
      child.children.every((c) => c.signalCode !== null || c.exitCode !== null),
    );
  });

  test('[PI37] when all backends fail, the most telling reason is given', async () => {
    const failing = (name: string, reason: 'black' | 'no-display' | 'timeout'): PictureBackend => ({
      name,
      limitMs: 1_000,
      capture: async () => ({ outcome: 'failed', reason, detail: '' }),
    });
    const result = await sensor(
      failing('a', 'timeout'),
      failing('b', 'black'),
      failing('c', 'no-display'),
    ).capture({ displays: 'all', blur: false });
    expect(result).toEqual({ outcome: 'failed', reason: 'black', detail: '', backend: 'b' });
  });

  test('[PI38] without the permission nothing is captured: the system would show a bare desktop', async () => {
    const refused = pictureSensor({
      backends: [backend('node-screenshots')],
      mayCapture: () => false,
      mono: () => 0,
      log: silentLog,
    });
    expect(await refused.capture({ displays: 'all', blur: false })).toMatchObject({
      outcome: 'failed',
      reason: 'permission',
    });
    expect(child.children).toEqual([]);
  });
});

function one(result: CaptureResult, backendName = 'node-screenshots'): CapturedDisplay {
  expect(result).toMatchObject({ outcome: 'ok', backend: backendName });
  const picture = result.outcome === 'ok' ? result.displays[0] : undefined;
  if (!picture) throw new Error('no picture');
  return picture;
}

async function expectColour(webp: Uint8Array, x: number, y: number, colour: number[]): Promise<void> {
  const found = await pixelAt(webp, x, y);
  const off = Math.max(...colour.map((channel, i) => Math.abs(channel - (found[i] ?? 0))));
  expect(off, `at ${x},${y}: expected ${colour}, found ${found}`).toBeLessThanOrEqual(6);
}
