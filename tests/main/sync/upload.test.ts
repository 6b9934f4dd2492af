import { describe, expect, it } from 'vitest';
import type { ContractId } from '../../../domain/ids';
import { SLOT_SECONDS } from '../../../domain/week';
import { linkedDevice } from '../../support/linked-device';
import { readLog } from '../../support/sealer';
import { SLOT } from '../../support/store-fixtures';
import type { SyncDevice } from '../../support/sync-device';

function linesOf(device: SyncDevice, id: ContractId): string[] {
  const log = device.database.logs.newest(id);
  return log === null ? [] : [...device.database.logs.lines(log.log)];
}

describe('the upload', () => {
  it('[SY4] sends the whole log in order, and what is sealed later', async () => {
    const { fran, device } = await linkedDevice();
    const id = device.contract();
    for (let n = 0; n < 5; n++) device.slice(id, SLOT + n * SLOT_SECONDS);
    await device.seal();
    await device.share(id);
    await device.round();
    const state = device.desk.state();
    expect(state).toMatchObject({ state: 'idle', problem: null });
    expect(state.contracts[0]).toMatchObject({ state: 'current', queued: 0 });

    device.slice(id, SLOT + 6 * SLOT_SECONDS);
    await device.seal();
    device.desk.grew();
    await device.round();
    const there = await fran.ask('entries', { params: { contract: id } });
    expect(there.lines).toEqual(linesOf(device, id).slice(0, there.size));
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0 });
    expect(device.warnings).toEqual([]);
    readLog(device.database, id);
    const received = device.desk.received({ from: SLOT, to: SLOT + 7 * SLOT_SECONDS });
    expect(received.map(({ state: one }) => one)).toEqual(Array.from({ length: 6 }, () => 'received'));
  });
});
