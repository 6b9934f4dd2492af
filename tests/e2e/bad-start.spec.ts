/** Starts on what cannot be used: each says what happened, what was kept and what to do, and harms nothing. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect, ROOT, test } from './support/app';
import { pictures, slices } from './support/database';
import { onReadOnly } from './support/mounts';
import { notice, startTracking, stopTracking, withContract } from './support/window';

test('[ST8] [ST41] a database from a newer version is refused in a window, and not touched', async ({
  launch,
}) => {
  const first = await launch();
  const { folder } = first;
  await withContract(first);
  await first.quit();
  const path = join(folder, 'minutier.db');
  const database = new Database(path);
  database.pragma('user_version = 99');
  database.close();
  const before = digest(path);

  const app = await launch();
  await expect(app.page.getByRole('heading')).toHaveText('This diary was written by a newer Minutier');
  await expect(app.page.getByRole('alert')).toContainText(path);
  await expect(app.page.getByRole('alert')).toContainText('format 99');
  await expect(app.page.getByRole('alert')).toContainText('Nothing was changed or deleted.');
  const gone = app.electron.waitForEvent('close');
  await app.page.close();
  await gone;
  expect(app.process.exitCode).toBe(1);
  expect(digest(path)).toBe(before);
});

test('[ST9] [ST42] a damaged database is set aside, its readable rows are taken over, and the notice names the file', async ({
  launch,
}) => {
  const first = await launch();
  const { folder } = first;
  await withContract(first, { title: 'Still readable', pictures: 'none' });
  await startTracking(first.page, 'before the damage');
  await stopTracking(first.page);
  await first.quit();
  const path = join(folder, 'minutier.db');
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 40, 100);
  writeFileSync(path, bytes);
  const damaged = digest(path);

  const app = await launch();
  const kept = join(
    folder,
    readdirSync(folder).find((name) => /^minutier\.db\.damaged-[^-]+$/.test(name)) ?? '',
  );
  await expect(notice(app.page, 'database-set-aside')).toContainText(kept);
  expect(digest(kept)).toBe(damaged);
  await startTracking(app.page, 'after the damage');
  await stopTracking(app.page);
  expect(slices(folder).map(({ memo }) => memo)).toContain('after the damage');
});

test('[ST31] a vault that cannot be opened is kept, and a notice says where and what to do', async ({
  folder,
  launch,
}) => {
  writeFileSync(join(folder, 'vault.json'), 'not a vault');
  const app = await launch();
  await withContract(app);
  const told = notice(app.page, 'vault-set-aside');
  await expect(told).toContainText('Leave that file where it is');
  const kept = readdirSync(folder).find((name) => name.startsWith('vault.json.set-aside-'));
  await expect(told).toContainText(join(folder, String(kept)));
  expect(readFileSync(join(folder, String(kept)), 'utf8')).toBe('not a vault');
});

test('[ST43] without a key store that is told once, and stands in the diagnostics', async ({ launch }) => {
  const first = await launch();
  await withContract(first);
  await expect(notice(first.page, 'keystore-missing')).toContainText('their key lies in a file');
  await notice(first.page, 'keystore-missing').getByRole('button', { name: 'Put away' }).click();
  await expect(notice(first.page, 'keystore-missing')).toBeHidden();
  await first.page.getByTestId('page-settings').click();
  await expect(first.page.getByTestId('diagnostics')).toContainText('because this computer has no key store');
  await first.quit();
  expect(existsSync(join(first.folder, 'vault.json'))).toBe(true);

  const again = await launch();
  // A picture on the disk says that the key store was asked.
  await startTracking(again.page);
  await stopTracking(again.page);
  await expect.poll(() => pictures(again.folder)).toMatchObject([{ outcome: 'ok' }]);
  expect((await again.call('app.boot', undefined)).notices).toEqual([]);
});

test('[ST13] in a folder that cannot be written the start says so and what to do', async ({
  folder,
  launch,
}) => {
  const first = await launch();
  await withContract(first);
  await first.quit();
  await onReadOnly(folder, async () => {
    const app = await launch();
    await expect(app.page.getByRole('heading')).toHaveText('The data folder cannot be written');
    await expect(app.page.getByRole('alert')).toContainText('Everything recorded so far is kept.');
    await expect(app.page.getByRole('alert')).toContainText('--user-data-dir');
    await app.quit();
  });
});

test('without a display `npm start` says what to do and ends with 1', async () => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ELECTRON_RUN_AS_NODE: ___, ...env } = process.env;
  // The set-up before it is left out: it has its own tests, and would install into the tree that is being tested.
  const start = promisify(execFile)('npm', ['start', '--ignore-scripts'], { cwd: ROOT, env });
  const failed = await start.then(
    () => null,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failed?.code).toBe(1);
  expect(failed?.stderr).toContain('There is no screen here');
  expect(failed?.stderr).toContain('npm start -- --virtual-display');
});

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
