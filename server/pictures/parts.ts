/**
 * Pictures that have arrived in part. Promises: a part is whole or not there; what is on the disk is sealed as everything
 * else; a part that a crash took is asked for again, because only what follows on from the beginning counts as received.
 * A picture that comes in one piece never touches this folder. SPEC: SV40.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContractId } from '../../domain/ids';
import { UNFINISHED } from '../../node/durable-file';
import { sealFile, unsealFile } from '../../node/sealed-file';

/** Pictures of one contract that may be under way: an app sends a few at a time. */
const UNDER_WAY_MAX = 64;

interface Part {
  offset: number;
  length: number;
  file: string;
}

export class PictureParts {
  constructor(
    private readonly folder: string,
    private readonly dataKey: Uint8Array,
    private readonly random: (bytes: number) => Uint8Array,
  ) {}

  /** How many bytes from the beginning on are here. */
  async received(contract: ContractId, sha256: string, size: number | null): Promise<number> {
    const parts = await this.list(contract, sha256, size);
    return parts.reduce((end, one) => (one.offset === end ? end + one.length : end), 0);
  }

  /** Keeps the next part: `offset` is what was received. False: too many pictures of this contract are under way. */
  async add(
    contract: ContractId,
    sha256: string,
    size: number,
    offset: number,
    bytes: Uint8Array,
  ): Promise<boolean> {
    const folder = this.folderOf(contract, sha256, size);
    await mkdir(join(this.folder, contract), { recursive: true, mode: 0o700 });
    if (offset === 0) {
      const others = await readdir(join(this.folder, contract));
      // Of one picture one upload: another size is another try.
      for (const one of others) if (one.startsWith(`${sha256}.`)) await this.dropFolder(contract, one);
      if (others.length >= UNDER_WAY_MAX) return false;
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${offset}-${bytes.length}`;
    const path = join(folder, name);
    const sealed = sealFile(this.dataKey, bytes, `${contract}/${sha256}/${name}`, this.random);
    await writeFile(path + UNFINISHED, sealed, { mode: 0o600 });
    await rename(path + UNFINISHED, path);
    return true;
  }

  /** All of it; null where a part cannot be opened any more. */
  async joined(contract: ContractId, sha256: string, size: number): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    for (const { file, offset, length } of await this.list(contract, sha256, size)) {
      const sealed = await readFile(join(this.folderOf(contract, sha256, size), file));
      const piece = unsealFile(this.dataKey, sealed, `${contract}/${sha256}/${offset}-${length}`);
      if (piece === null) return null;
      pieces.push(piece);
    }
    const whole = Buffer.concat(pieces);
    return whole.length === size ? whole : null;
  }

  async drop(contract: ContractId, sha256: string): Promise<void> {
    for (const one of await names(join(this.folder, contract)))
      if (one.startsWith(`${sha256}.`)) await this.dropFolder(contract, one);
  }

  /** Removes what nobody has gone on with since, wall ms. */
  async dropOlder(than: number): Promise<void> {
    for (const contract of await names(this.folder))
      for (const one of await names(join(this.folder, contract))) {
        const { mtimeMs } = await stat(join(this.folder, contract, one));
        if (mtimeMs < than) await this.dropFolder(contract, one);
      }
  }

  private async list(contract: ContractId, sha256: string, size: number | null): Promise<Part[]> {
    const own = (await names(join(this.folder, contract))).find((one) =>
      size === null ? one.startsWith(`${sha256}.`) : one === `${sha256}.${size}`,
    );
    if (own === undefined) return [];
    return (await names(join(this.folder, contract, own)))
      .flatMap((file) => {
        const [, offset, length] = /^(\d+)-(\d+)$/.exec(file) ?? [];
        return offset === undefined ? [] : [{ offset: Number(offset), length: Number(length), file }];
      })
      .sort((a, b) => a.offset - b.offset);
  }

  private folderOf(contract: ContractId, sha256: string, size: number): string {
    return join(this.folder, contract, `${sha256}.${size}`);
  }

  private async dropFolder(contract: string, name: string): Promise<void> {
    await rm(join(this.folder, contract, name), { recursive: true, force: true });
  }
}

/** None where there is no such folder. */
async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
