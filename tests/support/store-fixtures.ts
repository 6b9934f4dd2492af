/** Contracts, slices, idle questions and pictures for tests of the store: plausible by default, each part replaceable. */
import { randomUUID } from 'node:crypto';
import { type NewContract, NewContractSchema } from '../../domain/hourly-contract';
import {
  type ContractId,
  ContractIdSchema,
  type IdleId,
  IdleIdSchema,
  type ImportId,
  ImportIdSchema,
  PictureIdSchema,
  type SliceId,
  SliceIdSchema,
} from '../../domain/ids';
import { NO_INPUT } from '../../domain/sample';
import type { Slice, Span } from '../../domain/slice';
import { type Slot, slotOf, slotStart } from '../../domain/week';
import type { IdleQuestion, PictureMeta } from '../../electron/main/ports';

/** Monday 2026-01-05T00:00:00Z. */
export const MONDAY = Date.UTC(2026, 0, 5);
export const SLOT: Slot = slotOf(MONDAY + 9 * 3_600_000);

export const newContractId = (): ContractId => ContractIdSchema.parse(randomUUID());
export const newSliceId = (): SliceId => SliceIdSchema.parse(randomUUID());
export const newIdleId = (): IdleId => IdleIdSchema.parse(randomUUID());
export const newImportId = (): ImportId => ImportIdSchema.parse(randomUUID());

export function newContract(change: Partial<NewContract> = {}): NewContract {
  return NewContractSchema.parse({
    title: 'Site redesign',
    client: 'Acme',
    currency: 'EUR',
    billing: 'exact',
    pictures: 'every',
    manualAllowed: false,
    idleMinutes: 5,
    overLimit: 'continue',
    colour: 'teal',
    rateMinor: 5_000,
    limitSeconds: 144_000,
    ...change,
  });
}

/** A span of work from `start` to `end` milliseconds into the slot. */
/** A stretch of wall ms, of work where nothing else is said. */
export function span(
  start: number,
  end: number,
  kind: Span['kind'] = 'work',
  idleId: Span['idleId'] = null,
): Span {
  return { start, end, kind, idleId };
}

export function work(slot: Slot, start: number, end: number): Span {
  return { start: slotStart(slot) + start, end: slotStart(slot) + end, kind: 'work', idleId: null };
}

/** An open slice with ten seconds of work and every list filled. */
export function aSlice(contractId: ContractId, slot: Slot, change: Partial<Slice> = {}): Slice {
  const at = slotStart(slot);
  return {
    id: newSliceId(),
    contractId,
    slot,
    state: 'open',
    closeReason: null,
    interrupted: false,
    memo: 'Header, « été » 🌞',
    kind: 'tracked',
    tag: 'Design',
    reason: '',
    editedAt: null,
    movedFrom: null,
    importId: null,
    excludedMs: 0,
    spans: [work(slot, 0, 10_000)],
    minutes: Array.from({ length: 10 }, (_, n) =>
      n === 0 ? { keys: 12, clicks: 3, scrolls: 4, distance: 5_678, synthetic: 1 } : NO_INPUT,
    ),
    windows: [
      { app: 'Code', title: 'index.ts — "quoted"', ms: 7_000 },
      { app: 'Terminal', title: null, ms: 3_000 },
    ],
    jumps: [{ at: at + 1_000, byMs: -250 }],
    gaps: [{ start: at + 2_000, end: at + 3_000, reason: 'input-sensor' }],
    backends: { input: ['x11'], window: ['x11', 'active-win'], idle: ['electron'] },
    ...change,
  };
}

export function closed(slice: Slice, change: Partial<Slice> = {}): Slice {
  return { ...slice, state: 'closed', closeReason: 'slot-end', ...change };
}

export function anIdle(
  contractId: ContractId,
  start: number,
  change: Partial<IdleQuestion> = {},
): IdleQuestion {
  return {
    id: newIdleId(),
    contractId,
    start,
    end: start + 60_000,
    state: 'pending',
    answeredAt: null,
    ...change,
  };
}

export function aPictureMeta(sliceId: SliceId, change: Partial<PictureMeta> = {}): PictureMeta {
  return {
    id: PictureIdSchema.parse(randomUUID()),
    sliceId,
    takenAt: slotStart(SLOT) + 5_000,
    trigger: 'moment',
    display: 'DP-1',
    backend: 'node-screenshots',
    blurred: false,
    ...change,
  };
}
