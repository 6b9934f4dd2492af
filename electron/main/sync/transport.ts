/**
 * Bytes to the server and back: the one file of the app that knows how HTTP fails. Promises: nothing rejects for what the
 * network does; a certificate that is not trusted is told apart from nobody being there; a stream that ends is an answer.
 * The `fetch` is an argument: the app's is Electron's, which knows the system's proxies, and a test's goes to its own.
 */
import type { WireRequest } from '../../../domain/wire';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type TransportFailure = {
  outcome: 'failed';
  /** `redirected`: something answered with another address, as captive portals do. */
  why: 'offline' | 'tls' | 'redirected';
  detail: string;
};
export type Sent = { outcome: 'answered'; status: number; json: unknown } | TransportFailure;

export interface Call {
  /** Without a slash at its end. */
  server: string;
  token: string | null;
  request: WireRequest;
  signal: AbortSignal;
}

export interface Transport {
  send(call: Call): Promise<Sent>;
  /** Each piece of text as it comes, until the stream ends or is cut; gives why. `opened`: it was answered with 200. */
  stream(
    call: Call,
    opened: () => void,
    piece: (text: string) => void,
  ): Promise<{ outcome: 'ended'; status: number } | TransportFailure>;
}

export interface TransportOptions {
  fetch: Fetch;
  /** From the sending to the last byte of the answer. */
  timeoutMs: number;
}

export function createTransport({ fetch, timeoutMs }: TransportOptions): Transport {
  const ask = ({ server, token, request, signal }: Call, accept: string) =>
    fetch(server + request.target, {
      method: request.method,
      // A copy that is sure to be over its own memory, as `fetch` asks for.
      body: request.body instanceof Uint8Array ? new Uint8Array(request.body) : request.body,
      headers: {
        accept,
        ...(request.type !== null && { 'content-type': request.type }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });

  return {
    async send(call) {
      try {
        const signal = AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)]);
        const response = await ask({ ...call, signal }, 'application/json, application/problem+json');
        const text = await response.text();
        return { outcome: 'answered', status: response.status, json: jsonOrNone(text) };
      } catch (error) {
        return failureOf(error);
      }
    },
    async stream(call, opened, piece) {
      try {
        const response = await ask(call, 'text/event-stream');
        const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
        if (response.status !== 200 || !isStream || response.body === null) {
          await response.body?.cancel();
          return { outcome: 'ended', status: response.status };
        }
        opened();
        const decoder = new TextDecoder();
        for await (const bytes of response.body) piece(decoder.decode(bytes, { stream: true }));
        return { outcome: 'ended', status: 200 };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

function jsonOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/i;

/** Node says it in the code of the cause, Chromium in the message (`net::ERR_CERT_DATE_INVALID`). */
function failureOf(error: unknown): TransportFailure {
  const words = wordsOf(error);
  if (TLS.test(words)) return { outcome: 'failed', why: 'tls', detail: words };
  const why = /redirect/i.test(words) ? 'redirected' : 'offline';
  return { outcome: 'failed', why, detail: words };
}

function wordsOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 3) return '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return [code, error.message, wordsOf(error.cause, depth + 1)].filter((one) => one !== '').join(': ');
}
