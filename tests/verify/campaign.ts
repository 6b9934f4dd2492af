/**
 * The campaign: a great many random mutations of honest bundles, none of which may be accepted with another meaning.
 *
 * A mutation is made by one of three people: somebody without a key; the exporter, who has the key and signs the manifest
 * anew over what is now there; and a device that signs manifest and head anew. All of them are judged by a reader who
 * trusts the freelancer's key and has seen the head earlier. Accepted is what is proven. Without the key, the meaning is
 * every byte of every file and the record; with it, the record and the pictures: what the signer says beside the
 * evidence (note, report) is theirs to say.
 */
import { CHECKPOINT, ENTRIES, pictureOf } from '../../domain/bundle';
import type { SigningKey } from '../../domain/keys';
import { seededRandom } from '../../domain/random';
import { DEFAULT_POLICY, type Trust } from '../../domain/trust';
import { type Verified, verify } from '../../domain/verify';
import { readZip } from '../../domain/zip';
import { BundleLog, NEXT_WEEK, WEEK } from '../support/bundle-log';
import {
  type BundleOptions,
  changed,
  checkpointOf,
  type Files,
  filesOf,
  headOver,
  nodeCrypto,
  signed,
  sourceOf,
  trustOf,
  WHOLE_WEEK,
  zipOf,
} from '../support/bundles';
import { SLOT, TERMS } from '../support/evidence';
import { DEVICE, evening, OTHER_CONTRACT, SECOND, SERVER } from './cases/base';
import { Dice, mutated } from './mutations';

interface Base {
  name: string;
  log: BundleLog;
  options: BundleOptions;
  /** May sign heads after the last entry. */
  signer: SigningKey;
  files: Files;
  zip: Uint8Array;
  trust: Trust;
}

function base(name: string, log: BundleLog, options: BundleOptions = {}): Base {
  const files = filesOf(log, options);
  const signer = options.signer ?? log.opener;
  const trust = trustOf({
    freelancer: [DEVICE],
    server: [SERVER],
    checkpoints: [checkpointOf(log, [signer])],
  });
  return { name, log, options, signer, files, zip: zipOf(files), trust };
}

/** Small bundles, so that many of them are judged in a minute; each kind of entry is in one of them. */
function bases(): Base[] {
  const plain = new BundleLog(DEVICE);
  plain.segment(SLOT, { pictures: 1 });
  plain.segment(SLOT + 600);
  plain.manual(SLOT + 1200);
  plain.close(
    WEEK,
    [SLOT, SLOT + 600, SLOT + 1200].map((slot) => [slot, 600_000]),
  );

  const edited = new BundleLog(DEVICE, { at: SLOT * 1000 - 50_000, terms: { ...TERMS, retentionDays: 0 } });
  const [first, second] = [SLOT, SLOT + 600].map((slot) => edited.segment(slot, { pictures: 2 }).sealed.leaf);
  if (first === undefined || second === undefined) throw new Error('two segments');
  edited.amend(first, [{ name: 'memo', value: 'Chapter three' }], { at: evening(1) });
  edited.redact(first, 1, { at: evening(1) + 1 });
  edited.remove(second, { at: evening(1) + 2 });
  edited.add({ type: 'rate', at: evening(1) + 3, from: evening(1) + 4, rate: 7000 });
  edited.segment(SLOT + 604_800, { pictures: 1 });
  edited.expire(SLOT + 600, (NEXT_WEEK + 50_000) * 1000);

  const rotated = new BundleLog(DEVICE, { at: SLOT * 1000 - 40_000 });
  rotated.segment(SLOT, { pictures: 1 });
  rotated.addKey(SECOND, 'device', evening(1));
  rotated.revoke(DEVICE, evening(1) + 1, DEVICE);
  rotated.addKey(SERVER, 'server', evening(1) + 2, SECOND);
  rotated.add(
    { type: 'seal', at: evening(1) + 3, first: 0, received: [1, 2, 3].map((ms) => evening(1) + ms) },
    SERVER,
  );
  rotated.segment(SLOT + 86_400, { key: SECOND });

  const withheld = new BundleLog(DEVICE, { at: SLOT * 1000 - 30_000, contract: OTHER_CONTRACT });
  withheld.segment(SLOT, { pictures: 1, missed: 1 });
  withheld.segment(SLOT + 600, { pictures: 1 });
  const scope = { ...WHOLE_WEEK, fields: ['memo', 'time', 'windows'] } satisfies BundleOptions['scope'];
  const report = new Uint8Array(Buffer.from('slot;seconds\n'));
  return [
    base('plain', plain),
    base('edited', edited, { scope: { ...WHOLE_WEEK, to: NEXT_WEEK + 604_800 } }),
    base('rotated', rotated, { signer: SECOND }),
    base('withheld', withheld, { scope, note: 'For the mediator.', more: { 'report.csv': report } }),
  ];
}

const PEOPLE = ['nobody', 'exporter', 'device'] as const;
type Person = (typeof PEOPLE)[number];

export interface Tried {
  count: number;
  /** By kind of mutation: how many were broken, not decided, and accepted without another meaning. */
  kinds: Map<string, { broken: number; undecided: number; same: number }>;
  /** What was accepted with another meaning: none, ever. */
  accepted: string[];
  /** The longest that one took, ms. */
  slowest: number;
}

/**
 * Tries so many mutations. Throws where the verifier does. Without `seen` the reader has not seen the head earlier, so
 * that a device may leave out its newest entries: what the campaign must then find.
 */
export async function campaign(
  count: number,
  seed: number,
  clock: () => number,
  { progress = () => {}, seen = true }: { progress?: (done: number) => void; seen?: boolean } = {},
): Promise<Tried> {
  const dice = new Dice(seededRandom(seed));
  const all = await Promise.all(bases().map(async (one) => ({ ...one, ...(await meaningsOf(one)) })));
  const tried: Tried = { count: 0, kinds: new Map(), accepted: [], slowest: 0 };
  while (tried.count < count) {
    const one = dice.pick(all);
    const donor = dice.pick(all.filter((other) => other !== one));
    const person = dice.pick(PEOPLE);
    const damage = mutated(one.files, one.zip, donor.files, dice);
    const bytes = 'bytes' in damage ? damage.bytes : zipOf(handedOn(damage.files, one, person));
    if (Buffer.compare(bytes, one.zip) === 0) continue;
    const started = clock();
    const trust = seen ? one.trust : { ...one.trust, checkpoints: [] };
    const result = await verify(sourceOf(bytes), trust, DEFAULT_POLICY, nodeCrypto);
    tried.slowest = Math.max(tried.slowest, clock() - started);
    tried.count++;
    const kind = tried.kinds.get(damage.kind) ?? { broken: 0, undecided: 0, same: 0 };
    tried.kinds.set(damage.kind, kind);
    if (result.verdict !== 'proven') kind[result.verdict]++;
    else if ((await meaningOf(bytes, result, person)) === one[person]) kind.same++;
    else tried.accepted.push(`${tried.count}: ${one.name}, ${damage.kind}, by ${person}`);
    if (tried.count % 1000 === 0) progress(tried.count);
  }
  return tried;
}

async function meaningsOf({ zip, trust }: Base): Promise<Record<Person, string>> {
  const result = await verify(sourceOf(zip), trust, DEFAULT_POLICY, nodeCrypto);
  if (result.verdict !== 'proven') throw new Error('a base must be proven');
  const [nobody, exporter, device] = await Promise.all(PEOPLE.map((one) => meaningOf(zip, result, one)));
  return { nobody: nobody ?? '', exporter: exporter ?? '', device: device ?? '' };
}

/** What a reader takes from the bundle, as one text. */
async function meaningOf(zip: Uint8Array, { record }: Verified, person: Person): Promise<string> {
  const read = await readZip(sourceOf(zip));
  const files = read.ok ? read.value : [];
  const told = files
    .filter(({ name }) => person === 'nobody' || pictureOf(name) !== null)
    .map(({ name, offset, size }) => {
      const start = offset + 30 + name.length;
      return [name, Buffer.from(zip.subarray(start, start + size)).toString('base64')];
    });
  return JSON.stringify([record, told], (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}

/** The damaged files as that person hands them on. What the manifest says of scope and note stays as it is. */
function handedOn(files: Files, { log, options, signer }: Base, person: Person): Files {
  if (person === 'nobody') return files;
  const names = [...files.keys()].filter((name) => !name.startsWith('manifest.'));
  const contents = new Map(names.map((name) => [name, files.get(name) ?? new Uint8Array()]));
  if (person === 'exporter') return signed(contents, log, options);
  const lines = Buffer.from(files.get(ENTRIES) ?? new Uint8Array())
    .toString('latin1')
    .split('\n')
    .slice(0, -1);
  const head = checkpointOf(log, [signer], headOver(lines));
  return signed(changed(contents, { [CHECKPOINT]: head }), log, options);
}

/** The table of what was tried, in Markdown. */
export function tableOf({ kinds }: Tried): string {
  const rows = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '| mutation | broken | not decided | accepted, the same |',
    '|---|--:|--:|--:|',
    ...rows.map(([kind, { broken, undecided, same }]) => `| ${kind} | ${broken} | ${undecided} | ${same} |`),
  ].join('\n');
}
