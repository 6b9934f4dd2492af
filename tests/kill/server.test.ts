/**
 * `kill -9` of the real server, again and again over one data folder, while three devices upload to it over HTTP: after
 * each, every answer that was given still stands to the byte, the log continues every head that was seen, `check` finds
 * nothing but files that the next start removes, and after that nothing at all. `KILLS=100` for more of them.
 */
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64Url } from '../../domain/bytes';
import { ContractIdSchema } from '../../domain/ids';
import { isConsistent } from '../../domain/merkle';
import type { Receipt } from '../../domain/protocol-log';
import { seededRandom } from '../../domain/random';
import { SLOT_MS, slotEnd, slotOf, slotStart } from '../../domain/week';
import { buildServer } from '../../scripts/lib/server.mjs';
import { checkFolder } from '../../server/check/check';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { BundleLog } from '../support/bundle-log';
import { sha256, testKey } from '../support/evidence';
import { DeviceCaller, registered } from '../support/server-caller';
import { ELECTRON, type ServerChild, startServerChild } from '../support/server-child';
import { headIn } from '../support/server-logs';
import { tempFolder } from '../support/temp-folder';

const KILLS = Number(process.env.KILLS ?? 15);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const random = seededRandom(seed);
const below = (count: number) => Math.floor(random.uniform('below') * count);

const DAY_MS = 86_400_000;
const DEVICES = ['laptop', 'desktop', 'workshop'];
/** Answers between two kills, at most. */
const ANSWERS = 25;
/** After so many starts everything is looked through beside the running server too. */
const LOOKED_EVERY = 5;
const BUILD = join(import.meta.dirname, `../../node_modules/.cache/minutier/kill-server-${process.pid}`);
const START = { program: join(BUILD, 'minutier-server.js') };

/** An app: what it has sealed, what it was answered, and the newest head that it saw. */
class App {
  readonly log: BundleLog;
  readonly receipts = new Map<number, Receipt>();
  /** Entries that were sent and not answered may be there or not. */
  acknowledged = 0;
  head: { size: number; root: Uint8Array } | null = null;
  readonly pictures = new Set<string>();
  private slot: number;

  constructor(
    readonly name: string,
    n: number,
    public caller: DeviceCaller,
  ) {
    const contract = ContractIdSchema.parse(`66666666-6666-4666-8666-66666666666${n}`);
    const from = Date.now() - 60 * DAY_MS;
    this.slot = slotOf(from);
    this.log = new BundleLog(testKey(name), { contract, at: slotStart(this.slot) });
  }

  /** Seals some more slices. */
  work(): void {
    const count = 1 + below(4);
    for (let n = 0; n < count; n++) {
      this.slot += 600;
      const at = slotEnd(this.slot) + 15_000;
      const boot = at - (Date.now() - 61 * DAY_MS);
      this.log.segment(this.slot, { pictures: 1, facts: { at, boot, mono: boot } });
    }
  }

  /** Until the server is gone. `answered` after each answer. */
  async upload(answered: () => void): Promise<void> {
    const { log, caller } = this;
    try {
      for (;;) {
        if (log.lines.length === this.acknowledged) this.work();
        await this.sendPictures();
        const from = this.acknowledged;
        const entries = log.lines
          .slice(from, from + 5)
          .map((line, n) => ({ line, disclosures: log.disclosures[from + n] ?? [] }));
        const { results } = await caller.ask('append', {
          params: { contract: log.contract },
          body: { entries },
        });
        for (const [n, one] of results.entries()) {
          if (one.outcome !== 'kept') throw new Refused(JSON.stringify(one));
          this.receipts.set(from + n, one.receipt);
          this.head = headIn(one.receipt.checkpoint);
        }
        this.acknowledged = from + results.length;
        answered();
      }
    } catch (error) {
      // A connection that is cut has no answer; everything else is one.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  private async sendPictures(): Promise<void> {
    const { contract } = this.log;
    for (const [hash, bytes] of this.log.pictures) {
      if (this.pictures.has(hash)) continue;
      // Sometimes in two parts.
      const cut = below(2) === 0 ? bytes.length : below(bytes.length - 1) + 1;
      const send = (from: number, to: number) =>
        this.caller.ask('pictureSend', {
          params: { contract, sha256: hash },
          query: { offset: from, size: bytes.length },
          body: bytes.slice(from, to),
        });
      let { received, done } = await send(0, cut);
      while (!done) ({ received, done } = await send(received, bytes.length));
      this.pictures.add(hash);
    }
  }

  /** Everything that it was ever told is still so. */
  async compare(): Promise<void> {
    const { log, caller, receipts } = this;
    const params = { contract: log.contract };
    const before = this.head;
    if (before === null) return;
    const head = await caller.ask('head', { params, query: { since: before.size } });
    const path = head.consistency.map((hash) => fromBase64Url(hash) ?? new Uint8Array());
    const after = headIn(head.checkpoint);
    expect(isConsistent(before, after, path, sha256), `${this.name}: the head continues what was seen`).toBe(
      true,
    );
    const lines: string[] = [];
    while (lines.length < after.size)
      lines.push(
        ...(await caller.ask('entries', { params, query: { from: lines.length, limit: 1000 } })).lines,
      );
    for (const [n, receipt] of receipts)
      expect(lines[receipt.index], `${this.name}: entry ${n}`).toBe(log.lines[n]);
    // The device's own entries, in their order, each once, and perhaps some that were not answered.
    const known = new Set(log.lines);
    const own = lines.filter((line) => known.has(line));
    expect(own).toEqual(log.lines.slice(0, own.length));
    expect(own.length).toBeGreaterThanOrEqual(this.acknowledged);
    for (const one of [0, below(this.acknowledged), this.acknowledged - 1]) await this.again(one);
  }

  /** The same line gets the same receipt. */
  async again(one: number): Promise<void> {
    const entries = [{ line: this.log.lines[one] ?? '', disclosures: [] }];
    const { results } = await this.caller.ask('append', {
      params: { contract: this.log.contract },
      body: { entries },
    });
    expect(results).toEqual([{ outcome: 'kept', receipt: this.receipts.get(one) }]);
  }
}

class Refused extends Error {}

/** The program's own command, as somebody types it. */
async function command(args: readonly string[]): Promise<{ code: number; text: string }> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((resolve) => {
    execFile(ELECTRON, [START.program, ...args], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, text: stdout + stderr });
    });
  });
}

describe('the server, killed', () => {
  beforeAll(async () => {
    // Of its own: one program from the first start to the last.
    await buildServer(BUILD);
  }, 240_000);
  afterAll(() => rmSync(BUILD, { recursive: true, force: true }));

  it(
    `[SV16] ${KILLS} times under load: no answer is lost, the log goes on, no picture is an orphan (seed ${seed})`,
    async () => {
      const folder = tempFolder();
      let child: ServerChild = await startServerChild(folder, START);
      let answers = 0;
      try {
        const owner = await registered(child.url, child.setup ?? '', 'Fran', 'fran@example.org');
        const apps: App[] = [];
        for (const [n, name] of DEVICES.entries()) apps.push(new App(name, n, await owner.pair(name)));
        const { key } = await owner.ask('about');
        // The server's key is part of the log, so that it seals.
        for (const { log } of apps) {
          const at = slotStart(slotOf(Date.now() - 60 * DAY_MS)) + SLOT_MS;
          log.add({ type: 'key.add', at, key, role: 'server', store: 'unknown' });
        }
        let cutOff = 0;
        for (let kill = 0; kill < KILLS; kill++) {
          const most = 1 + below(ANSWERS);
          let seen = 0;
          const { promise: enough, resolve } = Promise.withResolvers<void>();
          const uploads = apps.map((app) =>
            app.upload(() => {
              answers++;
              if (++seen === most) resolve();
            }),
          );
          await Promise.race([enough, ...uploads]);
          // Somewhere in what is under way just now.
          for (let turn = below(40); turn > 0; turn--) await new Promise((next) => setImmediate(next));
          await child.kill9();
          await Promise.all(uploads);

          const { findings } = await checkFolder(folder, nodeCrypto());
          // A file that a kill left without its row goes with the next start.
          const left = findings.filter(
            ({ where, what }) => !(where.startsWith('file pictures/') && what === 'no row names it'),
          );
          expect(left, `after kill ${kill}`).toEqual([]);
          cutOff += findings.length - left.length;

          child = await startServerChild(folder, START);
          for (const app of apps) {
            const { token } = app.caller;
            app.caller = new DeviceCaller(child.url, app.name, testKey(app.name));
            app.caller.token = token;
            await app.compare();
          }
          if (kill % LOOKED_EVERY > 0) continue;
          expect((await checkFolder(folder, nodeCrypto())).findings, `after start ${kill}`).toEqual([]);
        }
        for (const app of apps) for (const one of app.receipts.keys()) await app.again(one);
        expect(await child.stop()).toBe(0);
        const last = await checkFolder(folder, nodeCrypto());
        expect(last.findings).toEqual([]);
        expect(last.contracts).toBe(DEVICES.length);
        console.log(
          `seed ${seed}: ${KILLS} kills, ${answers} answers, ${last.pictures} pictures, ${cutOff} files cut off and swept`,
        );
      } catch (error) {
        console.error(child.complaints());
        throw error;
      } finally {
        await child.kill9();
      }
    },
    KILLS * 40_000 + 120_000,
  );

  it('[SV14] [SV15] `check`, `backup` and `restore` as commands, beside the running server and after it was killed', async () => {
    const folder = join(tempFolder(), 'data');
    const child = await startServerChild(folder, START);
    try {
      const owner = await registered(child.url, child.setup ?? '', 'Fran', 'fran@example.org');
      const app = new App('laptop', 0, await owner.pair('laptop'));
      const { promise: enough, resolve } = Promise.withResolvers<void>();
      let answers = 0;
      const upload = app.upload(() => {
        if (++answers === 5) resolve();
      });
      await Promise.race([enough, upload]);
      const file = join(folder, '..', 'backup.tar');
      // Both while the app goes on sending.
      expect(await command(['backup', file, '--data', folder])).toMatchObject({ code: 0 });
      const checked = await command(['check', '--data', folder]);
      expect(checked).toMatchObject({ code: 0, text: expect.stringContaining('all is as it was signed') });
      await child.kill9();
      await upload;
      const restored = join(folder, '..', 'restored');
      expect(await command(['restore', file, '--data', restored])).toMatchObject({ code: 0 });
      expect(await command(['check', '--data', restored])).toMatchObject({ code: 0 });
      // The device goes on with it: what the backup has not is sent again.
      const again = await startServerChild(restored, START);
      try {
        const { token } = app.caller;
        const device = new DeviceCaller(again.url, app.name, testKey(app.name));
        device.token = token;
        const head = headIn(
          (await device.ask('head', { params: { contract: app.log.contract } })).checkpoint,
        );
        const first = [...app.receipts.values()].filter(({ index }) => index < head.size);
        expect(first.length).toBeGreaterThan(0);
        app.caller = device;
        for (const [n, receipt] of app.receipts) if (receipt.index < head.size) await app.again(n);
      } finally {
        await again.stop();
      }
      writeFileSync(join(restored, 'data.key'), new Uint8Array(32));
      expect(await command(['check', '--data', restored])).toMatchObject({ code: 1 });
      expect(await command(['restore', file, '--data', restored])).toMatchObject({ code: 1 });
    } finally {
      await child.kill9();
    }
  }, 300_000);
});
