/**
 * What the client sets: limit, terms, pause, and that the billing method is verified. Each is an entry of the log, made
 * only where it changes something. SPEC: SV66–SV68.
 */
import { limitTakesEffect } from '../../domain/limit';
import { inForce } from '../../domain/verify-dated';
import { Refusal } from '../http/handler';
import { attestDraft, limitDraft, type Pen, plain, termsDraft } from './drafts';
import { isDisputed, isPaused } from './state';
import type { Decide } from './steps';
import { tagsOf } from './told';

const DISPUTED = new Refusal(
  409,
  'week-disputed',
  'A week is disputed: limit and pause stay as the dispute has set them until it ends.',
);

/** Where a cut waits for its Monday, what is set now holds then too. `effect` is told from when on the limit holds. */
export function setLimit(limit: number | null, now: number, effect: (from: number) => void): Decide {
  return ({ ledger }) => {
    if (isDisputed(ledger)) return DISPUTED;
    const current = inForce(ledger.limits, now) ?? null;
    const anyTracked = ledger.segments.some(({ state, ms }) => state === 'stands' && ms > 0);
    const from = limitTakesEffect(now, current, limit, anyTracked);
    effect(from);
    const later = ledger.limits.map((one) => one.from).filter((at) => at > from);
    return [from, ...new Set(later)]
      .filter((at) => (inForce(ledger.limits, at) ?? null) !== limit)
      .map((at) => limitDraft(limit, at, now));
  };
}

export function setPaused(paused: boolean, now: number): Decide {
  return ({ ledger }) => {
    // First: a pause that the dispute brought ends with it, so it is not the client's to rely on.
    if (isDisputed(ledger)) return DISPUTED;
    if (isPaused(ledger, now) === paused) return [];
    return [plain({ type: paused ? 'pause' : 'resume', at: now, from: now })];
  };
}

export interface ClientTerms {
  manual: boolean;
  tags: readonly string[];
  tagRequired: boolean;
}

export function setTerms(pen: Pen, { manual, tags, tagRequired }: ClientTerms, now: number): Decide {
  return async (standing) => {
    const { ledger } = standing;
    const said = ledger.terms.filter(({ from }) => from <= now);
    const current = inForce(
      said.map((one) => ({ from: one.from, value: one })),
      now,
    );
    if (current === undefined) return [];
    const unique = [...new Set(tags)];
    const terms = { ...current.value, manual: flag(manual), tagRequired: flag(tagRequired) };
    const known = await tagsOf(standing, current.index);
    const isSame =
      terms.manual === current.value.manual &&
      terms.tagRequired === current.value.tagRequired &&
      known.length === unique.length &&
      known.every((tag, n) => tag === unique[n]);
    return isSame ? [] : [termsDraft(pen, terms, unique, now)];
  };
}

/** Taking it back takes back whoever said it: the client knows best whether they can be billed. */
export function setAttested(pen: Pen, attested: boolean, statedBy: string, now: number): Decide {
  return ({ ledger }) => {
    const stands = ledger.attestations.filter(
      ({ entry, withdrawn }) => entry.what === 'billing' && withdrawn === null,
    );
    if (attested) return stands.length > 0 ? [] : [attestDraft(pen, statedBy, now)];
    return stands.map(({ leaf }) => plain({ type: 'withdraw', at: now, target: leaf, from: now }));
  };
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
