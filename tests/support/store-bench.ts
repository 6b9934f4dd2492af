/** Measures a checkpoint against a bare SQLite insert with the same pragmas, in one run, turn by turn. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Slice } from '../../domain/slice';
import { slotStart } from '../../domain/week';
import { connect } from '../../electron/main/db/connection';
import { openDatabase } from '../../electron/main/db/open';
import { aSlice, closed, newContract, newContractId, SLOT, work } from './store-fixtures';

const WARM_INSERTS = 1_200;
const WARM_SAVES = 600;

/** Medians, in milliseconds. */
export interface SaveTimes {
  /** One row with as many bytes, inserted by a prepared statement. */
  bare: number;
  /** A checkpoint of an open slice. */
  checkpoint: number;
  /** A closed slice and the next open one, as at a slot's end. */
  turn: number;
  /** Bytes of database per tracked hour (six slices), log left out. */
  bytesPerHour: number;
}

/** `folder` must be empty; it is left with the two databases. `rounds`: how often each is done. */
export function measureSaves(folder: string, rounds: number): SaveTimes {
  const opened = openDatabase({ folder, now: () => slotStart(SLOT), onBrokenRow: () => undefined });
  if (opened.outcome !== 'opened') throw new Error(JSON.stringify(opened));
  const { database } = opened;
  const contract = newContractId();
  database.contracts.create(contract, newContract(), slotStart(SLOT));
  const barePath = join(folder, 'bare.db');
  rmSync(barePath, { force: true });
  const bare = connect(barePath);
  bare.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = bare.prepare('INSERT INTO bare (body) VALUES (?)');

  let open = busySlice(contract, SLOT);
  const body = JSON.stringify(open).slice(0, 1_500);
  const before = database.bytes();
  const times = { bare: [] as number[], checkpoint: [] as number[], turn: [] as number[] };
  // Until a log has been folded into its file once it grows with each save, and a sync of a growing file costs more:
  // both are brought past that (1000 pages) before the clock runs.
  for (let n = 0; n < WARM_INSERTS; n++) insert.run(body);
  for (let n = 0; n < WARM_SAVES; n++) database.recorder.save([open], []);
  for (let n = 0; n < rounds; n++) {
    times.bare.push(timed(() => insert.run(body)));
    const grown = { ...open, spans: [work(open.slot, 0, 10_000 + n)] };
    times.checkpoint.push(timed(() => database.recorder.save([grown], [])));
    const next = busySlice(contract, open.slot + 600);
    times.turn.push(timed(() => database.recorder.save([closed(grown), next], [])));
    open = next;
  }
  database.close();
  bare.close();
  const again = openDatabase({ folder, now: () => slotStart(SLOT), onBrokenRow: () => undefined });
  if (again.outcome !== 'opened') throw new Error(JSON.stringify(again));
  const grown = again.database.bytes() - before;
  again.database.close();
  return {
    bare: median(times.bare),
    checkpoint: median(times.checkpoint),
    turn: median(times.turn),
    bytesPerHour: Math.round((grown / rounds) * 6),
  };
}

/** As busy ten minutes end: input in each minute, eight windows with titles of common length. */
function busySlice(contract: Slice['contractId'], slot: number): Slice {
  return aSlice(contract, slot, {
    minutes: Array.from({ length: 10 }, () => ({
      keys: 212,
      clicks: 17,
      scrolls: 44,
      distance: 15_678,
      synthetic: 0,
    })),
    windows: Array.from({ length: 8 }, (_, n) => ({
      app: 'Google-chrome',
      title: `Pull request ${n} · acme/website: the header, its menu and the language switch`,
      ms: 75_000,
    })),
  });
}

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
