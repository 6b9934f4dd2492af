/**
 * The picture store: encrypted files under `DIR/pictures`, rows in the database. Promises what `PictureStore` in
 * ports.ts says; besides, changes happen one after another, so two displays that show the same bytes share one file,
 * and a sweep never meets a file that is being written.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureId, SliceId } from '../../domain/ids';
import type { Picture } from '../../domain/slice';
import { syncFolder, UNFINISHED, writeDurably } from '../../node/durable-file';
import { type RandomBytes, seal, sealFile, sha256 } from '../../node/sealed-file';
import type { Blob, BlobsTable } from './db/blobs';
import { faultOf } from './db/faults';
import type { PicturesTable } from './db/pictures-table';
import { openPicture, PICTURES_FOLDER, pictureFile, unwrapKey } from './picture-file';
import type { PictureMeta, PictureStore, Saved } from './ports';
import type { CapturedDisplay } from './sensors/ports';
import { KEY_BYTES, type MasterKeys } from './vault';

export interface PicturesOptions {
  /** The profile folder. */
  folder: string;
  rows: PicturesTable;
  blobs: BlobsTable;
  keys: MasterKeys;
  randomBytes: RandomBytes;
  /** True: files without a row are left in place by a sweep, for their rows may be in a damaged database set aside. */
  keepOrphans: boolean;
}

const FOLDER_NAME = /^[0-9a-f]{2}$/;
const FILE_NAME = /^[0-9a-f]{64}$/;

/** The files of pictures, while nothing else changes them. */
export interface PictureFiles {
  /** Makes the bytes durable as a file. Until a row names the blob, a crash leaves a file that the next sweep removes. Throws. */
  put(plain: Uint8Array): Promise<Blob>;
  /** Removes the files from the disk; those that are not there are no fault. Throws what the file system throws. */
  remove(names: readonly string[]): Promise<void>;
}

export class EncryptedPictures implements PictureStore {
  private readonly root: string;
  private readonly durableFolders = new Set<string>();
  /** Settles when the change before is done; never rejects. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: PicturesOptions) {
    this.root = join(options.folder, PICTURES_FOLDER);
  }

  add(meta: PictureMeta, captured: CapturedDisplay): Promise<Saved> {
    return this.inTurn(async () => {
      try {
        const full = await this.store(captured.webp);
        const thumb = await this.store(captured.thumb);
        // A crash here leaves two files that no row names; the next start sweeps them.
        return this.options.rows.add(
          pictureOf(meta, captured, full, thumb),
          [full, thumb],
          meta.draw ?? null,
        );
      } catch (error) {
        const fault = faultOf(error, this.root);
        if (fault === null) throw error;
        return { outcome: 'failed', ...fault };
      }
    });
  }

  addFailure(picture: Extract<Picture, { outcome: 'failed' }>): Saved {
    return this.options.rows.add(picture, []);
  }

  ofSlices(sliceIds: readonly SliceId[]): Map<SliceId, Picture[]> {
    return this.options.rows.ofSlices(sliceIds);
  }

  async read(id: PictureId, what: 'full' | 'thumb'): Promise<Uint8Array | null> {
    const picture = this.options.rows.get(id);
    if (picture === null || picture.outcome === 'failed') return null;
    const name = what === 'full' ? picture.sha256 : picture.thumbSha256;
    const blob = this.options.blobs.get(name);
    const key = blob === null ? null : this.unwrap(blob);
    return key === null ? null : this.open(name, key);
  }

  sweep(): Promise<number> {
    return this.inTurn(async () => {
      let removed = 0;
      for (const prefix of await namesIn(this.root)) {
        if (FOLDER_NAME.test(prefix)) removed += await this.sweepFolder(prefix);
      }
      return removed;
    });
  }

  /** Runs a change of several steps, with no other change and no sweep in between. What it throws, it rejects with. */
  change<T>(work: (files: PictureFiles) => Promise<T>): Promise<T> {
    return this.inTurn(() =>
      work({ put: (plain) => this.store(plain), remove: (names) => this.remove(names) }),
    );
  }

  private async remove(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const folder = join(this.root, name.slice(0, 2));
      await rm(join(folder, name), { force: true });
      await rm(join(folder, name + UNFINISHED), { force: true });
    }
    for (const prefix of new Set(names.map((name) => name.slice(0, 2)))) {
      if ((await namesIn(join(this.root, prefix))).length > 0) await syncFolder(join(this.root, prefix));
    }
  }

  /** Files first: the blob's file is durable when this returns. Throws what the file system throws. */
  private async store(plain: Uint8Array): Promise<Blob> {
    const name = sha256(plain);
    const known = this.options.blobs.get(name);
    const oldKey = known === null ? null : this.unwrap(known);
    if (known !== null && oldKey !== null && (await this.open(name, oldKey)) !== null) return known;

    const { keys, randomBytes } = this.options;
    // A known blob whose file no longer opens is written under the key it had, so that no crash can part the two. Where
    // that key is lost too, a crash before the row is written leaves what was there already: a picture that is absent.
    const key = oldKey ?? randomBytes(KEY_BYTES);
    const wrappedKey =
      known !== null && oldKey !== null ? known.wrappedKey : seal(keys.current, key, name, randomBytes);
    await this.makeFolder(name.slice(0, 2));
    await writeDurably(this.pathOf(name), sealFile(key, plain, name, randomBytes));
    return { sha256: name, bytes: plain.length, wrappedKey };
  }

  private unwrap(blob: Blob): Buffer | null {
    return unwrapKey(blob, this.options.keys);
  }

  private open(name: string, key: Buffer): Promise<Buffer | null> {
    return openPicture(this.root, name, key);
  }

  private async sweepFolder(prefix: string): Promise<number> {
    const folder = join(this.root, prefix);
    const known = this.options.blobs.namesUnder(prefix);
    let removed = 0;
    for (const name of await namesIn(folder)) {
      const unfinished = name.endsWith(UNFINISHED) && FILE_NAME.test(name.slice(0, -UNFINISHED.length));
      const orphan = FILE_NAME.test(name) && !known.has(name) && !this.options.keepOrphans;
      // What is neither is not ours to remove.
      if (!unfinished && !orphan) continue;
      await rm(join(folder, name), { force: true });
      removed++;
    }
    return removed;
  }

  /** The new folder's own name must be as durable as what goes into it: made sure of once a run. */
  private async makeFolder(prefix: string): Promise<void> {
    if (this.durableFolders.has(prefix)) return;
    await mkdir(join(this.root, prefix), { recursive: true, mode: 0o700 });
    await syncFolder(this.root);
    await syncFolder(this.options.folder);
    this.durableFolders.add(prefix);
  }

  private pathOf(name: string): string {
    return pictureFile(this.root, name);
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.last.then(change);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

function pictureOf(meta: PictureMeta, captured: CapturedDisplay, full: Blob, thumb: Blob): Picture {
  return {
    ...meta,
    hidden: meta.hidden ?? null,
    held: meta.held ?? false,
    outcome: 'ok',
    sha256: full.sha256,
    bytes: full.bytes,
    width: captured.width,
    height: captured.height,
    thumbSha256: thumb.sha256,
  };
}

/** Names in the folder, none if it is not there or cannot be read. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
