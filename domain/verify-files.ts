/**
 * The files of a bundle, read within bounds: what is too large is not read, what is read is read in pieces, and of each
 * file the hash is kept for the manifest. Nothing here throws for what a bundle says. SPEC: BU1–BU4, VF7.
 */
import { BUNDLE_FILES, type ByteSource, type Manifest, pictureOf, sizeLimit } from './bundle';
import { concatBytes, toHex } from './bytes';
import type { VerifierCrypto } from './crypto';
import type { Report } from './verify-report';
import { contentOffset, crc32, type PlacedFile, readZip } from './zip';

/** Bytes that are asked for at once. */
const PIECE = 1_048_576;

/** A line's bytes, without the line feed; null where it is longer than the reader asked for. */
export type Line = Uint8Array | null;

/** Whoever has lines to be read one after the other: a bundle, or what a server gave. */
export type LineFiles = Pick<BundleFiles, 'lines'>;

export class BundleFiles {
  private readonly hashes = new Map<string, string>();
  private done = 0;

  private constructor(
    private readonly source: ByteSource,
    private readonly files: ReadonlyMap<string, PlacedFile>,
    private readonly all: readonly PlacedFile[],
    private readonly crypto: VerifierCrypto,
    private readonly report: Report,
    private readonly progress: (done: number, total: number) => void,
  ) {}

  /** Null where the container is none: then nothing else can be said. */
  static async open(
    source: ByteSource,
    crypto: VerifierCrypto,
    report: Report,
    progress: (done: number, total: number) => void,
  ): Promise<BundleFiles | null> {
    const zip = await readZip(source);
    if (!zip.ok) {
      if (zip.why === 'unreadable') report.add('file-unreadable', { type: 'bundle' });
      else report.add('container-damaged', { type: 'bundle' }, { why: zip.why });
      return null;
    }
    const files = new Map<string, PlacedFile>();
    for (const file of zip.value) {
      const max = sizeLimit(file.name);
      const subject = { type: 'file', name: file.name } as const;
      if (max === null) report.add('file-unknown', subject);
      else if (file.size > max) report.add('file-too-large', subject, { bytes: file.size, max });
      else files.set(file.name, file);
    }
    const names = new Set(zip.value.map(({ name }) => name));
    for (const [name, { required }] of Object.entries(BUNDLE_FILES)) {
      if (required && !names.has(name)) report.add('file-missing', { type: 'file', name });
    }
    return new BundleFiles(source, files, zip.value, crypto, report, progress);
  }

  /** Names of the picture files that may be read. */
  pictures(): string[] {
    return [...this.files.keys()].filter((name) => pictureOf(name) !== null);
  }

  sizeOf(name: string): number | null {
    return this.files.get(name)?.size ?? null;
  }

  /** Null where it is not there, not to be read, or damaged: that was reported. */
  async text(name: string): Promise<Uint8Array | null> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.pieces(name)) pieces.push(piece);
    return this.hashes.has(name) ? concatBytes(...pieces) : null;
  }

  /** The lines of a file, some at a time. `ended`: whether the last one has its line feed; told at the end. */
  async *lines(name: string, max: number, ended: (whole: boolean) => void): AsyncGenerator<Line[]> {
    let rest: Uint8Array = new Uint8Array();
    let tooLong = false;
    for await (const piece of this.pieces(name)) {
      const lines: Line[] = [];
      let from = 0;
      for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
        const part = piece.subarray(from, end);
        const bytes = rest.length === 0 ? part : concatBytes(rest, part);
        lines.push(tooLong || bytes.length > max ? null : bytes);
        rest = new Uint8Array();
        tooLong = false;
        from = end + 1;
      }
      // What no line may be as long as is not kept.
      tooLong ||= rest.length + piece.length - from > max;
      rest = tooLong ? new Uint8Array() : concatBytes(rest, piece.subarray(from));
      yield lines;
    }
    const open = tooLong || rest.length > 0;
    if (open) yield [tooLong ? null : rest];
    ended(!open);
  }

  /** Reads what was not read for its own sake, pictures with their hashes, and compares every file with the manifest. */
  async compare(manifest: Manifest | null): Promise<ReadonlyMap<string, string>> {
    for (const name of this.files.keys()) {
      if (this.hashes.has(name) || this.failed.has(name)) continue;
      if (pictureOf(name) === null) for await (const _ of this.pieces(name));
      else await this.hashPicture(name);
    }
    if (manifest !== null) this.compareList(manifest);
    return this.hashes;
  }

  private compareList(manifest: Manifest): void {
    const there = this.all.filter(({ name }) => !name.startsWith('manifest.'));
    const listed = new Map(manifest.files.map(([name, size, hash]) => [name, { size, hash }]));
    for (const { name, size } of there) {
      const said = listed.get(name);
      const hash = this.hashes.get(name);
      if (said?.size !== size || (hash !== undefined && said.hash !== hash))
        this.report.add('manifest-files', { type: 'file', name });
      listed.delete(name);
    }
    for (const name of listed.keys()) this.report.add('manifest-files', { type: 'file', name });
    const ordered = manifest.files.every(
      ([name], at) => at === 0 || (manifest.files[at - 1]?.[0] ?? '') < name,
    );
    if (!ordered) this.report.add('manifest-form', { type: 'bundle' }, { why: 'order' });
  }

  private readonly failed = new Set<string>();

  private async hashPicture(name: string): Promise<void> {
    const file = this.files.get(name);
    const bytes = file && (await this.read(file, 0, file.size));
    if (!bytes) return;
    this.hashes.set(name, toHex(await this.crypto.digest(bytes)));
  }

  /** The file's bytes; after the last piece its hash is kept, unless the checksum is wrong. */
  private async *pieces(name: string): AsyncGenerator<Uint8Array> {
    const file = this.files.get(name);
    if (file === undefined) return;
    const hashing = this.crypto.hashing();
    let crc = 0;
    for (let at = 0; at < file.size; at += PIECE) {
      const piece = await this.read(file, at, Math.min(PIECE, file.size - at));
      if (piece === null) return;
      hashing.update(piece);
      crc = crc32(piece, crc);
      yield piece;
    }
    if (crc !== file.crc) {
      this.failed.add(name);
      this.report.add('container-damaged', { type: 'file', name }, { why: 'checksum' });
    } else this.hashes.set(name, toHex(hashing.digest()));
  }

  private async read(file: PlacedFile, from: number, length: number): Promise<Uint8Array | null> {
    try {
      const bytes = await this.source.read(contentOffset(file) + from, length);
      this.done += length;
      this.progress(this.done, this.source.size);
      return bytes;
    } catch {
      this.failed.add(file.name);
      this.report.add('file-unreadable', { type: 'file', name: file.name });
      return null;
    }
  }
}

const LINE_FEED = 10;
