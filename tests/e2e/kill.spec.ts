/** The whole app killed without warning, again and again, while it tracks: what each next start finds and tells. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ContractId } from '../../domain/ids';
import { seededRandom } from '../../domain/random';
import { HOUR_MS, MINUTE_MS, slotOf } from '../../domain/week';
import { type App, expect, test } from './support/app';
import { integrity, slices } from './support/database';
import { alive, family, mainProcess } from './support/processes';
import { around } from './support/time';
import { notice, withContract } from './support/window';

const KILLS = 6;
/** As RC16 says. */
const LOST_AT_MOST_MS = 5_000;

test('[RC7] [RC16] [SG19] kill -9 of the whole app, six times while tracking: at most 5 s lost, the rest intact, told, and sealed', async ({
  launch,
}) => {
  test.setTimeout(240_000);
  let app = await launch();
  const { folder } = app;
  const other = await withContract(app, { title: 'Other work' });
  const contract = await withContract(app, { title: 'Site redesign' });

  // A closed slice that nothing may change again.
  await app.call('timer.start', { contractId: other.id, memo: 'done before' });
  await delay(1_500);
  await app.call('timer.stop', undefined);
  const closed = slices(folder);
  expect(closed).toMatchObject([{ state: 'closed', memo: 'done before' }]);

  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  let before = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const runFor = Math.floor(1_000 + random.uniform(`kill ${kill}`) * 5_000);
    const started = await around(() =>
      app.call('timer.start', { contractId: contract.id, memo: `run ${kill}` }),
    );
    await delay(runFor);
    const all = family(mainProcess(app));
    const gone = app.electron.waitForEvent('close');
    // What it had counted by its own last reading: the machine's delays on the way to the kill are not its loss.
    const { sessionMs } = await app.call('timer.get', undefined);
    const killed = await around(async () => {
      process.kill(mainProcess(app), 'SIGKILL');
      await gone;
    });
    await expect.poll(() => alive(all), { message: 'its processes go with it' }).toEqual([]);

    app = await launch();
    expect(integrity(folder)).toBe('ok');
    const rows = slices(folder);
    expect(rows.find(({ id }) => id === closed[0]?.id)).toEqual(closed[0]);
    const worked = rows.filter(({ contract_id }) => contract_id === contract.id);
    expect(worked.at(-1)).toMatchObject({ state: 'closed', close_reason: 'interrupted', interrupted: 1 });
    const total = worked.reduce((sum, { tracked_ms }) => sum + tracked_ms, 0);
    const kept = total - before;
    expect(sessionMs - kept, 'lost').toBeLessThanOrEqual(LOST_AT_MOST_MS);
    expect(kept, 'never more than was worked').toBeLessThanOrEqual(killed.after - started.before);
    before = total;
    await expect(notice(app.page, 'recovered').first()).toContainText('Site redesign');
    await expect(app.page.getByTestId('timer-state')).toHaveAttribute('data-mode', 'stopped');
  }

  // Once nothing is waited for any more, all of it is in the logs, and the app's own verifier finds them proven.
  await app.quit();
  const at = Date.now() + 20 * MINUTE_MS;
  app = await launch({ at });
  for (const { id } of [contract, other]) {
    const own = slices(folder).filter(({ contract_id }) => contract_id === id);
    await expect
      .poll(() => sealed(app, id), { message: 'sealed', timeout: 30_000 })
      .toEqual({ waiting: 0, segments: own.length });
    const path = join(folder, 'evidence.zip');
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, path);
    const result = await app.call('evidence.export', {
      contractId: id,
      from: slotOf(at - HOUR_MS),
      to: slotOf(at),
      include: { memos: true, minutes: true, windows: true, pictures: true },
      note: '',
      language: 'en',
      evenUnproven: false,
    });
    expect(result).toMatchObject({ outcome: 'saved', verdict: 'proven', segments: own.length });
  }
});

async function sealed(app: App, id: ContractId) {
  const { contracts } = await app.call('evidence.get', undefined);
  const found = contracts.find(({ contractId }) => contractId === id);
  return { waiting: found?.waiting, segments: found?.log?.segments };
}
