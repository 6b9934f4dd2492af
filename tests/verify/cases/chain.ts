/** Attacks on the entries, the order in which they follow, and the keys that sign them. Rules EN2–EN6, KY, LG6–LG10. */
import { ENTRIES } from '../../../domain/bundle';
import { toBase64Url } from '../../../domain/bytes';
import type { EntryOf } from '../../../domain/entry';
import { type Draft, digestsOf, segmentOf } from '../../../domain/segment';
import type { BundleLog } from '../../support/bundle-log';
import { bundleOf, changed, contentsOf, signed, withLines, zipOf } from '../../support/bundles';
import { FACTS, SLOT, sha256, workedSlice } from '../../support/evidence';
import {
  decoded,
  entryOf,
  flipped,
  plusOrder,
  resignedBy,
  withSignature,
  withUnusedBit,
} from '../../support/forging';
import {
  type Case,
  CLIENT,
  DEVICE,
  DEVICE_TIME,
  evening,
  OTHER_CONTRACT,
  openWeek,
  SECOND,
  SERVER,
  STRANGER,
  type Week,
} from './base';

/** The lines changed and everything made anew over them, with the key. */
function relined(
  change: (lines: string[]) => readonly string[],
  log: BundleLog = openWeek().log,
): Uint8Array {
  return zipOf(signed(withLines(log, change), log));
}

/** The last line changed, on which nothing hangs: entry 5, a pause. */
function lineChanged(change: (line: string) => string): Uint8Array {
  const { log } = openWeek();
  log.add(PAUSE);
  return relined((lines) => lines.map((line, at) => (at === 5 ? change(line) : line)), log);
}

/** The week with a pause that says something else, forged with the key: entry 5. */
function forged(
  change: Readonly<Record<string, unknown>>,
  text?: (json: string) => string,
  { log }: Week = openWeek(),
): Uint8Array {
  log.forge(PAUSE, change, text === undefined ? {} : { text });
  return bundleOf(log);
}

const PAUSE = { type: 'pause', at: evening(2), from: evening(2) } as const;
/** What the device would seal for 10:30. */
function segmentDraft({ lines }: BundleLog): Draft<EntryOf<'segment'>> {
  const { entry } = entryOf(lines[3] ?? '');
  if (entry.type !== 'segment') throw new Error('no segment');
  let count = 0;
  const salt = () => sha256(Buffer.from(`another salt ${count++}`)).slice(0, 16);
  const { _sd } = digestsOf(segmentOf(workedSlice(), [], FACTS).fields, salt, sha256);
  const hour = 3_600_000;
  const { seq: _seq, prev: _prev, ...draft } = entry;
  return {
    ...draft,
    at: entry.at + hour,
    mono: entry.mono + hour,
    boot: entry.boot + hour,
    slot: SLOT + 1800,
    _sd,
  };
}

/** Entry 5. */
const AT_5 = 'entry 5';

function one(name: string, title: string, bundle: () => Uint8Array, ...findings: string[]): Case {
  return { name, title, bundle, verdict: 'broken', findings: [...findings, DEVICE_TIME] };
}

/** Of a log that never opens nothing is said of its times. */
function unopened(...parts: Parameters<typeof one>): Case {
  const { findings, ...rest } = one(...parts);
  return { ...rest, findings: findings.filter((one) => one !== DEVICE_TIME) };
}

export const CHAIN: readonly Case[] = [
  // The line and what it says.
  {
    name: 'entry-of-the-future',
    title: '[EN6] an entry of a later version leaves it open',
    bundle: () =>
      lineChanged((line) => decoded(line, { header: (json) => json.replace('minutier-1', 'minutier-2') })),
    verdict: 'undecided',
    findings: ['entry-version entry 5 version=2', DEVICE_TIME],
  },
  {
    name: 'entries-of-nothing',
    title: '[VF7] twenty thousand empty lines behind the log: nobody reads on after ten thousand',
    bundle: () => relined((lines) => [...lines, ...Array.from({ length: 20_000 }, () => '')], openWeek().log),
    verdict: 'broken',
    findings: [
      'lines-refused file log/entries.jws max=10000',
      ...Array.from({ length: 1000 }, (_, n) => `entry-envelope entry ${n + 5}`),
      'checkpoint-size file log/checkpoint size=20005 entries=10006',
      DEVICE_TIME,
      'more bundle id=entry-envelope count=9001',
    ],
  },
  one(
    'header-algorithm-none',
    '[EN2] a header that wants no signature',
    () => lineChanged((line) => decoded(line, { header: (json) => json.replace('"Ed25519"', '"none"') })),
    'entry-envelope entry 5',
  ),
  one(
    'header-algorithm-hmac',
    '[EN2] a header that wants the public key as a secret',
    () => lineChanged((line) => decoded(line, { header: (json) => json.replace('"Ed25519"', '"HS256"') })),
    'entry-envelope entry 5',
  ),
  one(
    'header-blank',
    '[EN2] a header with a blank',
    () => lineChanged((line) => decoded(line, { header: (json) => json.replace(',"kid"', ', "kid"') })),
    'entry-envelope entry 5',
  ),
  one(
    'header-with-key',
    '[EN2] a header that brings its own key',
    () =>
      lineChanged((line) =>
        decoded(line, {
          header: (json) => json.replace('{', `{"jwk":{"crv":"Ed25519","kty":"OKP","x":"${STRANGER.x}"},`),
        }),
      ),
    'entry-envelope entry 5',
  ),
  one(
    'base64url-padded',
    '[EN1] base64url with padding',
    () => lineChanged((line) => `${line}==`),
    'entry-envelope entry 5',
  ),
  one(
    'base64url-unused-bits',
    '[EN1] base64url that ends with bits that nobody reads',
    () => lineChanged((line) => withUnusedBit(line)),
    'entry-envelope entry 5',
  ),
  one(
    'base64url-other-alphabet',
    '[EN1] base64 for base64url',
    () => lineChanged((line) => line.replace(/[-_](?=[^.]*$)/, '+')),
    'entry-envelope entry 5',
  ),
  one(
    'line-with-carriage-return',
    '[EN1] a line that ends as on Windows',
    () => lineChanged((line) => `${line}\r`),
    'entry-envelope entry 5',
  ),
  one(
    'line-empty',
    '[LG10] an empty line between two entries',
    () => relined((lines) => [...lines.slice(0, 3), '', ...lines.slice(3)]),
    'entry-envelope entry 3',
  ),
  one(
    'line-with-umlaut',
    '[EN1] a character that is none of ASCII',
    () => lineChanged((line) => `${line}\u00e4`),
    'entry-envelope entry 5',
  ),
  one(
    'line-too-long',
    '[EN5] a line longer than any entry',
    () => lineChanged((line) => `${line}${'A'.repeat(20_000)}`),
    'entry-too-long entry 5',
    'checkpoint-root file log/checkpoint',
  ),
  one(
    'last-line-open',
    '[LG10] the last line feed is missing',
    () => {
      const { log } = openWeek();
      const files = contentsOf(log);
      return zipOf(
        signed(changed(files, { [ENTRIES]: (files.get(ENTRIES) ?? new Uint8Array()).slice(0, -1) }), log),
      );
    },
    'line-form file log/entries.jws',
  ),
  one(
    'json-doubled-key',
    '[EN3] a key twice in an entry',
    () => forged({}, (json) => json.replace('"from":', '"from":1,"from":')),
    `entry-json ${AT_5}`,
  ),
  one(
    'json-blank',
    '[EN3] a blank in an entry',
    () => forged({}, (json) => json.replace(',', ', ')),
    `entry-json ${AT_5}`,
  ),
  one(
    'json-escape',
    '[EN3] an escape that is not needed',
    () => forged({}, (json) => json.replace('pause', '\\u0070ause')),
    `entry-json ${AT_5}`,
  ),
  one(
    'json-other-order',
    '[EN3] keys in another order',
    () => forged({}, (json) => json.replace('"type":"pause","seq":5', '"seq":5,"type":"pause"')),
    `entry-json ${AT_5}`,
  ),
  one('json-fraction', '[EN4] a fraction', () => forged({ from: 0.5 }), `entry-schema ${AT_5}`),
  one('json-none', '[EN3] no JSON', () => forged({}, (json) => json.slice(1)), `entry-json ${AT_5}`),
  one(
    'json-prototype',
    '[EN4] a key that programs trip over',
    () => forged({}, (json) => json.replace('{', '{"__proto__":{"type":"open"},')),
    `entry-schema ${AT_5}`,
  ),
  one(
    'entry-unknown-key',
    '[EN4] a key that no entry has',
    () => forged({ protected: 1 }),
    `entry-schema ${AT_5}`,
  ),
  one(
    'entry-unknown-type',
    '[EN4] a type that is none',
    () => forged({ type: 'gift' }),
    `entry-schema ${AT_5}`,
  ),
  one(
    'seconds-over-600',
    '[EN4] [SG1] a segment of 601 seconds, with the key',
    () => {
      const { log } = openWeek();
      log.forge(segmentDraft(log), { ms: 601_000 });
      return bundleOf(log);
    },
    `entry-schema ${AT_5}`,
  ),
  one(
    'slot-off-the-grid',
    '[EN4] [SG1] a slot that begins at 10:30:01',
    () => {
      const { log } = openWeek();
      log.forge(segmentDraft(log), { slot: SLOT + 1801 });
      return bundleOf(log);
    },
    `entry-schema ${AT_5}`,
  ),
  one(
    'digests-too-many',
    '[DS3] a segment with a digest that stands for nothing',
    () => {
      const { log } = openWeek();
      const draft = segmentDraft(log);
      log.forge(draft, { kind: 'manual' });
      return bundleOf(log);
    },
    `entry-digests ${AT_5}`,
  ),
  one(
    'digests-unsorted',
    '[EN4] digests whose order tells which is whose',
    () => {
      const { log } = openWeek();
      const draft = segmentDraft(log);
      log.forge(draft, { _sd: [...draft._sd].reverse() });
      return bundleOf(log);
    },
    `entry-schema ${AT_5}`,
  ),
  one(
    'digest-of-another-entry',
    '[DS9] a segment with the digests of an earlier one',
    () => {
      const { log } = openWeek();
      const { entry } = entryOf(log.lines[3] ?? '');
      log.forge(segmentDraft(log), { _sd: '_sd' in entry ? entry._sd : [] });
      return bundleOf(log);
    },
    'digest-doubled entry 5',
  ),

  // Signatures.
  one(
    'signature-flipped',
    '[LG9] a bit of a signature',
    () => lineChanged((line) => withSignature(line, (bytes) => flipped(bytes, 40))),
    'signature-wrong entry 5',
  ),
  one(
    'signature-of-another-entry',
    '[LG9] the signature of the entry before',
    () => {
      const [, other = ''] = openWeek().log.lines;
      return lineChanged((line) => line.replace(/[^.]*$/, other.slice(other.lastIndexOf('.') + 1)));
    },
    'signature-wrong entry 5',
  ),
  one(
    'signature-small-order',
    '[KY1] a signature whose first half is a point of small order',
    () =>
      lineChanged((line) =>
        withSignature(line, (bytes) =>
          Buffer.concat([Buffer.from([1]), Buffer.alloc(31), bytes.subarray(32)]),
        ),
      ),
    'signature-refused entry 5',
  ),
  one(
    'signature-malleable',
    '[LG9] a signature with the group’s order added to its second half',
    () => lineChanged((line) => withSignature(line, plusOrder)),
    'signature-wrong entry 5',
  ),
  one(
    'signed-by-a-stranger-in-the-name',
    '[LG9] an entry that is signed by a stranger in the name of the device',
    () =>
      lineChanged((line) => {
        const input = line.slice(0, line.lastIndexOf('.'));
        return `${input}.${toBase64Url(STRANGER.sign(Buffer.from(input)))}`;
      }),
    'signature-wrong entry 5',
  ),
  one(
    'entry-resigned',
    '[LG9] an entry is signed anew with another key',
    () => lineChanged((line) => resignedBy(line, STRANGER)),
    'signer-unknown entry 5',
  ),
  {
    name: 'log-resigned',
    title: '[KY9] the whole log is signed anew with another key: it may be anybody’s',
    bundle: () => {
      return bundleOf(openWeek('the week', {}, STRANGER).log);
    },
    verdict: 'undecided',
    findings: ['not-anchored bundle', DEVICE_TIME],
  },

  // The order.
  unopened(
    'open-missing',
    '[LG6] a log without its beginning',
    () => relined((lines) => lines.slice(1)),
    'picture-unnamed file pictures/2c7646d9….webp',
    'picture-unnamed file pictures/bb6d3a18….webp',
    'picture-unnamed file pictures/fcf08667….webp',
    'open-misplaced entry 0',
    'disclosure-orphan line log/disclosures.txt 1–28',
  ),
  one(
    'open-twice',
    '[LG6] a second opening',
    () => relined((lines) => [...lines, lines[0] ?? '']),
    'open-misplaced entry 5',
  ),
  unopened(
    'no-entries',
    '[LG6] no entry at all',
    () => relined(() => []),
    'picture-unnamed file pictures/2c7646d9….webp',
    'picture-unnamed file pictures/bb6d3a18….webp',
    'picture-unnamed file pictures/fcf08667….webp',
    'open-misplaced file log/entries.jws',
    'disclosure-orphan line log/disclosures.txt 1–28',
  ),
  one(
    'entry-dropped',
    '[LG7] an entry is dropped and everything is made anew, with the key',
    () => relined((lines) => lines.toSpliced(3, 1)),
    'seq-wrong entry 3 expected=3 found=4',
    'prev-wrong entry 3',
    'disclosure-orphan line log/disclosures.txt 19–28',
  ),
  one(
    'entry-doubled',
    '[LG7] an entry twice',
    () => relined((lines) => lines.toSpliced(3, 0, lines[3] ?? '')),
    'seq-wrong entry 4 expected=4 found=3',
    'prev-wrong entry 4',
  ),
  one(
    'entries-swapped',
    '[LG7] two entries in each other’s place',
    () => relined((lines) => [lines[0], lines[1], lines[3], lines[2], lines[4]].map((line) => line ?? '')),
    'picture-unnamed file pictures/2c7646d9….webp',
    'seq-wrong entry 2 expected=2 found=3',
    'seq-wrong entry 3 expected=4 found=2',
    'seq-wrong entry 4 expected=3 found=4',
    'prev-wrong entry 2',
    'prev-wrong entry 3',
    'prev-wrong entry 4',
    'disclosure-orphan line log/disclosures.txt 12–28',
  ),
  one(
    'sequence-gap',
    '[LG7] a number is left out, with the key',
    () => forged({ seq: 6 }),
    `seq-wrong ${AT_5} expected=5 found=6`,
  ),
  one(
    'sequence-repeated',
    '[LG7] a number is given twice, with the key',
    () => forged({ seq: 4 }),
    `seq-wrong ${AT_5} expected=5 found=4`,
  ),
  one(
    'prev-of-another',
    '[LG8] an entry that follows another than the one before, with the key',
    () => {
      const week = openWeek();
      return forged({ prev: week.second }, undefined, week);
    },
    `prev-wrong ${AT_5}`,
  ),
  one(
    'entry-of-another-contract',
    '[LG8] an entry of another contract’s log, whole, in the place of one',
    () => {
      const other = openWeek('the week', { contract: OTHER_CONTRACT }).log;
      return relined((lines) => lines.with(4, other.lines[4] ?? ''));
    },
    'prev-wrong entry 4',
    'disclosure-orphan line log/disclosures.txt 25–28',
  ),
  one(
    'entry-of-another-log',
    '[LG8] an entry of another log of the same contract',
    () => {
      const other = openWeek('another week').log;
      return relined((lines) => lines.with(4, other.lines[4] ?? ''));
    },
    'prev-wrong entry 4',
    'disclosure-orphan line log/disclosures.txt 25–28',
  ),

  // Keys.
  unopened(
    'opened-in-anothers-name',
    '[KY5] the log is opened by another key than it names',
    () => relined((lines) => lines.with(0, resignedBy(lines[0] ?? '', STRANGER))),
    'picture-unnamed file pictures/2c7646d9….webp',
    'picture-unnamed file pictures/bb6d3a18….webp',
    'picture-unnamed file pictures/fcf08667….webp',
    'open-misplaced entry 1',
    'opener-wrong entry 0',
    'disclosure-orphan line log/disclosures.txt 1–28',
  ),
  one(
    'device-not-added',
    '[LG9] an entry of a device that nobody brought',
    () => {
      const { log } = openWeek();
      log.forge(PAUSE, { seq: 0 }, { key: SECOND });
      return bundleOf(log);
    },
    `signer-unknown ${AT_5}`,
  ),
  one(
    'key-added-twice',
    '[KY6] a key is brought again in another role',
    () => forged({ type: 'key.add', from: undefined, key: DEVICE.x, role: 'server', store: 'system' }),
    `key-wrong ${AT_5}`,
  ),
  one(
    'key-of-small-order',
    '[KY6] a key for which anybody can sign',
    () =>
      forged({
        type: 'key.add',
        from: undefined,
        key: toBase64Url(Buffer.concat([Buffer.from([1]), Buffer.alloc(31)])),
        role: 'device',
        store: 'system',
      }),
    `key-wrong ${AT_5}`,
  ),
  one(
    'key-revoked-that-is-none',
    '[KY6] a key is revoked that is not in the log',
    () => forged({ type: 'key.revoke', from: undefined, kid: STRANGER.kid, reason: 'lost' }),
    `key-wrong ${AT_5}`,
  ),
  one(
    'revoked-key-signs',
    '[KY7] a key signs after it was revoked',
    () => {
      const { log } = openWeek();
      log.addKey(SECOND, 'device', evening(2));
      log.revoke(DEVICE, evening(2) + 1, SECOND);
      log.forge(PAUSE, {});
      return bundleOf(log, { signer: SECOND });
    },
    'signer-revoked entry 7',
  ),
  one(
    'server-seals-a-segment',
    '[KY8] a server signs work',
    () => {
      const { log } = openWeek();
      log.addKey(SERVER, 'server', evening(2));
      log.forge(segmentDraft(log), {}, { key: SERVER });
      return bundleOf(log);
    },
    'role-wrong entry 6 role=server',
  ),
  one(
    'client-deletes',
    '[KY8] the client signs a tombstone',
    () => {
      const { log, first } = openWeek();
      log.addKey(CLIENT, 'client', evening(2));
      log.forge({ type: 'delete', at: evening(2), target: first }, {}, { key: CLIENT });
      return bundleOf(log);
    },
    'role-wrong entry 6 role=client',
  ),
  {
    name: 'server-nobody-trusts',
    title: '[KY10] a server whose key nobody trusts proves nothing, and it is said',
    bundle: () => {
      const { log } = openWeek();
      log.addKey(STRANGER, 'server', evening(2));
      log.add({ type: 'seal', at: evening(2), first: 0, received: [evening(1), evening(1)] }, STRANGER);
      return bundleOf(log);
    },
    verdict: 'proven',
    findings: [`server-untrusted key ${STRANGER.kid} role=server`, DEVICE_TIME],
  },
  {
    name: 'key-without-store',
    title: '[KY11] a device without a key store says so',
    bundle: () => bundleOf(openWeek('the week', { store: 'file' }).log),
    verdict: 'proven',
    findings: [`key-unprotected key ${DEVICE.kid}`, DEVICE_TIME],
  },
  {
    name: 'of-another-contract',
    title: '[VF5] a good bundle of another contract than the one asked for',
    bundle: () => bundleOf(openWeek().log),
    policy: { contract: OTHER_CONTRACT },
    verdict: 'broken',
    findings: ['other-contract bundle', DEVICE_TIME],
  },
];
