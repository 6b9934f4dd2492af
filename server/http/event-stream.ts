/**
 * Server-sent events. A stream says something at least every fifteen seconds, so that proxies keep it and the server
 * notices who has gone; whoever is cut off comes back by itself and reads again.
 */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { WireEvent } from '../../domain/protocol-log';

const BEAT_MS = 15_000;
/** Browsers wait so long before they come back. */
const RETRY_MS = 3_000;

export function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<WireEvent>,
  gone: AbortSignal,
): FastifyReply {
  return (
    reply
      .header('cache-control', 'no-store')
      // A server that stops waits for nobody who would keep the connection for more.
      .header('connection', 'close')
      // A proxy that gathers would hold back what is news.
      .header('x-accel-buffering', 'no')
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(eventText(events, gone, BEAT_MS), { objectMode: false, highWaterMark: 1 }))
  );
}

/** `beatMs`: how long it is silent at most. */
export async function* eventText(
  events: AsyncIterable<WireEvent>,
  gone: AbortSignal,
  beatMs: number,
): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  const source = events[Symbol.asyncIterator]();
  try {
    let next = source.next();
    let pulse = beat(gone, beatMs);
    for (;;) {
      const first = await Promise.race([next, pulse]);
      if (first === 'stop') return;
      if (first === 'beat') {
        yield ': \n\n';
        pulse = beat(gone, beatMs);
        continue;
      }
      if (first.done === true) return;
      yield `event: ${first.value.kind}\ndata: ${JSON.stringify(first.value)}\n\n`;
      next = source.next();
    }
  } finally {
    await source.return?.();
  }
}

function beat(gone: AbortSignal, beatMs: number): Promise<'beat' | 'stop'> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve('stop');
    };
    const timer = setTimeout(() => {
      gone.removeEventListener('abort', stop);
      resolve('beat');
    }, beatMs);
    timer.unref();
    if (gone.aborted) stop();
    else gone.addEventListener('abort', stop, { once: true });
  });
}
