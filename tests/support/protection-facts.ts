/** A contract and a slice in good order, for tests that spoil one thing at a time. */
import { ContractIdSchema, SliceIdSchema } from '../../domain/ids';
import type { PictureEvidence } from '../../domain/picture-evidence';
import { ContractPrivacySchema } from '../../domain/privacy';
import type { ProtectedContract, SliceEvidence } from '../../domain/protection';

export const MINUTE = 60_000;

const CONTRACT = ContractIdSchema.parse('00000000-0000-4000-8000-000000000001');

/** Hourly, everything stated on 1 November 2026, no limit, pictures on. */
export function contractWith(): ProtectedContract {
  return {
    id: CONTRACT,
    kind: 'hourly',
    pictures: 'every',
    privacy: ContractPrivacySchema.parse({}),
    tags: [],
    tagRequired: false,
    attestations: (['identity', 'billing', 'standing'] as const).map((what) => ({
      what,
      statedBy: 'Ada',
      at: Date.UTC(2026, 10, 1),
      withdrawnAt: null,
    })),
    pauses: [],
    limits: [{ from: 0, limitSeconds: null }],
  };
}

/** A closed slice of the slot that begins at `start`, its first `minutes` tracked, 7 (or all) of them active. */
export function sliceWith(start: number, minutes: number): SliceEvidence & { spans: SliceEvidence['spans'] } {
  const slot = start / 1000;
  return {
    id: SliceIdSchema.parse(`00000000-0000-4000-9000-${String(Math.abs(slot)).padStart(12, '0')}`),
    contractId: CONTRACT,
    slot,
    state: 'closed',
    kind: 'tracked',
    memo: 'Payment form: validate the IBAN',
    tag: '',
    spans: [{ start, end: start + minutes * MINUTE, kind: 'work', idleId: null }],
    jumps: [],
    gaps: [],
    editedAt: null,
    excludedMs: 0,
    activity: Math.min(7, Math.ceil(minutes)),
    pictures: [GOOD],
  };
}

export const GOOD: Extract<PictureEvidence, { outcome: 'ok' }> = {
  outcome: 'ok',
  width: 1000,
  height: 500,
  hidden: null,
  held: false,
};

export function pictureNamed(name: string): PictureEvidence[] {
  if (name === 'none') return [];
  if (name === 'failed') return [{ outcome: 'failed', reason: 'timeout' }];
  if (name === 'deleted' || name === 'expired') return [{ outcome: 'failed', reason: name }];
  if (name === 'held') return [{ ...GOOD, held: true }];
  if (name === 'whole') return [{ ...GOOD, hidden: 'whole' }];
  const box = /^box (\d+)$/.exec(name);
  if (box) return [{ ...GOOD, hidden: [{ x: 0, y: 0, width: Number(box[1]) * 10, height: 500 }] }];
  return [GOOD];
}
