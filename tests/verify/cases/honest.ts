/** Honest bundles: proven, with just the notes that they should have. What the vectors of the format begin with. */
import type { Scope } from '../../../domain/bundle';
import { timeField } from '../../../domain/segment';
import { slotStart } from '../../../domain/week';
import { BundleLog, NEXT_WEEK, WEEK } from '../../support/bundle-log';
import { bundleOf, WHOLE_WEEK } from '../../support/bundles';
import { SLOT, TERMS, testKey } from '../../support/evidence';
import {
  type Case,
  CLIENT,
  closedWeek,
  DEVICE,
  DEVICE_TIME,
  evening,
  OTHER_CONTRACT,
  openWeek,
  SECOND,
  WORKED,
} from './base';

function honest(name: string, title: string, bundle: () => Uint8Array, ...notes: string[]): Case {
  return { name, title, bundle, verdict: 'proven', findings: [DEVICE_TIME, ...notes] };
}

const part = (scope: Partial<Scope>): Scope => ({ ...WHOLE_WEEK, ...scope });

/** 12:00 of the same day, wall ms. */
const HALF = slotStart(SLOT + 7200);
const LATER = slotStart(SLOT + 4200);
/** Half of a slot worked, half idle and not answered; and what is said once it was. */
const IDLE = [
  { start: LATER, end: LATER + 300_000, kind: 'work' as const, idleId: null },
  { start: LATER + 300_000, end: LATER + 600_000, kind: 'idle' as const, idleId: null },
];
const ANSWERED = timeField({
  spans: IDLE.map((one) => (one.kind === 'idle' ? { ...one, kind: 'discarded' } : one)),
  jumps: [],
  gaps: [],
});

export const HONEST: readonly Case[] = [
  honest('good', '[VF1] [LG10] [LG11] [LG12] a week as it was worked, closed, and told whole', () =>
    bundleOf(closedWeek().log),
  ),
  honest('opened-only', '[VF1] a contract without any work yet', () => bundleOf(new BundleLog())),
  honest('deleted', '[SG7] a segment and a picture were deleted before the week closed', () => {
    const { log, first, third } = openWeek();
    log.remove(third, { at: evening(1) });
    log.remove(first, { at: evening(1) + 1, picture: 1 });
    log.close(WEEK, WORKED.toSpliced(2, 1));
    return bundleOf(log);
  }),
  honest('amended', '[SG6] memo, tag, times and the contract’s title were changed', () => {
    const { log, third } = openWeek();
    const { leaf } = log.segment(SLOT + 4200, { slice: { spans: IDLE } }).sealed;
    log.amend(
      third,
      [
        { name: 'memo', value: 'Chapter three' },
        { name: 'tag', value: 'Writing' },
      ],
      { at: evening(1) },
    );
    log.amend(third, [{ name: 'memo', value: 'Chapter four' }], { at: evening(1) + 1 });
    log.amend(leaf, [ANSWERED], { at: evening(1) + 2, ms: 300_000 });
    log.amend(log.log, [{ name: 'title', value: 'The second book' }], { at: evening(1) + 3 });
    log.close(WEEK, [...WORKED, [SLOT + 4200, 300_000]]);
    return bundleOf(log);
  }),
  honest('redacted', '[SG8] areas of a picture were hidden by hand', () => {
    const { log, first } = openWeek();
    log.redact(first, 0, { at: evening(1) });
    log.close(WEEK, WORKED);
    return bundleOf(log);
  }),
  honest(
    'expired',
    '[SG9] the pictures of a week were destroyed when their time had come, missed ones stay',
    () => {
      const log = new BundleLog(DEVICE, { terms: { ...TERMS, retentionDays: 0 } });
      log.segment(SLOT, { pictures: 2, missed: 1 });
      log.close(WEEK, [[SLOT, 600_000]]);
      log.expire(NEXT_WEEK, (NEXT_WEEK + 43_200) * 1000);
      return bundleOf(log);
    },
  ),
  honest('held', '[DS7] a picture that shows another client’s window is told of and not shown', () => {
    const { log } = openWeek();
    log.segment(SLOT + 4200, { pictures: 1, held: true });
    return bundleOf(log);
  }),
  honest(
    'withheld',
    '[DS5] [BU8] pictures, titles and counts are withheld, and two slots are outside of the range',
    () =>
      bundleOf(closedWeek().log, {
        scope: part({ to: SLOT + 1200, fields: ['memo', 'tag', 'time', 'activity'] }),
      }),
    'not-covered bundle count=2',
    'withheld bundle field=minutes count=2',
    'withheld bundle field=windows count=2',
    'withheld bundle field=picture count=2',
  ),
  honest('two-devices', '[KY6] [SG3] two devices share a slot', () => {
    const { log } = openWeek();
    log.addKey(SECOND, 'device', HALF - 600_000);
    const half = (from: number, to: number) => ({
      spans: [{ start: HALF + from, end: HALF + to, kind: 'work' as const, idleId: null }],
    });
    log.segment(HALF / 1000, { slice: half(0, 300_000) });
    log.segment(HALF / 1000, { key: SECOND, slice: half(300_000, 600_000) });
    log.close(WEEK, [...WORKED, [HALF / 1000, 300_000]]);
    log.close(WEEK, [[HALF / 1000, 300_000]], SECOND);
    return bundleOf(log, { heads: [DEVICE, SECOND] });
  }),
  honest(
    'rotated-key',
    '[KY6] [KY7] [KY9] the device changed its key: the first vouches for the second',
    () => {
      const { log } = openWeek();
      log.addKey(SECOND, 'device', evening(1));
      log.revoke(DEVICE, evening(1) + 1, DEVICE);
      log.segment(SLOT + 86_400, { key: SECOND, pictures: 1 });
      log.close(WEEK, [...WORKED, [SLOT + 86_400, 600_000]], SECOND);
      return bundleOf(log, { signer: SECOND });
    },
  ),
  honest(
    'moved',
    '[SG7] a segment was moved here from another contract, and one away',
    () => {
      const { log, third } = openWeek();
      const there = openWeek('another contract', { contract: OTHER_CONTRACT }).first;
      log.segment(SLOT + 4200, { facts: { from: there, at: evening(1) }, slice: { editedAt: evening(1) } });
      log.remove(third, { at: evening(1) + 1, to: there });
      log.close(WEEK, [...WORKED.toSpliced(2, 1), [SLOT + 4200, 600_000]]);
      return bundleOf(log);
    },
    'moved bundle here=1 away=1',
  ),
  honest(
    'terms-changed',
    '[SG14] terms, rate, limit, pauses and statements, each said before it takes effect',
    () => {
      const { log } = closedWeek();
      const [at, from] = [evening(8), evening(9)];
      log.say(
        (_sd) => ({ type: 'terms', at, from, terms: { ...TERMS, perSlice: 2 }, _sd }),
        [{ name: 'tags', value: ['Editing'] }],
      );
      log.add({ type: 'rate', at, from, rate: 6000 });
      log.add({ type: 'limit', at, from });
      log.add({ type: 'pause', at, from });
      log.add({ type: 'resume', at: at + 1, from: from + 86_400_000 });
      const { leaf } = log.say(
        (_sd) => ({ type: 'attest', at: at + 2, what: 'identity', from: at + 2, _sd }),
        [{ name: 'statedBy', value: 'A publisher' }],
      ).sealed;
      log.add({ type: 'withdraw', at: at + 3, target: leaf, from: at + 3 });
      return bundleOf(log);
    },
  ),
  honest('client-speaks', '[KY8] [KY10] a client whose key is trusted pauses and states', () => {
    const { log } = openWeek();
    log.addKey(CLIENT, 'client', evening(1));
    log.add({ type: 'pause', at: evening(1) + 1, from: evening(1) + 1 }, CLIENT);
    return bundleOf(log);
  }),
  honest(
    'vouched-by-the-head',
    '[KY9] a head that a trusted device signed vouches for a log that another opened',
    () => {
      const log = new BundleLog(testKey('a lost device'));
      log.addKey(DEVICE, 'device', evening(1));
      log.segment(SLOT + 86_400, { key: DEVICE });
      return bundleOf(log, { heads: [DEVICE] });
    },
  ),
];
