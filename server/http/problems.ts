/** "No" as the wire says it: a problem document (RFC 9457). What went wrong inside is in the log, never in the answer. */
import type { FastifyReply } from 'fastify';
import type { Problem } from '../../domain/protocol-shared';
import { Refusal } from './handler';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not that way',
  409: 'Not as things are',
  410: 'Gone',
  413: 'Too large',
  415: 'Not this kind',
  422: 'Not possible',
  423: 'Locked',
  429: 'Too often',
  431: 'Too large',
  500: 'Our mistake',
  501: 'Not yet',
  503: 'Not now',
};

export function problemOf(status: number, code: string, detail?: string): Problem {
  return {
    type: `minutier:${code}`,
    title: TITLES[status] ?? 'Not possible',
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
  };
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, detail, retryAfter } = refusal;
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return sendProblem(reply, problemOf(status, code, detail));
}

export const SIGN_IN = new Refusal(401, 'sign-in', 'Sign in, or pair the app, and ask again.');
export const NOT_YOURS = new Refusal(403, 'role', 'This is for somebody else in the contract.');
export const NOT_FOR_DEVICES = new Refusal(403, 'device', 'This is for people, not for the app.');
export const CSRF = new Refusal(403, 'csrf', 'The page is out of date. Load it again.');
