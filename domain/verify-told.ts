/**
 * The disclosures of a bundle, one after the other: each must belong to an entry, say what its field can say, still
 * stand, and be inside what the bundle says that it tells; and what it says that it tells must all be there.
 * SPEC: DS2–DS6, DS9, DS10.
 */
import { assertNever } from './assert';
import { ALWAYS_DISCLOSED, DISCLOSURES, type Scope } from './bundle';
import type { Json } from './canonical-json';
import type { VerifierCrypto } from './crypto';
import { DISCLOSURE_MAX, digestOfBytes, readDisclosureBytes } from './disclosure';
import {
  FIELD_SCHEMAS,
  type FieldKind,
  type FieldName,
  type FieldValue,
  fieldNames,
  kindOfField,
} from './field';
import type { FindingId, Subject } from './finding';
import { quickly } from './shape';
import type { Chain, ChainEntry } from './verify-chain';
import type { Line, LineFiles } from './verify-files';
import { KeptMinutes, KeptWindows } from './verify-kept';
import type { Ledger } from './verify-ledger';
import { REFUSED_LINES_MAX, type Report } from './verify-report';
import type { StandingSegment } from './verify-standing';

/** What one entry's disclosures say. */
export interface ToldValues {
  title?: FieldValue<'title'>;
  client?: FieldValue<'client'>;
  tags?: FieldValue<'tags'>;
  statedBy?: FieldValue<'statedBy'>;
  statement?: FieldValue<'statement'>;
  memo?: FieldValue<'memo'>;
  tag?: FieldValue<'tag'>;
  reason?: FieldValue<'reason'>;
  time?: FieldValue<'time'>;
  activity?: FieldValue<'activity'>;
  minutes?: Pick<KeptMinutes, 'active' | 'value'>;
  windows?: Pick<KeptWindows, 'value'>;
  /** By number; not there where none is told. */
  pictures?: Map<number, FieldValue<'picture'>>;
  missed?: Map<number, FieldValue<'missed'>>;
}

export interface Told {
  /** By the entry's index. */
  values: ReadonlyMap<number, ToldValues>;
  count: number;
  /** Null where the manifest could not be read: then nothing is missing and nothing too much. */
  scope: Scope | null;
}

export async function readTold(
  files: LineFiles,
  chain: Chain,
  ledger: Ledger,
  scope: Scope | null,
  crypto: VerifierCrypto,
  report: Report,
): Promise<Told> {
  const reader = new ToldReader(chain, ledger, scope, crypto, report);
  const end = (whole: boolean) => {
    if (!whole) report.add('line-form', { type: 'file', name: DISCLOSURES });
  };
  let line = 0;
  for await (const lines of files.lines(DISCLOSURES, DISCLOSURE_MAX, end)) {
    for (const one of lines) {
      reader.next(one, ++line);
      if (reader.isOver) break;
    }
    if (reader.isOver) break;
  }
  reader.reportMissing();
  return { values: reader.values, count: reader.count, scope };
}

interface Owner {
  one: ChainEntry;
  names: readonly FieldName[];
  /** Names; there are few. */
  told: string[];
}

class ToldReader {
  readonly values = new Map<number, ToldValues>();
  count = 0;
  private readonly owners = new Map<string, Owner>();
  private readonly segments = new Map<number, StandingSegment>();
  private before = { index: -1, place: -1 };

  constructor(
    chain: Chain,
    private readonly ledger: Ledger,
    private readonly scope: Scope | null,
    private readonly crypto: VerifierCrypto,
    private readonly report: Report,
  ) {
    for (const segment of ledger.segments) this.segments.set(segment.index, segment);
    for (const one of chain.entries) {
      const names = fieldNames(one.entry) ?? [];
      if (names.length === 0 || !('_sd' in one.entry)) continue;
      const owner: Owner = { one, names, told: [] };
      const isDoubled = one.entry._sd.some((digest) => this.owners.has(digest));
      if (isDoubled) report.add('digest-doubled', { type: 'entry', index: one.index });
      for (const digest of one.entry._sd) if (!this.owners.has(digest)) this.owners.set(digest, owner);
    }
    this.isUnknown = chain.unknown;
  }

  private readonly isUnknown: boolean;
  private refused = 0;

  /** So many lines were refused that the rest is not looked at: that was reported. */
  get isOver(): boolean {
    return this.refused > REFUSED_LINES_MAX;
  }

  next(text: Line, line: number): void {
    const subject = { type: 'line', file: DISCLOSURES, line } as const;
    const disclosure = text === null ? null : readDisclosureBytes(text);
    if (text === null || disclosure === null) {
      this.refuse('disclosure-form', subject);
      return;
    }
    const owner = this.owners.get(digestOfBytes(text, this.crypto.sha256));
    if (owner === undefined) {
      // It may be of an entry that this program does not know.
      if (!this.isUnknown) this.refuse('disclosure-orphan', subject);
      return;
    }
    this.take(owner, disclosure, text, subject);
  }

  private refuse(id: FindingId, subject: Subject): void {
    this.report.add(id, subject);
    if (++this.refused > REFUSED_LINES_MAX)
      this.report.add('lines-refused', { type: 'file', name: DISCLOSURES }, { max: REFUSED_LINES_MAX });
  }

  private take(
    owner: Owner,
    { name, value }: { name: string; value: Json },
    text: Uint8Array,
    subject: Subject,
  ): void {
    const { one, names, told } = owner;
    const place = placeOf(names, name);
    const kind = kindOfField(name);
    if (place < 0 || kind === null || told.includes(name) || !this.keep(one.index, name, kind, value, text)) {
      this.report.add('disclosure-value', subject);
      return;
    }
    told.push(name);
    this.count++;
    const { index } = one;
    if (index < this.before.index || (index === this.before.index && place <= this.before.place))
      this.report.add('disclosure-order', subject);
    this.before = { index, place };
    if (!this.stands(one, name)) this.report.add('disclosure-gone', subject);
    else if (!this.covers(one, kind)) this.report.add('disclosure-outside', subject);
  }

  /** Everything that the scope covers and that stands must have been told. */
  reportMissing(): void {
    if (this.scope === null) return;
    for (const owner of new Set(this.owners.values())) {
      const { one, names, told } = owner;
      if (told.length === names.length) continue;
      for (const name of names) {
        const kind = kindOfField(name);
        if (kind === null || told.includes(name) || !this.covers(one, kind) || !this.stands(one, name))
          continue;
        this.report.add('disclosure-missing', this.subjectOf(one), { field: name });
      }
    }
  }

  private subjectOf({ entry, index }: ChainEntry): Subject {
    return entry.type === 'segment' ? { type: 'segment', index, slot: entry.slot } : { type: 'entry', index };
  }

  /** The segment to which the entry's fields belong; null: the contract's own; undefined: an entry that says nothing. */
  private segmentOf({ entry, index }: ChainEntry): StandingSegment | null | undefined {
    if (entry.type === 'segment') return this.segments.get(index);
    return entry.type === 'amend' || entry.type === 'redact' ? this.ledger.owners.get(index) : null;
  }

  private stands(one: ChainEntry, name: string): boolean {
    const segment = this.segmentOf(one);
    if (segment === undefined) return false;
    if (segment === null) return (this.ledger.ownHolders.get(name) ?? one.index) === one.index;
    return standsIn(segment, name, one.index);
  }

  private covers(one: ChainEntry, kind: FieldKind): boolean {
    const segment = this.segmentOf(one);
    const slot = segment ? segment.entry.slot : null;
    return this.scope === null || isCovered(this.scope, kind, slot);
  }

  /** False where the field cannot say this. */
  private keep(index: number, name: string, kind: FieldKind, value: Json, text: Uint8Array): boolean {
    const values = this.values.get(index) ?? {};
    this.values.set(index, values);
    return put(values, kind, Number(name.slice(name.indexOf('.') + 1)), value, text);
  }
}

/** -1 for a name that is none of them. */
function placeOf(names: readonly string[], name: string): number {
  return names.indexOf(name);
}

/** Whether the entry at `index` holds what is last said of the segment's field, and the segment still has it. */
export function standsIn(segment: StandingSegment, name: string, index: number): boolean {
  const number = name.startsWith('picture.') ? Number(name.slice('picture.'.length)) : null;
  if (segment.state !== 'stands' || (number !== null && segment.lost?.has(number))) return false;
  return (segment.holders?.get(name) ?? segment.index) === index;
}

/** `slot`: of the segment; null for what is the contract's own, which is always told. */
export function isCovered(scope: Scope, kind: FieldKind, slot: number | null): boolean {
  if (ALWAYS_DISCLOSED.some((always) => always === kind)) return true;
  const isInRange = slot !== null && slot >= scope.from && slot < scope.to;
  return isInRange && scope.fields.some((field) => field === kind);
}

/** SPEC SG5: minutes with a key press, click or scroll. */
export function activeOf(minutes: FieldValue<'minutes'>): number {
  return minutes.filter(([keys, clicks, scrolls]) => keys + clicks + scrolls > 0).length;
}

/** `text`: the disclosure, of which the large ones are read again when they are asked for. */
function put(values: ToldValues, kind: FieldKind, number: number, value: Json, text: Uint8Array): boolean {
  switch (kind) {
    case 'title':
    case 'client':
    case 'statedBy':
    case 'statement':
    case 'memo':
    case 'tag':
    case 'reason': {
      const read = quickly(FIELD_SCHEMAS[kind], value);
      if (read.success) values[kind] = read.data;
      return read.success;
    }
    case 'tags': {
      const read = quickly(FIELD_SCHEMAS.tags, value);
      if (read.success) values.tags = read.data;
      return read.success;
    }
    case 'time': {
      const read = quickly(FIELD_SCHEMAS.time, value);
      if (read.success) values.time = read.data;
      return read.success;
    }
    case 'activity': {
      const read = quickly(FIELD_SCHEMAS.activity, value);
      if (read.success) values.activity = read.data;
      return read.success;
    }
    case 'minutes': {
      const read = quickly(FIELD_SCHEMAS.minutes, value);
      if (read.success) values.minutes = new KeptMinutes(text, activeOf(read.data));
      return read.success;
    }
    case 'windows': {
      const read = quickly(FIELD_SCHEMAS.windows, value);
      if (read.success) values.windows = new KeptWindows(text);
      return read.success;
    }
    case 'picture': {
      const read = quickly(FIELD_SCHEMAS.picture, value);
      if (read.success) values.pictures = (values.pictures ?? new Map()).set(number, read.data);
      return read.success;
    }
    case 'missed': {
      const read = quickly(FIELD_SCHEMAS.missed, value);
      if (read.success) values.missed = (values.missed ?? new Map()).set(number, read.data);
      return read.success;
    }
    default:
      return assertNever(kind);
  }
}
