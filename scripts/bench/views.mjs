/** Bench of the views over three years of work: what main takes to answer each. No screen. */
import { z } from 'zod';
import { ask, withFolder } from './apps.mjs';
import { figure } from './figures.mjs';

const TimesSchema = z.object({
  day: z.number(),
  week: z.number(),
  month: z.number(),
  year: z.number(),
  searchWide: z.number(),
  searchNarrow: z.number(),
});

/** From click to painted a view may take 100 ms, a search 50: what main takes must leave room for the rest. */
export async function views() {
  const times = TimesSchema.parse(await withFolder((folder) => ask('views', [folder])));
  return Object.entries(times).map(([name, value]) =>
    figure({
      name: `views.${name}`,
      value,
      unit: 'ms',
      goal: { of: 'value', bound: 'max', limit: name.startsWith('search') ? 50 : 60 },
    }),
  );
}
