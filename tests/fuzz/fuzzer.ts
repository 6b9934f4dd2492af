/**
 * A small coverage-guided fuzzer: inputs that reach code that none reached before, or reach it much more often, are kept
 * and changed further. Seeded: the same seed makes the same inputs of the same code. A target that throws, rejects, or
 * works for more than a second on one input is a find; it ends the run and is told with the input.
 */
import { seededRandom } from '../../domain/random';
import { type Coverage, Reached } from './coverage';
import { Mutator } from './mutators';

/** What is fuzzed: it must not throw, whatever it is given. */
export interface Target {
  name: string;
  /** Good inputs to begin with. */
  seeds: readonly Uint8Array[];
  dictionary: readonly string[];
  run(input: Uint8Array): unknown;
}

export interface FuzzOptions {
  seed: number;
  coverage: Coverage;
  /** How many inputs are made; or until the clock says so. */
  inputs: number;
  isOver?: () => boolean;
  /** Ms of the processor that this thread has used. */
  cpu(): number;
}

export interface Fuzzed {
  inputs: number;
  /** Inputs that reached something new. */
  corpus: readonly Uint8Array[];
  /** Characters of code that ran. */
  reached: number;
  /** Ms of the slowest. */
  slowest: number;
  find: Find | null;
}

export interface Find {
  input: Uint8Array;
  why: string;
}

/** Of one input, ms of work. Input is at most 64 KiB. */
const HANG_MS = 1_000;
/** To look at the coverage takes longer than most inputs: many run first, and only where there is news each again. */
const BATCH = 100;

export async function fuzz(target: Target, options: FuzzOptions): Promise<Fuzzed> {
  const { coverage, cpu, seed, inputs, isOver = () => false } = options;
  const mutator = new Mutator(seededRandom(seed), target.dictionary);
  const corpus: Uint8Array[] = [];
  const reached = new Reached();
  let [slowest, made] = [0, 0];

  const tried = async (input: Uint8Array): Promise<Find | null> => {
    const before = cpu();
    try {
      await target.run(input.slice());
    } catch (error) {
      return { input, why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    const ms = cpu() - before;
    slowest = Math.max(slowest, ms);
    return ms > HANG_MS ? { input, why: `worked for ${Math.round(ms)} ms` } : null;
  };
  const hasNews = () => {
    const stretches = coverage.taken();
    if (reached.hasAllAsOften(stretches)) return false;
    reached.add(stretches);
    return true;
  };
  const result = (find: Find | null): Fuzzed => ({
    inputs: made,
    corpus,
    reached: reached.characters,
    slowest,
    find,
  });

  coverage.taken();
  for (const input of [...target.seeds, new Uint8Array()]) {
    const find = await tried(input);
    made++;
    if (find !== null) return result(find);
    if (hasNews() || corpus.length === 0) corpus.push(input);
  }
  while (made < inputs && !isOver()) {
    const batch: Uint8Array[] = [];
    for (let n = 0; n < BATCH; n++) {
      // The newest are changed more often: what they reach was reached last.
      const recent = mutator.below(2) === 0 ? corpus.slice(-20) : corpus;
      const input = mutator.mutated(mutator.one(recent), corpus);
      batch.push(input);
      made++;
      const find = await tried(input);
      if (find !== null) return result(find);
    }
    const seen = coverage.taken();
    if (reached.hasAll(seen)) continue;
    for (const input of batch) {
      await tried(input);
      if (hasNews()) corpus.push(input);
    }
    // What no input alone reaches a second time (the mutators' own code, what is done once) is no news again. How often
    // it ran in all of them together says nothing of one.
    reached.add(seen.map((stretch) => ({ ...stretch, bit: 1 })));
  }
  return result(null);
}
