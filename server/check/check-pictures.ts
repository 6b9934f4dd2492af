/** The pictures of a data folder against its tables, whether a server works on it meanwhile or not. SPEC: SV14. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { sha256 } from '../../node/sealed-file';
import { openPictures } from '../pictures/pictures';
import type { Findings } from './found';

const PictureRow = z.object({ contract_id: ContractIdSchema, sha256: z.string(), bytes: z.int() });
const UseRow = z.object({ contract_id: z.string(), number: z.int(), sha256: z.string() });

/** How often, and how long after each other, a file without its row is looked at. */
const LOOKS = 5;
const MOMENT_MS = 100;

export interface PicturesCheck {
  folder: string;
  sqlite: Sqlite.Database;
  dataKey: Uint8Array;
  findings: Findings;
}

/** Gives how many were read. `isStill`: whether a picture's row is there now, asked where a file is not. */
export async function checkPictures(
  { folder, sqlite, dataKey, findings }: PicturesCheck,
  isStill: (contract: ContractId, sha256: string) => boolean,
): Promise<number> {
  const rows = z
    .array(PictureRow)
    .parse(sqlite.prepare('SELECT contract_id, sha256, bytes FROM pictures ORDER BY 1, 2').all());
  const hasFolder = existsSync(join(folder, 'pictures'));
  // Listed before they are read: what a server adds meanwhile is not looked at. A thumbnail is no evidence, but it shows
  // what was deleted.
  const files = [...filesIn(folder, 'pictures'), ...filesIn(folder, 'thumbs')];
  if (hasFolder) {
    const pictures = await openPictures({
      sqlite,
      folder,
      dataKey,
      random: (bytes) => new Uint8Array(bytes),
    });
    for (const row of rows) {
      const where = `picture ${row.contract_id}/${row.sha256}`;
      const whole = await pictures.raw(row.contract_id, row.sha256);
      if (whole === null) {
        if (isStill(row.contract_id, row.sha256))
          findings.add(where, 'its file is not there, or is not what was sealed', 'pictures');
      } else if (sha256(whole) !== row.sha256 || whole.length !== row.bytes)
        findings.add(where, 'it is not the picture that was received', 'pictures');
    }
  } else if (rows.length > 0) findings.add('pictures', 'the folder is not there');

  const known = new Set(rows.map((row) => `${row.contract_id}/${row.sha256}`));
  const uses = z
    .array(UseRow)
    .parse(sqlite.prepare('SELECT contract_id, number, sha256 FROM picture_uses').all());
  for (const use of uses)
    if (!known.has(`${use.contract_id}/${use.sha256}`))
      findings.add(
        `contract ${use.contract_id}, entry ${use.number}`,
        `its picture ${use.sha256} is not here`,
        'pictures in use',
      );

  const due = new Set(z.array(z.string()).parse(sqlite.prepare('SELECT name FROM erasures').pluck().all()));
  let strange = files.filter(({ name }) => !known.has(name) && !due.has(name));
  // A server that runs may be about to write the row, or to give the file its name: it gets a moment for it.
  for (let look = 0; look < LOOKS && strange.length > 0; look++) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
    strange = strange.filter(({ path, name }) => {
      const [contract = '', hash = ''] = name.split('/');
      const read = ContractIdSchema.safeParse(contract);
      return existsSync(path) && !(read.success && isStill(read.data, hash));
    });
  }
  for (const { place, name } of strange) findings.add(`file ${place}/${name}`, 'no row names it', 'orphans');
  return rows.length;
}

interface Stored {
  place: 'pictures' | 'thumbs';
  /** Contract and hash, as in the tables. */
  name: string;
  path: string;
}

function filesIn(folder: string, place: Stored['place']): Stored[] {
  const root = join(folder, place);
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { withFileTypes: true }).flatMap((one) => {
    // Parts of pictures that are under way.
    if (one.name === 'parts') return [];
    if (!one.isDirectory()) return [one.name];
    return readdirSync(join(root, one.name)).map((file) => `${one.name}/${file}`);
  });
  return names.map((name) => ({ place, name, path: join(root, name) }));
}
