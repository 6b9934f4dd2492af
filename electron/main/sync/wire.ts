/**
 * The server as the sync engine asks it: one function for every command, answers parsed, everything that can go wrong one
 * kind of `Trouble`. Nothing here retries; who asks decides. SPEC: SY2, SY3.
 */
import type { RouteName } from '../../../domain/protocol';
import { EventSchema, type WireEvent } from '../../../domain/protocol-log';
import { type Asking, answerOf, type Reply, requestOf } from '../../../domain/wire';
import type { SyncProblem } from '../../contract';
import type { Transport } from './transport';

/** Why something could not be asked, or was not answered as it should be. */
export class Trouble extends Error {
  constructor(
    readonly why: SyncProblem,
    readonly detail: string,
    /** The server's own code where it was a problem document. */
    readonly code: string | null = null,
    readonly status: number | null = null,
  ) {
    super(`${why}: ${detail}`);
    this.name = 'Trouble';
  }
}

export interface Wire {
  /** Throws `Trouble`. */
  ask<R extends RouteName>(name: R, asking: Asking<R>): Promise<Reply<R>>;
  /** Reads the events of the contract until the stream ends; gives whether it had begun. Never rejects. */
  events(
    contract: Asking<'events'>,
    signal: AbortSignal,
    opened: () => void,
    event: (event: WireEvent) => void,
  ): Promise<void>;
}

export interface WireOptions {
  transport: Transport;
  /** Without a slash at its end. */
  server: string;
  token: string | null;
  signal: AbortSignal;
  /** Told of each answer that came from the server itself. */
  answered?(): void;
}

export function createWire({ transport, server, token, signal, answered }: WireOptions): Wire {
  return {
    async ask<R extends RouteName>(name: R, asking: Asking<R>): Promise<Reply<R>> {
      const sent = await transport.send({ server, token, request: requestOf(name, asking), signal });
      if (sent.outcome === 'failed')
        throw new Trouble(sent.why === 'redirected' ? 'not-minutier' : sent.why, sent.detail);
      const answer = answerOf(name, sent.status, sent.json);
      if (answer.outcome === 'ok') {
        answered?.();
        return answer.value;
      }
      if (answer.outcome === 'foreign') throw foreign(answer.status);
      const { code, detail = '' } = answer.problem;
      throw new Trouble(troubleOf(answer.status, token !== null), detail, code, answer.status);
    },
    async events(contract, signal, opened, event) {
      const read = eventReader(event);
      await transport.stream({ server, token, request: requestOf('events', contract), signal }, opened, read);
    },
  };
}

/** A proxy's own page for a server that is down, or somebody else's page. */
function foreign(status: number): Trouble {
  return status >= 500
    ? new Trouble('busy', `HTTP ${status}`, null, status)
    : new Trouble('not-minutier', `HTTP ${status}`, null, status);
}

function troubleOf(status: number, hasToken: boolean): SyncProblem {
  if (status === 401 && hasToken) return 'revoked';
  return status === 429 || status >= 500 ? 'busy' : 'refused';
}

/** The longest event is some hundred bytes; a line that has no end is not kept. */
const LINE_MAX = 65_536;

/** Server-sent events (HTML §9.2): the `data` lines of each, as far as they are the wire's. What is not is passed over. */
export function eventReader(event: (event: WireEvent) => void): (text: string) => void {
  let rest = '';
  let data: string[] = [];
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = (lines.pop() ?? '').slice(0, LINE_MAX);
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
      else if (line === '' && data.length > 0) {
        const read = EventSchema.safeParse(jsonOrNone(data.join('\n')));
        data = [];
        if (read.success) event(read.data);
      }
    }
  };
}

function jsonOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
