/** Serves the client's page: files with a hash in their name may be kept for ever, the page itself is asked for each time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NOT_FOUND } from './handler';
import { sendRefusal } from './problems';

/** What never is an address of the page. */
const NOT_OF_THE_PAGE = /^\/(v1|docs|openapi\.json|healthz|readyz|metrics|assets)(\/|\?|$)/;

export async function registerPage(app: FastifyInstance, folder: string | null): Promise<void> {
  const index = folder === null ? null : join(folder, 'index.html');
  const html = index !== null && existsSync(index) ? readFileSync(index, 'utf8') : null;
  if (folder !== null && html !== null) {
    await app.register(staticFiles, {
      root: folder,
      index: false,
      wildcard: true,
      dotfiles: 'ignore',
      // Beside each file lie its twins for browsers that unpack.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isHashed = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  if (html !== null) app.get('/', (_request, reply) => sendPage(reply, html));
  app.setNotFoundHandler((request, reply) => {
    if (html === null || !isPage(request)) return sendRefusal(reply, NOT_FOUND);
    return sendPage(reply, html);
  });
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(html);
}

/** The page finds its own way: every address of it is the same file. */
function isPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' || NOT_OF_THE_PAGE.test(request.url)) return false;
  return (request.headers.accept ?? '').includes('text/html');
}
