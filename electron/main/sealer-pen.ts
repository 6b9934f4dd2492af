/**
 * Writes into one contract's log inside one transaction: draws the salts, signs, chains, keeps. What it holds is true as
 * long as its transaction; a new one takes a new pen. SPEC: LG7, LG8, DS9.
 */
import { invariant } from '../../domain/assert';
import type { Json } from '../../domain/canonical-json';
import type { Digest } from '../../domain/disclosure';
import { type Entry, type EntryOf, EntrySchema } from '../../domain/entry';
import type { Field } from '../../domain/field';
import type { ContractId, PictureId, SliceId } from '../../domain/ids';
import type { SigningKey } from '../../domain/keys';
import { type Appended, append, NEW_LOG } from '../../domain/log';
import type { Sha256 } from '../../domain/merkle';
import { type Draft, digestsOf } from '../../domain/segment';
import type { LogRow, LogsTable } from './db/logs-table';
import type { Statement, Told } from './sealer-terms';

export interface Ink {
  logs: LogsTable;
  key: SigningKey;
  /** 16 fresh random bytes. */
  salt(): Uint8Array;
  sha256: Sha256;
}

export class Pen {
  private told: Told[] | null = null;

  constructor(
    private readonly ink: Ink,
    private row: LogRow,
  ) {}

  /** Opens a log with its first entry. */
  static open(ink: Ink, contractId: ContractId, { draft, fields }: Statement, at: number): Pen {
    const { _sd, disclosures } = digestsOf(fields, ink.salt, ink.sha256);
    const appended = append(NEW_LOG, draft(_sd), ink.key, ink.sha256);
    const names = fields.map(({ name }) => name);
    return new Pen(ink, ink.logs.open(contractId, appended, { names, disclosures }, at));
  }

  get log(): LogRow {
    return this.row;
  }

  /** The next entry. `about`: the number of the entry that its fields belong to, where it is not itself. */
  say(
    draft: (_sd: Digest[]) => Draft,
    fields: readonly Field[] = [],
    about?: number,
    slice: { id: SliceId; pictures: readonly PictureId[] } | null = null,
    key: SigningKey = this.ink.key,
  ): Appended {
    const { logs, salt, sha256 } = this.ink;
    const { _sd, disclosures } = digestsOf(fields, salt, sha256);
    const appended = append(this.row.head, draft(_sd), key, sha256);
    const names = fields.map(({ name }) => name);
    // What is replaced is destroyed with the entry that says so.
    if (about !== undefined) logs.destroy(this.row.id, about, names);
    logs.keep(this.row.id, appended, { names, disclosures, ...(about !== undefined && { about }) }, slice);
    this.row = { ...this.row, head: appended.head };
    if (this.told !== null && isAboutContract(appended.sealed.entry))
      this.told.push(toldOf(appended, fields));
    return appended;
  }

  /** A statement about the contract. */
  state({ draft, fields, about }: Statement): void {
    this.say(draft, fields, about === null ? undefined : 0);
  }

  /** What the log says of the contract, in order. */
  contract(): readonly Told[] {
    this.told ??= this.ink.logs.told(this.row.id).map(({ number, leaf, line }) => {
      const texts = this.ink.logs.textsAbout(this.row.id, number);
      const fields = new Map([...texts].map(([name, { value }]) => [name, value]));
      return { number, leaf, entry: ownEntry(line), fields };
    });
    return this.told;
  }

  /** The first entry. */
  opening(): EntryOf<'open'> {
    const [first] = this.contract();
    invariant(first?.entry.type === 'open', `log ${this.row.id} does not begin with its opening`);
    return first.entry;
  }

  /** Title and client as the log has them. */
  names(): Map<string, Json> {
    const texts = this.ink.logs.textsAbout(this.row.id, 0);
    return new Map([...texts].map(([name, { value }]) => [name, value]));
  }
}

function toldOf({ sealed: { leaf, entry }, index: number }: Appended, fields: readonly Field[]): Told {
  return { number, leaf, entry, fields: new Map(fields.map(({ name, value }) => [name, value])) };
}

function isAboutContract({ type }: Entry): boolean {
  return !['segment', 'amend', 'delete', 'redact', 'day.commit', 'day.reveal', 'seal'].includes(type);
}

/** The entry of a line that the app wrote itself: nothing of its form is in doubt. */
export function ownEntry(line: string): Entry {
  const payload = line.split('.')[1] ?? '';
  return EntrySchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}
