import { describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import type { WireEvent } from '../../domain/protocol-log';
import { createHub } from '../../server/events';

const CONTRACT = ContractIdSchema.parse('11111111-1111-4111-8111-111111111111');
const OTHER = ContractIdSchema.parse('22222222-2222-4222-8222-222222222222');

const log = (size: number, contract = CONTRACT): WireEvent => ({ kind: 'log', contract, size });
const review = (week: number): WireEvent => ({ kind: 'review', contract: CONTRACT, week });

async function heard(events: AsyncIterable<WireEvent>): Promise<WireEvent[]> {
  const all: WireEvent[] = [];
  for await (const one of events) all.push(one);
  return all;
}

describe('the hub', () => {
  it('[SV56] tells a listener the news of its contract from the moment it asked, and of no other', async () => {
    const hub = createHub();
    const gone = new AbortController();
    const events = hub.listen(CONTRACT, gone.signal)[Symbol.asyncIterator]();
    hub.tell(log(1, OTHER));
    hub.tell(log(2));
    expect(await events.next()).toEqual({ done: false, value: log(2) });
    const next = events.next();
    hub.tell(review(3));
    expect(await next).toEqual({ done: false, value: review(3) });
    gone.abort();
    expect((await events.next()).done).toBe(true);
  });

  it('[SV56] of a log that grows while nobody listens the newest size is told once', async () => {
    const hub = createHub();
    const events = hub.listen(CONTRACT, new AbortController().signal)[Symbol.asyncIterator]();
    for (let size = 1; size <= 1000; size++) hub.tell(log(size));
    expect((await events.next()).value).toEqual(log(1000));
  });

  it('[SV56] a listener that falls behind is ended, and the others are not', async () => {
    const hub = createHub(3);
    const slow = hub.listen(CONTRACT, new AbortController().signal);
    const quick = hub.listen(CONTRACT, new AbortController().signal)[Symbol.asyncIterator]();
    for (let week = 0; week < 4; week++) {
      hub.tell(review(week));
      expect((await quick.next()).value).toEqual(review(week));
    }
    expect((await heard(slow)).length).toBeLessThanOrEqual(3);
  });

  it('[SV57] a device or account that is closed hears nothing more', async () => {
    const hub = createHub();
    const never = new AbortController().signal;
    const device = heard(hub.listen(CONTRACT, never, ['account', 'device']));
    const other = hub.listen(CONTRACT, never, ['other'])[Symbol.asyncIterator]();
    hub.close('device');
    hub.tell(log(5));
    expect(await device).toEqual([]);
    expect((await other.next()).value).toEqual(log(5));
    const rest = other.next();
    hub.closeAll();
    expect((await rest).done).toBe(true);
  });

  it('[SV57] a caller that has gone already hears nothing', async () => {
    expect(await heard(createHub().listen(CONTRACT, AbortSignal.abort()))).toEqual([]);
  });
});
