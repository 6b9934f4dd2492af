/**
 * What most tests of the sync begin with: a real server, its freelancer, and their device; then a contract that is shared
 * and sent, with one slice; then its client. Both clocks are at Monday 12:00 UTC, and the engine ends with the test.
 */
import { onTestFinished } from 'vitest';
import { HOUR_MS } from '../../domain/week';
import { testServer } from './server';
import { MONDAY, SLOT } from './store-fixtures';
import { type SyncDeviceOptions, syncDevice } from './sync-device';

/** Ms: when these tests begin. */
export const SYNC_AT = MONDAY + 12 * HOUR_MS;

export interface LinkedDeviceOptions extends Omit<SyncDeviceOptions, 'url' | 'now'> {
  /** The server's data. */
  folder?: string;
}

/** A server, its freelancer, and a device of theirs that is linked to it. */
export async function linkedDevice({ folder, ...options }: LinkedDeviceOptions = {}) {
  const server = await testServer({ at: SYNC_AT, ...(folder !== undefined && { folder }) });
  const fran = await server.setup('Fran');
  const device = syncDevice({ ...options, url: server.url, now: SYNC_AT });
  onTestFinished(() => device.desk.end());
  await device.link(fran);
  return { server, fran, device };
}

/** And a contract with a slice in `SLOT`, which is shared and was sent. */
export async function sharedContract(options?: LinkedDeviceOptions) {
  const linked = await linkedDevice(options);
  const { device } = linked;
  const id = device.contract();
  device.slice(id, SLOT);
  await device.seal();
  await device.share(id);
  await device.round();
  return { ...linked, id };
}

/** And its client, who came by the app's invitation. */
export async function contractWithClient(options?: LinkedDeviceOptions) {
  const shared = await sharedContract(options);
  const made = await shared.device.desk.invite({ contractId: shared.id, name: 'Clio' });
  if (made.outcome !== 'made') throw new Error(`not invited: ${made.why} ${made.detail}`);
  return { ...shared, clio: await shared.server.joinBy(made.link, 'Clio') };
}
