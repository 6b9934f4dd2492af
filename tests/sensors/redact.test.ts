/** Redaction: nothing of what was in an area is in the picture any more, and everything else is as it was. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Transformer } from '@napi-rs/image';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { BLOCK, fits, hiddenWith, MAX_BOXES, toBlocks } from '../../domain/redaction';
import type { Box } from '../../domain/slice';
import { pictureSensor } from '../../electron/main/sensors/picture';
import { childPictures } from '../../electron/main/sensors/picture-backends';
import { decodeFrame, encodeUnscaled, type Frame } from '../../electron/main/sensors/picture-encode';
import { redact } from '../../electron/main/sensors/picture-redact';
import { childRedactor } from '../../electron/main/sensors/redactor';
import { type TestFork, testFork } from '../support/fork-child';
import { silentLog } from '../support/silent-log';
import { startDisplay, until, type XDisplay } from '../support/x-display';

const SIZE = { width: 320, height: 208 };

function noise(): Frame {
  const rgba = new Uint8Array(randomBytes(SIZE.width * SIZE.height * 4));
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  return { display: 'screen', ...SIZE, rgba };
}

const copy = (frame: Frame): Frame => ({ ...frame, rgba: frame.rgba.slice() });

const inside = (boxes: readonly Box[], x: number, y: number) =>
  boxes.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);

const aBox = fc
  .tuple(
    fc.nat(SIZE.width - 2),
    fc.nat(SIZE.height - 2),
    fc.integer({ min: 1, max: 150 }),
    fc.integer({ min: 1, max: 100 }),
  )
  .map(([x, y, width, height]) => ({
    x,
    y,
    width: Math.min(width, SIZE.width - x),
    height: Math.min(height, SIZE.height - y),
  }));
const boxLists = fc.array(aBox, { minLength: 1, maxLength: 6 });

describe('the areas', () => {
  test('[PX3] every pixel of every box is hidden, areas lie inside the picture and on the grid of blocks', () => {
    fc.assert(
      fc.property(boxLists, boxLists, (before, added) => {
        const first = hiddenWith(null, before, SIZE);
        const all = hiddenWith(first, added, SIZE);
        if (all === 'whole') throw new Error('not asked for');
        for (const area of all) {
          expect(fits(area, SIZE)).toBe(true);
          expect(area.x % BLOCK).toBe(0);
          expect(area.y % BLOCK).toBe(0);
        }
        for (const box of [...before, ...added]) {
          for (const [x, y] of [
            [box.x, box.y],
            [box.x + box.width - 1, box.y + box.height - 1],
          ] as const)
            expect(inside(all, x, y)).toBe(true);
        }
        // Asked for again, it is as it was.
        expect(hiddenWith(all, added, SIZE)).toEqual(all);
      }),
    );
  });

  test('[PX3] the whole picture stays hidden whatever is added; a box outside or empty does not fit', () => {
    expect(hiddenWith('whole', [{ x: 0, y: 0, width: 1, height: 1 }], SIZE)).toBe('whole');
    expect(hiddenWith(null, 'whole', SIZE)).toBe('whole');
    expect(fits({ x: 310, y: 0, width: 11, height: 10 }, SIZE)).toBe(false);
    expect(fits({ x: 0, y: 0, width: 0, height: 10 }, SIZE)).toBe(false);
    expect(toBlocks({ x: 315, y: 200, width: 5, height: 8 }, SIZE)).toEqual({
      x: 304,
      y: 192,
      width: 16,
      height: 16,
    });
    expect(MAX_BOXES).toBe(100);
  });
});

describe('the pixels', () => {
  test('[PX4] two pictures that differ only inside the areas come out the same, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(boxLists, async (boxes) => {
        const hidden = hiddenWith(null, boxes, SIZE);
        if (hidden === 'whole') throw new Error('not asked for');
        const one = noise();
        const other = copy(one);
        for (let y = 0; y < SIZE.height; y++) {
          for (let x = 0; x < SIZE.width; x++) {
            if (inside(hidden, x, y)) other.rgba.set(randomBytes(3), (y * SIZE.width + x) * 4);
          }
        }
        redact(one, hidden);
        redact(other, hidden);
        expect(Buffer.compare(one.rgba, other.rgba)).toBe(0);
        const [first, second] = [await encodeUnscaled(one), await encodeUnscaled(other)];
        expect(Buffer.compare(first.webp, second.webp)).toBe(0);
        expect(Buffer.compare(first.thumb, second.thumb)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test('[PX5] not one pixel outside of the areas is touched', () => {
    fc.assert(
      fc.property(boxLists, (boxes) => {
        const before = noise();
        const after = copy(before);
        redact(after, boxes);
        for (let y = 0; y < SIZE.height; y += 3) {
          for (let x = 0; x < SIZE.width; x += 3) {
            const at = (y * SIZE.width + x) * 4;
            if (inside(boxes, x, y)) continue;
            expect([...after.rgba.subarray(at, at + 4)]).toEqual([...before.rgba.subarray(at, at + 4)]);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test('[PX4] no block of 8 × 8 pixels inside an area goes with what was there', () => {
    const before = noise();
    const after = copy(before);
    const box = { x: 32, y: 16, width: 160, height: 96 };
    redact(after, [box]);
    for (let y = box.y; y < box.y + box.height; y += 8) {
      for (let x = box.x; x < box.x + box.width; x += 8) {
        // A flat block goes with nothing; one across two tiles may by chance, as any two blocks may.
        expect(Math.abs(correlation(before, after, x, y))).toBeLessThan(0.5);
      }
    }
  });
});

describe('a real picture', () => {
  const SECRET = ['password', 'account', 'balance', 'thousand'];
  const VISIBLE = ['visible', 'sentence', 'remains'];
  const AREA = { x: 0, y: 0, width: 1280, height: 340 };
  let display: XDisplay;
  let child: TestFork;
  let webp: Uint8Array;
  const terminals: ChildProcess[] = [];

  /** A terminal that shows the words. */
  function show(words: readonly string[], place: string): void {
    const look = ['-fa', 'DejaVu Sans Mono', '-fs', '18', '-bg', 'white', '-fg', 'black', '-cr', 'white'];
    const say = ['-e', 'sh', '-c', `printf '%s' '${words.join(' ')}'; exec sleep 120`];
    terminals.push(
      spawn('xterm', [...look, '-geometry', `60x4${place}`, ...say], { env: display.env, stdio: 'ignore' }),
    );
  }

  beforeAll(async () => {
    display = await startDisplay({ width: 1280, height: 720, root: '#e8e8e8' });
    child = await testFork('picture-child', display.env);
    show(SECRET, '+40+60');
    show(VISIBLE, '+40+420');
    const backend = childPictures('node-screenshots', 10_000, child.fork, () => null);
    const sensor = pictureSensor({
      backends: [backend],
      mayCapture: () => true,
      mono: () => new ManualClock(0).read().mono,
      log: silentLog,
    });
    await until(
      'the words can be read',
      async () => {
        const taken = await sensor.capture({ displays: 'all', blur: false });
        if (taken.outcome !== 'ok' || !taken.displays[0]) return false;
        webp = taken.displays[0].webp;
        const read = await words(webp);
        return [...SECRET, ...VISIBLE].every((word) => read.includes(word));
      },
      50_000,
    );
  }, 60_000);

  afterAll(async () => {
    for (const terminal of terminals) terminal.kill();
    await display.close();
  });

  test('[PX4] [PX5] no word of a redacted area is read by OCR, though all were before; the rest is as it was', async () => {
    const hidden = hiddenWith(null, [AREA], { width: 1280, height: 720 });
    const result = await childRedactor(child.fork)(webp, hidden);
    if (result.outcome !== 'redacted') throw new Error(result.detail);
    expect(result.picture).toMatchObject({ width: 1280, height: 720 });
    const after = await words(result.picture.webp);
    for (const word of SECRET) expect(after).not.toContain(word);
    for (const word of VISIBLE) expect(after).toContain(word);
    const thumb = await words(result.picture.thumb);
    for (const word of SECRET) expect(thumb).not.toContain(word);

    const [was, is] = [await decodeFrame(webp), await decodeFrame(result.picture.webp)];
    let farthest = 0;
    for (let at = (AREA.height + BLOCK) * 1280 * 4; at < was.rgba.length; at += 4) {
      for (const part of [0, 1, 2]) {
        farthest = Math.max(farthest, Math.abs((was.rgba[at + part] ?? 0) - (is.rgba[at + part] ?? 0)));
      }
    }
    // This picture is one that is kept without loss.
    expect(farthest).toBe(0);
    for (let y = 96; y < AREA.height - 96; y += 8) {
      for (let x = 0; x < 1280; x += 8) expect(Math.abs(correlation(was, is, x, y))).toBeLessThan(0.9);
    }
  }, 60_000);

  test('[PX4] of a picture hidden whole nothing is left: an empty one of its size comes out the same', async () => {
    const empty: Frame = {
      display: '',
      width: 1280,
      height: 720,
      rgba: new Uint8Array(1280 * 720 * 4).fill(255),
    };
    const { webp: blank } = await encodeUnscaled(empty);
    const [shown, nothing] = [
      await childRedactor(child.fork)(webp, 'whole'),
      await childRedactor(child.fork)(blank, 'whole'),
    ];
    if (shown.outcome !== 'redacted' || nothing.outcome !== 'redacted') throw new Error('not redacted');
    expect(Buffer.compare(shown.picture.webp, nothing.picture.webp)).toBe(0);
    expect(Buffer.compare(shown.picture.thumb, nothing.picture.thumb)).toBe(0);
  }, 60_000);

  test('[PX6] what is no picture is refused, and says so', async () => {
    const result = await childRedactor(child.fork)(new Uint8Array(500), 'whole');
    expect(result.outcome).toBe('failed');
  });
});

/** Of the green parts of the 8 × 8 pixels at (x, y): 1 the same picture, 0 nothing in common; a flat block is 0. */
function correlation(one: Frame, other: Frame, x: number, y: number): number {
  const [a, b]: [number[], number[]] = [[], []];
  for (let dy = 0; dy < 8; dy++) {
    for (let dx = 0; dx < 8; dx++) {
      const at = ((y + dy) * one.width + x + dx) * 4 + 1;
      a.push(one.rgba[at] ?? 0);
      b.push(other.rgba[at] ?? 0);
    }
  }
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  const spread = (list: number[], m: number) => Math.sqrt(list.reduce((sum, v) => sum + (v - m) ** 2, 0));
  const [sa, sb] = [spread(a, ma), spread(b, mb)];
  if (sa === 0 || sb === 0) return 0;
  return a.reduce((sum, value, at) => sum + (value - ma) * ((b[at] ?? 0) - mb), 0) / (sa * sb);
}

/** What OCR reads in the picture, at twice its size. */
async function words(webp: Uint8Array): Promise<string> {
  const image = new Transformer(webp);
  const { width, height } = await image.metadata();
  const input = await image.resize({ width: width * 2, height: height * 2 }).png();
  return execFileSync('tesseract', ['stdin', 'stdout', '--psm', '11'], { input, stdio: 'pipe' }).toString();
}
