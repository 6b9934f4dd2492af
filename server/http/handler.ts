/**
 * What answers a command of the wire: a function from what was asked, parsed, to what is answered, which is parsed too.
 * A command without its function does not compile (`Handlers`); who may ask was decided before it runs.
 */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Kid } from '../../domain/keys';
import type { ROUTES, RouteName } from '../../domain/protocol';
import type { WireEvent } from '../../domain/protocol-log';
import type { AccountId, RoleOnContract } from '../../domain/protocol-shared';

/** Who asks. On a command whose path names a contract, `role` is never null. */
export interface Asker {
  account: AccountId | null;
  /** Of the account, for what is signed or shown on its behalf. */
  name: string;
  /** The app, where it asks with its token; it has the role of its account, which is `freelancer`. */
  device: { id: string; kid: Kid } | null;
  role: RoleOnContract | null;
  /** A mediator sees this stretch only, wall ms, [from, to); null: no bound. Whoever shows content of the log holds it. */
  within: { from: number; to: number } | null;
}

type Part<R extends RouteName, K extends string> = (typeof ROUTES)[R] extends { [key in K]: infer V }
  ? V
  : undefined;
type In<T> = T extends z.ZodType ? z.output<T> : T extends { raw: true } ? Uint8Array : undefined;

export interface Asked<R extends RouteName> {
  params: In<Part<R, 'params'>>;
  query: In<Part<R, 'query'>>;
  body: In<Part<R, 'body'>>;
  asker: Asker;
  /** Wall ms of the server's clock when the request came. */
  now: number;
  /** Ends when the caller has gone. */
  signal: AbortSignal;
  door: Door;
}

/** The caller's connection, for what signs in and out and for limits. */
export interface Door {
  address: string;
  /** The hash of the session that asks; null: none. */
  session: string | null;
  /** Gives the browser a session's token, as a cookie that no script reads. */
  open(token: string): void;
  /** Takes it back. */
  close(): void;
}

/** A file or a picture. */
export interface Bytes {
  bytes: Uint8Array | Readable;
  type: string;
  /** The name under which a browser saves it; without one it is shown. */
  name?: string;
  /** Private and immutable: the browser keeps it and need not ask again. */
  immutable?: boolean;
  /** What it is, quoted: a browser that has it already gets no bytes. */
  etag?: string;
}

/** "No", as the caller reads it: it becomes a problem document (RFC 9457). `detail`: what was kept, what to do; no secret. */
export class Refusal {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 423 | 429 | 503,
    /** For a program; a locale key of the page (`problem.<code>`). */
    readonly code: string,
    readonly detail: string,
    /** Seconds after which to ask again. */
    readonly retryAfter?: number,
  ) {}
}

/** What is not there and what one may not see answer alike. */
export const NOT_FOUND = new Refusal(404, 'not-found', 'There is no such thing, or it is not yours to see.');

type Out<T> = T extends z.ZodType
  ? z.input<T>
  : T extends 'bytes'
    ? Bytes
    : T extends 'events'
      ? AsyncIterable<WireEvent>
      : undefined;

export type Handler<R extends RouteName> = (asked: Asked<R>) => Promise<Out<Part<R, 'reply'>> | Refusal>;
export type Handlers = { [R in RouteName]: Handler<R> };
/** One owner's share: `export function diaryHandlers(…): HandlersOf<'day' | 'week'>`. */
export type HandlersOf<R extends RouteName> = Pick<Handlers, R>;
