/**
 * What goes to the server next: entries in order, with those of their fields that are shared, and the pictures that these
 * name. SPEC: SY4, SY10.
 */
import { ALWAYS_DISCLOSED } from '../../../domain/bundle';
import { readDisclosure } from '../../../domain/disclosure';
import { FIELD_SCHEMAS, kindOfField } from '../../../domain/field';
import type { ContractId } from '../../../domain/ids';
import { APPEND_MAX } from '../../../domain/protocol-log';
import type { LogTail, TailEntry } from '../db/log-tail';
import type { Shared } from '../db/sync-table';
import type { PictureSender } from './pictures-sender';

/** Characters of lines and disclosures in one request, more only where a single entry has more. */
const REQUEST_MAX = 400_000;

export interface Outgoing {
  entry: TailEntry;
  disclosures: string[];
  pictures: { nth: number; sha256: string }[];
}

export interface OutgoingDeps {
  tail: Pick<LogTail, 'from' | 'textsOf' | 'aboutOf'>;
  pictures: PictureSender;
  /** The plain bytes of a stored picture of the segment in that place; null where they cannot be read. */
  readPicture(log: number, number: number, nth: number): Promise<Uint8Array | null>;
}

/** The next entries from the place on, with what of them is shared. */
export function take(log: number, shared: Shared, from: number, deps: OutgoingDeps): Outgoing[] {
  const outgoing: Outgoing[] = [];
  let size = 0;
  // The server takes pictures for a contract that it knows: its `open` goes alone.
  for (const entry of deps.tail.from(log, from, from === 0 ? 1 : APPEND_MAX)) {
    const one = outgoingOf(log, entry, shared, deps);
    size += entry.line.length + one.disclosures.reduce((sum, text) => sum + text.length, 0);
    if (outgoing.length > 0 && size > REQUEST_MAX) break;
    outgoing.push(one);
  }
  return outgoing;
}

function outgoingOf(log: number, entry: TailEntry, { fields }: Shared, deps: OutgoingDeps): Outgoing {
  const shared = new Set<string>([...ALWAYS_DISCLOSED, ...fields]);
  const disclosures: string[] = [];
  const pictures: Outgoing['pictures'] = [];
  for (const { name, text } of deps.tail.textsOf(log, entry.number)) {
    const kind = kindOfField(name);
    if (kind === null || !shared.has(kind)) continue;
    if (kind === 'picture') {
      const { sha256, held } = FIELD_SCHEMAS.picture.parse(readDisclosure(text)?.value);
      // It shows another client's window, and waits for the freelancer: it is not handed on.
      if (held === 1) continue;
      pictures.push({ nth: Number(name.slice('picture.'.length)), sha256 });
    }
    disclosures.push(text);
  }
  return { entry, disclosures, pictures };
}

/** What cannot be read here is not told there either: the entry itself goes all the same. */
export async function sendPictures(
  contractId: ContractId,
  log: number,
  outgoing: readonly Outgoing[],
  deps: OutgoingDeps,
): Promise<void> {
  const wanted = outgoing.flatMap(({ entry, pictures }) =>
    pictures.map(({ nth, sha256 }) => ({
      sha256,
      read: () => deps.readPicture(log, aboutOf(entry, deps, log), nth),
    })),
  );
  if (wanted.length === 0) return;
  const missing = await deps.pictures.send(contractId, wanted);
  if (missing.size === 0) return;
  for (const one of outgoing) {
    const gone = one.pictures.filter(({ sha256 }) => missing.has(sha256)).map(({ nth }) => `picture.${nth}`);
    one.disclosures = one.disclosures.filter((text) => !gone.includes(readDisclosure(text)?.name ?? ''));
  }
}

/** The number of the segment that the entry's pictures are of. */
function aboutOf(entry: TailEntry, deps: OutgoingDeps, log: number): number {
  return entry.type === 'redact' ? deps.tail.aboutOf(log, entry.number) : entry.number;
}
