import { describe, expect, it, onTestFinished } from 'vitest';
import type { ContractId } from '../../../domain/ids';
import { HOUR_MS, SLOT_SECONDS } from '../../../domain/week';
import { readLog } from '../../support/sealer';
import { testServer } from '../../support/server';
import { MONDAY, SLOT } from '../../support/store-fixtures';
import { syncDevice } from '../../support/sync-device';

/** A server, its freelancer, and a device of theirs; both clocks at Monday 12:00 UTC. */
async function ground() {
  const at = MONDAY + 12 * HOUR_MS;
  const server = await testServer({ at });
  const fran = await server.setup('Fran');
  const device = syncDevice({ url: server.url, now: at });
  onTestFinished(() => device.desk.end());
  await device.link(fran);
  return { server, fran, device };
}

function linesOf(device: Awaited<ReturnType<typeof ground>>['device'], id: ContractId): string[] {
  const log = device.database.logs.newest(id);
  return log === null ? [] : [...device.database.logs.lines(log.log)];
}

describe('the upload', () => {
  it('[SY4] sends the whole log in order, and what is sealed later', async () => {
    const { fran, device } = await ground();
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
