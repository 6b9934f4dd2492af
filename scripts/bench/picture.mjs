/**
 * Bench of pictures, at 1080p and at 4k (the latter as such a screen is used: everything half as large again): the
 * app's own capture, encoding and storing, of a screen full of text whose words are known.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { openDesktop } from '../lib/desktop.mjs';
import { ROOT } from '../lib/paths.mjs';
import { ask, startBare, withFolder } from './apps.mjs';
import { figure } from './figures.mjs';
import { knownText, textPage, wordsRead } from './text.mjs';
import { Windows } from './windows.mjs';

const run = promisify(execFile);

const PICTURES = 12;
const READY_MS = 30_000;
const FRAME = 32;

const BlockedSchema = z.object({
  p99: z.number(),
  max: z.number(),
  typical: z.number(),
  maxBusy: z.number(),
});
const AnswerSchema = z.object({
  bytes: z.int(),
  wallMs: z.number(),
  cpuMs: z.number(),
  byPictures: BlockedSchema,
  atRest: BlockedSchema,
  byChildren: BlockedSchema,
});

/** @typedef {{ name: string, width: number, height: number, scale: number, blockedMs: number, kB?: number, words?: number }} Screen */

/** With the goals of each. */
/** @type {readonly Screen[]} */
const SCREENS = [
  { name: '1080p', width: 1_920, height: 1_080, scale: 1, blockedMs: 10, kB: 160, words: 90 },
  { name: '4k', width: 3_840, height: 2_160, scale: 1.5, blockedMs: 25 },
];

export async function picture() {
  const figures = [];
  for (const screen of SCREENS) figures.push(...(await withFolder((folder) => onScreen(screen, folder))));
  return figures;
}

/**
 * @param {Screen} screen
 * @param {string} folder
 */
async function onScreen({ name, width, height, scale, blockedMs, kB, words }, folder) {
  const desktop = await openDesktop({ width, height });
  const windows = new Windows(desktop.env);
  const text = knownText((width * height) / scale ** 2);
  const page = join(folder, 'text.html');
  writeFileSync(page, textPage(text));
  const shown = startBare(desktop, join(folder, 'page'), page, [`--force-device-scale-factor=${scale}`]);
  try {
    const { id } = await windows.titled(/^Text$/, READY_MS);
    // The window's frame takes some of the height.
    await windows.xdotool('windowsize', '--sync', id, String(width), String(height - FRAME));
    await windows.xdotool('windowmove', id, '0', '0');
    const answer = AnswerSchema.parse(
      await ask(
        'picture',
        [`--folder=${folder}`, `--built=${join(ROOT, 'out', 'main')}`, `--pictures=${PICTURES}`],
        { env: desktop.env, profile: join(folder, 'app') },
      ),
    );
    const lossless = join(folder, 'screen.png');
    await run('import', ['-window', 'root', lossless], { env: desktop.env });
    const { byPictures, atRest, byChildren } = answer;
    const of = `picture.${name}`;
    return [
      figure({ name: `${of}.wall`, value: answer.wallMs, unit: 'ms' }),
      figure({ name: `${of}.main.cpu`, value: answer.cpuMs, unit: 'ms' }),
      figure({ name: `${of}.main.blocked.p99`, value: byPictures.p99, unit: 'ms', floor: atRest.p99 }),
      figure({
        name: `${of}.main.blocked.typical`,
        value: byPictures.typical,
        unit: 'ms',
        floor: atRest.typical,
      }),
      figure({
        name: `${of}.main.blocked.max`,
        value: byPictures.max,
        unit: 'ms',
        floor: atRest.max,
        goal: { of: 'value', bound: 'max', limit: blockedMs },
      }),
      // What the machine does to a main process that forks a child and does nothing else.
      figure({ name: `${of}.fork.blocked.max`, value: byChildren.max, unit: 'ms', floor: atRest.max }),
      figure({
        name: `${of}.fork.blocked.typical`,
        value: byChildren.typical,
        unit: 'ms',
        floor: atRest.typical,
      }),
      figure({ name: `${of}.main.busy.max`, value: byPictures.maxBusy, unit: 'ms', floor: atRest.maxBusy }),
      figure({
        name: `${of}.bytes`,
        value: answer.bytes / 1_000,
        unit: 'kB',
        ...(kB === undefined ? {} : { goal: { of: 'value', bound: 'max', limit: kB } }),
      }),
      figure({
        name: `${of}.words`,
        value: 100 * (await wordsRead(text, join(folder, 'picture.webp'))),
        unit: '%',
        floor: 100 * (await wordsRead(text, lossless)),
        ...(words === undefined ? {} : { goal: { of: 'value', bound: 'min', limit: words } }),
      }),
    ];
  } finally {
    await shown.quit();
    await windows.close();
    await desktop.close();
  }
}
