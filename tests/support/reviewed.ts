/** A contract on the real server with a freelancer, their device, and a client: a week of two hours in its log. */
import { SLOT_SECONDS } from '../../domain/week';
import { BundleLog, WEEK } from './bundle-log';
import { SLOT } from './evidence';
import { type Caller, type DeviceCaller, type ServerOptions, type TestServer, testServer } from './server';
import { sentOf } from './server-logs';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Monday 9 November 2026 00:00 UTC, when the week of `SLOT` is over. */
export const MONDAY = (WEEK + 604_800) * 1000;
export const NOON = MONDAY + 12 * HOUR;
/** The first instant after Friday. */
export const SATURDAY = MONDAY + 5 * DAY;

export interface Reviewed extends TestServer {
  freelancer: Caller;
  client: Caller;
  device: DeviceCaller;
  bundle: BundleLog;
  contract: BundleLog['contract'];
  of: { params: { contract: BundleLog['contract']; week: number } };
  /** Sends what the device has and the server has not; takes over what the server has said meanwhile. */
  upload(): Promise<void>;
  join(): Promise<Caller>;
}

export async function reviewed(
  options: ServerOptions & { slots?: number; alone?: boolean; pictures?: number } = {},
): Promise<Reviewed> {
  const server = await testServer(options);
  const freelancer = await server.setup('Fran');
  const device = await freelancer.pair('device');
  const bundle = new BundleLog(device.key);
  const { contract } = bundle;
  const { pictures = 0, slots = 12 } = options;
  for (let n = 0; n < slots; n++) bundle.segment(SLOT + n * SLOT_SECONDS, { pictures });
  const { key } = await device.ask('about');
  bundle.add({ type: 'key.add', at: server.clock.at - HOUR, key, role: 'server', store: 'unknown' });
  let sent = 0;
  const upload = async () => {
    // A picture needs its contract: the log is opened before any is sent.
    if (sent === 0) {
      await device.ask('append', { params: { contract }, body: { entries: sentOf(bundle, 0, 1) } });
      sent = 1;
    }
    for (const [sha256, bytes] of bundle.pictures) {
      const query = { offset: 0, size: bytes.length };
      await device.ask('pictureSend', { params: { contract, sha256 }, query, body: bytes });
    }
    const entries = sentOf(bundle, sent);
    for (let at = 0; at < entries.length; at += 100) {
      const body = { entries: entries.slice(at, at + 100) };
      const { results } = await device.ask('append', { params: { contract }, body });
      const refused = results.find(({ outcome }) => outcome !== 'kept');
      if (refused !== undefined) throw new Error(JSON.stringify(refused));
    }
    sent = bundle.lines.length;
  };
  await upload();
  const join = async () => {
    const { link } = await device.ask('invite', { params: { contract }, body: { name: 'Cleo' } });
    return server.joinBy(link, 'Cleo');
  };
  // Where no client joins, what a client would ask is asked by nobody.
  const client = options.alone ? server.nobody() : await join();
  const of = { params: { contract, week: WEEK } };
  return { ...server, freelancer, client, device, bundle, contract, of, upload, join };
}

/** What the review says of itself: its steps by name. Asked by the app, whose token outlives every session. */
export async function stepsOf({ device, of }: Pick<Reviewed, 'device' | 'of'>): Promise<string[]> {
  return (await device.ask('review', of)).steps.map(({ what }) => what);
}

/** The kinds of the newest entries of the log, as the server has it. */
export async function kindsFrom(
  { server, contract }: Pick<Reviewed, 'server' | 'contract'>,
  from: number,
): Promise<string[]> {
  const kinds: string[] = [];
  const read = await server.parts.logs.lines(contract, from, 1000);
  for (const line of read?.lines ?? []) {
    const payload = Buffer.from(line.split('.')[1] ?? '', 'base64url').toString('utf8');
    kinds.push(/^\{"type":"([a-z.]+)"/.exec(payload)?.[1] ?? '?');
  }
  return kinds.filter((kind) => kind !== 'seal');
}
