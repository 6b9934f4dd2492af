/** The OpenAPI 3.1 document of the wire, from the very schemas that parse what is asked and answered. */
import { z } from 'zod';
import { ROUTES } from '../../domain/protocol';
import { EventSchema } from '../../domain/protocol-log';
import type { Route } from '../../domain/protocol-route';
import { ProblemSchema } from '../../domain/protocol-shared';
import { ROUTE_NAMES } from './routes';

type Json = Record<string, unknown>;

export function openApi(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const name of ROUTE_NAMES) {
    const route: Route = ROUTES[name];
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Minutier',
      version,
      description:
        'The wire between the app, the page and the server. Appending the same line again gives the same receipt.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(ProblemSchema, 'output'), Event: schemaOf(EventSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'minutier' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
        device: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operationOf(name: string, route: Route): Json {
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  return {
    operationId: name,
    summary: route.summary,
    description: `Who may ask: ${route.who.join(', ')}.`,
    security: securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: bodyOf(route.body) } }),
    responses: {
      ...answerOf(route.reply),
      default: {
        description: 'A problem document (RFC 9457).',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function securityOf({ who, method }: Route): Json[] {
  if (who.includes('anyone')) return [];
  const people = who.some((one) => one !== 'device');
  const page: Json = method === 'GET' ? { session: [] } : { session: [], csrf: [] };
  return [...(people ? [page] : []), ...(who.includes('device') ? [{ device: [] }] : [])];
}

function parametersOf(schema: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, part]) => {
    const shape: Json = schemaOf(part, 'output');
    const isOptional = where === 'query' && z.safeParse(part, undefined).success;
    return { name, in: where, required: !isOptional, schema: shape };
  });
}

function bodyOf(body: NonNullable<Route['body']>): Json {
  if (!('raw' in body)) return { 'application/json': { schema: schemaOf(body, 'input') } };
  return {
    'application/octet-stream': { schema: { type: 'string', format: 'binary', maxLength: body.max } },
  };
}

function answerOf(reply: Route['reply']): Json {
  switch (reply) {
    case 'none':
      return { 204: { description: 'Done.' } };
    case 'bytes':
      return {
        200: { description: 'A file.', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
      };
    case 'events':
      return {
        200: {
          description: 'Server-sent events; `data` is JSON.',
          content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/Event' } } },
        },
      };
    default:
      return {
        200: { description: 'Done.', content: { 'application/json': { schema: schemaOf(reply, 'output') } } },
      };
  }
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', cycles: 'ref' });
  return rest;
}
