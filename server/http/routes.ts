/** Registers every command of the wire, and nothing else. One path for all: limits, who asks, whether they may, shapes, answer. */
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip as gzipAsync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ROUTES, type RouteName } from '../../domain/protocol';
import { APPEND_MAX, EventSchema } from '../../domain/protocol-log';
import type { Route } from '../../domain/protocol-route';
import {
  decide,
  isForeign,
  type Known,
  knownOf,
  refusesCsrf,
  SESSION_COOKIE,
  SESSION_MS,
  type Stores,
} from './access';
import { sendEvents } from './event-stream';
import { type Asked, type Asker, type Bytes, type Door, type Handlers, Refusal } from './handler';
import type { Limits } from './limits';
import { CSRF, problemOf, sendProblem, sendRefusal } from './problems';

export interface Serving {
  stores: Stores;
  limits: Limits;
  now(): number;
  /** Cookies only over HTTPS. */
  secure: boolean;
  /** A server has them all: assemble.ts does not compile otherwise. A test may have some. */
  handlers: Partial<Handlers>;
  /** Of each open stream of events: they end when the server stops, and would not by themselves. */
  streams: Set<AbortController>;
}

/** JSON of most commands is small. */
const BODY_MAX = 64 * 1024;
/** A line with everything that it tells: a day's worth of the largest would be sent in several requests. */
const APPEND_BYTES = APPEND_MAX * 160 * 1024;

export const ROUTE_NAMES: readonly RouteName[] = Object.keys(ROUTES).filter(isRouteName);

export function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTES, name);
}

export function registerRoutes(app: FastifyInstance, serving: Serving): void {
  for (const name of ROUTE_NAMES) {
    const route: Route = ROUTES[name];
    const raw = isRaw(route.body) ? route.body : null;
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: raw?.max ?? (name === 'append' ? APPEND_BYTES : BODY_MAX),
      config: { wire: name },
      // Before the body is read: a stranger's flood costs no parsing.
      onRequest: async (request, reply) => {
        const refusal = await meet(request, name, route, serving);
        if (refusal !== null) await sendRefusal(reply, refusal);
      },
      handler: (request, reply) => answer(request, reply, name, route, serving),
    });
  }
}

/** Whose request it is, kept between the hooks. */
const met = new WeakMap<FastifyRequest, { known: Known | null; asker: Asker; now: number }>();

async function meet(
  request: FastifyRequest,
  name: RouteName,
  route: Route,
  { stores, limits, now: clock }: Serving,
): Promise<Refusal | null> {
  const now = clock();
  const known = await knownOf(request, stores, now);
  const { account, device } = known?.asker ?? { account: null, device: null };
  const wait =
    device !== null
      ? limits.wait('device', device.id, now)
      : account !== null
        ? limits.wait('account', account, now)
        : limits.wait('stranger', request.ip, now);
  if (wait > 0) return tooOften(wait);
  const named = { contract: paramOf(request, 'contract'), week: paramOf(request, 'week') };
  const asker = await decide(name, route, known, named, stores, now);
  if (asker instanceof Refusal) return asker;
  if (isForeign(request, route.method)) return CSRF;
  const refusal = refusesCsrf(route.method, known, request.headers['x-csrf-token']);
  // A page that signs in has perhaps an old cookie, and then no token that fits it.
  if (refusal !== null && !route.who.includes('anyone')) return refusal;
  met.set(request, { known, asker, now });
  return null;
}

export function tooOften(seconds: number): Refusal {
  return new Refusal(429, 'too-often', `Ask again in ${seconds} s.`, seconds);
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  name: RouteName,
  route: Route,
  serving: Serving,
): Promise<FastifyReply> {
  const handler = serving.handlers[name];
  const who = met.get(request);
  if (handler === undefined || who === undefined) {
    return sendProblem(reply, problemOf(501, 'not-yet', `The server does not do ${name} yet.`));
  }
  const parts = partsOf(request, route);
  if (parts instanceof Refusal) return sendRefusal(reply, parts);
  const gone = new AbortController();
  if (route.reply === 'events') serving.streams.add(gone);
  reply.raw.once('close', () => {
    serving.streams.delete(gone);
    gone.abort();
  });
  const answering: Answering = { answer: handler };
  const outcome = await answering.answer({
    ...parts,
    asker: who.asker,
    now: who.now,
    signal: gone.signal,
    door: doorOf(request, reply, who.known, serving.secure),
  });
  if (outcome instanceof Refusal) return sendRefusal(reply, outcome);
  return send(request, reply, route, outcome, gone.signal);
}

/** Parsed, or why not. What was sent is not repeated: it may be a secret. */
function partsOf(
  request: FastifyRequest,
  route: Route,
): Pick<AnyAsked, 'params' | 'query' | 'body'> | Refusal {
  const params = route.params?.safeParse(request.params);
  // An id that cannot be is of nothing that is there.
  if (params?.success === false) return unread('params', params.error, 404);
  const query = route.query?.safeParse(request.query);
  if (query?.success === false) return unread('query', query.error, 400);
  if (isRaw(route.body)) {
    if (!(request.body instanceof Uint8Array)) {
      return new Refusal(415, 'media-type', 'Send application/octet-stream.');
    }
    return { params: params?.data, query: query?.data, body: request.body };
  }
  const body = route.body?.safeParse(request.body);
  if (body?.success === false) return unread('body', body.error, 400);
  return { params: params?.data, query: query?.data, body: body?.data };
}

function unread(part: string, error: z.ZodError, status: 400 | 404): Refusal {
  const places = error.issues.slice(0, 5).map(({ path, code }) => `${[part, ...path].join('.')}: ${code}`);
  return status === 404
    ? new Refusal(404, 'not-found', places.join('; '))
    : new Refusal(400, 'shape', places.join('; '));
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  outcome: unknown,
  gone: AbortSignal,
): Promise<FastifyReply> {
  switch (route.reply) {
    case 'none':
      return reply.code(204).header('cache-control', 'no-store').send();
    case 'bytes':
      return sendBytes(request, reply, asBytes(outcome));
    case 'events':
      return sendEvents(reply, asEvents(outcome), gone);
    default:
      return sendJson(request, reply, route, JSON.stringify(route.reply.parse(outcome)));
  }
}

/** Shorter ones gain nothing by being packed. */
const PACKED_MIN = 1024;
const gzip = promisify(gzipAsync);

/** A month of a diary is some hundred kilobytes, and people have slow lines. */
async function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  text: string,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store').header('vary', 'accept-encoding');
  reply.type('application/json; charset=utf-8');
  const takes = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  // A secret packed together with what somebody else chose can be guessed by its length: sessions go as they are.
  const mayPack = route.method === 'GET' && !route.who.includes('account');
  if (!takes || !mayPack || text.length < PACKED_MIN) return reply.send(text);
  const packed = await gzip(text, { level: 5 });
  return reply.header('content-encoding', 'gzip').send(packed);
}

function sendBytes(request: FastifyRequest, reply: FastifyReply, file: Bytes): FastifyReply {
  reply.header(
    'cache-control',
    file.immutable === true ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  );
  // Whatever is in it, it runs nothing where it is opened.
  reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  if (file.etag !== undefined) {
    reply.header('etag', file.etag);
    if (request.headers['if-none-match'] === file.etag) {
      if (file.bytes instanceof Readable) file.bytes.destroy();
      return reply.code(304).send();
    }
  }
  if (file.name !== undefined) reply.header('content-disposition', dispositionOf(file.name));
  reply.type(file.type);
  if (!(file.bytes instanceof Uint8Array)) return reply.send(file.bytes);
  return reply.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength));
}

/** RFC 6266: a plain name for old readers, the real one in UTF-8. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_');
  const real = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${real}`;
}

function doorOf(request: FastifyRequest, reply: FastifyReply, known: Known | null, secure: boolean): Door {
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    address: request.ip,
    session: known?.session?.token ?? null,
    open: (token) => void reply.setCookie(SESSION_COOKIE, token, { ...options, maxAge: SESSION_MS / 1000 }),
    close: () => void reply.clearCookie(SESSION_COOKIE, options),
  };
}

function paramOf(request: FastifyRequest, name: string): unknown {
  const params: unknown = request.params;
  return typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined;
}

function isRaw(body: Route['body']): body is { raw: true; max: number } {
  return body !== undefined && 'raw' in body && body.raw === true;
}

type AnyAsked = {
  [K in keyof Asked<RouteName>]: K extends 'params' | 'query' | 'body' ? unknown : Asked<RouteName>[K];
};
/** What was parsed by a command's schemas goes to that command's handler, which the type of a whole table cannot say: the
 * parameter of a method is compared both ways. */
interface Answering {
  answer(asked: AnyAsked): Promise<unknown>;
}

const BytesSchema = z.object({
  bytes: z.union([z.instanceof(Uint8Array), z.instanceof(Readable)]),
  type: z.string(),
  name: z.string().optional(),
  immutable: z.boolean().optional(),
  etag: z.string().optional(),
});

function asBytes(outcome: unknown): Bytes {
  const { bytes, type, name, immutable, etag } = BytesSchema.parse(outcome);
  return {
    bytes,
    type,
    ...(name === undefined ? {} : { name }),
    ...(immutable === undefined ? {} : { immutable }),
    ...(etag === undefined ? {} : { etag }),
  };
}

async function* asEvents(outcome: unknown) {
  for await (const event of z.custom<AsyncIterable<unknown>>(isAsyncIterable).parse(outcome)) {
    yield EventSchema.parse(event);
  }
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
