import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR_MS } from '../../../domain/week';
import { entriesOfType } from '../../support/sealer';
import { testServer } from '../../support/server';
import { MONDAY, SLOT } from '../../support/store-fixtures';
import { syncDevice } from '../../support/sync-device';

const AT = MONDAY + 12 * HOUR_MS;

describe('what the server says by itself', () => {
  it('[SY15] a limit and a question wake the app at once', async () => {
    const opened = Promise.withResolvers<void>();
    const server = await testServer({ at: AT });
    const fran = await server.setup('Fran');
    const device = syncDevice({
      url: server.url,
      now: AT,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (url.endsWith('/events') && response.ok) opened.resolve();
        return response;
      },
    });
    onTestFinished(() => device.desk.end());
    await device.link(fran);
    const id = device.contract();
    device.slice(id, SLOT);
    await device.seal();
    await device.share(id);
    await device.round();
    const made = await device.desk.invite({ contractId: id, name: 'Clio' });
    if (made.outcome !== 'made') throw new Error('not invited');
    const clio = await server.joinBy(made.link, 'Clio');
    await opened.promise;
    // Whatever was to be done before is done: from here on only events ask for a round.
    for (let n = 0; n < 4; n++) await device.round();

    /** Rounds as the server's events ask for them, and none else. */
    const until = async (isSo: () => boolean) => {
      while (!isSo()) {
        await device.woken();
        await device.round();
      }
    };
    await clio.ask('setLimit', { params: { contract: id }, body: { limitSeconds: 123_000 } });
    await until(() => device.database.contracts.get(id)?.limits.at(-1)?.limitSeconds === 123_000);

    const leaf = entriesOfType(device.database, id, 'segment')[0]?.leaf;
    if (leaf === undefined) throw new Error('no segment');
    await clio.ask('say', { params: { contract: id, leaf }, body: { text: 'And this?' } });
    await until(() => device.news.some(({ what }) => what === 'question'));
    expect(device.news.filter(({ what }) => what === 'question')).toHaveLength(1);
    expect(device.desk.state().contracts[0]?.unanswered).toBe(1);
  });
});
