/**
 * Who asks, and whether they may: the one place where that is decided. What somebody has no part in answers as what is not
 * there; who has another part in it is told so.
 */
import type { FastifyRequest } from 'fastify';
import { ContractIdSchema } from '../../domain/ids';
import type { RouteName } from '../../domain/protocol';
import type { Route } from '../../domain/protocol-route';
import type { AccountStore, MembershipStore, StoredSession } from '../access/account-store';
import { hashOf, isSame } from '../access/tokens';
import { type Asker, NOT_FOUND, type Refusal } from './handler';
import { CSRF, NOT_FOR_DEVICES, NOT_YOURS, SIGN_IN } from './problems';

export const SESSION_COOKIE = 'minutier';
/** Rolling: so long after it was last seen. */
export const SESSION_MS = 30 * 86_400_000;
/** How often it is noted that a session or device was there. */
const SEEN_MS = 3_600_000;
const WEEK_MS = 604_800_000;

/** Whose request it is, before it is known what it is for. */
export interface Known {
  asker: Asker;
  session: { token: string; csrf: string } | null;
}

const STRANGER: Asker = { account: null, name: '', device: null, role: null, within: null };
export const NOBODY: Known = { asker: STRANGER, session: null };

export type Stores = AccountStore & MembershipStore;

/** By the app's token or the page's cookie. Null: a token or cookie that is of nobody (any more). */
export async function knownOf(request: FastifyRequest, stores: Stores, now: number): Promise<Known | null> {
  const bearer = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
  if (request.headers.authorization !== undefined) {
    return bearer === undefined ? null : deviceOf(bearer, stores, now);
  }
  const cookie = request.cookies[SESSION_COOKIE];
  return cookie === undefined ? NOBODY : sessionOf(cookie, stores, now);
}

async function deviceOf(token: string, stores: Stores, now: number): Promise<Known | null> {
  const device = await stores.deviceOf(hashOf(token));
  const account = device && (await stores.account(device.account));
  if (device === null || account === null) return null;
  if (device.seenAt === null || now - device.seenAt > SEEN_MS) await stores.seenDevice(device.id, now);
  return {
    asker: {
      ...STRANGER,
      account: account.id,
      name: account.name,
      device: { id: device.id, kid: device.kid },
    },
    session: null,
  };
}

async function sessionOf(token: string, stores: Stores, now: number): Promise<Known | null> {
  const hash = hashOf(token);
  const session: StoredSession | null = await stores.session(hash, now);
  const account = session && (await stores.account(session.account));
  if (session === null || account === null) return null;
  if (now - session.seenAt > SEEN_MS) await stores.seenSession(hash, now, now + SESSION_MS);
  return {
    asker: { ...STRANGER, account: account.id, name: account.name },
    session: { token: hash, csrf: session.csrf },
  };
}

/** What the path names, unparsed. */
export interface Named {
  contract: unknown;
  week: unknown;
}

/** The asker with their part in the contract, or why not. `known` null: see `knownOf`. */
export async function decide(
  name: RouteName,
  route: Route,
  known: Known | null,
  named: Named,
  stores: Stores,
  now: number,
): Promise<Asker | Refusal> {
  // Whoever signs in has perhaps an old cookie.
  if (route.who.includes('anyone')) return (known ?? NOBODY).asker;
  if (known === null || known.asker.account === null) return SIGN_IN;
  const { asker } = known;
  if (route.who.includes('account')) return asker.device === null ? asker : NOT_FOR_DEVICES;
  return decideIn(name, route, { ...asker, account: known.asker.account }, named, stores, now);
}

async function decideIn(
  name: RouteName,
  route: Route,
  asker: Asker & { account: NonNullable<Asker['account']> },
  named: Named,
  stores: Stores,
  now: number,
): Promise<Asker | Refusal> {
  const contract = ContractIdSchema.safeParse(named.contract);
  if (!contract.success) return NOT_FOUND;
  const member = await stores.membership(contract.data, asker.account, now);
  if (member === null) {
    // A contract begins with the first entries that a device sends of it.
    const begins = name === 'append' && asker.device !== null && !(await stores.exists(contract.data));
    return begins ? { ...asker, role: 'freelancer' } : NOT_FOUND;
  }
  if (asker.device !== null) {
    if (member.role !== 'freelancer') return NOT_FOUND;
    return route.who.includes('device') ? { ...asker, role: 'freelancer' } : NOT_FOR_DEVICES;
  }
  if (!route.who.includes(member.role)) return NOT_YOURS;
  if (member.role !== 'mediator') return { ...asker, role: member.role };
  if (member.week === null) return NOT_FOUND;
  if (named.week !== undefined && Number(named.week) !== member.week) return NOT_FOUND;
  const from = member.week * 1000;
  return { ...asker, role: 'mediator', within: { from, to: from + WEEK_MS } };
}

/** A cookie comes along by itself: who changes something shows also what only our page can read. */
export function refusesCsrf(method: Route['method'], known: Known | null, header: unknown): Refusal | null {
  if (method === 'GET' || known === null || known.session === null) return null;
  return typeof header === 'string' && isSame(header, known.session.csrf) ? null : CSRF;
}

/** Another site's page may not even try to sign somebody in. */
export function isForeign(request: FastifyRequest, method: Route['method']): boolean {
  if (method === 'GET') return false;
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
