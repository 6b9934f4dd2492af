/**
 * Benches of the evidence: sealing, exporting, verifying on the command line and in the page, and memory as the range
 * grows; each against what nobody can do without (reading, one SHA-256 over all of it, the signatures one and all),
 * measured in the same run. And the fuzzer, long.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureVerifierBuilt, VERIFY_PAGE } from '../lib/verifier.mjs';
import { ask, askNode, withFolder } from './apps.mjs';
import { figure } from './figures.mjs';

const SpentSchema = z.object({ wall: z.number(), cpu: z.number() });
const VerifiedSchema = z.object({
  floor: SpentSchema,
  verify: SpentSchema,
  write: SpentSchema,
  bytes: z.int(),
  entries: z.int(),
});
const PeakSchema = z.object({ peak: z.number() });
const SealSchema = z.object({ seal: z.number(), bare: z.number() });
const ExportedSchema = z.object({ ms: z.number(), bytes: z.int(), peak: z.number() });
const PageSchema = z.object({ ms: z.number() });

/** A year has 12,600 segments: 252 a week, fifty weeks. */
const YEAR_WEEKS = 50;
/** A picture of a screen, as the app writes it at 1080p. */
const PICTURE_BYTES = 150_000;
/** Of a year only for its memory: a fifth, or it would not fit into one archive. */
const SMALL_PICTURE_BYTES = 30_000;

export async function evidence(/** @type {{ say: (line: string) => void }} */ { say }) {
  const { seal, bare } = SealSchema.parse(
    await withFolder((folder) => ask('evidence-seal', [folder, '300'])),
  );
  const week = await exportedAndVerified(1, PICTURE_BYTES);
  const year = await exportedAndVerified(YEAR_WEEKS, 0);
  const grown = await peakOf(YEAR_WEEKS, SMALL_PICTURE_BYTES);
  const short = await peakOf(1, SMALL_PICTURE_BYTES);
  await ensureVerifierBuilt(say);
  const page = await inThePage();
  const most = (/** @type {number} */ limit) => /** @type {const} */ ({ of: 'ratio', bound: 'max', limit });
  const named = (/** @type {string} */ name, /** @type {typeof week} */ { exported, verified }) => [
    figure({
      name: `evidence.export.${name}`,
      value: exported.ms,
      unit: 'ms',
      floor: verified.floor.wall + verified.write.wall,
      goal: most(1.5),
    }),
    figure({
      name: `evidence.verify.${name}`,
      value: verified.verify.wall,
      unit: 'ms',
      floor: verified.floor.wall,
      goal: most(1.3),
    }),
    figure({
      name: `evidence.verify.${name}.processor`,
      value: verified.verify.cpu,
      unit: 'ms',
      floor: verified.floor.cpu,
    }),
  ];
  return [
    figure({ name: 'evidence.seal', value: seal, unit: 'ms', floor: bare }),
    ...named('week', week),
    ...named('year', year),
    // With pictures, of which nothing is to stay: a year needs no more than a week, but for what a run differs by.
    figure({ name: 'evidence.memory.week', value: short, unit: 'MB' }),
    figure({ name: 'evidence.memory.year', value: grown, unit: 'MB', floor: short, goal: most(1.1) }),
    figure({
      name: 'evidence.page.year',
      value: page.ms / 1_000,
      unit: 's',
      goal: { of: 'value', bound: 'max', limit: 5 },
    }),
  ];
}

/** Out of a profile sealed by the app's own sealer; then the bundle that came out of it. */
function exportedAndVerified(/** @type {number} */ weeks, /** @type {number} */ pictureBytes) {
  return withFolder(async (folder) => {
    const bundle = join(folder, 'bundle.zip');
    await ask('evidence-export', ['make', folder, String(weeks), String(pictureBytes)]);
    const exported = ExportedSchema.parse(await ask('evidence-export', ['run', folder, bundle]));
    const rounds = weeks > 1 ? '3' : '15';
    const verified = VerifiedSchema.parse(
      await askNode('evidence-verify', [bundle, join(folder, 'trust.json'), rounds]),
    );
    return { exported, verified };
  });
}

/** The most memory of a whole run of the verifier, MB. */
function peakOf(/** @type {number} */ weeks, /** @type {number} */ pictureBytes) {
  return withFolder(async (folder) => {
    const { bundle, trust } = await made(folder, weeks, pictureBytes);
    return PeakSchema.parse(await askNode('evidence-verify', [bundle, trust, '0'])).peak;
  });
}

function inThePage() {
  return withFolder(async (folder) => {
    const { bundle, trust } = await made(folder, YEAR_WEEKS, 0);
    return PageSchema.parse(await askNode('evidence-page', [VERIFY_PAGE, bundle, trust, '3']));
  });
}

async function made(
  /** @type {string} */ folder,
  /** @type {number} */ weeks,
  /** @type {number} */ pictureBytes,
) {
  const [bundle, trust] = [join(folder, 'bundle.zip'), join(folder, 'trust.json')];
  const said = await askNode('evidence-bundle', [bundle, String(weeks), String(pictureBytes)]);
  writeFileSync(trust, JSON.stringify(said));
  return { bundle, trust };
}

const FuzzedSchema = z.array(
  z.object({
    target: z.string(),
    inputs: z.int(),
    corpus: z.int(),
    reached: z.int(),
    slowest: z.number(),
    found: z.string().nullable(),
  }),
);

/** So many minutes for each reader. What is found ends the bench with its input. */
export async function fuzzing(
  /** @type {{ minutes: number, say: (line: string) => void }} */ { minutes, say },
) {
  const seed = String(Math.floor(Math.random() * 2 ** 31));
  say(`seed ${seed}`);
  const fuzzed = FuzzedSchema.parse(await ask('fuzz', [String(minutes * 60), seed]));
  return fuzzed.flatMap(({ target, inputs, slowest, found }) => {
    if (found !== null) throw new Error(`${target}: ${found}`);
    return [
      figure({ name: `fuzz.${target}.inputs`, value: inputs, unit: 'inputs' }),
      figure({
        name: `fuzz.${target}.slowest`,
        value: slowest,
        unit: 'ms',
        goal: { of: 'value', bound: 'max', limit: 1_000 },
      }),
    ];
  });
}
