/** The first answer of a server that is lost on its way: what the server says next is believed all the same. */
import { expect, it } from 'vitest';
import { sharedContract } from '../../support/linked-device';

it('[SY11] a server is not accused because its own key is among what is not known to be sent', async () => {
  let appended = 0;
  const { server, fran, device, id } = await sharedContract({
    async fetch(url, init) {
      const answer = await fetch(url, init);
      const isAppend = init.method === 'POST' && url.endsWith('/entries');
      // The `open` goes alone; what comes behind it has the server's key, and is kept there.
      if (!isAppend || ++appended !== 2) return answer;
      await answer.arrayBuffer();
      throw new TypeError('terminated');
    },
  });
  expect(device.desk.state()).toMatchObject({ problem: 'offline', contracts: [{ sent: 1 }] });
  const { link } = await fran.ask('invite', { params: { contract: id }, body: { name: 'Clio' } });
  const clio = await server.joinBy(link, 'Clio');
  await clio.ask('setLimit', { params: { contract: id }, body: { limitSeconds: 180_000 } });
  await device.desk.retry([]);
  await device.round();
  const [state] = device.desk.state().contracts;
  expect(state).toMatchObject({ state: 'current', queued: 0 });
  expect(device.database.contracts.get(id)?.limits.at(-1)?.limitSeconds).toBe(180_000);
});
