/**
 * A process that writes to a real profile as fast as it can, to be killed at any instant: checkpoints of an open
 * slice, its close, pictures. Each line on its standard output is written after the fact was acknowledged:
 * `{"slice":{"id","version","closed"}}` or `{"picture":{"id","sha256"}}`. Argument: the profile folder.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { NewContractSchema } from '../../../domain/hourly-contract';
import { ContractIdSchema, PictureIdSchema, SliceIdSchema } from '../../../domain/ids';
import type { Slice } from '../../../domain/slice';
import { emptySlice } from '../../../domain/slice-edit';
import { slotStart } from '../../../domain/week';
import { openDatabase } from '../../../electron/main/db/open';
import { EncryptedPictures } from '../../../electron/main/pictures';
import { openVault } from '../../../electron/main/vault';

const folder = argv[2] ?? '';
const now = () => Date.now();
const opened = openDatabase({ folder, now, onBrokenRow: (row) => fail(JSON.stringify(row)) });
if (opened.outcome !== 'opened') fail(JSON.stringify(opened));
const { database } = opened;

const keyStore = { available: () => false, encrypt: () => fail('no store'), decrypt: () => fail('no store') };
const vault = await openVault({ folder, keyStore, randomBytes, now });
if (vault.outcome !== 'opened' || vault.setAside !== null) fail(JSON.stringify(vault));
const pictures = new EncryptedPictures({
  folder,
  rows: database.pictures,
  blobs: database.blobs,
  keys: vault.keys,
  randomBytes,
  keepOrphans: false,
});

const contractId = database.contracts.list()[0]?.id ?? newContract();
// As a start does: what the last run left is closed and swept first.
for (const slice of database.recorder.openSlices()) {
  mustSave({ ...slice, state: 'closed', closeReason: 'interrupted', interrupted: true }, 0);
}
await pictures.sweep();

const last = database.slices.cellsBetween(0, Number.MAX_SAFE_INTEGER / 2).at(-1)?.slot ?? 1_767_600_000;
for (let slot = last + 600; ; slot += 600) {
  let slice = newSlice(slot);
  for (let version = 1; version <= 4; version++) {
    slice = { ...slice, memo: `${version}`, spans: spanOf(slot, version * 5_000) };
    mustSave(slice, version);
    if (version === 2) await addPicture(slice);
  }
  mustSave({ ...slice, memo: '5', state: 'closed', closeReason: 'slot-end' }, 5);
}

function mustSave(slice: Slice, version: number): void {
  const saved = database.recorder.save([slice], []);
  if (saved.outcome !== 'saved') fail(JSON.stringify(saved));
  say({ slice: { id: slice.id, version, closed: slice.state === 'closed' } });
}

async function addPicture(slice: Slice): Promise<void> {
  const id = PictureIdSchema.parse(randomUUID());
  const webp = randomBytes(60_000);
  const saved = await pictures.add(
    {
      id,
      sliceId: slice.id,
      takenAt: slotStart(slice.slot),
      trigger: 'moment',
      display: 'DP-1',
      backend: 'test',
      blurred: false,
    },
    { display: 'DP-1', width: 1920, height: 1080, webp, thumb: randomBytes(8_000) },
  );
  if (saved.outcome !== 'saved') fail(JSON.stringify(saved));
  say({ picture: { id, sha256: createHash('sha256').update(webp).digest('hex') } });
}

function newContract() {
  const id = ContractIdSchema.parse(randomUUID());
  const saved = database.contracts.create(
    id,
    NewContractSchema.parse({
      title: 'Killed',
      client: 'Acme',
      currency: 'EUR',
      billing: 'exact',
      pictures: 'every',
      manualAllowed: false,
      idleMinutes: 5,
      overLimit: 'continue',
      colour: 'teal',
      rateMinor: 5_000,
      limitSeconds: null,
    }),
    now(),
  );
  if (saved.outcome !== 'saved') fail(JSON.stringify(saved));
  return id;
}

function newSlice(slot: number): Slice {
  return emptySlice(SliceIdSchema.parse(randomUUID()), contractId, slot, '');
}

function spanOf(slot: number, ms: number): Slice['spans'] {
  return [{ start: slotStart(slot), end: slotStart(slot) + ms, kind: 'work', idleId: null }];
}

/** Straight to the pipe: what is said before a kill is heard after it. */
function say(fact: unknown): void {
  writeSync(1, `${JSON.stringify(fact)}\n`);
}

function fail(why: string): never {
  writeSync(2, `${why}\n`);
  process.exit(1);
}
