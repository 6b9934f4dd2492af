/**
 * Benches of the server: segments with a picture that it takes a second, against a bare server that writes and syncs the
 * same bytes in the same run; how long one waits at half that load; a day and a month read; memory as devices become more.
 */
import { z } from 'zod';
import { ensureServerBuilt } from '../lib/server.mjs';
import { ask, programOf, withFolder } from './apps.mjs';
import { figure } from './figures.mjs';

const SpreadSchema = z.object({ p50: z.number(), p99: z.number(), count: z.int() });
const RatedSchema = SpreadSchema.extend({ rate: z.number() });
const LoadSchema = z.object({
  floor: z.number(),
  full: RatedSchema,
  half: RatedSchema,
  read: z.object({ day: SpreadSchema, month: SpreadSchema }).nullable(),
  peak: z.number(),
});

export async function server(/** @type {{ say: (line: string) => void }} */ { say }) {
  await ensureServerBuilt(say);
  const { floor, full, half, read } = await loaded(16, 40, 'read');
  // As many segments from ten times as many devices.
  const few = await loaded(20, 30, '-');
  const many = await loaded(200, 3, '-');
  const ms = (/** @type {string} */ name, /** @type {number} */ value) =>
    figure({ name: `server.${name}`, value, unit: 'ms' });
  return [
    figure({
      name: 'server.accepted',
      value: full.rate,
      unit: 'segments/s',
      floor,
      goal: { of: 'ratio', bound: 'min', limit: 0.5 },
    }),
    ms('full.p50', full.p50),
    ms('full.p99', full.p99),
    ms('half.p50', half.p50),
    figure({
      name: 'server.half.p99',
      value: half.p99,
      unit: 'ms',
      goal: { of: 'value', bound: 'max', limit: 250 },
    }),
    ...(read === null ? [] : [ms('day', read.day.p50), ms('month', read.month.p50)]),
    figure({
      name: 'server.memory',
      value: many.peak,
      unit: 'MB',
      floor: few.peak,
      goal: { of: 'ratio', bound: 'max', limit: 1.1 },
    }),
  ];
}

function loaded(/** @type {number} */ devices, /** @type {number} */ each, /** @type {string} */ reads) {
  return withFolder(async (folder) =>
    LoadSchema.parse(
      await ask('server-load', [folder, await programOf('server-floor'), `${devices}`, `${each}`, reads]),
    ),
  );
}
