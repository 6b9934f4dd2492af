/**
 * Fuzzes each reader of a bundle for so many seconds, and prints what came of each as JSON; an input that was found goes
 * to standard error as base64. Arguments: seconds for each, seed, and names of targets (none: all).
 */
import { Coverage } from '../fuzz/coverage';

// Before the code is loaded, and this file is all of it.
const coverage = new Coverage((url) => url.includes('/bench/'));
const [{ fuzz }, { TARGETS }] = await Promise.all([import('../fuzz/fuzzer'), import('../fuzz/targets')]);

const [seconds = '10', seed = '1', ...names] = process.argv.slice(2);
const results: {
  target: string;
  inputs: number;
  corpus: number;
  reached: number;
  slowest: number;
  found: string | null;
}[] = [];
for (const target of TARGETS) {
  if (names.length > 0 && !names.includes(target.name)) continue;
  const until = performance.now() + Number(seconds) * 1_000;
  const { find, corpus, ...counts } = await fuzz(target, {
    seed: Number(seed),
    coverage,
    inputs: Number.POSITIVE_INFINITY,
    isOver: () => performance.now() > until,
    cpu: () => process.threadCpuUsage().user / 1_000,
  });
  if (find !== null)
    console.error(`${target.name}: ${find.why}\n${Buffer.from(find.input).toString('base64')}`);
  console.error(
    `${target.name}: ${counts.inputs} inputs, ${corpus.length} kept, ${counts.reached} characters reached`,
  );
  results.push({ target: target.name, ...counts, corpus: corpus.length, found: find?.why ?? null });
}
coverage.end();
console.log(JSON.stringify(results));
