/**
 * The input child that macOS and Windows use, run here on X11, where uiohook-napi and x-win work as well: real
 * process, real native modules, real keys.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../domain/clock';
import { addCounts, type InputCounts, type MinuteCounts, NO_INPUT } from '../../domain/sample';
import type { Child } from '../../electron/main/sensors/child';
import { InputChain } from '../../electron/main/sensors/input-chain';
import { NativeChild, NativeWindow } from '../../electron/main/sensors/native-child';
import { UiohookInput } from '../../electron/main/sensors/uiohook-input';
import { windowSensor } from '../../electron/main/sensors/window';
import { type TestFork, testFork } from '../support/fork-child';
import { rememberingLog, silentLog } from '../support/silent-log';
import { startDisplay, until, type XDisplay } from '../support/x-display';

const clock: Clock = { read: () => ({ wall: Date.now(), mono: performance.now(), boot: performance.now() }) };

let display: XDisplay;
let forked: TestFork;
let child: NativeChild;
let input: UiohookInput;
let seen: MinuteCounts[];

beforeEach(async () => {
  display = await startDisplay();
  forked = await testFork('input-child', display.env);
  child = new NativeChild(forked.fork, silentLog);
  input = new UiohookInput(child, clock, () => null, silentLog);
  seen = [];
});

afterEach(async () => {
  input.stop();
  child.release('test');
  await display.close();
});

describe('uiohook', () => {
  test('[SE24] keys count once each, held ones too; clicks and wheel notches count', async () => {
    await input.start();
    expect(input.listening()).toBe(true);
    const from = Date.now();
    await display.xdotool('key', '--repeat', '40', 'a');
    await display.xdotool('keydown', 'b', 'sleep', '0.9', 'keyup', 'b');
    await display.xdotool('click', '--repeat', '3', '1');
    await display.xdotool('click', '--repeat', '4', '--delay', '120', '5');
    const sum = await counted((c) => c.keys + c.clicks + c.scrolls >= 48);
    expect(sum).toEqual({ keys: 41, clicks: 3, scrolls: 4, distance: 0, synthetic: 0 });
    for (const { minute } of seen) {
      expect(minute % 60_000).toBe(0);
      expect(minute).toBeGreaterThan(from - 60_000);
    }
  });

  test('[SE25] nothing but counts crosses from the child: no message names a key', async () => {
    const messages: unknown[] = [];
    const listening = new NativeChild((entry) => {
      const real = forked.fork(entry);
      const spied: Child = {
        ...real,
        onMessage: (listener) =>
          real.onMessage((message) => {
            messages.push(message);
            listener(message);
          }),
      };
      return spied;
    }, silentLog);
    const spy = new UiohookInput(listening, clock, () => null, silentLog);
    await spy.start();
    await display.xdotool('key', '--repeat', '5', 'q');
    await until('counts came', () => messages.length >= 2);
    spy.stop();
    expect(Object.keys(Object(messages[0]))).toEqual(['type']);
    for (const message of messages.slice(1)) {
      expect(message).toEqual({
        type: 'counts',
        minutes: [
          {
            minute: expect.any(Number),
            counts: { keys: expect.any(Number), clicks: 0, scrolls: 0, distance: 0, synthetic: 0 },
          },
        ],
      });
    }
  });

  test('[SE26] a child that dies is noticed, and counting goes on in a new one', async () => {
    const chain = new InputChain([input], () => true);
    await chain.start();
    expect(chain.name()).toBe('uiohook');
    forked.children[0]?.kill('SIGKILL');
    await until('the loss is noticed', () => !input.listening());
    expect(chain.name()).toBe('idle-poll');
    expect(chain.drain()).toBeNull();
    await until('a new child counts', () => input.listening());
    expect(forked.children).toHaveLength(2);
    await display.xdotool('key', '--repeat', '5', 'a');
    expect(await counted((c) => c.keys >= 5)).toMatchObject({ keys: 5 });
  });

  test('[SE26] where the native module cannot start, the child is tried again later and the recorder goes on', async () => {
    const log = rememberingLog();
    const nowhere = await testFork('input-child', { ...process.env, DISPLAY: ':9731' });
    const failing = new UiohookInput(new NativeChild(nowhere.fork, silentLog), clock, () => null, log);
    await failing.start();
    // The module aborts its process, and a loaded machine takes its time to put that away.
    await until('it was noticed', () => log.lines.some((line) => line.includes('uiohook failed')), 60_000);
    expect(failing.listening()).toBe(false);
    failing.stop();
  }, 90_000);

  test('[SE24] after stop the child ends', async () => {
    await input.start();
    input.stop();
    await until('it ended', () => forked.children.every((c) => c.exitCode !== null || c.signalCode !== null));
  });

  test('pointer travel is polled in the main process, not counted from motion events', async () => {
    let x = 0;
    const pointer = () => {
      x += 30;
      return { x, y: 0 };
    };
    const moving = new UiohookInput(child, clock, pointer, silentLog);
    await moving.start();
    await until('travel was counted', () => {
      seen.push(...moving.drain());
      return total().distance >= 30;
    });
    expect(total().distance % 30).toBe(0);
    moving.stop();
  });
});

describe('windows through the child', () => {
  test('[SE27] x-win and active-win answer from the child', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'native title' });
    for (const backend of ['x-win', 'active-win'] as const) {
      const sensor = windowSensor([new NativeWindow(child, backend)], () => performance.now(), silentLog);
      await until(`${backend} answers`, async () => (await sensor.front())?.title === 'native title');
      await sensor.stop();
    }
  });

  test('[SE27] a child that dies during the question: null in time, and an answer from the next child', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'native title' });
    const native = new NativeWindow(child, 'active-win');
    const question = native.ask();
    forked.children[0]?.kill('SIGKILL');
    expect(await question).toMatchObject({ outcome: 'failed' });
    expect(await native.ask()).toMatchObject({ outcome: 'answered' });
    native.stop();
  });
});

async function counted(enough: (sum: InputCounts) => boolean): Promise<InputCounts> {
  await until('the counts are in', () => {
    seen.push(...input.drain());
    return enough(total());
  });
  return total();
}

function total(): InputCounts {
  return seen.reduce((sum, { counts }) => addCounts(sum, counts), NO_INPUT);
}
