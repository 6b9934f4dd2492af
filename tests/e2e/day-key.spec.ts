/** Picture moments of a day key in the real app: committed to, drawn, revealed, and drawn again by a stranger. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { slotOf } from '../../domain/week';
import { type App, expect, test } from './support/app';
import { MIDWEEK } from './support/clock';
import { openDesk } from './support/desk';
import { startTracking, stopTracking, withContract } from './support/window';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The beginning of a slot. */
const SLOT_AT = Math.ceil(MIDWEEK / (10 * MINUTE)) * 10 * MINUTE;

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
  desk: async ({}, use) => {
    const desk = await openDesk({ root: '#2a6f4e' });
    await use(desk);
    await desk.close();
  },
});

const KeySchema = z.object({ day: z.int(), committed: z.int().nullable(), revealed: z.int().nullable() });
const DrawSchema = z.object({
  slot: z.int(),
  outcome: z.string(),
  draw_nth: z.string().nullable(),
  draw_from: z.int().nullable(),
});

function ask<T>(folder: string, row: z.ZodType<T>, sql: string): T[] {
  const database = new Database(join(folder, 'minutier.db'), { readonly: true });
  try {
    return z.array(row).parse(database.prepare(sql).all());
  } finally {
    database.close();
  }
}

const keys = (folder: string) =>
  ask(folder, KeySchema, 'SELECT day, committed, revealed FROM day_keys ORDER BY day');
const slots = (folder: string) =>
  ask(folder, z.object({ slot: z.int() }), 'SELECT slot FROM slices').map(({ slot }) => slot);
const draws = (folder: string) =>
  ask(
    folder,
    DrawSchema,
    'SELECT s.slot, p.outcome, p.draw_nth, p.draw_from FROM pictures p JOIN slices s ON s.id = p.slice_id ORDER BY p.taken_at',
  );

async function exported(app: App, contractId: string, path: string) {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);
  const contracts = await app.call('contract.list', undefined);
  const id = contracts.find((one) => one.id === contractId)?.id;
  if (id === undefined) throw new Error('no contract');
  return app.call('evidence.export', {
    contractId: id,
    from: slotOf(SLOT_AT - 60 * MINUTE),
    to: slotOf(SLOT_AT + 60 * MINUTE),
    include: { memos: true, minutes: true, windows: true, pictures: true },
    note: '',
    language: 'en',
    evenUnproven: false,
  });
}

test('[SG15] [SG16] committed to before the slot, drawn by it, revealed the day after, and judged in the bundle', async ({
  folder,
  launch,
}) => {
  test.setTimeout(300_000);
  const first = await launch({ at: SLOT_AT - 30 * MINUTE });
  const contract = await withContract(first);
  await first.quit();

  // Its keys come at the start, and the work begins before the slot.
  const app = await launch({ at: SLOT_AT - MINUTE });
  await expect.poll(() => keys(folder).length, { timeout: 20_000 }).toBe(2);
  expect(keys(folder).every(({ committed, revealed }) => committed !== null && revealed === null)).toBe(true);
  await startTracking(app.page, 'Across the slot');
  await expect
    .poll(() => draws(folder).filter(({ slot }) => slot < SLOT_AT / 1_000).length, { timeout: 90_000 })
    .toBeGreaterThan(0);
  // The first slot's picture may come long before its end: the work goes on into the next.
  await expect.poll(() => slots(folder), { timeout: 90_000 }).toContain(SLOT_AT / 1_000);
  await stopTracking(app.page);
  await expect
    .poll(() => draws(folder).filter(({ slot }) => slot === SLOT_AT / 1_000), { timeout: 20_000 })
    .toMatchObject([{ outcome: 'ok', draw_nth: '0' }]);
  const [pictured] = draws(folder).filter(({ slot }) => slot === SLOT_AT / 1_000);
  expect((pictured?.draw_from ?? 0) - SLOT_AT).toBeLessThan(10_000);
  await app.quit();

  const later = await launch({ at: SLOT_AT + DAY });
  await expect
    .poll(() => keys(folder).filter(({ revealed }) => revealed !== null).length, { timeout: 20_000 })
    .toBe(1);
  await expect
    .poll(async () => (await later.call('evidence.get', undefined)).contracts[0]?.waiting, {
      timeout: 30_000,
    })
    .toBe(0);
  const result = await exported(later, contract.id, join(folder, 'evidence.zip'));
  if (result.outcome !== 'saved') throw new Error(JSON.stringify(result));
  expect(result).toMatchObject({ verdict: 'proven' });
  const ids = result.findings.map(({ id }) => id);
  expect(ids).toContain('moment-own');
  expect(ids).not.toContain('commit-missing');
});
