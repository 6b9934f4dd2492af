/**
 * How long the export child takes for a contract's log out of a real profile, all but the printing of report.pdf, which
 * is Chromium's; and how much memory it had. The floor is measured of the bundle that came out (evidence-verify.ts).
 * `make FOLDER WEEKS BYTES` fills the profile: 252 segments a week, a picture of so many bytes each or none, sealed by the
 * real sealer; prints the contract and its log. `run FOLDER OUT` exports, and prints ms as JSON.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { manifestNoteText } from '../../domain/bundle';
import { originOfLog } from '../../domain/checkpoint';
import { slotEnd, slotStart, weekStart } from '../../domain/week';
import { openDatabase } from '../../electron/main/db/open';
import { TaskSchema } from '../../electron/main/export-evidence/messages';
import { openProfileSource } from '../../electron/main/export-evidence/open-profile';
import { makeBundle } from '../../electron/main/export-evidence/work';
import { EncryptedPictures } from '../../electron/main/pictures';
import { openVault } from '../../electron/main/vault';
import { nodeCrypto } from '../../verifier/node/node-crypto';
import { NO_KEY_STORE } from '../kill/protocol';
import { testKey, workedSlice } from '../support/evidence';
import { testMemory, testSealer } from '../support/sealer';
import {
  aPictureMeta,
  closed,
  MONDAY,
  newContract,
  newContractId,
  newSliceId,
} from '../support/store-fixtures';

const DAYS = 6;
const SLOTS = 42;
const TASK = 'task.json';

const [what, folder = '', ...more] = process.argv.slice(2);
let wall = MONDAY;
const now = () => wall;
const opened = openDatabase({ folder, now, onBrokenRow: () => refuse('a row cannot be read') });
if (opened.outcome !== 'opened') refuse(opened.outcome);
const { database } = opened;
const { signer, warnings } = testSealer(database, { now, memory: testMemory() });
if (z.enum(['make', 'run']).parse(what) === 'make') await make(Number(more[0]), Number(more[1]));
else await run(more[0] ?? '');
database.close();

async function make(weeks: number, pictureBytes: number): Promise<void> {
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
  const contract = newContractId();
  database.contracts.create(contract, newContract({ limitSeconds: null }), MONDAY);
  const first = MONDAY / 1000;
  for (let week = 0; week < weeks; week++) {
    for (let n = 0; n < DAYS * SLOTS; n++) {
      const slot = first + week * 604_800 + 86_400 * Math.floor(n / SLOTS) + 36_000 + 600 * (n % SLOTS);
      wall = slotEnd(slot) + 60_000;
      const slice = closed({
        ...workedSlice(slot),
        id: newSliceId(),
        contractId: contract,
        windows: windowsOf(n),
      });
      if (database.recorder.save([slice], []).outcome !== 'saved') refuse('not saved');
      if (pictureBytes > 0) {
        const shot = {
          display: 'DP-1',
          width: 1920,
          height: 1080,
          webp: randomBytes(pictureBytes),
          thumb: randomBytes(900),
        };
        const added = await pictures.add(aPictureMeta(slice.id, { takenAt: slotStart(slot) + 5_000 }), shot);
        if (added.outcome !== 'saved') refuse(added.detail);
      }
    }
    await signer.settle(contract);
  }
  wall = weekStart(wall) + 14 * 86_400_000;
  await signer.settle(contract);
  const log = database.logs.newest(contract);
  if (log === null) return refuse(warnings.join('\n'));
  const { x } = testKey('device');
  const task = TaskSchema.parse({
    profile: folder,
    to: '',
    contract,
    log: log.log,
    scope: {
      from: first,
      to: first + weeks * 604_800,
      fields: ['memo', 'tag', 'reason', 'time', 'activity', 'minutes', 'windows', 'picture', 'missed'],
    },
    note: '',
    language: 'en',
    app: '0.1.0',
    keys: {
      current: Buffer.from(vault.keys.current).toString('base64'),
      earlier: [],
    },
    trusted: [x],
    page: null,
    evenUnproven: false,
    report: false,
  });
  writeFileSync(join(folder, TASK), JSON.stringify(task));
  const trust = {
    format: 'minutier-trust-1',
    keys: [{ role: 'freelancer', name: 'Somebody', key: x }],
    checkpoints: [],
  };
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(trust));
  console.log(JSON.stringify({ entries: log.head.tree.size }));
}

async function run(to: string): Promise<void> {
  const task = { ...TaskSchema.parse(JSON.parse(readFileSync(join(folder, TASK), 'utf8'))), to };
  const source = openProfileSource(task);
  const started = performance.now();
  const outcome = await makeBundle(task, {
    source,
    crypto: nodeCrypto(),
    pdf: async () => new Uint8Array(Buffer.from('%PDF-1.4')),
    ask: async (ask) => {
      if (ask.what === 'checkpoint') return signer.checkpoint(task.log);
      if (ask.what === 'final') return '';
      if (ask.what === 'print') throw new Error('nothing is printed here');
      return signer.note(task.log, manifestNoteText(originOfLog(task.contract, task.log), ask.sha256));
    },
    progress: () => undefined,
  });
  const ms = performance.now() - started;
  source.close();
  if (outcome.outcome !== 'written') return refuse(JSON.stringify(outcome).slice(0, 2_000));
  console.log(
    JSON.stringify({
      ms,
      bytes: outcome.bytes,
      entries: outcome.entries,
      peak: process.resourceUsage().maxRSS / 1_000,
    }),
  );
}

/** Five to sixteen, with titles of common length. */
function windowsOf(n: number) {
  return Array.from({ length: 5 + (n % 12) }, (_, k) => ({
    app: ['Code', 'Google-chrome', 'Gnome-terminal', 'Figma', 'Slack'][(n + k) % 5] ?? '',
    title: `Pull request ${n + k} · acme/website: the header and its language switch, été`,
    ms: 20_000,
  }));
}

function refuse(why: string): never {
  throw new Error(why);
}
