/**
 * A profile past its first run, and what became of it. `profile.ts make FOLDER` accepts the notice and creates one
 * contract with pictures; `profile.ts read FOLDER` prints what was tracked since. Through the product's own tables.
 */
import { z } from 'zod';
import { trackedMs } from '../../domain/slice';
import { type Database, openDatabase } from '../../electron/main/db/open';
import { newContract, newContractId } from '../support/store-fixtures';

const [what, folder = ''] = process.argv.slice(2);

const opened = openDatabase({ folder, now: Date.now, onBrokenRow: broken });
if (opened.outcome !== 'opened') throw new Error(`not opened: ${opened.outcome}`);
const { database } = opened;
console.log(
  JSON.stringify(z.enum(['make', 'read']).parse(what) === 'make' ? make(database) : read(database)),
);
database.close();

function make({ contracts, settings }: Database): null {
  const saved = [
    contracts.create(newContractId(), newContract({ idleMinutes: 10, limitSeconds: null }), Date.now()),
    settings.write({ noticeAcceptedAt: Date.now(), language: 'en' }),
  ];
  if (saved.some(({ outcome }) => outcome !== 'saved')) throw new Error(JSON.stringify(saved));
  return null;
}

/** `pictures`: when each was taken, wall ms; failed ones make the run worthless and throw. */
function read({ slices, pictures }: Database): { trackedMs: number; inputs: number; pictures: number[] } {
  const all = [...slices.all()];
  const taken = [...pictures.ofSlices(all.map(({ id }) => id)).values()].flat();
  const failed = taken.find(({ outcome }) => outcome === 'failed');
  if (failed) throw new Error(`a picture failed: ${JSON.stringify(failed)}`);
  const minutes = all.flatMap((slice) => slice.minutes);
  return {
    trackedMs: all.reduce((sum, slice) => sum + trackedMs(slice), 0),
    inputs: minutes.reduce((sum, { keys, clicks, scrolls }) => sum + keys + clicks + scrolls, 0),
    pictures: taken.map(({ takenAt }) => takenAt),
  };
}

function broken(): never {
  throw new Error('a row cannot be read');
}
