/** Real windows on a real display: what is never captured is not in the picture, and never pictured when in front. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Transformer } from '@napi-rs/image';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../domain/clock';
import { pictureSensor } from '../../electron/main/sensors/picture';
import { childPictures } from '../../electron/main/sensors/picture-backends';
import { blurredSize } from '../../electron/main/sensors/picture-encode';
import type { WindowSource } from '../../electron/main/sensors/picture-messages';
import { inPicture, keptOut, type PlacedWindow, without } from '../../electron/main/sensors/placed-windows';
import type { CapturedDisplay, CapturePrivacy, CaptureResult } from '../../electron/main/sensors/ports';
import { type TestFork, testFork } from '../support/fork-child';
import { silentLog } from '../support/silent-log';
import { tempFolder } from '../support/temp-folder';
import { startDisplay, until, type XDisplay } from '../support/x-display';

const run = promisify(execFile);
const BANK: CapturePrivacy = { excluded: [{ app: '', title: 'bank' }], foreign: [], unknown: 'blur' };
const SECRETS = ['BALANCE', 'IBAN', 'WITHDRAWAL'];

let display: XDisplay;
let child: TestFork;

beforeEach(async () => {
  display = await startDisplay({ width: 1920, height: 1080, root: '#104030' });
  child = await testFork('picture-child', display.env);
  return () => display.close();
});

/** A window full of text in large letters, at `geometry`, in front. */
async function textWindow(title: string, words: readonly string[], geometry: string): Promise<string> {
  const line = words.join(' ');
  display.start(
    'xterm',
    ...['-fa', 'DejaVu Sans Mono', '-fs', '16', '-bg', 'white', '-fg', 'black', '-geometry', geometry],
    ...['-xrm', '*allowTitleOps: false', '-T', title],
    ...['-e', 'sh', '-c', `for i in 1 2 3 4 5 6 7 8; do echo "${line}"; done; sleep 600`],
  );
  await until(
    `${title} is in front`,
    async () => (await display.xdotool('getactivewindow', 'getwindowname')) === title,
  );
  return display.xdotool('getactivewindow');
}

async function capture(
  privacy: CapturePrivacy | null,
  more: { blur?: boolean; windows?: WindowSource } = {},
) {
  const windows = more.windows ?? { kind: 'x11', display: display.name };
  const sensor = pictureSensor({
    backends: [childPictures('node-screenshots', 10_000, child.fork, () => null, windows)],
    mayCapture: () => true,
    mono: () => new ManualClock(0).read().mono,
    log: silentLog,
  });
  return sensor.capture({ displays: 'all', blur: more.blur ?? false, ...(privacy && { privacy }) });
}

function one(result: CaptureResult): CapturedDisplay {
  const picture = result.outcome === 'ok' ? result.displays[0] : undefined;
  if (!picture) throw new Error(`no picture: ${JSON.stringify(result)}`);
  return picture;
}

async function wordsIn(webp: Uint8Array): Promise<string> {
  const file = join(tempFolder(), 'picture.png');
  await writeFile(file, await new Transformer(Buffer.from(webp)).png());
  return (await run('tesseract', [file, '-', '--psm', '11'])).stdout.toUpperCase();
}

/** Asks until the windows are drawn as they should be: an X server paints after it has said that it maps. */
async function drawn(word: string): Promise<void> {
  await until(`${word} is on the screen`, async () =>
    (await wordsIn(one(await capture(null)).webp)).includes(word),
  );
}

// OCR takes seconds on a busy machine, and is asked until the windows are drawn.
describe('a bank window behind a terminal', { timeout: 120_000 }, () => {
  test('[PV6] is unreadable in the picture and the thumbnail, while the terminal is readable', async () => {
    await textWindow('My Bank', SECRETS, '60x12+100+100');
    await drawn('WITHDRAWAL');
    await textWindow('terminal', ['HARMLESS'], '40x10+100+620');
    await drawn('HARMLESS');
    expect(await wordsIn(one(await capture(null)).webp)).toContain('BALANCE');

    const picture = one(await capture(BANK));
    const text = await wordsIn(picture.webp);
    for (const secret of [...SECRETS, 'MY BANK']) expect(text).not.toContain(secret);
    expect(text).toContain('HARMLESS');
    expect(picture.hidden).not.toBeNull();
    expect(picture.blurred).toBe(false);
  });

  test('[PV6] two screens that differ only in the bank window give the same pictures, byte for byte', async () => {
    const pictures: CapturedDisplay[] = [];
    for (const words of [SECRETS, ['QUITE', 'OTHER', 'TEXT']]) {
      const bank = await textWindow('My Bank', words, '60x12+100+100');
      await drawn(words[0] ?? '');
      const terminal = await textWindow('terminal', ['HARMLESS'], '40x10+100+620');
      await drawn('HARMLESS');
      pictures.push(one(await capture(BANK)));
      for (const window of [bank, terminal]) await display.xdotool('windowclose', window);
      await until(
        'both are closed',
        async () =>
          (await display.xdotool('search', '--onlyvisible', '--class', 'XTerm').catch(() => '')) === '',
      );
    }
    const [first, second] = pictures;
    expect(Buffer.from(first?.webp ?? []).equals(Buffer.from(second?.webp ?? []))).toBe(true);
    expect(Buffer.from(first?.thumb ?? []).equals(Buffer.from(second?.thumb ?? []))).toBe(true);
  });

  test('[PV6] what lies opaque over it stays readable; a minimised one hides nothing', async () => {
    const bank = await textWindow('My Bank', SECRETS, '100x30+50+50');
    await textWindow('terminal', ['HARMLESS'], '40x10+200+200');
    await drawn('HARMLESS');
    // The area that is made unreadable grows to whole blocks: it takes the edge of the first letter.
    expect(await wordsIn(one(await capture(BANK)).webp)).toContain('ARMLESS');
    await display.xdotool('windowminimize', '--sync', bank);
    expect(one(await capture(BANK)).hidden).toBeNull();
  });
});

test('[PV5] in front it is never captured, and no other backend is asked', async () => {
  await textWindow('My Bank', SECRETS, '60x12+100+100');
  expect(await capture(BANK)).toMatchObject({
    outcome: 'failed',
    reason: 'excluded',
    backend: 'node-screenshots',
  });
});

describe('where windows cannot be placed', () => {
  test('[PV9] the picture is blurred whole, or none is taken, by choice', async () => {
    await textWindow('terminal', ['HARMLESS'], '40x10+100+100');
    await drawn('HARMLESS');
    const windows = { kind: 'none' } as const;
    const picture = one(await capture(BANK, { windows }));
    expect(picture).toMatchObject({ width: 240, blurred: true, hidden: 'whole' });
    expect(await capture({ ...BANK, unknown: 'skip' }, { windows })).toMatchObject({ reason: 'excluded' });
  });
});

describe('leak guard', () => {
  const ACME: CapturePrivacy = { excluded: [], foreign: [{ app: '', title: 'acme' }], unknown: 'blur' };

  test('[PV8] a picture that shows another client’s window is held; one in which it is covered is not', async () => {
    const acme = await textWindow('Acme shop', ['ORDERS'], '30x5+300+300');
    await textWindow('terminal', ['HARMLESS'], '30x5+300+800');
    expect(one(await capture(ACME))).toMatchObject({ held: true, hidden: null });
    expect(one(await capture(ACME, { blur: true }))).toMatchObject({ held: false });
    await display.xdotool('windowminimize', '--sync', acme);
    expect(one(await capture(ACME))).toMatchObject({ held: false });
  });
});

describe('areas', () => {
  const window = (over: Partial<PlacedWindow>): PlacedWindow => ({
    app: 'a',
    title: 't',
    area: { x: 0, y: 0, width: 100, height: 100 },
    covers: [],
    front: false,
    owner: 'a',
    popup: false,
    ...over,
  });
  const isBank = ({ title }: { title: string | null }) => title === 'bank';

  test('[PV6] a box without its cover', () => {
    const box = { x: 0, y: 0, width: 10, height: 10 };
    expect(without(box, { x: 20, y: 0, width: 5, height: 5 })).toEqual([box]);
    expect(without(box, { x: -1, y: -1, width: 20, height: 20 })).toEqual([]);
    const left = without(box, { x: 2, y: 3, width: 4, height: 5 });
    expect(left.reduce((sum, { width, height }) => sum + width * height, 0)).toBe(80);
  });

  test('[PV6] what may be see-through covers nothing; a menu goes with its window', () => {
    const bank = window({ title: 'bank', owner: 'browser', app: 'browser' });
    const menu = window({
      title: null,
      owner: 'browser',
      popup: true,
      area: { x: 90, y: 0, width: 50, height: 9 },
    });
    expect(keptOut([bank, window({}), menu], isBank).areas).toEqual([bank.area, menu.area]);
    expect(keptOut([bank, window({ covers: [bank.area] })], isBank).areas).toEqual([]);
    expect(keptOut([window({}), menu], isBank)).toEqual({ front: false, areas: [] });
  });

  test('[PV6] on a scaled display beside another one', () => {
    const area = { x: 1_000, y: 10, width: 200, height: 100 };
    const size = { width: 1_000, height: 1_000 };
    expect(inPicture([area], { x: 1_000, y: 0, scale: 2 }, size)).toEqual([
      { x: 0, y: 18, width: 402, height: 204 },
    ]);
    expect(inPicture([area], { x: 0, y: 0, scale: 1 }, size)).toEqual([]);
  });

  test('[PV11] strong blur leaves a fraction of what normal blur leaves', () => {
    const screen = { width: 1_920, height: 1_080 };
    expect(blurredSize(screen)).toEqual({ width: 240, height: 135 });
    expect(blurredSize(screen, 'strong')).toEqual({ width: 96, height: 54 });
  });
});
