/** The chain of backends: who answers, who is left alone, who comes back. Faults are made here; the clock is by hand. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { type Answer, type Backend, Chain } from '../../electron/main/sensors/chain';
import { rememberingLog } from '../support/silent-log';

class Fake implements Backend<string> {
  asked = 0;
  stopped = false;
  does: 'answer' | 'fail' | 'throw' | 'hang' = 'answer';

  constructor(readonly name: string) {}

  async ask(): Promise<Answer<string>> {
    this.asked += 1;
    if (this.does === 'throw') throw new Error(`${this.name} threw`);
    if (this.does === 'hang') {
      clock.advance(50);
      return new Promise(() => {});
    }
    if (this.does === 'fail') return { outcome: 'failed', detail: `${this.name} failed` };
    return { outcome: 'answered', value: this.name };
  }

  stop(): void {
    this.stopped = true;
  }
}

let clock: ManualClock;
let first: Fake;
let second: Fake;
let chain: Chain<string>;
let log: ReturnType<typeof rememberingLog>;

beforeEach(() => {
  clock = new ManualClock(0);
  first = new Fake('first');
  second = new Fake('second');
  log = rememberingLog();
  chain = new Chain([first, second], {
    what: 'test',
    mono: () => clock.read().mono,
    budgetMs: 50,
    backoff: { firstMs: 1_000, maxMs: 8_000 },
    log,
  });
});

describe('falling', () => {
  test('[SE22] the preferred backend answers while it can, and is the one named', async () => {
    expect(chain.name()).toBe('first');
    expect(await chain.ask()).toEqual({ outcome: 'answered', value: 'first' });
    expect(second.asked).toBe(0);
  });

  test.each(['fail', 'throw'] as const)(
    '[SE22] a backend that does "%s" gives way to the next at once',
    async (does) => {
      first.does = does;
      expect(await chain.ask()).toEqual({ outcome: 'answered', value: 'second' });
      expect(chain.name()).toBe('second');
    },
  );

  test('[SE22] a backend that hangs uses up the time of one question, then gives way', async () => {
    first.does = 'hang';
    expect((await chain.ask()).outcome).toBe('failed');
    expect(await chain.ask()).toEqual({ outcome: 'answered', value: 'second' });
  });

  test('[SE22] when all fail, the answer is a failure and the name is none', async () => {
    first.does = 'fail';
    second.does = 'throw';
    expect(await chain.ask()).toEqual({ outcome: 'failed', detail: 'second threw' });
    expect(chain.name()).toBe('none');
  });

  test('[SE22] without backends every question fails', async () => {
    const empty = new Chain<string>([], {
      what: 'test',
      mono: () => 0,
      budgetMs: 1,
      backoff: { firstMs: 1, maxMs: 1 },
      log,
    });
    expect(empty.name()).toBe('none');
    expect((await empty.ask()).outcome).toBe('failed');
  });
});

describe('coming back', () => {
  test('[SE23] a failed backend is tried again after 1, 2, 4, 8, 8 s and takes over when it answers', async () => {
    first.does = 'fail';
    await chain.ask();
    for (const wait of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      const before = first.asked;
      clock.advance(wait - 1);
      await chain.ask();
      expect(first.asked).toBe(before);
      clock.advance(1);
      await chain.ask();
      expect(first.asked).toBe(before + 1);
    }
    first.does = 'answer';
    clock.advance(8_000);
    expect(await chain.ask()).toEqual({ outcome: 'answered', value: 'first' });
    expect(chain.name()).toBe('first');
  });

  test('[SE23] one success makes the next wait short again', async () => {
    first.does = 'fail';
    await chain.ask();
    clock.advance(1_000);
    await chain.ask();
    first.does = 'answer';
    clock.advance(2_000);
    await chain.ask();
    first.does = 'fail';
    await chain.ask();
    first.does = 'answer';
    clock.advance(1_000);
    expect(await chain.ask()).toEqual({ outcome: 'answered', value: 'first' });
  });

  test('[SE23] a long failure is one line in the log, its end another', async () => {
    first.does = 'fail';
    for (let i = 0; i < 20; i++) {
      await chain.ask();
      clock.advance(10_000);
    }
    first.does = 'answer';
    await chain.ask();
    expect(log.lines).toEqual([
      'test: first failed: first failed',
      'test: second answers now',
      'test: first answers now',
    ]);
  });

  test('stopping stops every backend', () => {
    chain.stop();
    expect([first.stopped, second.stopped]).toEqual([true, true]);
  });
});
