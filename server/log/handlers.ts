/** What a device, and whoever may see the log, asks of it over HTTP. */
import { type HandlersOf, NOT_FOUND } from '../http/handler';
import type { Parts } from '../parts';

export function logHandlers({ logs }: Pick<Parts, 'logs'>): HandlersOf<'append' | 'entries' | 'head'> {
  return {
    async append({ params: { contract }, body, asker: { account, device }, now }) {
      if (account === null || device === null) return NOT_FOUND;
      const results = await logs.append(contract, { account, kid: device.kid }, body.entries, now);
      return results === null ? NOT_FOUND : { results };
    },
    entries: async ({ params: { contract }, query: { from, limit } }) =>
      (await logs.lines(contract, from, limit)) ?? NOT_FOUND,
    head: async ({ params: { contract }, query: { since } }) =>
      (await logs.head(contract, since ?? null)) ?? NOT_FOUND,
  };
}
