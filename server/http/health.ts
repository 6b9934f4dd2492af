/** For whoever watches over the server: is it there, does it serve, and its metrics, which only this computer or a token reads. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isSame } from '../access/tokens';
import { NOT_FOUND } from './handler';
import type { RequestMetrics } from './metrics';
import { problemOf, sendProblem, sendRefusal } from './problems';

export interface Health {
  metrics: RequestMetrics;
  metricsToken: string | null;
  /** False: it is stopping, or its database does not answer. */
  isReady(): boolean;
}

export function registerHealth(app: FastifyInstance, { metrics, metricsToken, isReady }: Health): void {
  app.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/readyz', async (_request, reply) =>
    isReady()
      ? reply.header('cache-control', 'no-store').send({ status: 'ok' })
      : sendProblem(reply, problemOf(503, 'not-ready')),
  );
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, metricsToken)) return sendRefusal(reply, NOT_FOUND);
    return reply
      .type(metrics.type)
      .header('cache-control', 'no-store')
      .send(await metrics.text());
  });
}

/** A proxy on this computer is no reader of this computer. */
function mayRead(request: FastifyRequest, token: string | null): boolean {
  if (token !== null) return isSame(request.headers.authorization ?? '', `Bearer ${token}`);
  const { remoteAddress } = request.socket;
  const isLocal =
    remoteAddress === '127.0.0.1' || remoteAddress === '::1' || remoteAddress === '::ffff:127.0.0.1';
  const isProxied = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => name in request.headers,
  );
  return isLocal && !isProxied;
}
