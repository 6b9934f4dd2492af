/**
 * The server's face: Fastify with headers, cookies, limits, problem documents, the wire's routes, health, metrics, the
 * published document and the page. Nothing secret is in its log: a line has a route's pattern and never an address or body.
 */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify';
import fastify, { LogController } from 'fastify';
import { registerDocs } from './docs';
import { NOT_FOUND, Refusal } from './handler';
import { registerHealth } from './health';
import { requestMetrics } from './metrics';
import { registerPage } from './page';
import { problemOf, sendProblem, sendRefusal } from './problems';
import { registerRoutes, type Serving } from './routes';

/** Bytes of a request's headers: Node's own bound, stated. */
const HEADERS_MAX = 16 * 1024;

/** Who is slow to say what they want gives their place to others. */
const TIMES = { requestTimeout: 120_000, keepAliveTimeout: 72_000, connectionTimeout: 0 };

export interface AppOptions {
  /** The page's folder; null: there is no page. */
  client: string | null;
  /** Reads the metrics from elsewhere; null: only this computer does. */
  metricsToken: string | null;
  version: string;
  isReady(): boolean;
}

/** Before its parts are made: they write to its log. */
export function newApp(logger: FastifyServerOptions['logger']): FastifyInstance {
  return fastify({
    logger: logger ?? false,
    ...TIMES,
    // A proxy on this computer says whom it speaks for; nobody else is believed.
    trustProxy: 'loopback',
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: HEADERS_MAX, headersTimeout: 20_000 },
    routerOptions: { maxParamLength: 1500, ignoreTrailingSlash: false },
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, problemOf(400, 'address', 'The address is not one.'));
    },
  });
}

export async function dressApp(app: FastifyInstance, serving: Serving, options: AppOptions): Promise<void> {
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  // Plain text is nothing that is asked with.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Refusal) return sendRefusal(reply, error);
    const status = statusOf(error);
    // A folder of the page, asked for as a file.
    if (status === 403) return sendRefusal(reply, NOT_FOUND);
    if (status < 500) return sendProblem(reply, problemOf(status, codeOf(status)));
    request.log.error({ route: routeOf(request), ...told(error) }, 'a request failed');
    if (isBrokenLog(error)) {
      const detail = 'The log of this contract is not what was signed last. Run the check, restore a backup.';
      return sendProblem(reply, problemOf(503, 'log-broken', detail));
    }
    return sendProblem(reply, problemOf(500, 'internal', `It is in the server's log as ${request.id}.`));
  });
  await app.register(cookie);
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // HSTS is a promise for a name: only where the name is known to be served over HTTPS.
    strictTransportSecurity: serving.secure ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), display-capture=()');
  });

  const metrics = requestMetrics(serving.streams);
  app.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request);
    metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime);
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.info(line, 'answered');
  });
  registerRoutes(app, serving);
  registerHealth(app, { metrics, metricsToken: options.metricsToken, isReady: options.isReady });
  await registerDocs(app, options.version);
  await registerPage(app, options.client);
}

/** The pattern, never the address: addresses have ids of contracts and whatever a stranger writes. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)';
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' && error.statusCode >= 400 ? error.statusCode : 500;
}

function codeOf(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    400: 'shape',
    404: 'not-found',
    413: 'too-large',
    415: 'media-type',
    429: 'too-often',
  };
  return codes[status] ?? 'shape';
}

function isBrokenLog(error: unknown): boolean {
  return error instanceof Error && error.name === 'BrokenLog';
}

/** Of an error: its kind and where; a message may repeat what was sent. */
function told(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const where = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  return { error: error.name, ...code, where };
}
