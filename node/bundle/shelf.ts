/**
 * The pictures of one export, each of which is needed twice: to be verified, and to be written. Promises: those that fit
 * into a bounded memory are opened once; one that was deleted in between is not given a second time.
 */
import type { SealedSource } from './make';

/** A week of full days with a picture in each slot; a longer range opens the rest again. */
const KEPT_BYTES = 64 * 1_048_576;

export class Shelf {
  private readonly kept = new Map<string, Uint8Array>();
  private bytes = 0;

  constructor(private readonly source: Pick<SealedSource, 'picture' | 'hasPicture'>) {}

  /** Null where it is not there, does not open, or has another size than was recorded. */
  async get(sha256: string, size: number): Promise<Uint8Array | null> {
    const known = this.kept.get(sha256);
    if (known !== undefined) return known;
    const bytes = await this.source.picture(sha256);
    if (bytes?.length !== size) return null;
    if (this.bytes + size <= KEPT_BYTES) {
      this.kept.set(sha256, bytes);
      this.bytes += size;
    }
    return bytes;
  }

  /** For the last time. */
  async take(sha256: string, size: number): Promise<Uint8Array | null> {
    if (!this.source.hasPicture(sha256)) return null;
    const bytes = await this.get(sha256, size);
    this.kept.delete(sha256);
    return bytes;
  }
}
