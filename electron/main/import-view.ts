/** What a preview shows: every line of the file in one of four states, and every second taken in or left out. */
import type { PlannedLine } from '../../domain/import-plan';
import type { ImportCounts, ImportLine } from '../contract';
import type { Report } from './import-file';

/** The lines in the file's order, as it has them, with what becomes of each. */
export function viewsOf(report: Report, planned: readonly PlannedLine[]): ImportLine[] {
  const said = new Map(report.lines.map((line) => [line.line, line]));
  return planned
    .map((line): ImportLine => {
      const { client = '', project = '', description = '' } = said.get(line.line) ?? {};
      const takenMs = line.pieces.reduce((sum, { start, end }) => sum + end - start, 0);
      return {
        line: line.line,
        state: line.state,
        error: line.error,
        leftOut: line.leftOut,
        start: line.pieces[0]?.start ?? line.start,
        end: line.pieces.at(-1)?.end ?? line.end,
        placed: line.placed,
        ms: line.ms,
        takenMs,
        client,
        project,
        contractId: line.contractId,
        memo: line.memo === '' ? description : line.memo,
        tag: line.tag,
      };
    })
    .sort((a, b) => a.line - b.line);
}

export function countsOf(lines: readonly ImportLine[]): ImportCounts {
  const counts: ImportCounts = {
    all: lines.length,
    ready: 0,
    partial: 0,
    skipped: 0,
    error: 0,
    ms: 0,
    takenMs: 0,
    leftOut: [],
    firstMs: null,
    lastMs: null,
  };
  const leftOut = new Map<string, { lines: number; ms: number }>();
  for (const line of lines) {
    counts[line.state]++;
    counts.ms += line.ms;
    counts.takenMs += line.takenMs;
    for (const { why, ms } of line.leftOut) {
      const known = leftOut.get(why) ?? { lines: 0, ms: 0 };
      leftOut.set(why, { lines: known.lines + 1, ms: known.ms + ms });
    }
    if (line.takenMs === 0 || line.start === null || line.end === null) continue;
    counts.firstMs = Math.min(counts.firstMs ?? line.start, line.start);
    counts.lastMs = Math.max(counts.lastMs ?? line.end, line.end);
  }
  counts.leftOut = [...leftOut].map(([why, of]) => ({ why, ...of })).sort((a, b) => b.lines - a.lines);
  return counts;
}
