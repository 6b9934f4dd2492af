/** Day keys on a real database, with real signatures: what is committed, what it draws, and what is revealed when. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../domain/bytes';
import { ManualClock } from '../../domain/clock';
import { commitmentOf, dayOf } from '../../domain/day-key';
import type { EntryOf } from '../../domain/entry';
import type { ContractId } from '../../domain/ids';
import { DAY_MS, HOUR_MS, slotOf, slotStart } from '../../domain/week';
import { createDayKeys, type DayKeys } from '../../electron/main/day-keys';
import type { Database } from '../../electron/main/db/open';
import type { DeviceKey, LogSigner } from '../../electron/main/evidence/ports';
import { addContract, aside, openSound } from '../support/database';
import { sha256, testKey } from '../support/evidence';
import { entriesOf, testSealer } from '../support/sealer';
import { MONDAY, newContract, newContractId } from '../support/store-fixtures';
import { tempFolder } from '../support/temp-folder';

const NOON = MONDAY + 12 * HOUR_MS;
const [TODAY, TOMORROW] = [dayOf(slotOf(MONDAY)), dayOf(slotOf(MONDAY + DAY_MS))];

interface Bench {
  folder: string;
  database: Database;
  clock: ManualClock;
  signer: LogSigner;
  keys: DayKeys;
  warnings: string[];
}

function bench(at = NOON, folder = tempFolder(), refuse?: () => void, isLocked = () => false): Bench {
  const database = openSound(folder);
  const clock = new ManualClock(at);
  const device: DeviceKey = { key: testKey('device'), store: 'file' };
  const { signer } = testSealer(database, {
    now: () => clock.read().wall,
    device: () => (isLocked() ? [] : [device]),
  });
  const warnings: string[] = [];
  const table = database.dayKeys;
  const keys = createDayKeys({
    table: {
      inUse: (id, day) => table.inUse(id, day),
      state: (id, day) => table.state(id, day),
      hidden: (id, before) => table.hidden(id, before),
      committed: (...args) => {
        table.committed(...args);
        refuse?.();
      },
      revealed: (...args) => {
        table.revealed(...args);
        refuse?.();
      },
    },
    signer,
    contracts: () => database.contracts.list(),
    clock,
    randomBytes,
    sha256,
    every: () => {},
    turn: async () => {},
    log: (message) => warnings.push(message),
  });
  return { folder, database, clock, signer, keys, warnings };
}

const commits = (database: Database, id: ContractId): EntryOf<'day.commit'>[] =>
  entriesOf(database, id).filter((entry) => entry.type === 'day.commit');
const reveals = (database: Database, id: ContractId): EntryOf<'day.reveal'>[] =>
  entriesOf(database, id).filter((entry) => entry.type === 'day.reveal');
const secret = (folder: string, id: ContractId, day: number) =>
  aside(folder, (sqlite) => {
    const row: unknown = sqlite
      .prepare('SELECT key FROM day_keys WHERE contract_id = ? AND day = ?')
      .pluck()
      .get(id, day);
    if (!(row instanceof Uint8Array)) throw new Error('no key');
    return new Uint8Array(row);
  });

describe('a commitment', () => {
  it('[SG15] of today and of tomorrow, once each, whenever the app runs; it holds for slots that begin after it', async () => {
    const { database, clock, keys } = bench(NOON + 1);
    const id = addContract(database);
    expect(keys.random(id, slotOf(NOON))).toBeNull();
    await keys.settle();
    await keys.settle();
    expect(commits(database, id).map(({ day }) => day)).toEqual([TODAY, TOMORROW]);
    expect(keys.random(id, slotOf(NOON))).toBeNull();
    expect(keys.random(id, slotOf(NOON + 600_000))).not.toBeNull();
    expect(keys.random(id, TOMORROW)).not.toBeNull();
    expect(keys.random(id, dayOf(TOMORROW + 86_400))).toBeNull();
    clock.advance(DAY_MS);
    await keys.settle();
    expect(commits(database, id).map(({ day }) => day)).toEqual([TODAY, TOMORROW, TOMORROW + 86_400]);
  });

  it('[SG15] is the hash of the key, which no line tells before its day is over', async () => {
    const { folder, database, clock, keys } = bench();
    const id = addContract(database);
    await keys.settle();
    clock.advance(12 * HOUR_MS - 1);
    await keys.settle();
    const key = secret(folder, id, TODAY);
    expect(commits(database, id)[0]?.commit).toBe(commitmentOf(key, sha256));
    expect(JSON.stringify(entriesOf(database, id))).not.toContain(toBase64Url(key));
    expect(reveals(database, id)).toEqual([]);
    clock.advance(1);
    await keys.settle();
    await keys.settle();
    expect(reveals(database, id)).toMatchObject([
      { day: TODAY, key: toBase64Url(key), at: slotStart(TOMORROW) },
    ]);
  });

  it('[SG15] of each contract that is pictured and no other, with a key of its own', async () => {
    const { folder, database, keys } = bench();
    const [one, two] = [addContract(database), addContract(database)];
    const unpictured = newContractId();
    database.contracts.create(unpictured, newContract({ pictures: 'none' }), MONDAY);
    const archived = addContract(database);
    database.contracts.archive(archived, MONDAY);
    await keys.settle();
    expect(commits(database, unpictured)).toEqual([]);
    expect(commits(database, archived)).toEqual([]);
    expect(secret(folder, one, TODAY)).not.toEqual(secret(folder, two, TODAY));
    const share = (id: ContractId) => keys.random(id, TOMORROW)?.uniform('picture');
    expect(share(one)).not.toBe(share(two));
  });

  it('[SG15] is not made for a day of which no slot is still to begin', async () => {
    const { database, keys } = bench(MONDAY + DAY_MS - 600_000);
    const id = addContract(database);
    await keys.settle();
    expect(commits(database, id).map(({ day }) => day)).toEqual([TOMORROW]);
  });
});

describe('a device whose key is locked', () => {
  it('[SG15] commits to nothing and draws from nothing, until it is open', async () => {
    let isLocked = true;
    const { folder, database, keys } = bench(NOON, tempFolder(), undefined, () => isLocked);
    const id = addContract(database);
    await keys.settle();
    expect(aside(folder, (sqlite) => sqlite.prepare('SELECT * FROM day_keys').all())).toEqual([]);
    expect(keys.random(id, TOMORROW)).toBeNull();
    isLocked = false;
    await keys.settle();
    expect(commits(database, id).map(({ day }) => day)).toEqual([TODAY, TOMORROW]);
    expect(keys.random(id, TOMORROW)).not.toBeNull();
  });
});

describe('a reveal', () => {
  it('[SG15] is made by a later run, also of an archived contract, for every day that was missed', async () => {
    const first = bench();
    const id = addContract(first.database);
    await first.keys.settle();
    first.database.contracts.archive(id, NOON);
    first.database.close();
    const later = bench(NOON + 30 * DAY_MS, first.folder);
    await later.keys.settle();
    expect(reveals(later.database, id).map(({ day }) => day)).toEqual([TODAY, TOMORROW]);
    expect(commits(later.database, id)).toHaveLength(2);
  });

  it('[SG15] a clock that is set back brings neither the key nor a second one into use again', async () => {
    const { database, clock, keys } = bench();
    const id = addContract(database);
    await keys.settle();
    clock.jump(DAY_MS);
    await keys.settle();
    clock.jump(-DAY_MS);
    await keys.settle();
    expect(commits(database, id).filter(({ day }) => day === TODAY)).toHaveLength(1);
    expect(reveals(database, id)).toHaveLength(1);
    expect(keys.random(id, slotOf(NOON + HOUR_MS))).toBeNull();
    expect(keys.random(id, TOMORROW)).not.toBeNull();
  });
});

describe('a crash', () => {
  it.each(['commit', 'reveal'])(
    '[SG15] in the transaction of a %s leaves neither entry nor key',
    async (what) => {
      let broken = what === 'commit';
      const { folder, database, clock, keys } = bench(NOON, tempFolder(), () => {
        if (broken) throw new Error('crash');
      });
      const id = addContract(database);
      const rows = () => aside(folder, (sqlite) => sqlite.prepare('SELECT * FROM day_keys').all());
      if (what === 'reveal') {
        await keys.settle();
        broken = true;
        clock.advance(DAY_MS);
      }
      const before = rows();
      await expect(keys.settle()).rejects.toThrow('crash');
      expect(rows()).toEqual(before);
      expect(reveals(database, id)).toEqual([]);
      expect(commits(database, id)).toHaveLength(before.length);
      broken = false;
      await keys.settle();
      expect(commits(database, id).map(({ day }) => day)).toEqual(
        what === 'commit' ? [TODAY, TOMORROW] : [TODAY, TOMORROW, TOMORROW + 86_400],
      );
      expect(reveals(database, id)).toHaveLength(what === 'commit' ? 0 : 1);
    },
  );

  it('[SG15] is no matter to `begin`: it tells, and goes on at the next look', async () => {
    const { database, keys, warnings } = bench(NOON, tempFolder(), () => {
      throw new Error('the disk is full');
    });
    addContract(database);
    await keys.begin();
    expect(warnings).toEqual(['day keys: the disk is full']);
  });
});
