/** Input counts on a real X server: xdotool types, clicks and scrolls through XTEST, as a program would. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { addCounts, type InputCounts, type MinuteCounts, NO_INPUT } from '../../domain/sample';
import { InputChain } from '../../electron/main/sensors/input-chain';
import { X11Connection } from '../../electron/main/sensors/x11-connection';
import { X11Input } from '../../electron/main/sensors/x11-input';
import { silentLog } from '../support/silent-log';
import { otherProgram } from '../support/x-client';
import { ownName, startDisplay, until, type XDisplay } from '../support/x-display';

const NOON = Date.UTC(2026, 10, 23, 12, 0, 0);

let display: XDisplay;
let clock: ManualClock;
let connection: X11Connection;
let input: X11Input;
let seen: MinuteCounts[];

beforeEach(async () => {
  display = await startDisplay({ name: ownName() });
  clock = new ManualClock(NOON);
  connection = new X11Connection(display.name, silentLog);
  input = new X11Input(connection, clock, silentLog);
  seen = [];
  await input.start();
});

afterEach(async () => {
  input.stop();
  await display.close();
});

describe('counts', () => {
  test('[SE1] each of 150 keys, 12 clicks and 9 scrolls counts once, and all of them as synthetic', async () => {
    await display.openColourWindow({ colour: '#204060', title: 'target' });
    await display.xdotool('key', '--delay', '2', '--repeat', '150', 'a');
    for (const button of ['1', '2', '3', '8']) await display.xdotool('click', '--repeat', '3', button);
    for (const button of ['4', '5', '6']) await display.xdotool('click', '--repeat', '3', button);
    expect(await counted((c) => c.keys + c.clicks + c.scrolls >= 171)).toEqual({
      keys: 150,
      clicks: 12,
      scrolls: 9,
      distance: 0,
      synthetic: 171,
    });
  });

  test('[SE2] input counts for the wall-clock minute in which it happened, not in which it was drained', async () => {
    clock.advance(59_999);
    await display.xdotool('key', '--repeat', '3', 'a');
    await counted((c) => c.keys === 3);
    clock.advance(1);
    await display.xdotool('key', '--repeat', '2', 'a');
    await counted((c) => c.keys === 5);
    expect(seen.map(({ minute, counts }) => [minute - NOON, counts.keys])).toEqual([
      [0, 3],
      [60_000, 2],
    ]);
  });

  test('[SE3] a key held down counts once, however often the server repeats it', async () => {
    const other = await otherProgram(display.name);
    expect(await other.grabKeyboard()).toBe(true);
    await display.xdotool('keydown', 'a');
    await until('the server has repeated the key', () => other.keyPresses() >= 5);
    await display.xdotool('keyup', 'a');
    await display.xdotool('click', '1');
    expect(await counted((c) => c.clicks === 1)).toMatchObject({ keys: 1, clicks: 1 });
    other.close();
  });

  test('[SE4] input counts while another program has grabbed the keyboard', async () => {
    const other = await otherProgram(display.name);
    expect(await other.grabKeyboard()).toBe(true);
    await display.xdotool('key', '--repeat', '20', 'b');
    expect(await counted((c) => c.keys >= 20)).toMatchObject({ keys: 20 });
    expect(other.keyPresses()).toBe(20);
    other.close();
  });

  test('[SE5] pointer travel is the way between the positions polled once a second', async () => {
    await display.xdotool('mousemove', '100', '100');
    await counted((c) => c.distance > 0);
    const before = total().distance;
    await display.xdotool('mousemove', '400', '500');
    expect((await counted((c) => c.distance > before)).distance - before).toBe(500);
  });

  test('[SE6] after stop nothing is counted; after the next start it is again', async () => {
    input.stop();
    expect(input.listening()).toBe(false);
    await display.xdotool('key', '--repeat', '5', 'a');
    expect(input.drain()).toEqual([]);
    await input.start();
    await display.xdotool('key', '--repeat', '2', 'a');
    expect(await counted((c) => c.keys >= 2)).toMatchObject({ keys: 2 });
  });

  test('[SE7] XTEST devices that appear later are known as such', async () => {
    const other = await otherProgram(display.name);
    await other.addMaster('Second');
    await other.type(4);
    expect(await counted((c) => c.keys >= 4)).toMatchObject({ keys: 4, synthetic: 4 });
    other.close();
  });
});

describe('privacy', () => {
  test('[SE8] no event that leaves the callback carries a key code, not even in its raw bytes', async () => {
    const session = connection.session();
    expect(session).not.toBeNull();
    const events: unknown[] = [];
    session?.client.on('event', (event: { type: number }) => {
      // 34 is MappingNotify: the server tells every client when the layout changes; it names no key that was typed.
      if (event.type !== 34) events.push(event);
    });
    await display.xdotool('key', '--repeat', '5', 'q');
    await display.xdotool('click', '1');
    await counted((c) => c.keys === 5 && c.clicks === 1);
    expect(events).toHaveLength(6);
    for (const event of events) {
      expect(Object.keys(event as object).sort()).toEqual(['rawData', 'seq', 'type']);
      const { rawData } = event as { rawData: Buffer };
      // The first eight bytes are type, extension, sequence number and length.
      expect(rawData.subarray(8).every((byte) => byte === 0)).toBe(true);
    }
  });
});

describe('faults', () => {
  test('[SE9] the X server dies: what was counted is handed over, then null, and the name falls to idle-poll', async () => {
    const chain = new InputChain([input], () => true);
    await chain.start();
    expect(chain.name()).toBe('x11');
    await display.xdotool('key', '--repeat', '3', 'a');
    await until('counted', () => {
      seen.push(...input.drain());
      return total().keys === 3;
    });
    await display.xdotool('key', 'a');
    await display.kill();
    await until('the loss is noticed', () => !input.listening());
    expect(chain.drain()?.[0]?.counts.keys).toBe(1);
    expect(chain.drain()).toBeNull();
    expect(chain.name()).toBe('idle-poll');
  });

  test('[SE10] the X server comes back under the same number: counting goes on', async () => {
    await display.kill();
    await until('the loss is noticed', () => !input.listening());
    const again = await startDisplay({ name: display.name });
    await until('it listens again', () => input.listening());
    await again.xdotool('key', '--repeat', '7', 'a');
    expect(await counted((c) => c.keys >= 7)).toMatchObject({ keys: 7, synthetic: 7 });
    await again.close();
  });
});

/** Drains until the sum of everything drained so far is as expected. */
async function counted(enough: (sum: InputCounts) => boolean): Promise<InputCounts> {
  await until('the counts are in', () => {
    seen.push(...input.drain());
    return enough(total());
  });
  // One more round trip, so that a double would show.
  await connection.session()?.request<unknown>((client, reply) => client.GetInputFocus(reply));
  seen.push(...input.drain());
  return total();
}

function total(): InputCounts {
  return seen.reduce((sum, { counts }) => addCounts(sum, counts), NO_INPUT);
}
