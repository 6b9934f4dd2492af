/**
 * Takes pictures of the screen as the app does (its sensor, its taker, its encrypted store and database) in a main
 * process that meters its own gaps: over the pictures, at rest, and over children that do nothing. Prints what it took as JSON and leaves the
 * last picture as `FOLDER/picture.webp`. Switches: `folder`, `pictures` (how many), `built` (the app's main folder).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, utilityProcess } from 'electron';
import type { ContractId, SliceId } from '../../domain/ids';
import { slotOf } from '../../domain/week';
import { machineClock } from '../../electron/main/clock';
import { type Database, openDatabase } from '../../electron/main/db/open';
import { PictureTaker } from '../../electron/main/picture-taker';
import { EncryptedPictures } from '../../electron/main/pictures';
import { createSensors } from '../../electron/main/sensors';
import { electronPieces } from '../../electron/main/sensors/electron-deps';
import { openVault } from '../../electron/main/vault';
import { median } from '../../scripts/bench/figures.mjs';
import { NO_KEY_STORE } from '../kill/protocol';
import { rememberingLog } from '../support/silent-log';
import { aSlice, newContract, newContractId } from '../support/store-fixtures';
import { type Gap, GapMeter, summaryOf } from './gap-meter';

/** After a picture its child still has to end, which is part of what the picture costs. */
const LEAVE_MS = 1_000;

const clock = machineClock({ wall: Date.now, mono: () => performance.now(), uptime });
const now = () => clock.read().wall;

void app.whenReady().then(async () => {
  try {
    await measure(option('folder'), option('built'), Number(option('pictures')));
    app.exit(0);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
});

async function measure(folder: string, built: string, count: number): Promise<void> {
  const opened = openDatabase({ folder, now, onBrokenRow: (row) => refuse(JSON.stringify(row)) });
  if (opened.outcome !== 'opened') return refuse(opened.outcome);
  const { database } = opened;
  const vault = await openVault({ folder, keyStore: NO_KEY_STORE, randomBytes, now });
  if (vault.outcome !== 'opened') return refuse(vault.outcome);
  const { pictures: rows, blobs } = database;
  const pictures = new EncryptedPictures({
    folder,
    rows,
    blobs,
    keys: vault.keys,
    randomBytes,
    keepOrphans: false,
  });
  const log = rememberingLog();
  const taker = new PictureTaker({
    sensor: createSensors({
      platform: process.platform,
      session: { type: 'x11', waylandDisplay: undefined, display: process.env.DISPLAY },
      clock,
      log,
      electron: electronPieces(built, process.platform),
    }).picture,
    pictures,
    clock,
    newId: randomUUID,
    privacy: () => ({ displays: 'all' }),
    postponed: () => undefined,
    held: () => undefined,
    stored: () => undefined,
    failed: (reason, detail) => refuse(`${reason}: ${detail}\n${log.lines.join('\n')}`),
    disk: (saved) => (saved.outcome === 'failed' ? refuse(saved.detail) : undefined),
  });
  const { sliceId, contractId } = aStoredSlice(database);
  const take = async () => {
    const moment = { at: now(), draw: { nth: 0, from: now() }, told: false };
    taker.take({ contractId, sliceId, slot: slotOf(now()), trigger: 'moment', blur: false, moment });
    await taker.settle();
  };

  // The first one pays for what is loaded once.
  await take();
  await delay(LEAVE_MS);
  const takes: { wallMs: number; cpuMs: number }[] = [];
  const metered: Gap[][] = [];
  const atRest: Gap[][] = [];
  for (let n = 0; n < count; n++) {
    // Once without the meter, which is work itself, and once with it.
    const cpu = process.cpuUsage();
    const started = performance.now();
    await take();
    const wallMs = performance.now() - started;
    await delay(LEAVE_MS);
    const used = process.cpuUsage(cpu);
    takes.push({ wallMs, cpuMs: (used.user + used.system) / 1_000 });

    const meter = new GapMeter();
    await take();
    await delay(LEAVE_MS);
    metered.push(meter.end());
  }
  // As many stretches, as long, in which nothing happens: what the machine itself does to a timer.
  for (const { wallMs } of takes) {
    const meter = new GapMeter();
    await delay(wallMs + LEAVE_MS);
    atRest.push(meter.end());
  }

  // And as many in which an empty child is forked and ends: what a child costs main, whatever it does.
  const empty = join(folder, 'empty.mjs');
  // Electron keeps a child whose script has ended.
  writeFileSync(empty, 'process.exit(0);');
  const byChildren: Gap[][] = [];
  for (const { wallMs } of takes) {
    const meter = new GapMeter();
    const child = utilityProcess.fork(empty, [], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await Promise.all([ended, delay(wallMs + LEAVE_MS)]);
    byChildren.push(meter.end());
  }

  const last = pictures.ofSlices([sliceId]).get(sliceId)?.at(-1);
  if (last?.outcome !== 'ok' || last.backend !== 'node-screenshots') return refuse(JSON.stringify(last));
  const webp = await pictures.read(last.id, 'full');
  if (webp === null) return refuse('the picture cannot be read back');
  writeFileSync(join(folder, 'picture.webp'), webp);
  database.close();
  const times = {
    wallMs: median(takes.map(({ wallMs }) => wallMs)),
    cpuMs: median(takes.map(({ cpuMs }) => cpuMs)),
  };
  console.log(
    JSON.stringify({
      bytes: last.bytes,
      ...times,
      byPictures: summaryOf(metered),
      atRest: summaryOf(atRest),
      byChildren: summaryOf(byChildren),
    }),
  );
}

function aStoredSlice(database: Database): { sliceId: SliceId; contractId: ContractId } {
  const contractId = newContractId();
  database.contracts.create(contractId, newContract(), now());
  const slice = aSlice(contractId, slotOf(now()));
  const saved = database.recorder.save([slice], []);
  return saved.outcome === 'saved' ? { sliceId: slice.id, contractId } : refuse(saved.detail);
}

function option(name: string): string {
  return app.commandLine.getSwitchValue(name);
}

function refuse(why: string): never {
  throw new Error(why);
}
