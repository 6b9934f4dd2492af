/**
 * How the page asks the server: the only file of the page that names `fetch`. Every answer is data (`ok`, `refused`,
 * `foreign`, or `offline` where none came); nothing is thrown for what the world does. Whatever changes something carries
 * the session's CSRF token. A session that has ended is told to `onLost`, once, and to whoever asked.
 */
import type { RouteName } from '../../domain/protocol';
import { ROUTES } from '../../domain/protocol';
import { type Asking, answerOf, requestOf, type WireAnswer } from '../../domain/wire';

export type Answer<R extends RouteName> = WireAnswer<R> | { outcome: 'offline' };
/** What an answer is that is not the one that was hoped for. */
export type Failure = Exclude<Answer<RouteName>, { outcome: 'ok' }>;

export interface Api {
  call<R extends RouteName>(name: R, asking?: Asking<R>): Promise<Answer<R>>;
  /** For commands that answer with bytes. `heard`: how many have come, and of how many (0: not told). */
  bytes<R extends RouteName>(
    name: R,
    asking: Asking<R>,
    heard?: (count: number, of: number) => void,
  ): Promise<{ outcome: 'ok'; bytes: Uint8Array<ArrayBuffer> } | Failure>;
  /** Of a picture, a file or the events: for `src`, `href` and EventSource. The session's cookie goes with it. */
  url<R extends RouteName>(name: R, asking: Asking<R>): string;
  /** From now on: '' while nobody is signed in. */
  setCsrf(csrf: string): void;
}

export interface ApiPorts {
  fetch(target: string, init: RequestInit): Promise<Response>;
  /** The session that was used until now is over. */
  onLost(): void;
  /** The session is another one by now: somebody signed in anew in this browser. */
  onStale(): void;
}

export function makeApi(ports: ApiPorts): Api {
  let csrf = '';

  async function send<R extends RouteName>(name: R, asking: Asking<R>): Promise<Response | null> {
    const { method, target, body, type } = requestOf(name, asking);
    const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
    if (type !== null) headers['content-type'] = type;
    if (method !== 'GET' && csrf !== '') headers['x-csrf-token'] = csrf;
    const used = csrf;
    try {
      const response = await ports.fetch(target, {
        method,
        headers,
        body: body instanceof Uint8Array ? new Uint8Array(body) : body,
        credentials: 'same-origin',
        redirect: 'error',
      });
      // A wrong password is told with the same number: only a command that needs a session says that ours is over.
      if (response.status === 401 && used !== '' && used === csrf && needsSession(name)) {
        csrf = '';
        ports.onLost();
      }
      return response;
    } catch {
      return null;
    }
  }

  return {
    async call(name, asking = {}) {
      const response = await send(name, asking);
      if (response === null) return { outcome: 'offline' };
      const answer = answerOf(name, response.status, await jsonOf(response));
      if (answer.outcome === 'refused' && answer.problem.code === 'csrf') ports.onStale();
      return answer;
    },
    async bytes(name, asking, heard) {
      const response = await send(name, asking);
      if (response === null) return { outcome: 'offline' };
      if (!response.ok) {
        const answer = answerOf(name, Math.max(400, response.status), await jsonOf(response));
        return answer.outcome === 'ok' ? { outcome: 'foreign', status: response.status } : answer;
      }
      const bytes = await bytesOf(response, heard);
      return bytes === null ? { outcome: 'offline' } : { outcome: 'ok', bytes };
    },
    url: (name, asking) => requestOf(name, asking).target,
    setCsrf(token) {
      csrf = token;
    },
  };
}

function needsSession(name: RouteName): boolean {
  const who: readonly string[] = ROUTES[name].who;
  return !who.includes('anyone');
}

/** Undefined where there is no JSON. */
async function jsonOf(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Null where the line broke before the end. */
async function bytesOf(
  response: Response,
  heard: (count: number, of: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer> | null> {
  const of = Number(response.headers.get('content-length') ?? 0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      const step = await reader?.read();
      if (step === undefined || step.done) break;
      parts.push(step.value);
      count += step.value.byteLength;
      heard(count, of);
    }
  } catch {
    return null;
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const listeners = { lost: new Set<() => void>(), stale: new Set<() => void>() };
/** The page's own. */
export const api = makeApi({
  fetch: (target, init) => fetch(target, init),
  onLost: () => tell('lost'),
  onStale: () => tell('stale'),
});

/** Calls when the session is over, or another one. */
export function onSession(what: keyof typeof listeners, listener: () => void): void {
  listeners[what].add(listener);
}

function tell(what: keyof typeof listeners): void {
  for (const listener of listeners[what]) listener();
}
