/** The sums of a preview: every line of the file in one of four states, every second taken in or left out. */
import type { ImportCounts, ImportLine } from '../contract';

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
