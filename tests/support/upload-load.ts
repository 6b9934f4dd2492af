/** Devices with work to upload: each a contract of its own, signed beforehand, a picture with every segment. */
import { createHash } from 'node:crypto';
import { type ContractId, ContractIdSchema, PictureIdSchema, SliceIdSchema } from '../../domain/ids';
import type { KeyX, SigningKey } from '../../domain/keys';
import type { Random } from '../../domain/random';
import { digestsOf, segmentOf } from '../../domain/segment';
import { slotEnd } from '../../domain/week';
import { countedSalts, FACTS, SLOT, sha256, TestLog, takenPicture, testKey, workedSlice } from './evidence';
import { noisyWebp } from './noisy-webp';

export interface Line {
  line: string;
  disclosures: string[];
}

export interface Upload extends Line {
  picture: Uint8Array;
  sha256: string;
}

export interface Uploader {
  key: SigningKey;
  contract: ContractId;
  /** Begins the log and lets the server in. */
  opening: Line[];
  uploads: Upload[];
}

/**
 * `serverKey`: whom the logs let in. Slots from `SLOT` on, so the server's clock must be later than the last one's end. The
 * nth picture is the same for all devices: in each contract it is another's.
 */
export async function uploaders(
  count: number,
  each: number,
  {
    serverKey,
    pictureBytes,
    random,
    name,
  }: { serverKey: KeyX; pictureBytes: number; random: Random; name: string },
): Promise<Uploader[]> {
  const pictures: Uint8Array[] = [];
  for (let n = 0; n < each; n++) pictures.push(await noisyWebp(pictureBytes, random));
  return Array.from({ length: count }, (_, n) => uploader(`${name} ${n}`, serverKey, pictures));
}

function uploader(name: string, serverKey: KeyX, pictures: readonly Uint8Array[]): Uploader {
  const key = testKey(name);
  const contract = ContractIdSchema.parse(uuidOf(`${name} contract`));
  const log = new TestLog(key, { contract });
  log.add({ type: 'key.add', at: FACTS.at - 700_000, key: serverKey, role: 'server', store: 'unknown' });
  const opening = log.lines.map((line, n) => ({ line, disclosures: log.disclosures[n] ?? [] }));
  const salts = countedSalts();
  const uploads: Upload[] = [];
  for (const [n, bytes] of pictures.entries()) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const slot = SLOT + n * 600;
    const slice = {
      ...workedSlice(slot),
      id: SliceIdSchema.parse(uuidOf(`${name} ${n}`)),
      contractId: contract,
    };
    const picture = {
      ...takenPicture(slice),
      id: PictureIdSchema.parse(uuidOf(`${name} ${n} picture`)),
      sha256: hash,
      bytes: bytes.length,
    };
    const later = n * 600_000;
    const facts = {
      ...FACTS,
      at: slotEnd(slot) + 15_000,
      mono: FACTS.mono + later,
      boot: FACTS.boot + later,
    };
    const { draft, fields } = segmentOf(slice, [picture], facts);
    const { _sd, disclosures } = digestsOf(fields, salts, sha256);
    const { sealed } = log.add({ ...draft, _sd }, key, disclosures);
    uploads.push({ line: sealed.line, disclosures, picture: bytes, sha256: hash });
  }
  return { key, contract, opening, uploads };
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
