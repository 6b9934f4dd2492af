/**
 * A process that adds pictures to a real profile, redacts and deletes them as fast as it can, to be killed at any
 * instant. Each line on its standard output, `{"added":sha256}` or `{"gone":sha256}`, is written after the fact was
 * acknowledged. Arguments: the profile folder, the master key in hex, the slice.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { PictureIdSchema, SliceIdSchema } from '../../../domain/ids';
import { openDatabase } from '../../../electron/main/db/open';
import { createPictureEraser } from '../../../electron/main/picture-eraser';
import { EncryptedPictures } from '../../../electron/main/pictures';

const [, , folder = '', key = '', slice = ''] = argv;
const opened = openDatabase({ folder, now: () => Date.now(), onBrokenRow: () => process.exit(2) });
if (opened.outcome !== 'opened') process.exit(3);
const { database } = opened;
const { pictures: rows, blobs, pictureEdits } = database;
const keys = { current: Buffer.from(key, 'hex'), earlier: [] };
const pictures = new EncryptedPictures({ folder, rows, blobs, keys, randomBytes, keepOrphans: true });
const eraser = createPictureEraser(pictures, pictureEdits, folder);
const sliceId = SliceIdSchema.parse(slice);

const display = () => ({
  display: 'DP-1',
  width: 1920,
  height: 1080,
  webp: randomBytes(20_000),
  thumb: randomBytes(2_000),
});
const nameOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const say = (fact: Record<string, string>) => writeSync(1, `${JSON.stringify(fact)}\n`);
const must = ({ outcome }: { outcome: string }) => {
  if (outcome !== 'saved') process.exit(4);
};

for (let n = 0; ; n++) {
  const id = PictureIdSchema.parse(randomUUID());
  const [first, second] = [display(), display()];
  const meta = {
    id,
    sliceId,
    takenAt: n,
    trigger: 'moment',
    display: 'DP-1',
    backend: 'test',
    blurred: false,
  } as const;
  must(await pictures.add(meta, first));
  say({ added: nameOf(first.webp) });
  must(await eraser.replace(id, nameOf(first.webp), second, 'whole', n));
  say({ gone: nameOf(first.webp) });
  if (n % 2 === 0) {
    must(pictureEdits.delete(id, n));
    must(await eraser.destroy(id, n));
    say({ gone: nameOf(second.webp) });
  }
}
