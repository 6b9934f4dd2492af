/**
 * The record of a verified log: contract, keys, terms, segments with what is told of each and the verdict of the rules of
 * its date, worked out again. Reports are made from it and from nothing else. SPEC: SG14, SG18, VF10.
 */
import type { Scope } from './bundle';
import type { Checkpoint } from './checkpoint';
import type { Leaf, LogTerms } from './entry';
import type { FieldKind, FieldName, FieldValue } from './field';
import { fieldNames } from './field';
import { fingerprintWords } from './fingerprint';
import { SliceIdSchema } from './ids';
import type { Kid } from './keys';
import { publicKeyOfX } from './keys';
import type { LogHead } from './log';
import type { Sha256 } from './merkle';
import type { PictureEvidence } from './picture-evidence';
import { judge, type ProtectedContract } from './protection';
import type {
  Dated,
  Told as Field,
  LogRecord,
  PictureRecord,
  SegmentRecord,
  SignerRecord,
  Teller,
} from './record';
import { overBySegment } from './report-figures';
import { hiddenFrom, spansFrom } from './segment';
import type { Attestation, Pause } from './terms';
import type { ChainEntry } from './verify-chain';
import { type DatedValue, inForce } from './verify-dated';
import type { Ledger } from './verify-ledger';
import { standing } from './verify-segments';
import type { StandingSegment } from './verify-standing';
import { isCovered, type Told, type ToldValues } from './verify-told';
import { slotEnd, slotStart, weekLocksAt } from './week';

export interface RecordParts {
  head: LogHead;
  log: Leaf;
  entries: readonly ChainEntry[];
  ledger: Ledger;
  told: Told;
  checkpoint: Checkpoint | null;
  names: ReadonlyMap<Kid, string>;
  /** By segment and picture number. */
  moments: ReadonlyMap<string, boolean>;
  /** Of these only, all of each UTC week that one of them is of; absent: of all. */
  segments?: readonly StandingSegment[];
}

/** Null for a log that did not open. */
export function recordOf(parts: RecordParts, sha256: Sha256): LogRecord | null {
  const { ledger, told, log } = parts;
  if (ledger.open === null) return null;
  const { entry, index } = ledger.open;
  const own = (field: 'title' | 'client'): Field<string> =>
    fieldOf(told.values.get(ledger.ownHolders.get(field) ?? index)?.[field], 'missing');
  const terms = sorted(ledger.terms).map((one) => ({
    from: one.from,
    at: one.at,
    by: tellerOf(one, parts),
    value: { ...one.value, tags: told.values.get(one.index)?.tags ?? [] },
  }));
  const attestations = ledger.attestations.map((one) => ({
    what: one.entry.what,
    statedBy: fieldOf(told.values.get(one.index)?.statedBy, 'missing'),
    from: one.entry.from,
    withdrawn: one.withdrawn,
  }));
  const record: Omit<LogRecord, 'segments'> = {
    contract: entry.contract,
    log,
    currency: entry.currency,
    openedAt: entry.at,
    title: own('title'),
    client: own('client'),
    checkpoint: parts.checkpoint,
    signers: signersOf(parts, sha256),
    terms,
    rates: dated(ledger.rates, parts),
    limits: dated(ledger.limits, parts),
    pauses: pausesOf(ledger.pauses),
    attestations,
    reviews: ledger.reviews.map((one) => ({
      ...one,
      statement: fieldOf(told.values.get(one.index)?.statement, 'missing'),
    })),
    closes: ledger.closings.all.map(({ index: of, device, entry: close }) => ({
      index: of,
      signer: device,
      entry: close,
    })),
  };
  return { ...record, segments: segmentsOf(parts, record) };
}

function sorted<T>(list: readonly DatedValue<T>[]): DatedValue<T>[] {
  return [...list].sort((a, b) => a.from - b.from || a.index - b.index);
}

function dated<T>(list: readonly DatedValue<T>[], parts: RecordParts): Dated<T> {
  return sorted(list).map((one) => ({
    from: one.from,
    at: one.at,
    by: tellerOf(one, parts),
    value: one.value,
  }));
}

/** SPEC KY10: what a server or client says is theirs only where its key is trusted. */
function tellerOf({ by, kid }: Pick<DatedValue<unknown>, 'by' | 'kid'>, { names }: RecordParts): Teller {
  return by === 'device' || names.has(kid) ? by : 'stranger';
}

/** A pause lasts until the next resume; a second pause inside it, or a resume without one, changes nothing. */
function pausesOf(list: readonly DatedValue<'pause' | 'resume'>[]): Pause[] {
  const pauses: Pause[] = [];
  for (const { from, value } of sorted(list)) {
    const last = pauses.at(-1);
    const isPaused = last !== undefined && last.to === null;
    if (value === 'pause' && !isPaused) pauses.push({ from, to: null });
    if (value === 'resume' && isPaused) last.to = from;
  }
  return pauses;
}

function signersOf({ head, entries, names }: RecordParts, sha256: Sha256): SignerRecord[] {
  const added = new Map<string, number>();
  const revoked = new Map<string, number>();
  for (const { entry, index } of entries) {
    if (entry.type === 'key.add') added.set(publicKeyOfX(entry.key, sha256)?.kid ?? '', index);
    if (entry.type === 'key.revoke') revoked.set(entry.kid, index);
  }
  return head.signers.map((signer) => ({
    ...signer,
    words: fingerprintWords(signer.kid),
    added: added.get(signer.kid) ?? 0,
    revoked: revoked.get(signer.kid) ?? null,
    trusted: names.get(signer.kid) ?? null,
  }));
}

function fieldOf<T extends {}>(value: T | undefined, why: 'missing' | 'withheld' | 'none'): Field<T> {
  return value === undefined ? { told: false, why } : { told: true, value };
}

function segmentsOf(parts: RecordParts, record: Omit<LogRecord, 'segments'>): SegmentRecord[] {
  const { ledger, names } = parts;
  const all = [...(parts.segments ?? ledger.segments)].sort(
    (a, b) => a.entry.slot - b.entry.slot || a.index - b.index,
  );
  const dates: ContractDates = {
    attestations: record.attestations.map(attestationOf),
    pauses: [...record.pauses],
    limits: record.limits.map(({ from, value }) => ({ from, limitSeconds: value })),
  };
  const over = overBySegment({ segments: all, limits: record.limits });
  return all.map((segment) => {
    const by = ledger.received.get(segment.index);
    const told = toldOf(parts, segment);
    const { index, leaf, entry, kid, ms, state, goneAt, amendments } = segment;
    const overMs = over.get(index) ?? 0;
    return {
      index,
      leaf,
      entry,
      signer: kid,
      ms,
      state,
      goneAt,
      amendments,
      ...told,
      receivedAt: by !== undefined && names.has(by.by) ? by.at : null,
      protection: protectionOf(segment, told, overMs, contractAt(parts, record, dates, entry.slot)),
    };
  });
}

type ToldFields = Pick<
  SegmentRecord,
  'memo' | 'tag' | 'reason' | 'time' | 'activity' | 'minutes' | 'windows' | 'pictures' | 'missed'
>;

function toldOf(parts: RecordParts, segment: StandingSegment): ToldFields {
  const { told, moments } = parts;
  const names = fieldNames(segment.entry) ?? [];
  const values = (name: FieldName): ToldValues | null => standing(told, segment, name);
  const field = <K extends keyof ToldFields & FieldKind>(kind: K, value: FieldValue<K> | undefined) =>
    !names.some((name) => name === kind)
      ? fieldOf<FieldValue<K>>(undefined, 'none')
      : absent(segment, told.scope, kind, value);
  const large = <K extends 'minutes' | 'windows'>(
    kind: K,
    kept: { readonly value: FieldValue<K> } | undefined,
  ) => (kept === undefined || segment.state !== 'stands' ? field(kind, undefined) : readLater(kept));
  const pictures: PictureRecord[] = Array.from({ length: segment.entry.pictures }, (_, number) => {
    const lost = segment.lost?.get(number);
    const value = values(`picture.${number}`)?.pictures?.get(number);
    const picture: Field<FieldValue<'picture'>> =
      lost !== undefined && segment.state === 'stands'
        ? { told: false, why: lost }
        : absent(segment, told.scope, 'picture', value);
    return {
      number,
      picture,
      redactedAt: segment.redactedAt?.get(number) ?? null,
      atMoment: moments.get(`${segment.index}:${number}`) ?? null,
    };
  });
  const missedCount = names.filter((name) => name.startsWith('missed.')).length;
  return {
    memo: field('memo', values('memo')?.memo),
    tag: field('tag', values('tag')?.tag),
    reason: field('reason', values('reason')?.reason),
    time: field('time', values('time')?.time),
    activity: field('activity', values('activity')?.activity),
    minutes: large('minutes', values('minutes')?.minutes),
    windows: large('windows', values('windows')?.windows),
    pictures,
    missed: Array.from({ length: missedCount }, (_, n) =>
      absent(segment, told.scope, 'missed', values(`missed.${n}`)?.missed?.get(n)),
    ),
  };
}

/** Told, and read when somebody asks. */
function readLater<T>(kept: { readonly value: T }): Field<T> {
  return {
    told: true,
    get value() {
      return kept.value;
    },
  };
}

/** The value, or why it is not told. */
function absent<K extends FieldKind>(
  segment: StandingSegment,
  scope: Scope | null,
  kind: K,
  value: FieldValue<K> | undefined,
): Field<FieldValue<K>> {
  if (segment.state !== 'stands') return { told: false, why: 'deleted' };
  if (value !== undefined) return { told: true, value };
  const isCoveredHere = scope === null || isCovered(scope, kind, segment.entry.slot);
  return { told: false, why: isCoveredHere ? 'missing' : 'withheld' };
}

/** A verdict is of a slice; a log has leaves instead, and the id is left out of the record. */
const NO_SLICE = SliceIdSchema.parse('00000000-0000-0000-0000-000000000000');

/** What judges every slot alike: each looks up its own dates. */
type ContractDates = Pick<ProtectedContract, 'attestations' | 'pauses' | 'limits'>;

/** The terms that judge a slot: those of its start, and of tags and statements what stands when its week locks. */
function contractAt(
  { ledger }: RecordParts,
  record: Omit<LogRecord, 'segments'>,
  dates: ContractDates,
  slot: number,
): ProtectedContract | null {
  const terms = inForce(ledger.terms, slotStart(slot));
  if (terms === undefined) return null;
  const lock = weekLocksAt(slotStart(slot));
  const tags = inForce(record.terms, lock)?.tags ?? [];
  return {
    id: record.contract,
    kind: terms.kind,
    pictures: terms.pictures,
    privacy: privacyOf(terms),
    tags: [...tags],
    tagRequired: terms.tagRequired === 1,
    ...dates,
    pauses: pausesIn(dates.pauses, slotStart(slot), slotEnd(slot)),
  };
}

function privacyOf({ perSlice, blur, retentionDays }: LogTerms): ProtectedContract['privacy'] {
  return {
    excluded: [],
    ownWindows: [],
    displays: 'all',
    perSlice,
    blur,
    retentionDays: retentionDays ?? null,
  };
}

function attestationOf(one: LogRecord['attestations'][number]): Attestation {
  return {
    what: one.what,
    statedBy: one.statedBy.told ? one.statedBy.value : '?',
    at: one.from,
    withdrawnAt: one.withdrawn,
  };
}

/** Of pauses that are disjoint and ascending, those that touch [start, end). */
function pausesIn(pauses: readonly Pause[], start: number, end: number): Pause[] {
  let [low, high] = [0, pauses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const to = pauses[middle]?.to ?? Number.POSITIVE_INFINITY;
    if (to > start) high = middle;
    else low = middle + 1;
  }
  const touching: Pause[] = [];
  for (let at = low; at < pauses.length; at++) {
    const pause = pauses[at];
    if (pause === undefined || pause.from >= end) break;
    touching.push(pause);
  }
  return touching;
}

/** SPEC SG18: null where the segment does not stand, or a field that the rules need is not told. */
function protectionOf(
  segment: StandingSegment,
  told: ToldFields,
  overMs: number,
  contract: ProtectedContract | null,
): SegmentRecord['protection'] {
  const { entry, state } = segment;
  const { memo, tag, time, activity } = told;
  if (contract === null || state !== 'stands' || !memo.told || !tag.told || !time.told) return null;
  const pictures = evidenceOf(told);
  const isManual = entry.kind === 'manual';
  if (!isManual && (!activity.told || pictures === null)) return null;
  const edits = segment.amendments.flatMap(({ at, fields }) =>
    fields.some((field) => field === 'memo' || field === 'tag') ? [at] : [],
  );
  const edited = Math.max(entry.edited ?? Number.NEGATIVE_INFINITY, ...edits);
  const { sliceId: _, ...verdict } = judge(
    contract,
    {
      id: NO_SLICE,
      contractId: contract.id,
      slot: entry.slot,
      state: 'closed',
      kind: entry.kind,
      memo: memo.value,
      tag: tag.value,
      spans: spansFrom(time.value),
      jumps: time.value.jumps.map(([at, byMs]) => ({ at, byMs })),
      gaps: time.value.gaps.map(([start, end, reason]) => ({ start, end, reason })),
      editedAt: Number.isFinite(edited) ? edited : null,
      excludedMs: entry.excluded ?? 0,
      activity: activity.told ? activity.value : 0,
      pictures: pictures ?? [],
    },
    overMs,
    Number.MAX_SAFE_INTEGER,
  );
  return verdict;
}

/** Null where one of them is withheld: it might be the one that shows the work. */
function evidenceOf({ pictures, missed }: ToldFields): PictureEvidence[] | null {
  const all: PictureEvidence[] = [];
  for (const { picture } of pictures) {
    if (picture.told) {
      const { width, height, hidden, held } = picture.value;
      all.push({ outcome: 'ok', width, height, hidden: hiddenFrom(hidden), held: held === 1 });
    } else if (picture.why === 'deleted' || picture.why === 'expired')
      all.push({ outcome: 'failed', reason: picture.why });
    else return null;
  }
  for (const one of missed) {
    if (!one.told) return null;
    all.push({ outcome: 'failed', reason: one.value.reason });
  }
  return all;
}
