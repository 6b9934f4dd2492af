/**
 * Who may do what: every command of the wire for every part that somebody can have, generated from the wire's own list. The
 * second column is written here by hand, so that a command that is new, or that others may ask than before, fails.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractIdSchema } from '../../domain/ids';
import { ROUTES, type RouteName } from '../../domain/protocol';
import type { Caller as Part, Route } from '../../domain/protocol-route';
import { weekStart } from '../../domain/week';
import { SqliteAccounts } from '../../server/access/sqlite-accounts';
import { hashOf } from '../../server/access/tokens';
import { dressApp, newApp } from '../../server/http/app';
import { type Asker, type Handlers, Refusal } from '../../server/http/handler';
import { ALLOWANCES, Limits } from '../../server/http/limits';
import { ROUTE_NAMES } from '../../server/http/routes';
import { CONTRACT, SLOT, TestLog, testKey } from '../support/evidence';
import { type Caller, SERVER_NOW, startTestServer, type TestServer } from '../support/server';

const OTHER = ContractIdSchema.parse('99999999-9999-4999-8999-999999999999');
const WEEK = weekStart(SLOT * 1000) / 1000;

/** d device, f freelancer, c client, m mediator; or anyone; or account. */
const WHO: Record<RouteName, string> = {
  about: 'anyone',
  pair: 'anyone',
  append: 'd',
  entries: 'dfcm',
  head: 'dfcm',
  pictureState: 'd',
  pictureSend: 'd',
  moment: 'd',
  events: 'dfc',
  presence: 'd',
  share: 'd',
  invite: 'df',
  session: 'account',
  invitation: 'anyone',
  accept: 'account',
  registerPassword: 'anyone',
  registerOptions: 'anyone',
  registerPasskey: 'anyone',
  inviteAccount: 'account',
  signInOptions: 'anyone',
  signInPasskey: 'anyone',
  signInPassword: 'anyone',
  signOut: 'account',
  addPasskeyOptions: 'account',
  addPasskey: 'account',
  passkeys: 'account',
  removePasskey: 'account',
  setPassword: 'account',
  setAccount: 'account',
  signOutElsewhere: 'account',
  pairingCode: 'account',
  devices: 'account',
  revokeDevice: 'account',
  accesses: 'df',
  contract: 'dfcm',
  day: 'dfcm',
  segment: 'dfcm',
  disclosures: 'dfcm',
  sums: 'dfcm',
  picture: 'dfcm',
  week: 'dfcm',
  signals: 'dfcm',
  timesheetCsv: 'dfcm',
  invoicePdf: 'fc',
  bundle: 'fcm',
  setLimit: 'c',
  setTerms: 'c',
  pause: 'c',
  attest: 'c',
  threads: 'dfc',
  say: 'dfc',
  flag: 'c',
  review: 'dfcm',
  reminders: 'dfcm',
  approve: 'c',
  dispute: 'c',
  answer: 'df',
  callMediator: 'fc',
  decide: 'm',
};

const ROLES = [
  'none',
  'freelancer',
  'other freelancer',
  'client',
  'other client',
  'mediator',
  'mediator whose time is over',
  'account without a contract',
  'device',
  'other device',
  'revoked device',
  'expired session',
] as const;
type Role = (typeof ROLES)[number];

const LETTER: Partial<Record<Role, string>> = {
  freelancer: 'f',
  client: 'c',
  mediator: 'm',
  device: 'd',
};

/** What the answer is: `passed` means that it was decided that they may. */
type Verdict = 'passed' | 401 | 403 | 404;

function expected(name: RouteName, role: Role): Verdict {
  const who = WHO[name];
  if (who === 'anyone') return 'passed';
  if (role === 'none' || role === 'revoked device' || role === 'expired session') return 401;
  const isDevice = role === 'device' || role === 'other device';
  if (who === 'account') return isDevice ? 403 : 'passed';
  const letter = LETTER[role];
  // Of another contract, or of none: as if there were no such contract.
  if (letter === undefined) return 404;
  return who.includes(letter) ? 'passed' : 403;
}

const PARAMS: Record<string, string> = {
  contract: CONTRACT,
  sha256: 'ab'.repeat(32),
  slot: String(SLOT),
  leaf: 'A'.repeat(43),
  week: String(WEEK),
  device: '44444444-4444-4444-8444-444444444444',
  passkey: 'AAAA',
};

function addressOf(route: Route, params = PARAMS): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`the table has no value for ${name} of ${route.path}`);
    return value;
  });
}

let world: TestServer;
const callers = new Map<Role, Caller>();
/** The same doors, behind which a handler says who came in and does nothing. */
let probe: { url: string; askers: Asker[]; close(): Promise<void> };

beforeAll(async () => {
  world = await startTestServer();
  const { server, setup, join, joinBy, nobody } = world;
  const fran = await setup('Fran');
  const otto = await join(fran, 'Otto');
  const laptop = await fran.pair('laptop');
  const tablet = await otto.pair('tablet');
  await laptop.upload(CONTRACT, new TestLog(testKey('laptop')));
  await tablet.upload(OTHER, new TestLog(testKey('tablet'), { contract: OTHER }));
  const invited = async (device: Caller, contract: typeof CONTRACT, name: string) =>
    joinBy((await device.ask('invite', { params: { contract }, body: { name: '' } })).link, name);
  const mediator = async (name: string, until: number) =>
    joinBy(
      await server.parts.links.make({
        kind: 'mediator',
        contract: CONTRACT,
        week: WEEK,
        name,
        from: 'Fran',
        until,
      }),
      name,
    );
  callers.set('none', nobody());
  callers.set('freelancer', fran);
  callers.set('other freelancer', otto);
  callers.set('client', await invited(laptop, CONTRACT, 'Clara'));
  callers.set('other client', await invited(tablet, OTHER, 'Olga'));
  callers.set('mediator', await mediator('Mo', SERVER_NOW + 30 * 86_400_000));
  callers.set('mediator whose time is over', await mediator('Max', SERVER_NOW + 1));
  callers.set('account without a contract', await join(fran, 'Ann'));
  callers.set('device', laptop);
  callers.set('other device', tablet);
  const lost = await fran.pair('lost');
  const { devices } = await fran.ask('devices');
  const { id = '' } = devices.find((one) => one.name === 'lost') ?? {};
  await fran.ask('revokeDevice', { params: { device: id } });
  callers.set('revoked device', lost);
  const late = await join(fran, 'Lou');
  server.parts.sqlite
    .prepare('UPDATE sessions SET until = 1 WHERE token = ?')
    .run(hashOf(late.cookie?.split('=')[1] ?? ''));
  callers.set('expired session', late);
  world.clock.advance(2);
  probe = await startProbe();
});

afterAll(async () => {
  await probe.close();
  await world.stop();
});

async function startProbe(): Promise<typeof probe> {
  const app = newApp(false);
  const askers: Asker[] = [];
  const seen = async ({ asker }: { asker: Asker }) => {
    askers.push(asker);
    return new Refusal(423, 'probe', 'Somebody came in.');
  };
  const handlers: Partial<Handlers> = Object.fromEntries(ROUTE_NAMES.map((name) => [name, seen]));
  await dressApp(
    app,
    {
      stores: new SqliteAccounts(world.server.parts.sqlite),
      limits: new Limits({ ...ALLOWANCES, stranger: { burst: 1e6, perSecond: 1e6 } }),
      now: () => world.clock.at,
      secure: false,
      handlers,
      streams: new Set(),
    },
    { client: null, metricsToken: null, version: '0', isReady: () => true },
  );
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, askers, close: () => app.close() };
}

function callerOf(role: Role): Caller {
  const caller = callers.get(role);
  if (caller === undefined) throw new Error(`nobody is ${role}`);
  return caller;
}

async function verdictAt(url: string, name: RouteName, headers: Record<string, string>): Promise<string> {
  const route: Route = ROUTES[name];
  const response = await fetch(url + addressOf(route), { method: route.method, headers });
  const { code } = JSON.parse(await response.text());
  return `${response.status} ${code}`;
}

/** What access says, and nothing that a handler or a schema says. */
const DENIED: Record<401 | 403 | 404, RegExp> = {
  401: /^401 sign-in$/,
  403: /^403 (role|device)$/,
  404: /^404 not-found$/,
};
/** A shape that is missing is complained of after it was decided who may. */
const PASSED = /^(423 probe|400 shape|415 media-type)$/;

describe('who may ask', () => {
  it('[SV30] every command of the wire has its row here, and the row says what the wire says', () => {
    const letters: Partial<Record<Part, string>> = {
      device: 'd',
      freelancer: 'f',
      client: 'c',
      mediator: 'm',
    };
    const said = Object.fromEntries(
      ROUTE_NAMES.map((name) => {
        const route: Route = ROUTES[name];
        const parts = ['device', 'freelancer', 'client', 'mediator'] as const;
        const some = parts.filter((part) => route.who.includes(part)).map((part) => letters[part]);
        return [name, some.join('') || route.who.join(' ')];
      }),
    );
    expect(said).toEqual(WHO);
  });

  for (const name of ROUTE_NAMES) {
    it(`[SV30] ${name}`, async () => {
      const answers: Record<string, string> = {};
      for (const role of ROLES) {
        const wanted = expected(name, role);
        const headers = callerOf(role).headers();
        const given = await verdictAt(probe.url, name, headers);
        // The real server says no in the same words; what it lets in would do something.
        const real = wanted === 'passed' ? given : await verdictAt(world.url, name, headers);
        const isRight =
          wanted === 'passed' ? PASSED.test(given) : DENIED[wanted].test(given) && given === real;
        if (!isRight) answers[role] = `wanted ${wanted}, was ${given}, really ${real}`;
      }
      expect(answers).toEqual({});
    });
  }
});

describe('at the door', () => {
  const changing = ROUTE_NAMES.filter((name) => ROUTES[name].method !== 'GET');

  it('[SV31] whoever comes with a cookie changes nothing without the token that only the page can read', async () => {
    for (const name of changing) {
      const role = ROLES.find((one) => expected(name, one) === 'passed' && callerOf(one).cookie !== null);
      if (role === undefined || WHO[name] === 'anyone') continue;
      const { cookie } = callerOf(role).headers();
      const headers = { cookie: cookie ?? '' };
      expect([name, await verdictAt(world.url, name, headers)]).toEqual([name, '403 csrf']);
      const wrong = { ...headers, 'x-csrf-token': 'A'.repeat(43) };
      expect([name, await verdictAt(world.url, name, wrong)]).toEqual([name, '403 csrf']);
    }
  });

  it('[SV31] another site’s page signs nobody in', async () => {
    for (const name of changing) {
      if (WHO[name] !== 'anyone') continue;
      const headers = { 'sec-fetch-site': 'cross-site' };
      expect([name, await verdictAt(world.url, name, headers)]).toEqual([name, '403 csrf']);
    }
  });

  it('[SV32] a mediator comes in for their week and for no other', async () => {
    const headers = callerOf('mediator').headers();
    for (const name of ROUTE_NAMES) {
      const route: Route = ROUTES[name];
      if (!route.path.includes(':week') || !route.who.includes('mediator')) continue;
      const other = addressOf(route, { ...PARAMS, week: String(WEEK + 604_800) });
      const response = await fetch(probe.url + other, { method: route.method, headers });
      expect([name, response.status]).toEqual([name, 404]);
    }
    probe.askers.length = 0;
    await verdictAt(probe.url, 'contract', headers);
    const from = weekStart(SLOT * 1000);
    expect(probe.askers).toMatchObject([
      { role: 'mediator', within: { from, to: from + 604_800_000 }, device: null },
    ]);
  });

  it('[SV33] a device begins a contract that nobody has, and none that somebody has', async () => {
    const fresh = '77777777-7777-4777-8777-777777777777';
    const route: Route = ROUTES.append;
    const send = (contract: string, role: Role) =>
      fetch(probe.url + addressOf(route, { ...PARAMS, contract }), {
        method: 'POST',
        headers: { ...callerOf(role).headers(), 'content-type': 'application/json' },
        body: '{}',
      });
    expect((await send(fresh, 'device')).status).toBe(400);
    expect((await send(fresh, 'freelancer')).status).toBe(404);
    expect((await send(CONTRACT, 'other device')).status).toBe(404);
    expect((await send('not-an-id', 'device')).status).toBe(404);
  });
});
