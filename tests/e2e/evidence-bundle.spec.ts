/** The bundle as the whole app makes it: the child that writes, the window that prints, and main that goes on meanwhile. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOffset, readZip } from '../../domain/zip';
import type { CommandInput } from '../../electron/contract';
import { encode } from '../../electron/main/sensors/picture-encode';
import { sourceOf } from '../support/bundles';
import { SCENES } from '../support/drawn-screens';
import { seedPlausibleWeek } from '../support/plausible-day';
import type { Screens } from '../support/render-screens';
import { midnightOf } from '../support/zones';
import { type App, expect, ROOT, test } from './support/app';
import { MIDWEEK } from './support/clock';

const WEEK = Date.UTC(2026, 10, 23) / 1000;
type Request = CommandInput<'evidence.export'>;

/** A picture of its own for each scene, encoded as a capture is. */
async function stripes(): Promise<Screens> {
  const [width, height] = [1920, 1080];
  const screens = SCENES.map(async (scene, nth) => {
    const rgba = Buffer.alloc(width * height * 4, 255);
    for (let at = 0; at < width * height; at++) rgba[at * 4 + (nth % 3)] = (at * (nth + 3)) >> 4;
    return [scene, [await encode({ display: 'HDMI-1', width, height, rgba }, false)]] as const;
  });
  return new Map(await Promise.all(screens));
}

/** A week with pictures, all of it sealed, and what asks for the first contract's. */
async function onSealedWeek(
  folder: string,
  launch: (options: { at: number; env: Record<string, string> }) => Promise<App>,
): Promise<{ app: App; request: Request }> {
  const screens = await stripes();
  await seedPlausibleWeek({ folder, now: MIDWEEK, midnight: midnightOf(MIDWEEK, 'UTC'), screens });
  const app = await launch({ at: MIDWEEK, env: { TZ: 'UTC' } });
  await expect
    .poll(async () => (await app.call('evidence.get', undefined)).contracts.map(({ waiting }) => waiting), {
      timeout: 60_000,
    })
    .toEqual([0, 0, 0, 0]);
  const { contracts } = await app.call('evidence.get', undefined);
  const most = contracts.toSorted((a, b) => (b.log?.segments ?? 0) - (a.log?.segments ?? 0))[0];
  if (most === undefined) throw new Error('no contract');
  const request: Request = {
    contractId: most.contractId,
    from: WEEK,
    to: WEEK + 604_800,
    include: { pictures: true, windows: true, minutes: true, memos: true },
    note: 'To whom it may concern',
    language: 'en',
    evenUnproven: false,
  };
  return { app, request };
}

async function saveAs({ electron }: App, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);
}

async function filesOf(path: string): Promise<Map<string, Buffer>> {
  const bytes = readFileSync(path);
  const zip = await readZip(sourceOf(new Uint8Array(bytes)));
  if (!zip.ok) throw new Error(zip.why);
  return new Map(
    zip.value.map((file) => [
      file.name,
      bytes.subarray(contentOffset(file), contentOffset(file) + file.size),
    ]),
  );
}

/** The week's first slice, so that there is something that can still be undone. */
async function deleteOne(app: App): Promise<void> {
  const { cells } = await app.call('diary.day', { from: WEEK * 1000, to: (WEEK + 604_800) * 1000 });
  const cell = cells.find(({ editable, state }) => editable && state === 'closed');
  if (cell === undefined) throw new Error('no slice');
  await app.call('diary.edit.delete', { sliceIds: [cell.sliceId] });
}

/** The job's id, once the window is told of it. */
async function jobOf(app: App): Promise<string> {
  const jobs = async () => (await app.call('app.boot', undefined)).jobs;
  await expect
    .poll(async () => (await jobs()).map(({ kind }) => kind), { timeout: 30_000 })
    .toEqual(['evidence']);
  return (await jobs())[0]?.id ?? '';
}

test('[BU7] the same week is the same to the byte when it is exported again, report.pdf and all', async ({
  folder,
  launch,
}) => {
  test.setTimeout(240_000);
  const { app, request } = await onSealedWeek(folder, launch);
  const [one, two] = [join(folder, 'one.zip'), join(folder, 'two.zip')];
  for (const path of [one, two]) {
    await saveAs(app, path);
    expect(await app.call('evidence.export', request)).toMatchObject({
      outcome: 'saved',
      path,
      verdict: 'proven',
    });
  }
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  const files = await filesOf(one);
  const pictures = [...files].filter(([name]) => name.startsWith('pictures/'));
  expect(pictures.length).toBeGreaterThan(1);
  for (const [name, bytes] of pictures)
    expect(name).toBe(`pictures/${createHash('sha256').update(bytes).digest('hex')}.webp`);
  expect(files.get('report.pdf')?.subarray(0, 5).toString()).toBe('%PDF-');
  const page = readFileSync(join(ROOT, 'out', 'verifier', 'verifier.html'));
  expect(files.get('verifier.html')?.equals(page)).toBe(true);
});

test('cancelled from the window it leaves what was there, and nothing else', async ({ folder, launch }) => {
  test.setTimeout(240_000);
  const { app, request } = await onSealedWeek(folder, launch);
  const path = join(folder, 'evidence.zip');
  writeFileSync(path, 'before');
  await saveAs(app, path);
  // The export waits until what was just deleted cannot be given back: it is under way for as long as the test needs.
  await deleteOne(app);
  const exporting = app.call('evidence.export', request);
  await app.call('job.cancel', { id: await jobOf(app) });
  expect(await exporting).toEqual({ outcome: 'cancelled' });
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(folder).filter((name) => /\.part$|\.unfinished$/.test(name))).toEqual([]);
});

test('killed in the middle of it, the app leaves what was there, and the next start removes the rest', async ({
  folder,
  launch,
}) => {
  test.setTimeout(240_000);
  const { app, request } = await onSealedWeek(folder, launch);
  const path = join(folder, 'evidence.zip');
  writeFileSync(path, 'before');
  await saveAs(app, path);
  const left = () => readdirSync(folder).filter((name) => /\.part$|\.unfinished$/.test(name));
  const begun = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (left().length < 2) return;
      watcher.close();
      resolve();
    });
  });
  app.call('evidence.export', request).catch(() => undefined);
  await begun;
  const ended = once(app.process, 'exit');
  app.process.kill('SIGKILL');
  await ended;
  expect(readFileSync(path, 'utf8')).toBe('before');
  await launch({ at: MIDWEEK + 60_000, env: { TZ: 'UTC' } });
  await expect.poll(left).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('before');
});
