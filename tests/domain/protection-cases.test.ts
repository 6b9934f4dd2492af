/** Reads the worked cases of `protection-cases.md` and judges each, in several zones of the machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SliceEvidence, Verdict } from '../../domain/protection';
import { verdictsOf } from '../../domain/protection-week';
import { slotOf, weekStart } from '../../domain/week';
import { contractWith, MINUTE, pictureNamed, sliceWith } from '../support/protection-facts';

interface Case {
  name: string;
  contract: [string, string][];
  slice: [string, string][];
  now: string;
  parts: string;
  reasons: string;
}

const cases = readFileSync(join(import.meta.dirname, 'protection-cases.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line): Case => {
    const [, number, what, contract, slice, now, parts, reasons] = line.split('|').map((cell) => cell.trim());
    if (reasons === undefined) throw new Error(`a short row: ${line}`);
    return {
      name: `${number} ${what}`,
      contract: pairsOf(contract ?? ''),
      slice: pairsOf(slice ?? ''),
      now: now ?? '',
      parts: parts ?? '',
      reasons,
    };
  });

function pairsOf(cell: string): [string, string][] {
  if (cell === '') return [];
  return cell.split('; ').map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
  });
}

function contractOf(pairs: readonly [string, string][]) {
  const contract = contractWith();
  for (const [key, value] of pairs) {
    const [first = '', second = ''] = value.split(' ');
    if (key === 'kind') contract.kind = value === 'fixed' ? 'fixed' : 'hourly';
    else if (key === 'pictures') contract.pictures = value === 'none' ? 'none' : 'every';
    else if (key === 'perSlice') contract.privacy = { ...contract.privacy, perSlice: Number(value) };
    else if (key === 'tags') contract.tags = value.split(',');
    else if (key === 'tagRequired') contract.tagRequired = true;
    else if (key === 'limit') contract.limits = [{ from: 0, limitSeconds: Number(value) * 60 }];
    else if (key === 'limitFrom')
      contract.limits.push({ from: Date.parse(first), limitSeconds: Number(second) * 60 });
    else if (key === 'without')
      contract.attestations = contract.attestations.filter((one) => one.what !== value);
    else if (key === 'stated')
      contract.attestations.push({
        what: whatOf(first),
        statedBy: 'Ada',
        at: Date.parse(second),
        withdrawnAt: null,
      });
    else if (key === 'withdrawn')
      contract.attestations = contract.attestations.map((one) =>
        one.what === first && one.withdrawnAt === null ? { ...one, withdrawnAt: Date.parse(second) } : one,
      );
    else if (key === 'pause') {
      const [from = '', to = ''] = value.split('..');
      contract.pauses.push({ from: Date.parse(from), to: to === '' ? null : Date.parse(to) });
    } else throw new Error(`unknown: ${key}`);
  }
  return contract;
}

function whatOf(text: string): 'identity' | 'billing' | 'standing' {
  return text === 'identity' || text === 'billing' ? text : 'standing';
}

function sliceOf(pairs: readonly [string, string][]): { slice: SliceEvidence; before: number } {
  const value = (key: string) => pairs.find(([known]) => known === key)?.[1];
  const number = (key: string, otherwise: number) => Number(value(key) ?? otherwise);
  const start = Date.parse(value('at') ?? '2026-11-25T10:00Z');
  const slice = sliceWith(start, number('min', 10));
  for (const kind of ['idle', 'kept', 'discarded'] as const) {
    if (value(kind) === undefined) continue;
    const end = start + 10 * MINUTE;
    const cut = end - number(kind, 0) * MINUTE;
    slice.spans = [
      { start, end: cut, kind: 'work' as const, idleId: null },
      { start: cut, end, kind, idleId: null },
    ].filter((span) => span.end > span.start);
  }
  const edited = value('edited');
  const [gap = '', reason = ''] = (value('gap') ?? '').split(' ');
  return {
    slice: {
      ...slice,
      kind: value('manual') === undefined ? 'tracked' : 'manual',
      state: value('open') === undefined ? 'closed' : 'open',
      memo: value('memo') ?? slice.memo,
      tag: value('tag') ?? '',
      activity: number('active', slice.activity),
      jumps: value('jump') === undefined ? [] : [{ at: start, byMs: number('jump', 0) * 1000 }],
      gaps:
        gap === ''
          ? []
          : [
              {
                start,
                end: start + Number(gap) * 1000,
                reason: reason === 'suspend' ? 'suspend' : 'unobserved',
              },
            ],
      editedAt: edited === undefined ? null : Date.parse(edited),
      excludedMs: number('excluded', 0) * MINUTE,
      pictures: (value('picture') ?? 'good').split('+').flatMap(pictureNamed),
    },
    before: number('before', 0),
  };
}

/** Earlier slices of the same UTC week, so that the limit is reached where the row says. */
function earlier(slice: SliceEvidence, minutes: number): SliceEvidence[] {
  const first = Math.max(weekStart(slice.slot * 1000), slice.slot * 1000 - 600_000 * Math.ceil(minutes / 10));
  const slices: SliceEvidence[] = [];
  for (let left = minutes, at = first; left > 0; left -= 10, at += 600_000) {
    slices.push(sliceWith(at, Math.min(10, left)));
  }
  return slices;
}

function verdictOf(row: Case): Verdict {
  const { slice, before } = sliceOf(row.slice);
  const now = row.now === '' ? slice.slot * 1000 + 120 * MINUTE : Date.parse(row.now);
  const all = verdictsOf(contractOf(row.contract), [slice, ...earlier(slice, before)], now);
  const verdict = all.find(({ sliceId }) => sliceId === slice.id);
  if (!verdict) throw new Error('the slice has a verdict');
  return verdict;
}

function partsText({ parts }: Verdict): string {
  return [parts.protectedMs, parts.atRiskMs, parts.overMs, parts.manualMs]
    .map((ms) => String(ms / MINUTE))
    .join('/');
}

it('the table has at least 60 cases, each on its own slot of the grid', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
  for (const row of cases) {
    const { slice } = sliceOf(row.slice);
    expect(slotOf(slice.slot * 1000), row.name).toBe(slice.slot);
  }
});

describe.each(['UTC', 'Etc/GMT+12', 'Pacific/Kiritimati', 'Europe/Paris'])('on a machine in %s', (zone) => {
  const home = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = zone;
  });
  afterAll(() => {
    process.env.TZ = home;
  });

  it.each(cases.map((row) => [row.name, row] as const))('[PR] %s', (_name, row) => {
    const verdict = verdictOf(row);
    const told = verdict.reasons.map(({ rule, because, mend }) => `${rule} ${because} ${mend}`).join(', ');
    expect(told).toBe(row.reasons);
    expect(partsText(verdict)).toBe(row.parts);
    for (const { mend, until } of verdict.reasons) expect(until === null).toBe(mend === 'none');
  });
});
