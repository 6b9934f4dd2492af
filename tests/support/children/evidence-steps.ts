/**
 * A process that seals, destroys or exports, and kills itself before the step that it is told. What comes before that
 * work is done without being counted. Arguments: the folder of the profile, the work, the step (0: none, the work is
 * done and its steps are said), the path of the export. It says on standard output, one JSON line each and only after
 * it is so, what was acknowledged.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { toBase64Url } from '../../../domain/bytes';
import { ManualClock } from '../../../domain/clock';
import { PictureIdSchema, type SliceId } from '../../../domain/ids';
import { rootOfLog } from '../../../domain/log';
import { ContractPrivacySchema } from '../../../domain/privacy';
import { slotStart, WEEK_MS } from '../../../domain/week';
import { type EvidenceApp, evidenceApp } from '../../kill/evidence-app';
import {
  CONTRACTS,
  type EvidenceSaid,
  memoOf,
  NEW_MEMO,
  SLICES,
  STARTED_AT,
  slotOfSlice,
  WorkSchema,
} from '../../kill/evidence-protocol';
import { crashPoints } from '../crash-points';
import { sha256 } from '../evidence';
import { aSlice, closed, newContract } from '../store-fixtures';

const [folder = '', workText = '', stepText = '0', path = ''] = process.argv.slice(2);
const work = WorkSchema.parse(workText);
const [ONE, TWO] = CONTRACTS;

/** Pictures are kept for a day after their week has locked. */
const KEPT_A_DAY = ContractPrivacySchema.parse({ retentionDays: 1 });

function say(line: EvidenceSaid): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function sayHeads({ database }: EvidenceApp): void {
  for (const id of CONTRACTS) {
    const log = database.logs.newest(id);
    if (log === null) continue;
    const root = toBase64Url(rootOfLog(log.head, sha256));
    say({ said: 'head', contract: id, log: log.log, size: log.head.tree.size, root });
  }
}

/** Everything that is told of the slice, as it lies in the tables. */
function sayTold({ database }: EvidenceApp, id: SliceId): void {
  const { contractId, slot } = database.slices.byId(id) ?? { contractId: ONE, slot: 0 };
  const log = database.logs.newest(contractId);
  const texts = log === null ? [] : [...database.logs.disclosures(log.log)];
  for (const one of texts) if (one.slot === slot) say({ said: 'told', slice: id, text: one.text });
}

async function prepare({ database, pictures, keys }: EvidenceApp): Promise<void> {
  for (const id of CONTRACTS) database.contracts.create(id, newContract({ privacy: KEPT_A_DAY }), STARTED_AT);
  await keys.settle();
  for (const [n, id] of SLICES.entries()) {
    const slot = slotOfSlice(n);
    const slice = { ...closed(aSlice(ONE, slot, { memo: memoOf(n), jumps: [], gaps: [] })), id };
    database.recorder.save([slice], []);
    const meta = {
      id: PictureIdSchema.parse(randomUUID()),
      sliceId: id,
      takenAt: slotStart(slot) + 5_000,
      trigger: 'moment',
      display: 'DP-1',
      backend: 'test',
      blurred: false,
    } as const;
    const bytes = { display: 'DP-1', width: 9, height: 9, webp: randomBytes(3_000), thumb: randomBytes(300) };
    const added = await pictures.add(meta, bytes);
    if (added.outcome !== 'saved') throw new Error(added.detail);
    say({ said: 'slice', id, picture: meta.id });
  }
}

async function seal(app: EvidenceApp): Promise<void> {
  await app.sealer.run();
  await app.keys.settle();
  sayHeads(app);
}

async function change(app: EvidenceApp): Promise<void> {
  const { database, edits, pictureEdits } = app;
  const [deleted, unpictured, redacted, amended, moved, both] = SLICES;
  const pictureOf = (id: SliceId) => database.pictures.ofSlices([id]).get(id)?.[0]?.id ?? expectPicture(id);
  must(edits.remove([deleted]));
  await app.settleEdits();
  say({ said: 'gone', slice: deleted });
  must(pictureEdits.delete(pictureOf(unpictured)));
  await app.settleEdits();
  must(await pictureEdits.redact(pictureOf(redacted), 'whole'));
  database.slices.setMemo([amended], NEW_MEMO);
  say({ said: 'amended', slice: amended });
  must(edits.move([moved], TWO));
  await app.sealer.run();
  must(edits.move([both], TWO));
  must(edits.remove([both]));
  await app.settleEdits();
  say({ said: 'gone', slice: both });
  await app.sealer.run();
  sayHeads(app);
}

/** Two weeks later: the pictures go, and the week is closed. */
async function expire(app: EvidenceApp): Promise<void> {
  app.clock.advance(2 * WEEK_MS);
  await app.retention.run();
  await app.sealer.run();
  sayHeads(app);
  if (app.database.pictures.count() > 0) throw new Error('pictures are left');
}

async function exportAll(app: EvidenceApp): Promise<void> {
  const result = await app.export(ONE, [slotOfSlice(0), slotOfSlice(SLICES.length - 1)], path);
  if (result.outcome !== 'saved') throw new Error(`not exported: ${JSON.stringify(result)}`);
  say({ said: 'exported' });
}

function must(outcome: { ok: boolean }): void {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
}

function expectPicture(id: SliceId): never {
  throw new Error(`slice ${id} has no picture`);
}

const app = await evidenceApp(folder, new ManualClock(STARTED_AT), (message) => {
  throw new Error(message);
});
await prepare(app);
app.clock.advance(3_600_000 * 2);
if (work !== 'seal') {
  await seal(app);
  for (const id of SLICES) sayTold(app, id);
}
if (work === 'export again') await exportAll(app);
const points = await crashPoints();
points.arm(Number(stepText));
switch (work) {
  case 'seal':
    await seal(app);
    break;
  case 'change':
    await change(app);
    break;
  case 'expire':
    await expire(app);
    break;
  case 'export':
  case 'export again':
    await exportAll(app);
    break;
}
const steps = points.disarm();
say({ said: 'steps', steps });
