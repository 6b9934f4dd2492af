/**
 * What the server takes: segments with a picture of 100 kB each, from several devices at once, against a bare server that
 * writes and syncs the same bytes; then how long one waits at half that load; then what a day and a month cost to read.
 * Prints JSON. Arguments: an empty folder, the floor's program, devices, segments of each, `read` or `-`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../domain/random';
import { SLOT } from '../support/evidence';
import { type DeviceCaller, registered } from '../support/server-caller';
import { startServerChild } from '../support/server-child';
import { type Upload, type Uploader, uploaders } from '../support/upload-load';

const PICTURE_BYTES = 100_000;
/** Devices that are sending at the same instant: more than two cores can serve. */
const AT_ONCE = 8;
const SEED = 20261124;
const NAME = 'bench';

const [folder = '', floorProgram = '', devices = '16', each = '40', reads = 'read'] = process.argv.slice(2);

/** PUT of a picture, POST of its entry: one after the other, as the app does. */
type Send = (from: Uploader, upload: Upload) => Promise<void>;

const serverFolder = join(folder, 'server');
const server = await startServerChild(serverFolder);
const fran = await registered(
  server.url,
  server.setup ?? refuse('no link for the first account'),
  'Fran',
  'fran@example.org',
);
const about = await fran.ask('about');
const load = await uploaders(Number(devices), Number(each), {
  serverKey: about.key,
  pictureBytes: PICTURE_BYTES,
  random: seededRandom(SEED),
  name: NAME,
});
const apps = new Map<Uploader, DeviceCaller>();
for (const [n, one] of load.entries()) {
  apps.set(one, await fran.pair(`${NAME} ${n}`, `192.0.2.${n}`));
  await appended(one, one.opening);
}

const floorFolder = join(folder, 'floor');
mkdirSync(floorFolder);
const floor = await startFloor(floorFolder);
const halves = { first: Math.floor(Number(each) / 2), all: Number(each) };
const floorRate = await inTurn(load, 0, halves.first, toFloor(floor.url));
const full = await inTurn(load, 0, halves.first, toServer);
const half = await atRate(load, halves.first, halves.all, full.rate / 2, toServer);
floor.child.stdin?.end();

const read = reads === 'read' ? await readTimes() : null;
const peak = peakOf(server.pid);
await server.stop();
console.log(JSON.stringify({ floor: floorRate.rate, full, half, read, peak }));

function toFloor(url: string): Send {
  return async (_, { picture, line, disclosures }) => {
    await ok(fetch(`${url}/`, { method: 'PUT', body: picture }));
    await ok(fetch(`${url}/`, { method: 'POST', body: JSON.stringify({ line, disclosures }) }));
  };
}

async function toServer(from: Uploader, { picture, sha256, line, disclosures }: Upload): Promise<void> {
  const { contract } = from;
  await appOf(from).ask('pictureSend', {
    params: { contract, sha256 },
    query: { offset: 0, size: picture.length },
    body: picture,
  });
  await appended(from, [{ line, disclosures }]);
}

async function appended(from: Uploader, entries: { line: string; disclosures: string[] }[]): Promise<void> {
  const { contract } = from;
  const { results } = await appOf(from).ask('append', { params: { contract }, body: { entries } });
  const bad = results.find(({ outcome }) => outcome !== 'kept');
  if (bad !== undefined) refuse(JSON.stringify(bad));
}

function appOf(from: Uploader): DeviceCaller {
  return apps.get(from) ?? refuse('a device that is not paired');
}

async function ok(asked: Promise<Response>): Promise<void> {
  const answer = await asked;
  const text = await answer.text();
  if (!answer.ok) refuse(`${answer.status}: ${text.slice(0, 300)}`);
}

/** As fast as it goes, so many at once; segments a second, and how long one took, in ms. */
async function inTurn(all: readonly Uploader[], from: number, to: number, send: Send) {
  const times: number[] = [];
  const waiting = [...all];
  const start = performance.now();
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      for (const upload of one.uploads.slice(from, to)) times.push(await timed(() => send(one, upload)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { rate: (times.length * 1000) / (performance.now() - start), ...spread(times) };
}

/** Segments become due at this rate, whoever is late; how long one took from when it was due. */
async function atRate(all: readonly Uploader[], from: number, to: number, rate: number, send: Send) {
  const times: number[] = [];
  const start = performance.now();
  const last = new Map<Uploader, Promise<void>>();
  let due = 0;
  for (let n = from; n < to; n++) {
    for (const one of all) {
      const upload = one.uploads[n];
      if (upload === undefined) continue;
      const at = (due++ * 1000) / rate;
      const before = last.get(one) ?? Promise.resolve();
      last.set(
        one,
        (async () => {
          await setTimeout(Math.max(0, at - (performance.now() - start)));
          await before;
          await send(one, upload);
          times.push(performance.now() - start - at);
        })(),
      );
    }
  }
  await Promise.all(last.values());
  return { rate, ...spread(times) };
}

async function readTimes() {
  const one = load[0] ?? refuse('no device');
  const [from, day] = [SLOT * 1000 - 36_000_000, 86_400_000];
  const days: number[] = [];
  const months: number[] = [];
  for (let n = 0; n < 30; n++) {
    const params = { contract: one.contract };
    days.push(await timed(() => fran.ask('day', { params, query: { from, to: from + day } })));
    months.push(await timed(() => fran.ask('sums', { params, query: { from, to: from + 31 * day } })));
  }
  return { day: spread(days), month: spread(months) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function spread(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), count: sorted.length };
}

/** The most memory of a process, in MB. */
function peakOf(pid: number): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(line) / 1024;
}

async function startFloor(into: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [floorProgram, into], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [said] = child.stdout === null ? [] : await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${Number(said)}`, child };
}

function refuse(why: string): never {
  throw new Error(why);
}
