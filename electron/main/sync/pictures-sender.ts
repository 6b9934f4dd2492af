/**
 * Sends pictures before the entries that name them: a few at a time, in parts, going on where the server says that it
 * stopped. Promises: only bytes of the hash that was signed leave; one that cannot be read here keeps nothing else back.
 * SPEC: SY10.
 */
import type { ContractId } from '../../../domain/ids';
import { PART_MAX } from '../../../domain/protocol-log';
import type { Wire } from './wire';

/** Pictures that are under way at once. */
const AT_ONCE = 3;
/** Parts that are sent again before it is somebody's trouble. */
const TRIES = 4;

export interface WantedPicture {
  sha256: string;
  /** The plain bytes; null where they cannot be read now. */
  read(): Promise<Uint8Array | null>;
}

export interface PictureSender {
  /** Gives the hashes that the server does not have, for they could not be read. Throws `Trouble` and `Held`. */
  send(contract: ContractId, pictures: readonly WantedPicture[]): Promise<Set<string>>;
  /** What is there is not asked again, but for these. */
  forget(hashes: readonly string[]): void;
}

export function createPictureSender(
  wire: Wire,
  hash: (bytes: Uint8Array) => string,
  /** Before each part; throws where the network does not allow it any more. */
  permit: () => Promise<void>,
): PictureSender {
  const there = new Set<string>();

  async function one(contract: ContractId, { sha256, read }: WantedPicture): Promise<boolean> {
    const params = { contract, sha256 };
    let { received, done } = await wire.ask('pictureState', { params });
    if (done) return true;
    const bytes = await read();
    if (bytes === null || hash(bytes) !== sha256) return false;
    for (let tried = 0; !done && tried < TRIES; ) {
      const offset = Math.min(received, bytes.length);
      const part = bytes.subarray(offset, offset + PART_MAX);
      const before = received;
      await permit();
      ({ received, done } = await wire.ask('pictureSend', {
        params,
        query: { offset, size: bytes.length },
        body: part,
      }));
      // A part that was sent twice leaves the server where it was: it is asked to go on from there.
      if (received <= before) tried++;
    }
    return done;
  }

  return {
    async send(contract, pictures) {
      const missing = new Set<string>();
      const waiting = [...new Map(pictures.map((picture) => [picture.sha256, picture])).values()].filter(
        ({ sha256 }) => !there.has(sha256),
      );
      const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          if (await one(contract, next)) there.add(next.sha256);
          else missing.add(next.sha256);
        }
      };
      const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
      for (const end of ended) if (end.status === 'rejected') throw end.reason;
      return missing;
    },
    forget(hashes) {
      for (const one of hashes) there.delete(one);
    },
  };
}
