/** The wire as it is published: OpenAPI 3.1 at /openapi.json, to be browsed at /docs. Both are made of `ROUTES` alone. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { openApi } from './openapi';

export async function registerDocs(app: FastifyInstance, version: string): Promise<void> {
  const document = openApi(version);
  app.get('/openapi.json', async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(document),
  );
  await app.register(swagger, {
    mode: 'static',
    specification: { document: JSON.parse(JSON.stringify(document)) },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}
