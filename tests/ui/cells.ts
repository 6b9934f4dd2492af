/** Cells for tests of the diary: a time of day and a contract are enough. */
import { ContractIdSchema, SliceIdSchema } from '../../domain/ids';
import type { DiaryCell } from '../../src/diary/types';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const contract = (n: number) => ContractIdSchema.parse(uuid(n));
export const slice = (n: number) => SliceIdSchema.parse(uuid(n));

/** A closed full slice of contract 1; its id is made of its slot and contract, so the same call gives the same cell. */
export function cell(iso: string, changes: Partial<DiaryCell> & { of?: number } = {}): DiaryCell {
  const { of = 1, ...rest } = changes;
  const slot = Date.parse(iso) / 1000;
  return {
    sliceId: slice((slot % 1_000_000_000) + of * 1_000_000_000),
    contractId: contract(of),
    slot,
    state: 'closed',
    closeReason: 'slot-end',
    interrupted: false,
    memo: 'work',
    trackedMs: 600_000,
    idleMs: 0,
    overMs: 0,
    activity: 7,
    kind: 'tracked',
    tag: '',
    reason: '',
    editedAt: null,
    movedFrom: null,
    excludedMs: 0,
    editable: true,
    pictures: [],
    ...rest,
  };
}
