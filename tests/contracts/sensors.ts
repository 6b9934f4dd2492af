/**
 * What every sensor keeps to, whoever stands behind the port (electron/main/sensors/ports.ts). The machine's faults are
 * not made here: `broken` is a sensor whose machine is already gone.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InputSensor, PictureSensor, WindowSensor } from '../../electron/main/sensors/ports';

export interface Subject<S> {
  sensor: S;
  close(): Promise<void>;
}

export interface Machines<S> {
  working(): Promise<Subject<S>>;
  broken(): Promise<Subject<S>>;
}

function subjects<S>(machines: Machines<S>): { working(): S; broken(): S } {
  let working: Subject<S> | undefined;
  let broken: Subject<S> | undefined;
  beforeEach(async () => {
    [working, broken] = await Promise.all([machines.working(), machines.broken()]);
  });
  afterEach(async () => {
    await working?.close();
    await broken?.close();
  });
  const the = (subject: Subject<S> | undefined) => {
    if (!subject) throw new Error('asked before the test began');
    return subject.sensor;
  };
  return { working: () => the(working), broken: () => the(broken) };
}

/** `type` makes exactly that many key presses on the working machine. */
export function inputSensorContract(
  name: string,
  machines: Machines<InputSensor>,
  type: (keys: number) => Promise<void>,
): void {
  describe(`the input sensor's contract: ${name}`, () => {
    const { working, broken } = subjects(machines);

    test('[SE34] before start and after stop nothing is listening: drain gives null', async () => {
      expect(working().drain()).toBeNull();
      await working().start();
      expect(working().drain()).not.toBeNull();
      await working().stop();
      expect(working().drain()).toBeNull();
    });

    test('[SE34] a drain forgets what it gave; minutes are multiples of 60,000, counts whole and not negative', async () => {
      await working().start();
      await type(5);
      let keys = 0;
      while (keys < 5) {
        for (const { minute, counts } of working().drain() ?? []) {
          expect(minute % 60_000).toBe(0);
          for (const count of Object.values(counts)) {
            expect(Number.isInteger(count) && count >= 0).toBe(true);
          }
          expect(counts.synthetic).toBeLessThanOrEqual(counts.keys + counts.clicks + counts.scrolls);
          keys += counts.keys;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(keys).toBe(5);
      expect(working().drain()).toEqual([]);
    });

    test('[SE34] starting twice does not count twice; stopping twice is nothing', async () => {
      await Promise.all([working().start(), working().start()]);
      await type(3);
      let keys = 0;
      while (keys < 3) {
        for (const { counts } of working().drain() ?? []) keys += counts.keys;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(keys).toBe(3);
      await working().stop();
      await working().stop();
    });

    test('[SE34] on a machine that is gone: start settles, drain gives null, a name is given', async () => {
      await broken().start();
      expect(broken().drain()).toBeNull();
      expect(broken().name()).toMatch(/./);
      await broken().stop();
    });
  });
}

export function windowSensorContract(name: string, machines: Machines<WindowSensor>): void {
  describe(`the window sensor's contract: ${name}`, () => {
    const { working, broken } = subjects(machines);

    test('[SE35] an answer is null or names an application; asking many times at once is allowed', async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => working().front()));
      for (const answer of answers) {
        if (answer) expect(typeof answer.app).toBe('string');
      }
      expect(working().name()).not.toBe('none');
    });

    test('[SE35] on a machine that is gone: null and the name none; after stop it may be asked again', async () => {
      expect(await broken().front()).toBeNull();
      expect(broken().name()).toBe('none');
      await broken().stop();
      expect(await broken().front()).toBeNull();
      await broken().stop();
    });
  });
}

export function pictureSensorContract(name: string, machines: Machines<PictureSensor>): void {
  describe(`the picture sensor's contract: ${name}`, () => {
    const { working, broken } = subjects(machines);

    test('[PI45] a picture is WebP with its thumbnail, and names who took it', async () => {
      const result = await working().capture({ displays: 'all', blur: false });
      expect(result.outcome).toBe('ok');
      if (result.outcome !== 'ok') return;
      expect(result.backend).toBe(working().name());
      expect(result.displays.length).toBeGreaterThan(0);
      for (const { webp, thumb, width, height } of result.displays) {
        for (const bytes of [webp, thumb]) {
          expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('RIFF');
          expect(Buffer.from(bytes.subarray(8, 12)).toString()).toBe('WEBP');
        }
        expect(Math.min(width, height)).toBeGreaterThan(0);
      }
    });

    test('[PI45] two captures at once both give a picture', async () => {
      const both = await Promise.all([
        working().capture({ displays: 'all', blur: false }),
        working().capture({ displays: 'pointer', blur: true }),
      ]);
      expect(both.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    });

    test('[PI45] on a machine that is gone: a failure with a reason, no rejection', async () => {
      const result = await broken().capture({ displays: 'all', blur: false });
      expect(result).toMatchObject({ outcome: 'failed', reason: expect.any(String) });
    });
  });
}
