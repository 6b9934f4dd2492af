/**
 * What a command on the wire is: its method and path, who may ask it, and the shapes of what is asked and answered. The
 * server registers its routes from these, the app and the page call them, and the OpenAPI document is made of them.
 */
import type { z } from 'zod';

/**
 * Who may ask. `anyone`: without an account. `account`: signed in. `device`: an app that is paired, on its own contracts.
 * The others are roles in the contract that the path names.
 */
export type Caller = 'anyone' | 'account' | 'device' | 'freelancer' | 'client' | 'mediator';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments with a colon are in `params`. */
  path: `/${string}`;
  who: readonly Caller[];
  /** One sentence for the published document. */
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** JSON, unless `raw`: bytes, at most so many. */
  body?: z.ZodType | { raw: true; max: number };
  /** JSON; `bytes` and `events` (server-sent) have no schema. */
  reply: z.ZodType | 'bytes' | 'events' | 'none';
}

/** Keeps the literal types of a group of routes. */
export function routes<const R extends Record<string, Route>>(group: R): R {
  return group;
}
