/**
 * A profile past its first run with three years of work, and a picture in each slice of the last fortnight; prints as
 * JSON the day in UTC (its midnight, wall ms) that has more than sixty slices and can still be edited.
 * Argument: an empty folder.
 */
import { randomBytes } from 'node:crypto';
import { Transformer } from '@napi-rs/image';
import { DAY_MS, HOUR_MS, SLOT_SECONDS, slotOf, slotStart, WEEK_MS } from '../../domain/week';
import { openDatabase } from '../../electron/main/db/open';
import { EncryptedPictures } from '../../electron/main/pictures';
import { openVault } from '../../electron/main/vault';
import { NO_KEY_STORE } from '../kill/protocol';
import { aPictureMeta, aSlice, closed } from '../support/store-fixtures';
import { fillThreeYears } from '../support/three-years';

const SLOTS = 66;

const now = Date.now;
const [folder = ''] = process.argv.slice(2);
const opened = openDatabase({ folder, now, onBrokenRow: () => refuse('a row cannot be read') });
if (opened.outcome !== 'opened') refuse(opened.outcome);
const { database } = opened;
const saved = database.settings.write({ noticeAcceptedAt: now(), language: 'en', pictureNotice: 'off' });
if (saved.outcome !== 'saved') refuse(saved.detail);
const { contracts, to } = fillThreeYears(database, now());
const [contract] = contracts;
if (contract === undefined) refuse('no contract');

// Eleven hours of today where they are over; before that yesterday, whose week is open until Monday noon.
const today = now() - (now() % DAY_MS);
const editable = now() - today >= 12 * HOUR_MS ? today : today - DAY_MS;
const first = slotOf(editable);
const slices = Array.from({ length: SLOTS }, (_, n) => {
  const slot = first + n * SLOT_SECONDS;
  const at = slotStart(slot);
  const spans = [{ start: at, end: at + 590_000, kind: 'work' as const, idleId: null }];
  return closed(aSlice(contract, slot, { spans, jumps: [], gaps: [] }));
});
if (database.recorder.save(slices, []).outcome !== 'saved') refuse('the full day was not saved');

const vault = await openVault({ folder, keyStore: NO_KEY_STORE, randomBytes, now });
if (vault.outcome !== 'opened') refuse(vault.outcome);
const { pictures: rows, blobs } = database;
const pictures = new EncryptedPictures({
  folder,
  rows,
  blobs,
  keys: vault.keys,
  randomBytes,
  keepOrphans: false,
});
const webp = await drawn(480, 270);
const shot = { display: 'DP-1', width: 480, height: 270, webp, thumb: webp };
for (const { id, slot } of database.slices.cellsBetween(to - 2 * WEEK_MS, now())) {
  const added = await pictures.add(aPictureMeta(id, { takenAt: slotStart(slot) + 5_000 }), shot);
  if (added.outcome !== 'saved') refuse(added.detail);
}
database.close();
console.log(JSON.stringify({ day: editable }));

/** Noise over a gradient: it compresses about as badly as a screen full of text. */
function drawn(width: number, height: number): Promise<Uint8Array> {
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) {
    const pixel = at / 4;
    const shade = (((pixel * 7_919) % 64) + ((pixel % width) * 190) / width) | 0;
    rgba.set([shade, shade, 255 - shade, 255], at);
  }
  return Transformer.fromRgbaPixels(rgba, width, height).webp(70);
}

function refuse(why: string): never {
  throw new Error(why);
}
