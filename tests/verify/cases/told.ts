/** Attacks on what is told beside the log, and what is asked for. Rules DS2–DS6, DS10, VF4, BU8. */
import { DISCLOSURES, type Scope } from '../../../domain/bundle';
import { readDisclosure, writeDisclosure } from '../../../domain/disclosure';
import { NEXT_WEEK, WEEK } from '../../support/bundle-log';
import { bundleOf, changed, contentsOf, linesOf, signed, WHOLE_WEEK, zipOf } from '../../support/bundles';
import { SLOT } from '../../support/evidence';
import { withUnusedBit } from '../../support/forging';
import { type Case, closedWeek, DEVICE_TIME, evening, openWeek, type Week } from './base';

/** The closed week with other disclosures, everything over them made anew with the key. */
function retold(change: (lines: string[]) => readonly string[], { log }: Week = closedWeek()): Uint8Array {
  const contents = contentsOf(log);
  const lines = change(linesOf(contents, DISCLOSURES));
  return zipOf(signed(changed(contents, { [DISCLOSURES]: lines.map((line) => `${line}\n`).join('') }), log));
}

/** Lines of the segment of 10:20: memo, tag, time, activity, minutes, windows. From 1, they are 19–24. */
const MEMO = 18;

function broken(
  name: string,
  title: string,
  change: (lines: string[]) => readonly string[],
  ...findings: string[]
): Case {
  return {
    name,
    title,
    bundle: () => retold(change),
    verdict: 'broken',
    findings: [...findings, DEVICE_TIME],
  };
}

/** The memo of 10:20 written anew, under the same salt. */
const rememoed = (change: (memo: string) => string) => (lines: string[]) =>
  lines.map((line, at) => {
    const disclosure = at === MEMO ? readDisclosure(line) : null;
    return disclosure ? writeDisclosure({ ...disclosure, value: change(String(disclosure.value)) }) : line;
  });

/** A memo that looks the same, or nearly: told, it is of no entry, and the one that was sealed is missing. */
const OTHER_MEMO = [
  'disclosure-orphan line log/disclosures.txt 19',
  'disclosure-missing segment 3 1793701200 field=memo',
];
const missing = (field: string) => `disclosure-missing segment 3 1793701200 field=${field}`;
const LINE = 'line log/disclosures.txt';

/** A disclosure whose JSON is written otherwise. */
const rejsoned = (change: (json: string) => string) => (lines: string[]) =>
  lines.map((line, at) =>
    at === MEMO ? Buffer.from(change(Buffer.from(line, 'base64url').toString())).toString('base64url') : line,
  );

const one = (scope: Partial<Scope>): Scope => ({ ...WHOLE_WEEK, ...scope });

export const TOLD: readonly Case[] = [
  broken(
    'memo-other',
    '[DS4] [DS6] another memo under the same salt',
    rememoed(() => 'Chapter four'),
    ...OTHER_MEMO,
  ),
  broken(
    'memo-look-alike',
    '[DS4] [DS6] a memo with a Cyrillic letter that looks the same',
    rememoed((memo) => memo.replace('a', '\u0430')),
    ...OTHER_MEMO,
  ),
  broken(
    'memo-decomposed',
    '[DS4] [DS6] a memo whose cedilla is a character of its own',
    rememoed((memo) => memo.normalize('NFD')),
    ...OTHER_MEMO,
  ),
  broken(
    'memo-invisible',
    '[DS4] [DS6] a memo with a character that nobody sees',
    rememoed((memo) => `${memo}\u200b`),
    ...OTHER_MEMO,
  ),
  broken(
    'memo-right-to-left',
    '[DS4] [DS6] a memo that turns what follows around',
    rememoed((memo) => `\u202e${memo}`),
    ...OTHER_MEMO,
  ),
  broken('memo-hidden', '[DS4] a memo is left out', (lines) => lines.toSpliced(MEMO, 1), missing('memo')),
  broken(
    'minutes-hidden',
    '[DS4] the counts of a lazy slot are left out',
    (lines) => lines.toSpliced(MEMO + 4, 1),
    missing('minutes'),
  ),
  broken(
    'disclosures-none',
    '[DS4] everything of 10:20 is left out',
    (lines) => lines.toSpliced(MEMO, 6),
    ...['memo', 'tag', 'time', 'activity', 'minutes', 'windows'].map(missing),
  ),
  broken(
    'disclosure-doubled',
    '[DS10] a disclosure twice',
    (lines) => lines.toSpliced(MEMO, 0, lines[MEMO] ?? ''),
    `disclosure-value ${LINE} 20`,
  ),
  broken(
    'disclosures-swapped',
    '[DS10] two disclosures in each other’s place',
    (lines) => lines.with(MEMO, lines[MEMO + 1] ?? '').with(MEMO + 1, lines[MEMO] ?? ''),
    `disclosure-order ${LINE} 20`,
  ),
  broken(
    'disclosures-of-another-entry-first',
    '[DS10] the disclosures of two entries in each other’s place',
    (lines) => [
      ...lines.slice(0, 3),
      ...lines.slice(MEMO, MEMO + 6),
      ...lines.slice(3, MEMO),
      ...lines.slice(MEMO + 6),
    ],
    `disclosure-order ${LINE} 10`,
  ),
  broken(
    'disclosure-of-another-log',
    '[DS6] a disclosure of another log',
    (lines) => [...lines, writeDisclosure({ salt: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'memo', value: 'x' })],
    `disclosure-orphan ${LINE} 29`,
  ),
  broken(
    'disclosure-padded',
    '[DS2] a disclosure with padding',
    (lines) => lines.with(MEMO, `${lines[MEMO]}=`),
    `disclosure-form ${LINE} 19`,
    missing('memo'),
  ),
  broken(
    'disclosure-unused-bits',
    '[DS2] a disclosure that ends with bits that nobody reads',
    (lines) => lines.with(MEMO + 3, withUnusedBit(lines[MEMO + 3] ?? '')),
    `disclosure-form ${LINE} 22`,
    missing('activity'),
  ),
  broken(
    'disclosure-blank',
    '[DS2] a disclosure with a blank in its JSON',
    rejsoned((json) => json.replace(',', ', ')),
    `disclosure-form ${LINE} 19`,
    missing('memo'),
  ),
  broken(
    'disclosure-four-parts',
    '[DS2] a disclosure with a fourth part',
    rejsoned((json) => json.replace(']', ',"x"]')),
    `disclosure-form ${LINE} 19`,
    missing('memo'),
  ),
  broken(
    'disclosure-short-salt',
    '[DS2] a disclosure with a short salt',
    rejsoned((json) => json.replace(/"[^"]+"/, '"AAAA"')),
    `disclosure-form ${LINE} 19`,
    missing('memo'),
  ),
  broken(
    'disclosure-empty-line',
    '[DS10] an empty line',
    (lines) => lines.toSpliced(MEMO, 0, ''),
    `disclosure-form ${LINE} 19`,
  ),
  {
    name: 'disclosures-of-noise',
    title: '[VF2] two thousand lines that are none: a thousand are told, the rest are counted',
    bundle: () => retold((lines) => [...lines, ...Array.from({ length: 2000 }, () => 'x')]),
    verdict: 'broken',
    findings: [
      `disclosure-form ${LINE} 29\u20131028`,
      DEVICE_TIME,
      'more bundle id=disclosure-form count=1000',
    ],
  },
  {
    name: 'disclosures-of-nothing',
    title: '[VF7] twenty thousand empty lines: nobody reads on after ten thousand',
    bundle: () => retold((lines) => [...lines, ...Array.from({ length: 20_000 }, () => '')]),
    verdict: 'broken',
    findings: [
      'lines-refused file log/disclosures.txt max=10000',
      `disclosure-form ${LINE} 29\u20131028`,
      DEVICE_TIME,
      'more bundle id=disclosure-form count=9001',
    ],
  },
  {
    name: 'disclosures-last-line-open',
    title: '[LG10] [DS10] the last line feed of the disclosures is missing',
    bundle: () => {
      const { log } = closedWeek();
      const contents = contentsOf(log);
      const bytes = contents.get(DISCLOSURES) ?? new Uint8Array();
      return zipOf(signed(changed(contents, { [DISCLOSURES]: bytes.slice(0, -1) }), log));
    },
    verdict: 'broken',
    findings: ['line-form file log/disclosures.txt', DEVICE_TIME],
  },
  {
    name: 'disclosure-of-a-deleted-segment',
    title: '[DS6] [SG7] the content of a deleted segment is still told: the tombstone is passed over',
    bundle: () => {
      const week = openWeek();
      const before = linesOf(contentsOf(week.log), DISCLOSURES);
      week.log.remove(week.third, { at: evening(1) });
      return retold(() => before, week);
    },
    verdict: 'broken',
    findings: [`disclosure-gone ${LINE} 19\u201324`, DEVICE_TIME],
  },
  {
    name: 'disclosure-of-an-old-memo',
    title: '[DS6] [SG6] the memo that was amended is told beside the new one',
    bundle: () => {
      const week = openWeek();
      const [old = ''] = linesOf(contentsOf(week.log), DISCLOSURES).slice(MEMO);
      week.log.amend(week.third, [{ name: 'memo', value: 'Chapter nine' }], { at: evening(1) });
      return retold((lines) => lines.toSpliced(MEMO, 0, old), week);
    },
    verdict: 'broken',
    findings: [`disclosure-gone ${LINE} 19`, DEVICE_TIME],
  },
  {
    name: 'disclosure-outside',
    title: '[DS6] the memo of a slot that the scope does not cover is told',
    bundle: () => {
      const { log } = closedWeek();
      const scope = one({ from: SLOT, to: SLOT + 1200 });
      const contents = changed(contentsOf(log, { scope }), {
        [DISCLOSURES]: linesOf(contentsOf(log, { scope: one({ from: SLOT, to: SLOT + 1800 }) }), DISCLOSURES)
          .map((line) => `${line}\n`)
          .join(''),
      });
      return zipOf(signed(contents, log, { scope }));
    },
    verdict: 'broken',
    findings: [`disclosure-outside ${LINE} 19\u201324`, DEVICE_TIME, 'not-covered bundle count=2'],
  },
  {
    name: 'scope-widened',
    title: '[DS4] a scope that says that it tells more than it does',
    bundle: () => {
      const { log } = closedWeek();
      return zipOf(
        signed(contentsOf(log, { scope: one({ fields: ['memo'] }) }), log, {
          scope: one({ fields: ['memo', 'tag'] }),
        }),
      );
    },
    verdict: 'broken',
    findings: [
      'disclosure-missing segment 1 1793700000 field=tag',
      'disclosure-missing segment 2 1793700600 field=tag',
      'disclosure-missing segment 3 1793701200 field=tag',
      'disclosure-missing segment 4 1793703600 field=tag',
      DEVICE_TIME,
      ...withheld({ reason: 1, time: 4, activity: 3, minutes: 3, windows: 3, picture: 2 }),
    ],
  },
  {
    name: 'withheld-and-asked',
    title: '[DS5] the memos are withheld, and the policy asks for them',
    bundle: () => bundleOf(closedWeek().log, { scope: one({ fields: WHOLE_WEEK.fields.slice(1) }) }),
    policy: { require: ['memo'] },
    verdict: 'undecided',
    findings: ['withheld-required bundle field=memo count=4', DEVICE_TIME, ...withheld({ memo: 4 })],
  },
  {
    name: 'range-too-short',
    title: '[VF4] a bundle of a part of the range that is asked for',
    bundle: () => bundleOf(closedWeek().log, { scope: one({ from: SLOT + 600 }) }),
    policy: { covers: { from: WEEK, to: NEXT_WEEK } },
    verdict: 'undecided',
    findings: ['range-missing bundle', DEVICE_TIME, 'not-covered bundle count=1'],
  },
  {
    name: 'range-covered',
    title: '[VF4] [BU8] a week that its device closed covers what is asked for',
    bundle: () => bundleOf(closedWeek().log),
    policy: { covers: { from: WEEK, to: NEXT_WEEK } },
    verdict: 'proven',
    findings: [DEVICE_TIME],
  },
];

function withheld(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([field, count]) => `withheld bundle field=${field} count=${count}`);
}
