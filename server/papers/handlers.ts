/** What is taken away as a file: the week as CSV, its invoice, the evidence. Each look is noted first. SPEC: SV74–SV79. */

import { seenBy } from '../diary/record';
import { SegmentRows } from '../diary/segment-rows';
import { timesheetOf } from '../diary/week';
import { type Asker, type HandlersOf, NOT_FOUND, Refusal } from '../http/handler';
import type { Parts } from '../parts';
import { Bundles } from './bundle';
import { invoiceOf } from './invoice';
import { invoicePdf } from './invoice-pdf';
import { timesheetCsv } from './timesheet-csv';

const RANGE = new Refusal(422, 'range', 'From and to are whole slots in Unix seconds, from before to.');

export function paperHandlers(parts: Parts): HandlersOf<'timesheetCsv' | 'invoicePdf' | 'bundle'> {
  const rows = new SegmentRows(parts.sqlite);
  const bundles = new Bundles(parts);
  let isSwept = false;
  parts.every('bundles', 86_400_000, async () => {
    // Once, at the start: whatever is there now is of a server that was killed.
    if (!isSwept) await bundles.sweep();
    isSwept = true;
  });

  return {
    async timesheetCsv({ params: { contract, week }, asker, now }) {
      const sheet = await timesheetOf(parts, contract, week);
      if (sheet === null) return NOT_FOUND;
      await parts.looks.note(contract, asker, 'timesheet', week, now);
      const seen = seenBy(asker, rows.shared(contract).fields);
      const bytes = Buffer.from([...timesheetCsv(sheet, seen)].join(''));
      return { bytes, type: 'text/csv; charset=utf-8', name: `timesheet-${dayName(week)}.csv` };
    },

    async invoicePdf({ params: { contract, week }, query: { language }, asker, now }) {
      const sheet = await timesheetOf(parts, contract, week);
      if (sheet === null) return NOT_FOUND;
      const facts = await parts.logs.read(contract, ({ ledger }) =>
        ledger.reviews.filter(({ entry }) => entry.week === week),
      );
      await parts.looks.note(contract, asker, 'invoice', week, now);
      const invoice = invoiceOf({ sheet, steps: facts ?? [], fee: parts.fee });
      const bytes = await invoicePdf(invoice, language);
      return { bytes, type: 'application/pdf', name: `invoice-${dayName(week)}.pdf` };
    },

    async bundle({ params: { contract }, query, asker, now, signal }) {
      const range = within(query, asker);
      if (range === null) return RANGE;
      await parts.looks.note(contract, asker, 'bundle', range.from, now);
      const account = asker.account === null ? null : await parts.people.account(asker.account);
      const fields = seenBy(asker, rows.shared(contract).fields);
      const wish = { contract, ...range, fields, language: account?.language ?? 'en' };
      const stream = await bundles.make(wish, now, signal);
      if (stream instanceof Refusal) return stream;
      return { bytes: stream, type: 'application/zip', name: `evidence-${dayName(range.from)}.zip` };
    },
  };
}

/** Slots in Unix seconds, of a mediator those of the dispute; null for what is no range of slots. */
function within(
  { from, to }: { from: number; to: number },
  { within: bound }: Asker,
): { from: number; to: number } | null {
  if (from < 0 || from % 600 !== 0 || to % 600 !== 0 || from >= to) return null;
  if (bound === null) return { from, to };
  const range = { from: Math.max(from, bound.from / 1000), to: Math.min(to, bound.to / 1000) };
  return range.from < range.to ? range : null;
}

/** 2026-11-02, of a day or slot in Unix seconds. */
function dayName(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}
