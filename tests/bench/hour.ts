/**
 * Records hours of work with the real recorder and the real database on a clock that moves when told, then prints the
 * bytes of the closed database. Input each second; another window each 30 s, with titles of common length.
 * Arguments: an empty folder, how many hours.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE, openDatabase } from '../../electron/main/db/open';
import { Rig } from '../support/rig';
import { newContract, newContractId } from '../support/store-fixtures';

const START = '2026-11-23T08:00:00Z';
const WINDOW_SECONDS = 30;

const [folder = '', hours = '1'] = process.argv.slice(2);

const opened = openDatabase({ folder, now: () => Date.parse(START), onBrokenRow: broken });
if (opened.outcome !== 'opened') throw new Error(`not opened: ${opened.outcome}`);
const { database } = opened;
const contract = newContractId();
database.contracts.create(contract, newContract({ pictures: 'none', limitSeconds: null }), Date.parse(START));

const rig = new Rig(database.recorder, START);
await rig.recorder.begin();
await rig.recorder.start(contract, 'The header, its menu and the language switch');
const seconds = Number(hours) * 3_600;
for (let second = 0; second < seconds; second++) {
  rig.window = windowAt(Math.floor(second / WINDOW_SECONDS));
  rig.type({ keys: 3, clicks: 1, scrolls: 1, distance: 250 });
  await rig.seconds(1);
}
await rig.recorder.stop();
const tracked = database.recorder.trackedMs(contract, 0, Number.MAX_SAFE_INTEGER);
if (tracked !== seconds * 1_000) throw new Error(`tracked ${tracked} ms of ${seconds} s`);
database.close();
console.log(statSync(join(folder, DATABASE_FILE)).size);

/** No two of the twenty windows of a slice are the same: nothing is saved by repetition. */
function windowAt(n: number): { app: string; title: string } {
  const apps = ['Google-chrome', 'Code', 'Slack', 'Gnome-terminal'];
  return {
    app: apps[n % apps.length] ?? '',
    title: `Pull request ${n} · acme/website: the header, its menu and the language switch`,
  };
}

function broken(): never {
  throw new Error('a row cannot be read');
}
