/**
 * The pictures of all contracts: received in parts, checked, sealed, given out, erased. Promises: what `size` names is
 * whole, is what its hash says, was decoded once, and is on the disk with its row; a refused picture leaves nothing; an
 * erased one has no key, no file and no thumbnail, whatever happened on the way. SPEC: SV40–SV45; decision 147.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { syncFolder, UNFINISHED, writeDurably } from '../../node/durable-file';
import { seal, sealFile, sha256 as sha256Of, unseal, unsealFile } from '../../node/sealed-file';
import type { PictureShelf } from '../store/log-store';
import { PictureCheck } from './check';
import { PictureParts } from './parts';
import { nameOf, PictureRows } from './rows';

export type PictureSize = 'full' | 'thumb';

export type Received =
  | { outcome: 'received'; received: number; done: boolean }
  /** `hash`: the bytes are others. `format`, `size`: see PictureCheck. `offset`: it would lie beyond its end. */
  | { outcome: 'refused'; why: 'hash' | 'format' | 'size' | 'offset' | 'busy' | 'many' };

export interface Pictures extends PictureShelf {
  /** How much of it has arrived. */
  state(contract: ContractId, sha256: string): Promise<{ received: number; done: boolean }>;
  /**
   * The bytes from `offset` on, of `size` in all. What was received before is not kept twice; what leaves a gap is not
   * kept, and `received` says where to go on. Done: the picture is on the disk.
   */
  receive(
    contract: ContractId,
    sha256: string,
    part: { offset: number; size: number; bytes: Uint8Array },
    now: number,
  ): Promise<Received>;
  /** WebP bytes; null where there is none, or its file is not what was sealed. */
  read(contract: ContractId, sha256: string, which: PictureSize): Promise<Uint8Array | null>;
  likenesses(contract: ContractId, sha256s: readonly string[]): Map<string, string>;
  /** Unlinks the files of what was erased. Safe to call at any time. */
  erase(): Promise<void>;
  /** What no segment has used for a week, and parts that nobody went on with. */
  sweep(now: number): Promise<void>;
  /** Once, before anybody is served: files that no row names are removed too. */
  sweepAtStart(now: number): Promise<void>;
}

const KEY_BYTES = 32;
const UNUSED_MS = 7 * 86_400_000;
/** A file: the length of the sealed picture (4 bytes), the sealed picture, the sealed thumbnail. */
const LENGTH_BYTES = 4;

export interface PicturesDeps {
  sqlite: Sqlite.Database;
  /** Of all data; pictures lie in `pictures` below it. */
  folder: string;
  dataKey: Uint8Array;
  random(bytes: number): Uint8Array;
  check?: PictureCheck;
}

export async function openPictures({
  sqlite,
  folder: data,
  dataKey,
  random,
  check = new PictureCheck(),
}: PicturesDeps): Promise<Pictures> {
  const folder = join(data, 'pictures');
  const partsFolder = join(folder, 'parts');
  await mkdir(partsFolder, { recursive: true, mode: 0o700 });
  const rows = new PictureRows(sqlite);
  const parts = new PictureParts(partsFolder, dataKey, random);
  const turns = new Turns();
  const pathOf = (name: string) => join(folder, name);

  async function keep(
    contract: ContractId,
    sha256: string,
    bytes: Uint8Array,
    now: number,
  ): Promise<Received> {
    if (sha256Of(bytes) !== sha256) return { outcome: 'refused', why: 'hash' };
    const checked = await check.check(bytes);
    if (checked.outcome !== 'ok') return { outcome: 'refused', why: checked.outcome };
    const name = nameOf(contract, sha256);
    const key = random(KEY_BYTES);
    const full = sealFile(key, bytes, name, random);
    const thumb = sealFile(key, checked.thumb, `${name}.thumb`, random);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(full.length);
    if ((await mkdir(dirname(pathOf(name)), { recursive: true, mode: 0o700 })) !== undefined)
      await syncFolder(folder);
    await writeDurably(pathOf(name), Buffer.concat([length, full, thumb]));
    // A crash here leaves a file without a row, which the next start removes; the row is the commit point.
    rows.add({
      contract,
      sha256,
      bytes: bytes.length,
      width: checked.width,
      height: checked.height,
      key: seal(dataKey, key, name, random),
      likeness: checked.likeness,
      arrivedAt: now,
    });
    return { outcome: 'received', received: bytes.length, done: true };
  }

  async function receive(
    contract: ContractId,
    sha256: string,
    { offset, size, bytes }: { offset: number; size: number; bytes: Uint8Array },
    now: number,
  ): Promise<Received> {
    const row = rows.of(contract, sha256);
    if (row !== null) return { outcome: 'received', received: row.bytes, done: true };
    if (offset + bytes.length > size) return { outcome: 'refused', why: 'offset' };
    if (bytes.length === size) {
      await parts.drop(contract, sha256);
      return keep(contract, sha256, bytes, now);
    }
    const before = await parts.received(contract, sha256, size);
    const fresh = bytes.subarray(Math.max(0, before - offset));
    if (offset > before || (fresh.length === 0 && before < size))
      return { outcome: 'received', received: before, done: false };
    if (fresh.length > 0 && !(await parts.add(contract, sha256, size, before, fresh)))
      return { outcome: 'refused', why: 'many' };
    const received = before + fresh.length;
    if (received < size) return { outcome: 'received', received, done: false };
    const whole = await parts.joined(contract, sha256, size);
    const kept: Received =
      whole === null
        ? { outcome: 'received', received: 0, done: false }
        : await keep(contract, sha256, whole, now);
    if (kept.outcome === 'refused' && kept.why === 'busy') return kept;
    await parts.drop(contract, sha256);
    return kept;
  }

  async function eraseOne(name: string): Promise<void> {
    const [contract, sha256] = splitName(name);
    const isBack = contract !== null && rows.of(contract, sha256) !== null;
    if (!isBack) {
      await rm(pathOf(name), { force: true });
      await syncFolder(dirname(pathOf(name))).catch(ignoreMissing);
    }
    rows.erased(name);
  }

  async function erase(): Promise<void> {
    for (const name of rows.due()) await turns.take(name, () => eraseOne(name));
  }

  async function sweep(now: number): Promise<void> {
    rows.eraseUnused(now - UNUSED_MS);
    await erase();
    await parts.dropOlder(now - UNUSED_MS);
  }

  return {
    async size(contract, sha256) {
      return rows.of(contract, sha256)?.bytes ?? null;
    },
    async state(contract, sha256) {
      const row = rows.of(contract, sha256);
      if (row !== null) return { received: row.bytes, done: true };
      return { received: await parts.received(contract, sha256, null), done: false };
    },
    receive(contract, sha256, part, now) {
      return turns.take(nameOf(contract, sha256), () => receive(contract, sha256, part, now));
    },
    async read(contract, sha256, which) {
      const name = nameOf(contract, sha256);
      const row = rows.of(contract, sha256);
      const key = row && unseal(dataKey, row.key, name);
      if (key === null) return null;
      const file = await readFile(pathOf(name)).catch(ignoreMissing);
      if (file === undefined || file.length < LENGTH_BYTES) return null;
      const end = LENGTH_BYTES + file.readUInt32BE(0);
      return which === 'full'
        ? unsealFile(key, file.subarray(LENGTH_BYTES, end), name)
        : unsealFile(key, file.subarray(end), `${name}.thumb`);
    },
    likenesses: (contract, sha256s) => rows.likenesses(contract, sha256s),
    erase,
    sweep,
    async sweepAtStart(now) {
      const known = new Set(rows.all().map(({ contract, sha256 }) => nameOf(contract, sha256)));
      for (const contract of await readdir(folder)) {
        if (contract === 'parts') continue;
        for (const file of await readdir(join(folder, contract)))
          if (file.endsWith(UNFINISHED) || !known.has(`${contract}/${file}`))
            await rm(join(folder, contract, file), { force: true });
      }
      await sweep(now);
    },
  };
}

function splitName(name: string): [ContractId | null, string] {
  const [contract = '', sha256 = ''] = name.split('/');
  const read = ContractIdSchema.safeParse(contract);
  return [read.success ? read.data : null, sha256];
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/** One at a time for each name; others meanwhile. */
class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(name) ?? Promise.resolve()).then(work);
    const quiet = turn.catch(() => undefined);
    this.last.set(name, quiet);
    void quiet.then(() => {
      if (this.last.get(name) === quiet) this.last.delete(name);
    });
    return turn;
  }
}
