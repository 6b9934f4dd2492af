/**
 * Which code ran, by V8's own precise coverage: what a fuzzer is guided by. Needs no build of its own; the code runs as
 * it ships. To be made before the code is loaded: of what was compiled without it V8 tells whole functions only.
 */
import { type Profiler, Session } from 'node:inspector';

/** A stretch of a script that ran: [from, to) of its characters, and a bit for how often (8 times more is another). */
export interface Stretch {
  script: string;
  from: number;
  to: number;
  bit: number;
}

export class Coverage {
  private readonly session = new Session();

  /** `isOurs`: whether what runs of the script counts. */
  constructor(private readonly isOurs: (url: string) => boolean) {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** What ran since the last look. */
  taken(): Stretch[] {
    const stretches: Stretch[] = [];
    let failed: Error | null = null;
    // Answers at once: nothing else runs between the question and the answer.
    this.session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) failed = error;
      else
        for (const { url, scriptId, functions } of answer.result)
          if (this.isOurs(url)) for (const { ranges } of functions) addStretches(scriptId, ranges, stretches);
    });
    if (failed !== null) throw failed;
    return stretches;
  }

  end(): void {
    this.session.post('Profiler.stopPreciseCoverage');
    this.session.disconnect();
  }
}

/** Ranges are nested, the outer before the inner; what counts of a character is the innermost that it is in. */
function addStretches(script: string, ranges: readonly Profiler.CoverageRange[], into: Stretch[]): void {
  const open: Profiler.CoverageRange[] = [];
  let at = ranges[0]?.startOffset ?? 0;
  const reach = (to: number, count: number) => {
    if (to > at && count > 0) into.push({ script, from: at, to, bit: bitOf(count) });
    at = Math.max(at, to);
  };
  const close = (until: number) => {
    for (let last = open.at(-1); last !== undefined && last.endOffset <= until; last = open.at(-1)) {
      reach(last.endOffset, last.count);
      open.pop();
    }
  };
  for (const range of ranges) {
    close(range.startOffset);
    const outer = open.at(-1);
    if (outer !== undefined) reach(range.startOffset, outer.count);
    open.push(range);
  }
  close(Number.POSITIVE_INFINITY);
}

function bitOf(count: number): number {
  return 1 << Math.min(7, Math.floor(Math.log2(count) / 3));
}

const ANY = 0xff;

/** What was reached so far. */
export class Reached {
  private readonly scripts = new Map<string, Uint8Array>();
  /** Characters of code. */
  characters = 0;

  /** However often it ran. */
  hasAll(stretches: readonly Stretch[]): boolean {
    return stretches.every(({ script, from, to }) => this.knows(script, from, to, ANY));
  }

  hasAllAsOften(stretches: readonly Stretch[]): boolean {
    return stretches.every(({ script, from, to, bit }) => this.knows(script, from, to, bit));
  }

  private knows(script: string, from: number, to: number, bits: number): boolean {
    const known = this.scripts.get(script);
    if (known === undefined || known.length < to) return false;
    for (let at = from; at < to; at++) if (((known[at] ?? 0) & bits) === 0) return false;
    return true;
  }

  add(stretches: readonly Stretch[]): void {
    for (const { script, from, to, bit } of stretches) {
      const known = this.grown(script, to);
      for (let at = from; at < to; at++) {
        const before = known[at] ?? 0;
        if (before === 0) this.characters++;
        known[at] = before | bit;
      }
    }
  }

  private grown(script: string, to: number): Uint8Array {
    const known = this.scripts.get(script) ?? new Uint8Array();
    if (known.length >= to) return known;
    const longer = new Uint8Array(to * 2);
    longer.set(known);
    this.scripts.set(script, longer);
    return longer;
  }
}
