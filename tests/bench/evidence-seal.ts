/**
 * How long it takes to seal a slice, by the real sealer into the real database with its memory on the disk, against one
 * bare Ed25519 signature and one insert of as many bytes, turn by turn. Prints medians in ms as JSON.
 * Arguments: an empty folder, how many slices.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { slotEnd, slotStart } from '../../domain/week';
import { connect } from '../../electron/main/db/connection';
import { openDatabase } from '../../electron/main/db/open';
import { openLogMemory } from '../../electron/main/log-memory';
import { median } from '../../scripts/bench/figures.mjs';
import { testKey, workedSlice } from '../support/evidence';
import { testSealer } from '../support/sealer';
import { closed, newContract, newContractId, newSliceId, SLOT } from '../support/store-fixtures';

/** Until a log has been folded into its file once, a save costs more (tests/support/store-bench.ts). */
const WARM = 300;

const [folder = '', count = '200'] = process.argv.slice(2);
let wall = slotStart(SLOT);
const now = () => wall;
const opened = openDatabase({ folder, now, onBrokenRow: () => refuse('a row cannot be read') });
if (opened.outcome !== 'opened') refuse(opened.outcome);
const { database } = opened;
const kept = await openLogMemory(folder, now);
if (kept.outcome !== 'opened') refuse(kept.outcome);
const { signer, warnings } = testSealer(database, { now, memory: kept.memory });
const contract = newContractId();
database.contracts.create(contract, newContract({ pictures: 'none' }), slotStart(SLOT) - 60_000);

const bare = connect(join(folder, 'bare.db'));
bare.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
const insert = bare.prepare('INSERT INTO bare (body) VALUES (?)');
const key = testKey('device');
const message = Buffer.alloc(850, 'a');
// An entry's line and what stands beside it: as many bytes as the sealer writes for such a slice.
const body = 'a'.repeat(2_500);

const times = { seal: [] as number[], bare: [] as number[] };
for (let n = 0; n < WARM + Number(count); n++) {
  const slot = SLOT + n * 600;
  const slice = closed({ ...workedSlice(slot), id: newSliceId(), contractId: contract });
  wall = slotEnd(slot) + 60_000;
  if (database.recorder.save([slice], []).outcome !== 'saved') refuse('not saved');
  const sealed = await timed(() => signer.settle(contract));
  const wrote = await timed(() => {
    key.sign(message);
    insert.run(body);
  });
  if (n < WARM) continue;
  times.seal.push(sealed);
  times.bare.push(wrote);
}
const size = database.logs.newest(contract)?.head.tree.size ?? 0;
if (size < WARM + Number(count)) refuse(`only ${size} entries: ${warnings.join('\n')}`);
database.close();
bare.close();
console.log(JSON.stringify({ seal: median(times.seal), bare: median(times.bare) }));

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function refuse(why: string): never {
  throw new Error(why);
}
