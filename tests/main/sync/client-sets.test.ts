import { describe, expect, it } from 'vitest';
import type { ContractId } from '../../../domain/ids';
import { HOUR_MS, SLOT_SECONDS } from '../../../domain/week';
import { contractWithClient } from '../../support/linked-device';
import { entriesOf, readLog } from '../../support/sealer';
import { MONDAY, SLOT } from '../../support/store-fixtures';
import type { SyncDevice } from '../../support/sync-device';

/** A contract that is shared and sent, and its client. */
async function ground() {
  const { server, fran, clio, device, id } = await contractWithClient();
  /** Both clocks. */
  const advance = (ms: number) => {
    server.clock.advance(ms);
    device.now += ms;
  };
  const sameLog = async () => {
    const there = await fran.ask('entries', { params: { contract: id } });
    const log = device.database.logs.newest(id);
    expect(log === null ? [] : [...device.database.logs.lines(log.log)]).toEqual(there.lines);
    readLog(device.database, id);
  };
  return { server, fran, clio, device, id, advance, sameLog };
}

async function sync(device: SyncDevice) {
  device.desk.grew();
  await device.round();
}

const setOf = (device: SyncDevice, id: ContractId) =>
  device.desk.state().contracts.find(({ contractId }) => contractId === id)?.set;

describe('what the client sets', () => {
  it('[SY6] [SY8] comes before what waits, takes effect, and is not said again by the app', async () => {
    const { clio, device, id, advance, sameLog } = await ground();
    advance(60_000);
    device.slice(id, SLOT + SLOT_SECONDS);
    await device.seal();
    await clio.ask('setLimit', { params: { contract: id }, body: { limitSeconds: 180_000 } });
    await sync(device);
    expect(device.database.contracts.get(id)?.limits.at(-1)?.limitSeconds).toBe(180_000);
    expect(setOf(device, id)?.limit?.limitSeconds).toBe(180_000);
    expect(device.news).toContainEqual(expect.objectContaining({ what: 'limit', limitSeconds: 180_000 }));
    await device.seal();
    await sync(device);
    expect(entriesOf(device.database, id).filter(({ type }) => type === 'limit')).toHaveLength(1);
    await sameLog();
    expect(device.warnings).toEqual([]);
  });

  it('[SY8] tags and what is allowed come with their words', async () => {
    const { clio, device, id, sameLog } = await ground();
    await clio.ask('setTerms', {
      params: { contract: id },
      body: { manual: true, tags: ['Design', 'Réunion'], tagRequired: true },
    });
    await sync(device);
    expect(device.database.contracts.get(id)).toMatchObject({
      manualAllowed: true,
      tags: ['Design', 'Réunion'],
      tagRequired: true,
    });
    expect(setOf(device, id)?.terms).toMatchObject({ manual: true, tags: ['Design', 'Réunion'] });
    await device.seal();
    await sync(device);
    expect(entriesOf(device.database, id).filter(({ type }) => type === 'terms')).toHaveLength(1);
    await sameLog();
  });

  it('[SY9] what is worked in a pause is refused, kept and shown; what comes after goes on', async () => {
    const { server, clio, device, id, advance, sameLog } = await ground();
    await clio.ask('pause', { params: { contract: id }, body: { paused: true } });
    advance(2 * HOUR_MS);
    const slot = SLOT + 5 * 3600;
    const refused = device.slice(id, slot);
    await device.seal();
    // What is said of it goes with it; a change of an earlier one does not.
    device.database.slices.setMemo([refused.id], 'changed before it was sent');
    await device.seal();
    const [first] = device.database.slices.between(MONDAY, MONDAY + 24 * HOUR_MS);
    if (first === undefined) throw new Error('no slice');
    device.database.slices.setMemo([first.id], 'another memo');
    await device.seal();
    server.clock.at = device.now;
    await sync(device);
    const state = device.desk.state();
    expect(state.refused).toMatchObject([{ contractId: id, sliceId: refused.id, slot, why: 'paused' }]);
    expect(state.contracts[0]).toMatchObject({ state: 'current', queued: 0 });
    expect(device.database.contracts.get(id)?.pauses).toHaveLength(1);
    expect(device.database.slices.byId(refused.id)).not.toBeNull();
    expect(device.desk.received({ from: slot, to: slot + 600 })).toMatchObject([{ state: 'refused' }]);
    await sameLog();

    await clio.ask('pause', { params: { contract: id }, body: { paused: false } });
    await sync(device);
    expect(device.database.contracts.get(id)?.pauses).toMatchObject([{ to: expect.any(Number) }]);
    advance(HOUR_MS);
    const after = device.slice(id, SLOT + 6 * 3600 + 1200);
    await device.seal();
    server.clock.at = device.now;
    await sync(device);
    expect(device.desk.received({ from: after.slot, to: after.slot + 600 })).toMatchObject([
      { state: 'received' },
    ]);
    await sameLog();
  });

  it('[SY13] a question is told once, answered, and its notice goes', async () => {
    const { clio, device, id } = await ground();
    const leaf =
      entriesOf(device.database, id).length > 0
        ? readLog(device.database, id).entries.find(({ type }) => type === 'segment')?.leaf
        : undefined;
    if (leaf === undefined) throw new Error('no segment');
    await clio.ask('say', { params: { contract: id, leaf }, body: { text: 'What was this?' } });
    const { threads, stale } = await device.desk.threads({ contractId: id });
    expect(stale).toBeNull();
    expect(threads).toMatchObject([
      { leaf, sliceId: expect.any(String), messages: [{ text: 'What was this?' }] },
    ]);
    expect(device.news.filter(({ what }) => what === 'question')).toHaveLength(1);
    expect(device.desk.state().contracts[0]?.unanswered).toBe(1);
    const said = await device.desk.say({ contractId: id, leaf, text: 'The header.' });
    expect(said).toMatchObject({ outcome: 'said', thread: { messages: [{}, { text: 'The header.' }] } });
    expect(device.desk.state().contracts[0]?.unanswered).toBe(0);
    expect(device.news.filter(({ what }) => what === 'answered')).toHaveLength(1);
    expect(await device.desk.accesses({ contractId: id })).toMatchObject({ outcome: 'read' });
  });

  it('[SY14] a dispute comes with its hours, is answered from the app, and is here without a network', async () => {
    const { server, clio, device, id, advance, sameLog } = await ground();
    // Monday noon after the week.
    advance(7 * 24 * HOUR_MS + 60_000);
    await server.server.tick();
    await sync(device);
    const week = MONDAY / 1000;
    await clio.ask('dispute', {
      params: { contract: id, week },
      body: { ms: 5_000, reason: 'memo', text: 'Not agreed.' },
    });
    await sync(device);
    expect(device.news).toContainEqual(expect.objectContaining({ what: 'dispute', ms: 5_000 }));
    const { disputes } = device.desk.disputes(id);
    expect(disputes[0]?.steps.map(({ what }) => what)).toContain('disputed');
    expect(device.desk.state().contracts[0]).toMatchObject({
      disputes: 1,
      set: { paused: expect.anything() },
    });
    const answered = await device.desk.answer({ contractId: id, week, ms: 1_000, text: 'It was.' });
    expect(answered.outcome).toBe('answered');
    await sync(device);
    expect(device.desk.state().contracts[0]?.disputes).toBe(0);
    await device.seal();
    await sync(device);
    await sameLog();
    expect(device.warnings).toEqual([]);
  });
});
