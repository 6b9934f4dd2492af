/**
 * Bench of the views over three years of work: what main alone takes to answer each, and, in the real app on a virtual
 * desktop, the time from the click until the answer was painted, frames while scrolling, and memory with the year open.
 */
import { z } from 'zod';
import { ask, withFolder } from './apps.mjs';
import { figure } from './figures.mjs';
import { screens } from './screens.mjs';

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
  const inMain = Object.entries(times).map(([name, value]) =>
    figure({
      name: `views.main.${name}`,
      value,
      unit: 'ms',
      goal: { of: 'value', bound: 'max', limit: name.startsWith('search') ? 50 : 60 },
    }),
  );
  return [...inMain, ...(await screens())];
}
