/**
 * The pictures of all contracts: received in parts, sealed, looked at, given out, erased. Promises: what `size` names is
 * whole, is what its hash says, and its bytes and name are on the disk; nobody is shown a picture that was not decoded once
 * in a bounded way; a refused picture leaves nothing; an erased one has no key, no file and no thumbnail, whatever happened
 * on the way. SPEC: SV40–SV45; decision 147.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { type ContractId, ContractIdSchema } from '../../domain/ids';
import { seal, sealFile, sha256 as sha256Of, unseal, unsealFile } from '../../node/sealed-file';
import type { PictureShelf } from '../store/log-store';
import { headOf, PictureCheck } from './check';
import { folderFiles, type PictureFiles } from './files';
import { PictureParts } from './parts';
import { nameOf, PictureRows } from './rows';
import { Turns } from './turns';

export type PictureSize = 'full' | 'thumb';

export type Received =
  | { outcome: 'received'; received: number; done: boolean }
  /** `hash`: the bytes are others. `format`, `size`: see `headOf`. `offset`: it would lie beyond its end. */
  | { outcome: 'refused'; why: 'hash' | 'format' | 'size' | 'offset' | 'many' };

export interface Pictures extends PictureShelf {
  /** How much of it has arrived. */
  state(contract: ContractId, sha256: string): Promise<{ received: number; done: boolean }>;
  /**
   * The bytes from `offset` on, of `size` in all. What was received before is not kept twice; what leaves a gap is not
   * kept, and `received` says where to go on. Done: its bytes are on the disk; that nothing forgets it again is what the
   * receipt of the entry promises that names it.
   */
  receive(
    contract: ContractId,
    sha256: string,
    part: { offset: number; size: number; bytes: Uint8Array },
    now: number,
  ): Promise<Received>;
  /**
   * WebP bytes to be shown; null where there is none, or its file is not what was sealed; `bad`: it cannot be decoded;
   * `busy`: too many are being decoded. One that was not looked at yet is looked at first.
   */
  read(contract: ContractId, sha256: string, which: PictureSize): Promise<Uint8Array | 'bad' | 'busy' | null>;
  /** The bytes as they came, looked at or not: for evidence. Null as above. */
  raw(contract: ContractId, sha256: string): Promise<Uint8Array | null>;
  /** Of those that were looked at, by hash. */
  likenesses(contract: ContractId, sha256s: readonly string[]): Map<string, string>;
  /** Looks at pictures that wait for it, one after the other, while none is arriving; at least at one. */
  look(): Promise<void>;
  /** Unlinks the files of what was erased. Safe to call at any time. */
  erase(): Promise<void>;
  /** What no segment has used for a week, and parts that nobody went on with. */
  sweep(now: number): Promise<void>;
  /** Once, before anybody is served: files that no row names are removed too, and rows whose file a power cut took. */
  sweepAtStart(now: number): Promise<void>;
}

const KEY_BYTES = 32;
const UNUSED_MS = 7 * 86_400_000;
/** Looked at in one go. */
const LOOKS_MAX = 100;

export interface PicturesDeps {
  sqlite: Sqlite.Database;
  /** Of all data. What has arrived in part lies in `pictures/parts` below it. */
  folder: string;
  /** In `pictures` and `thumbs` of the folder, where they are not given. Thumbnails can be made again. */
  files?: { pictures: PictureFiles; thumbs: PictureFiles };
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
  files: { pictures, thumbs } = {
    pictures: folderFiles(join(data, 'pictures'), ['parts']),
    thumbs: folderFiles(join(data, 'thumbs')),
  },
}: PicturesDeps): Promise<Pictures> {
  const partsFolder = join(data, 'pictures', 'parts');
  await mkdir(partsFolder, { recursive: true, mode: 0o700 });
  const rows = new PictureRows(sqlite);
  const parts = new PictureParts(partsFolder, dataKey, random);
  const turns = new Turns();
  let arriving = 0;

  async function keep(
    contract: ContractId,
    sha256: string,
    bytes: Uint8Array,
    now: number,
  ): Promise<Received> {
    if (sha256Of(bytes) !== sha256) return { outcome: 'refused', why: 'hash' };
    const head = headOf(bytes);
    if (head.outcome !== 'ok') return { outcome: 'refused', why: head.outcome };
    const name = nameOf(contract, sha256);
    const key = random(KEY_BYTES);
    // That its name is durable is waited for by `size`, so before any entry that names the picture is kept.
    await pictures.write(name, sealFile(key, bytes, name, random));
    // A crash here leaves a file without a row, which the next start removes; the row is the commit point.
    rows.add({
      contract,
      sha256,
      bytes: bytes.length,
      ...head.size,
      key: seal(dataKey, key, name, random),
      arrivedAt: now,
    });
    return { outcome: 'received', received: bytes.length, done: true };
  }

  /** Of its row; null where there is none any more. */
  function keyOf(contract: ContractId, sha256: string): Uint8Array | null {
    const row = rows.of(contract, sha256);
    return row && unseal(dataKey, row.key, nameOf(contract, sha256));
  }

  async function raw(contract: ContractId, sha256: string): Promise<Uint8Array | null> {
    const name = nameOf(contract, sha256);
    const key = keyOf(contract, sha256);
    const file = key && (await pictures.read(name));
    return key && file ? unsealFile(key, file, name) : null;
  }

  /** Decodes it once: its thumbnail, its likeness. A crash leaves it as one that was not looked at. */
  async function lookAt(contract: ContractId, sha256: string): Promise<'ok' | 'bad' | 'busy' | null> {
    const name = nameOf(contract, sha256);
    const bytes = await raw(contract, sha256);
    const checked = bytes && (await check.check(bytes));
    if (checked?.outcome === 'busy') return 'busy';
    const key = keyOf(contract, sha256);
    if (key === null) return null;
    // What is not its own bytes any more is not given out either.
    if (checked?.outcome !== 'ok') {
      rows.looked(contract, sha256, 'bad', null);
      return bytes === null ? null : 'bad';
    }
    await thumbs.write(name, sealFile(key, checked.thumb, `${name}.thumb`, random));
    rows.looked(contract, sha256, 'ok', checked.likeness);
    return 'ok';
  }

  async function thumb(contract: ContractId, sha256: string): Promise<Uint8Array | null> {
    const name = nameOf(contract, sha256);
    const key = keyOf(contract, sha256);
    const file = key && (await thumbs.read(name));
    return key && file ? unsealFile(key, file, `${name}.thumb`) : null;
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
    await parts.drop(contract, sha256);
    return kept;
  }

  async function eraseOne(name: string): Promise<void> {
    const [contract, sha256] = splitName(name);
    const isBack = contract !== null && rows.of(contract, sha256) !== null;
    if (!isBack) {
      await pictures.remove(name);
      await thumbs.remove(name);
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
      const row = rows.of(contract, sha256);
      if (row !== null) await pictures.settled(nameOf(contract, sha256));
      return row?.bytes ?? null;
    },
    async state(contract, sha256) {
      const row = rows.of(contract, sha256);
      if (row !== null) return { received: row.bytes, done: true };
      return { received: await parts.received(contract, sha256, null), done: false };
    },
    async receive(contract, sha256, part, now) {
      arriving++;
      try {
        return await turns.take(nameOf(contract, sha256), () => receive(contract, sha256, part, now));
      } finally {
        arriving--;
      }
    },
    read(contract, sha256, which) {
      return turns.take(nameOf(contract, sha256), async () => {
        const state = rows.of(contract, sha256)?.state ?? null;
        if (state === null || state === 'bad') return state;
        if (state === 'new') {
          const found = await lookAt(contract, sha256);
          if (found !== 'ok') return found;
        }
        if (which === 'full') return raw(contract, sha256);
        const made = await thumb(contract, sha256);
        if (made !== null) return made;
        // A thumbnail is no evidence: one that was lost or changed is made again.
        const found = await lookAt(contract, sha256);
        return found === 'ok' ? thumb(contract, sha256) : found;
      });
    },
    raw,
    likenesses: (contract, sha256s) => rows.likenesses(contract, sha256s),
    async look() {
      for (let looks = 0; looks < LOOKS_MAX && (looks === 0 || arriving === 0); looks++) {
        const next = rows.firstNew();
        if (next === null) return;
        const { contract, sha256 } = next;
        const found = await turns.take(nameOf(contract, sha256), () => lookAt(contract, sha256));
        if (found === 'busy') return;
      }
    },
    erase,
    sweep,
    async sweepAtStart(now) {
      for (const { contract, sha256 } of rows.unused())
        if (!(await pictures.has(nameOf(contract, sha256)))) rows.remove(contract, sha256);
      const known = new Set(rows.all().map(({ contract, sha256 }) => nameOf(contract, sha256)));
      for (const files of [pictures, thumbs])
        for (const name of await files.names()) if (!known.has(name)) await files.remove(name);
      await sweep(now);
    },
  };
}

function splitName(name: string): [ContractId | null, string] {
  const [contract = '', sha256 = ''] = name.split('/');
  const read = ContractIdSchema.safeParse(contract);
  return [read.success ? read.data : null, sha256];
}
