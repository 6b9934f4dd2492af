/** Two benches of the database: how long a save takes, and how much an hour of tracked time weighs. No screen. */
import { z } from 'zod';
import { ask, withFolder } from './apps.mjs';
import { figure } from './figures.mjs';

const SavesSchema = z.object({ bare: z.number(), checkpoint: z.number(), turn: z.number() });

/** A save of the open slice, and the turn of a slot (close one, open the next), against a bare insert. Medians. */
export async function commit() {
  const { bare, checkpoint, turn } = SavesSchema.parse(
    await withFolder((folder) => ask('saves', [folder, '400'])),
  );
  const goal = /** @type {const} */ ({ of: 'ratio', bound: 'max', limit: 1.5 });
  return [
    figure({ name: 'commit.checkpoint', value: checkpoint, unit: 'ms', floor: bare, goal }),
    figure({ name: 'commit.turn', value: turn, unit: 'ms', floor: bare, goal }),
  ];
}

const HOURS = 4;

/**
 * Growth of the database file by tracked hour without pictures, the front window changing every 30 s. The first hour
 * is left out: it holds the empty tables.
 */
export async function hour() {
  const bytesAfter = async (/** @type {number} */ hours) =>
    z.int().parse(await withFolder((folder) => ask('hour', [folder, String(hours)])));
  const growth = (await bytesAfter(1 + HOURS)) - (await bytesAfter(1));
  return [
    figure({
      name: 'hour.bytes',
      value: growth / HOURS / 1_000,
      unit: 'kB',
      goal: { of: 'value', bound: 'max', limit: 40 },
    }),
  ];
}
