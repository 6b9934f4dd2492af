/** News, presence and sharing over real HTTP. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { FIELD_KINDS } from '../../domain/field';
import { EventSchema, type WireEvent } from '../../domain/protocol-log';
import { createHub } from '../../server/events';
import { createPresence } from '../../server/presence';
import { diaryServer } from '../support/diary-server';
import { CONTRACT, SLOT } from '../support/evidence';
import type { Caller } from '../support/server';

/** What a browser hears; `next` waits for it. */
async function listening(caller: Caller) {
  const gone = new AbortController();
  const response = await caller.send('events', { params: { contract: CONTRACT } }, { signal: gone.signal });
  const heard: WireEvent[] = [];
  const parser = createParser({
    onEvent: ({ data }: EventSourceMessage) => void heard.push(EventSchema.parse(JSON.parse(data))),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    status: response.status,
    /** Undefined: the stream has ended. */
    async next(kind: WireEvent['kind']): Promise<WireEvent | undefined> {
      for (;;) {
        const found = heard.shift();
        if (found?.kind === kind) return found;
        if (found !== undefined) continue;
        const read = await reader?.read().catch(() => undefined);
        if (read === undefined || read.done) return undefined;
        parser.feed(read.value);
      }
    },
    leave: () => gone.abort(),
  };
}

describe('what happens now', () => {
  it('[SV56] the client hears of a segment as soon as it was kept', async () => {
    const { log, upload, client } = await diaryServer();
    await upload();
    const clara = await client();
    const events = await listening(clara);
    expect(events.status).toBe(200);
    log.segment(SLOT);
    await upload();
    expect(await events.next('log')).toMatchObject({ kind: 'log', contract: CONTRACT });
    events.leave();
  });

  it('[SV57] a device that is revoked hears nothing more', async () => {
    const { upload, freelancer, laptop } = await diaryServer();
    await upload();
    const events = await listening(laptop);
    const { devices } = await freelancer.ask('devices');
    const [own] = devices;
    if (own === undefined) throw new Error('no device');
    await freelancer.ask('revokeDevice', { params: { device: own.id } });
    expect(await events.next('log')).toBeUndefined();
  });

  it('[SV57] the server stops while somebody listens: the stream ends, and nothing waits for it', async () => {
    const { upload, laptop, stop } = await diaryServer();
    await upload();
    const events = await listening(laptop);
    const stopped = stop();
    expect(await events.next('log')).toBeUndefined();
    await stopped;
  });

  it('[SV58] working now is told where it is shared, and nobody else hears of it', async () => {
    const { upload, laptop, params, client, clock, server } = await diaryServer();
    await upload();
    const clara = await client();
    await laptop.ask('presence', { params, body: { working: true } });
    expect((await clara.ask('contract', { params })).working).toBeNull();
    const events = await listening(clara);
    const fields = [...FIELD_KINDS];
    await laptop.ask('share', { params, body: { fields, presence: true } });
    expect(await events.next('presence')).toEqual({ kind: 'presence', contract: CONTRACT, working: true });
    expect((await clara.ask('contract', { params })).working).toBe(true);
    // The app said nothing more: it has faded, and whoever looks is told.
    clock.advance(91_000);
    expect((await clara.ask('contract', { params })).working).toBe(false);
    await server.tick();
    expect(await events.next('presence')).toEqual({ kind: 'presence', contract: CONTRACT, working: false });
    await laptop.ask('presence', { params, body: { working: true } });
    expect(await events.next('presence')).toMatchObject({ working: true });
    await laptop.ask('share', { params, body: { fields, presence: false } });
    expect(await events.next('presence')).toMatchObject({ working: false });
    expect((await clara.ask('contract', { params })).working).toBeNull();
    events.leave();
  });

  it('[SV58] saying it again tells nothing new; it fades 90 s after the last time', () => {
    const told: boolean[] = [];
    const hub = {
      ...createHub(),
      tell: (event: WireEvent) => void (event.kind === 'presence' && told.push(event.working)),
    };
    const presence = createPresence(hub, () => true);
    presence.say(CONTRACT, true, 0);
    presence.say(CONTRACT, true, 60_000);
    presence.fade(149_999);
    expect(presence.working(CONTRACT, 149_999)).toBe(true);
    presence.fade(150_000);
    presence.fade(160_000);
    presence.say(CONTRACT, false, 170_000);
    expect(told).toEqual([true, false]);
  });
});
