import { describe, expect, it } from 'vitest';
import { contractWithClient } from '../../support/linked-device';
import { entriesOfType } from '../../support/sealer';

describe('what the server says by itself', () => {
  it('[SY15] a limit and a question wake the app at once', async () => {
    const opened = Promise.withResolvers<void>();
    const { clio, device, id } = await contractWithClient({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (url.endsWith('/events') && response.ok) opened.resolve();
        return response;
      },
    });
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
