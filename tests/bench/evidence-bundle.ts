/**
 * Writes a bundle as large as a freelancer's week or year, with plausible windows and memos, signed by a test key.
 * Arguments: the new file, how many weeks (252 segments each: 42 a day, six days), bytes of a segment's picture or 0.
 * Prints the trust file that goes with it. The same in every run.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  CHECKPOINT,
  DISCLOSURES,
  ENTRIES,
  MANIFEST,
  MANIFEST_NOTE,
  manifestNoteText,
  pictureName,
  writeManifest,
} from '../../domain/bundle';
import { bundleReadme } from '../../domain/bundle-readme';
import { toUtf8 } from '../../domain/bytes';
import { originOfLog, writeCheckpoint } from '../../domain/checkpoint';
import { rootOfLog } from '../../domain/log';
import { digestsOf, segmentOf } from '../../domain/segment';
import { writeNote } from '../../domain/signed-note';
import type { Slice } from '../../domain/slice';
import { slotEnd, slotStart, weekStart } from '../../domain/week';
import { Archive, hashOf, type Listed } from '../../node/bundle/archive';
import {
  CONTRACT,
  countedSalts,
  FACTS,
  SLOT,
  sha256,
  TestLog,
  takenPicture,
  testKey,
  workedSlice,
} from '../support/evidence';

const DAYS = 6;
const SLOTS = 42;
const WEEK_SECONDS = 604_800;

const [path = '', weeks = '1', pictureBytes = '0'] = process.argv.slice(2);
const key = testKey('device');
const salts = countedSalts();
const log = new TestLog(key);
const pictures: { hash: string; n: number }[] = [];
const monday = weekStart(slotStart(SLOT)) / 1000;

for (let week = 0; week < Number(weeks); week++) {
  const start = monday + week * WEEK_SECONDS;
  const slots = Array.from(
    { length: DAYS * SLOTS },
    // The first day of the first week is over before the log opens.
    (_, n) => start + 86_400 * (1 + Math.floor(n / SLOTS)) + 36_000 + 600 * (n % SLOTS),
  );
  for (const slot of slots) seal(slot);
  const last = slots.at(-1) ?? start;
  log.add({
    type: 'close',
    at: slotStart(start + WEEK_SECONDS) + 60_000,
    week: start,
    count: slots.length,
    ms: slots.length * 600_000,
    first: slots[0] ?? start,
    last,
  });
}
await write();
console.log(
  JSON.stringify({
    format: 'minutier-trust-1',
    keys: [{ role: 'freelancer', name: 'Somebody', key: key.x }],
    checkpoints: [],
  }),
);

function seal(slot: number): void {
  const slice = sliceOf(slot);
  const taken =
    Number(pictureBytes) === 0 ? [] : [{ ...takenPicture(slice), takenAt: slotStart(slot) + 123_000 }];
  const shots = taken.map((picture) => {
    const hash = hashOf(pictureOf(pictures.length));
    pictures.push({ hash, n: pictures.length });
    return { ...picture, sha256: hash, bytes: Number(pictureBytes) };
  });
  const up = slotEnd(slot) - slotStart(monday);
  const { draft, fields } = segmentOf(slice, shots, {
    ...FACTS,
    at: slotEnd(slot) + 15_000,
    mono: up,
    boot: up,
  });
  const { _sd, disclosures } = digestsOf(fields, salts, sha256);
  log.add({ ...draft, _sd }, key, disclosures);
}

function sliceOf(slot: number): Slice {
  const n = slot / 600;
  const windows = Array.from({ length: 5 + (n % 12) }, (_, k) => ({
    app: ['Code', 'Google-chrome', 'Gnome-terminal', 'Figma', 'Slack'][(n + k) % 5] ?? '',
    title: `Pull request ${n + k} · acme/website: the header and its language switch, été`,
    ms: 20_000,
  }));
  return { ...workedSlice(slot), memo: `Review of pull request ${n}`, windows };
}

/** Not one that could be looked at: a verifier compares its hash. */
function pictureOf(n: number): Uint8Array {
  const seed = createHash('sha512').update(`picture ${n}`).digest();
  const bytes = Buffer.alloc(Number(pictureBytes), seed);
  return bytes;
}

async function write(): Promise<void> {
  const { log: name } = log.head;
  if (name === null) throw new Error('no log');
  const origin = originOfLog(CONTRACT, name);
  const noteOf = (text: string) =>
    writeNote(
      text,
      [{ key: { name: origin, publicKey: key.bytes }, signature: key.sign(toUtf8(text)) }],
      sha256,
    );
  const file = await open(path, 'w');
  const archive = new Archive(file);
  await archive.add('README.txt', toUtf8(bundleReadme('en')));
  const root = rootOfLog(log.head, sha256);
  await archive.add(CHECKPOINT, toUtf8(noteOf(writeCheckpoint({ origin, size: log.head.tree.size, root }))));
  await archive.stream(DISCLOSURES, lines(log.disclosures.flat()));
  await archive.stream(ENTRIES, lines(log.lines));
  const sorted = pictures.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const manifest = writeManifest({
    format: 'minutier-bundle-1',
    contract: CONTRACT,
    log: name,
    app: '0.1.0',
    language: 'en',
    scope: {
      from: monday,
      to: monday + Number(weeks) * WEEK_SECONDS,
      fields: ['memo', 'tag', 'reason', 'time', 'activity', 'minutes', 'windows', 'picture', 'missed'],
    },
    note: '',
    files: [
      ...archive.listed,
      ...sorted.map(({ hash }): Listed => [pictureName(hash), Number(pictureBytes), hash]),
    ],
  });
  await archive.add(MANIFEST, toUtf8(manifest));
  await archive.add(MANIFEST_NOTE, toUtf8(noteOf(manifestNoteText(origin, sha256(toUtf8(manifest))))));
  for (const { hash, n } of sorted) await archive.add(pictureName(hash), pictureOf(n), hash);
  await archive.finish();
  await file.close();
}

function* lines(texts: Iterable<string>): Generator<string> {
  for (const text of texts) yield `${text}\n`;
}
