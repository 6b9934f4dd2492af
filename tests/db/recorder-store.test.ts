/** The recorder's stores: in memory, on SQLite, and with saves that fail both ways. */
import { describe, expect, test } from 'vitest';
import { recorderStoreContract } from '../contracts/store';
import { addContract, aside, openSound } from '../support/database';
import { FaultyStore } from '../support/faulty-store';
import { MemoryStore } from '../support/memory-store';
import { anIdle, aSlice, closed, MONDAY, newContract, newContractId, SLOT } from '../support/store-fixtures';

recorderStoreContract('memory', () => {
  const store = new MemoryStore();
  return {
    store,
    restarted: () => store,
    addContract: () => {
      const { rateMinor, limitSeconds, ...settings } = newContract();
      const id = newContractId();
      const rates = [{ from: MONDAY, rateMinor }];
      const limits = [{ from: MONDAY, limitSeconds }];
      const none = { fees: [], attestations: [], pauses: [] };
      store.putContract({ ...settings, ...none, id, rates, limits, createdAt: MONDAY, archivedAt: null });
      return id;
    },
  };
});

recorderStoreContract('SQLite', () => {
  const database = openSound();
  return {
    store: database.recorder,
    restarted: () => openSound(database.folder).recorder,
    addContract: () => addContract(database),
  };
});

describe('a save that fails', () => {
  const fault = { reason: 'io', detail: 'pulled out' } as const;

  test('[ST3] before it took effect, leaves the state before; asked again, it holds', () => {
    const database = openSound();
    const store = new FaultyStore(database.recorder);
    const contract = addContract(database);
    const slice = aSlice(contract, SLOT);
    store.save([slice], []);
    store.fail('before', fault, 1);
    const newer = closed(slice);
    const idle = anIdle(contract, MONDAY);
    expect(store.save([newer], [idle])).toEqual({ outcome: 'failed', ...fault });
    const restarted = openSound(database.folder).recorder;
    expect(restarted.openSlices()).toEqual([slice]);
    expect(restarted.pendingIdles()).toEqual([]);
    expect(store.save([newer], [idle])).toEqual({ outcome: 'saved' });
    expect(restarted.openSlices()).toEqual([]);
    expect(restarted.pendingIdles()).toEqual([idle]);
  });

  test('[ST3] after it took effect, is safe to ask for again', () => {
    const database = openSound();
    const store = new FaultyStore(database.recorder);
    const contract = addContract(database);
    const slice = aSlice(contract, SLOT);
    const idle = anIdle(contract, MONDAY);
    store.fail('after', fault, 1);
    expect(store.save([slice], [idle])).toEqual({ outcome: 'failed', ...fault });
    expect(store.save([slice], [idle])).toEqual({ outcome: 'saved' });
    const restarted = openSound(database.folder).recorder;
    expect(restarted.slicesBetween(MONDAY, MONDAY * 2)).toEqual([slice]);
    expect(restarted.pendingIdles()).toEqual([idle]);
  });

  test('[ST3] in the middle of its transaction, leaves nothing of it', () => {
    const database = openSound();
    const contract = addContract(database);
    aside(database.folder, (sqlite) => {
      sqlite.exec("CREATE TRIGGER pull BEFORE INSERT ON idles BEGIN SELECT RAISE(ABORT, 'pulled'); END");
    });
    const slice = aSlice(contract, SLOT);
    expect(() => database.recorder.save([slice], [anIdle(contract, MONDAY)])).toThrow('pulled');
    expect(database.recorder.openSlices()).toEqual([]);
    expect(database.recorder.save([slice], [])).toEqual({ outcome: 'saved' });
  });
});
