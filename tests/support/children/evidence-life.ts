/**
 * A process that records, seals, edits, destroys and exports in an order that its seed gives, without an end, to be
 * killed at any instant. Arguments: the folder of the profile, wall ms to start at, the seed, the path of the export. It
 * says on standard output, one JSON line each and only after it is so, what was acknowledged.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { toBase64Url } from '../../../domain/bytes';
import { ManualClock } from '../../../domain/clock';
import { type ContractId, PictureIdSchema } from '../../../domain/ids';
import { rootOfLog } from '../../../domain/log';
import { seededRandom } from '../../../domain/random';
import type { Slice } from '../../../domain/slice';
import { MINUTE_MS, SLOT_MS, slotOf, slotStart } from '../../../domain/week';
import { evidenceApp } from '../../kill/evidence-app';
import { CONTRACTS, type EvidenceSaid, STARTED_AT } from '../../kill/evidence-protocol';
import { sha256 } from '../evidence';
import { aSlice, closed, newContract } from '../store-fixtures';

const [folder = '', startAt = '0', seed = '0', path = ''] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const clock = new ManualClock(Number(startAt));
const app = await evidenceApp(folder, clock, (message) => {
  throw new Error(message);
});
const { database, pictures, edits, pictureEdits, sealer } = app;

function say(line: EvidenceSaid): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function oneOf<T>(all: readonly T[]): T | null {
  return all[Math.floor(random.uniform('one') * all.length)] ?? null;
}

function aStored(): Slice | null {
  return oneOf(database.recorder.slicesBetween(0, Number.MAX_SAFE_INTEGER));
}

function pictureOf(slice: Slice | null) {
  const all = slice === null ? [] : (database.pictures.ofSlices([slice.id]).get(slice.id) ?? []);
  return all.find(({ outcome }) => outcome === 'ok')?.id ?? null;
}

function other(id: ContractId): ContractId {
  return CONTRACTS[0] === id ? CONTRACTS[1] : CONTRACTS[0];
}

async function record(): Promise<void> {
  clock.advance(SLOT_MS);
  const slot = slotOf(clock.read().wall) - 600;
  const contract = random.uniform('contract') < 0.7 ? CONTRACTS[0] : CONTRACTS[1];
  const slice = closed(aSlice(contract, slot, { memo: `Memo ${randomUUID()}`, jumps: [], gaps: [] }));
  if (database.recorder.save([slice], []).outcome !== 'saved') throw new Error('not saved');
  say({ said: 'memo', slice: slice.id, memo: slice.memo });
  const id = PictureIdSchema.parse(randomUUID());
  const at = { takenAt: slotStart(slot) + 5_000, trigger: 'moment', display: 'DP-1' } as const;
  const meta = { id, sliceId: slice.id, ...at, backend: 'test', blurred: false };
  const bytes = { display: 'DP-1', width: 9, height: 9, webp: randomBytes(3_000), thumb: randomBytes(300) };
  await pictures.add(meta, bytes);
  clock.advance(MINUTE_MS);
}

function sayHeads(): void {
  for (const contract of CONTRACTS) {
    const log = database.logs.newest(contract);
    if (log === null) continue;
    const root = toBase64Url(rootOfLog(log.head, sha256));
    say({ said: 'head', contract, log: log.log, size: log.head.tree.size, root });
  }
}

async function remove(): Promise<void> {
  const slice = aStored();
  if (slice === null) return;
  say({ said: 'going', slice: slice.id });
  if (!edits.remove([slice.id]).ok) throw new Error('not deleted');
  await app.settleEdits();
  say({ said: 'gone', slice: slice.id });
}

function removeAndUndo(): void {
  const slice = aStored();
  if (slice === null) return;
  // Killed before the undo, it stays deleted.
  say({ said: 'going', slice: slice.id });
  const removed = edits.remove([slice.id]);
  if (removed.ok && !edits.undo(removed.value.undoId).ok) throw new Error('not undone');
  say({ said: 'memo', slice: slice.id, memo: slice.memo });
}

function amend(): void {
  const slice = aStored();
  if (slice === null) return;
  const memo = `Memo ${randomUUID()}`;
  say({ said: 'going', slice: slice.id });
  if (database.slices.setMemo([slice.id], memo).outcome !== 'saved') throw new Error('not amended');
  say({ said: 'memo', slice: slice.id, memo });
}

async function unpicture(): Promise<void> {
  const id = pictureOf(aStored());
  if (id === null) return;
  pictureEdits.delete(id);
  await app.settleEdits();
}

async function redact(): Promise<void> {
  const id = pictureOf(aStored());
  if (id !== null) await pictureEdits.redact(id, 'whole');
}

async function exportLog(): Promise<void> {
  const result = await app.export(CONTRACTS[0], [slotOf(STARTED_AT), slotOf(clock.read().wall)], path);
  if (result.outcome !== 'saved' && result.outcome !== 'nothing-sealed')
    throw new Error(`not exported: ${JSON.stringify(result)}`);
}

async function step(): Promise<void> {
  const share = random.uniform('work');
  if (share < 0.3) return record();
  if (share < 0.5) {
    await sealer.run();
    return sayHeads();
  }
  if (share < 0.6) return remove();
  if (share < 0.65) return removeAndUndo();
  if (share < 0.72) return amend();
  if (share < 0.78) {
    const slice = aStored();
    if (slice !== null) edits.move([slice.id], other(slice.contractId));
    return;
  }
  if (share < 0.84) return unpicture();
  if (share < 0.9) return redact();
  if (share < 0.95) return app.keys.settle();
  return exportLog();
}

for (const id of CONTRACTS)
  if (database.contracts.get(id) === null) database.contracts.create(id, newContract(), STARTED_AT);
await app.recover();
say({ said: 'ready' });
for (;;) await step();
