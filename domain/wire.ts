/**
 * How a command of the wire is asked and its answer read: for the app and the page alike, whatever sends the bytes. What
 * comes back is parsed; what is not the wire's (a portal's page, an old server) is an answer of its own, never a surprise.
 */
import type { z } from 'zod';
import { ROUTES, type RouteName } from './protocol';
import type { Route } from './protocol-route';
import { type Problem, ProblemSchema } from './protocol-shared';

type Part<R extends RouteName, K extends string> = (typeof ROUTES)[R] extends { [key in K]: infer V }
  ? V
  : undefined;
type Params<R extends RouteName> = Part<R, 'params'> extends z.ZodType<infer V> ? V : Record<string, never>;
type Query<R extends RouteName> =
  Part<R, 'query'> extends z.ZodType<infer V> ? { [K in keyof V]?: V[K] | undefined } : Record<string, never>;
type Body<R extends RouteName> =
  Part<R, 'body'> extends z.ZodType<infer V>
    ? V
    : Part<R, 'body'> extends { raw: true }
      ? Uint8Array
      : undefined;

/** What a caller fills in; a part that the command has not may be left out. */
export type Asking<R extends RouteName> = {
  params?: Params<R> | undefined;
  query?: Query<R> | undefined;
  body?: Body<R> | undefined;
};

export interface WireRequest {
  method: Route['method'];
  /** From `/v1` on, with the query. */
  target: string;
  body: string | Uint8Array | null;
  type: 'application/json' | 'application/octet-stream' | null;
}

/** Throws where a part of the path is missing: a mistake of the caller's, not of the world. */
export function requestOf<R extends RouteName>(name: R, asking: Asking<R>): WireRequest {
  const { method, path }: Route = ROUTES[name];
  const query = queryOf(asking.query ?? {});
  const { body } = asking;
  return {
    method,
    target: `${pathOf(path, asking.params ?? {})}${query === '' ? '' : `?${query}`}`,
    body: body === undefined ? null : body instanceof Uint8Array ? body : JSON.stringify(body),
    type:
      body === undefined
        ? null
        : body instanceof Uint8Array
          ? 'application/octet-stream'
          : 'application/json',
  };
}

function pathOf(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/:(\w+)/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined) throw new Error(`broken invariant: ${path} is asked without ${key}`);
    return encodeURIComponent(String(value));
  });
}

/** Sorted as it was written; what is undefined is left out. */
function queryOf(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');
}

export type Reply<R extends RouteName> = Part<R, 'reply'> extends z.ZodType<infer V> ? V : undefined;

type Answer<V> =
  | { outcome: 'ok'; value: V }
  | { outcome: 'refused'; status: number; problem: Problem }
  /** Neither what was asked for nor a problem document: something else answered, or another version. */
  | { outcome: 'foreign'; status: number };
export type WireAnswer<R extends RouteName> = Answer<Reply<R>>;

/** `json`: the parsed body; undefined where there is none or it is no JSON. For commands that answer with JSON or nothing. */
export function answerOf<R extends RouteName>(name: R, status: number, json: unknown): WireAnswer<R>;
export function answerOf(name: RouteName, status: number, json: unknown): Answer<unknown> {
  const foreign = { outcome: 'foreign', status } as const;
  if (status >= 400) {
    const problem = ProblemSchema.safeParse(json);
    return problem.success ? { outcome: 'refused', status, problem: problem.data } : foreign;
  }
  const { reply }: Route = ROUTES[name];
  if (status < 200 || status > 299) return foreign;
  if (reply === 'none') return status === 204 ? { outcome: 'ok', value: undefined } : foreign;
  if (typeof reply === 'string') throw new Error(`broken invariant: ${name} does not answer with JSON`);
  const read = reply.safeParse(json);
  return read.success ? { outcome: 'ok', value: read.data } : foreign;
}
