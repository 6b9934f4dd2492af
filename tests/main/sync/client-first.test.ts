/** What waits here and the client has said first, so that the server does not take it: all that comes behind it goes on. */
import { describe, expect, it } from 'vitest';
import { SLOT_SECONDS } from '../../../domain/week';
import { contractWithClient } from '../../support/linked-device';
import { readLog } from '../../support/sealer';
import { SLOT } from '../../support/store-fixtures';

describe('what the client said first', () => {
  it('[SY9] terms that waited meanwhile keep nothing back, and what is the freelancer’s own of them is said again', async () => {
    const { server, clio, device, id } = await contractWithClient();
    const contract = device.database.contracts.get(id);
    if (contract === null) throw new Error('none');
    // Offline, the freelancer sets how long pictures are kept.
    device.database.contracts.edit(id, { ...contract, privacy: { ...contract.privacy, retentionDays: 30 } });
    device.slice(id, SLOT + SLOT_SECONDS);
    await device.seal();
    await clio.ask('setTerms', {
      params: { contract: id },
      body: { manual: !contract.manualAllowed, tags: [], tagRequired: false },
    });
    server.clock.at = device.now;
    device.desk.grew();
    await device.round();
    await device.seal();
    device.desk.grew();
    await device.round();
    readLog(device.database, id);
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0, held: null });
    expect(device.database.contracts.get(id)).toMatchObject({
      privacy: { retentionDays: 30 },
      manualAllowed: !contract.manualAllowed,
    });
  });
  it('[SY9] a statement that both took back keeps nothing back', async () => {
    const { server, clio, device, id } = await contractWithClient();
    device.database.contracts.attest(id, 'billing', 'Fran', device.now);
    await device.seal();
    device.desk.grew();
    await device.round();
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current' });
    device.now += 60_000;
    server.clock.at = device.now;
    device.database.contracts.withdrawAttestation(id, 'billing', device.now);
    device.slice(id, SLOT + SLOT_SECONDS);
    await device.seal();
    await clio.ask('attest', { params: { contract: id }, body: { attested: false } });
    server.clock.at = device.now;
    device.desk.grew();
    await device.round();
    await device.seal();
    device.desk.grew();
    await device.round();
    expect(device.desk.state().contracts[0]).toMatchObject({ state: 'current', queued: 0, held: null });
  });
});
