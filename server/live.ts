/** What answers for what happens now: news, presence, the moments of the running slot, and what is shared. SPEC: SV53–SV58. */
import { assertNever } from '../domain/assert';
import { SegmentRows } from './diary/segment-rows';
import { type HandlersOf, NOT_FOUND, Refusal } from './http/handler';
import type { Moments } from './moments';
import type { Parts } from './parts';
import type { Presence } from './presence';

type Routes = 'events' | 'presence' | 'moment' | 'share';

export function liveHandlers(parts: Parts & { presence: Presence; moments: Moments }): HandlersOf<Routes> {
  const { hub, presence, moments } = parts;
  const rows = new SegmentRows(parts.sqlite);
  return {
    async events({ params: { contract }, asker, signal }) {
      const { account, device } = asker;
      const who = [account, device?.id, account === null ? null : `${account}@${contract}`];
      return hub.listen(
        contract,
        signal,
        who.flatMap((one) => one ?? []),
      );
    },
    async presence({ params: { contract }, body, now }) {
      presence.say(contract, body.working, now);
      return undefined;
    },
    async moment({ params: { contract, slot }, now }) {
      const moment = await moments.of(contract, slot, now);
      if (moment === null) return NOT_FOUND;
      switch (moment.outcome) {
        case 'shares':
          return { day: moment.day, shares: moment.shares };
        case 'slot':
          return new Refusal(
            409,
            'slot-not-running',
            'Moments are given for the slot that is running, and for no other.',
          );
        case 'later':
          return new Refusal(409, 'moments-later', 'This server gives moments from the next slot on.');
        default:
          return assertNever(moment);
      }
    },
    async share({ params: { contract }, body, now }) {
      const before = rows.shared(contract);
      rows.share(contract, [...new Set(body.fields)], body.presence);
      // Whoever saw "working" must not go on seeing it.
      if (before.presence !== body.presence)
        hub.tell({ kind: 'presence', contract, working: body.presence && presence.working(contract, now) });
      return undefined;
    },
  };
}
