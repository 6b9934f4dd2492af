/** Attacks on the signed head, on what was seen earlier, and on the times. Rules LG11–LG16, VF3, VF9. */
import { CHECKPOINT } from '../../../domain/bundle';
import { toBase64Url } from '../../../domain/bytes';
import { writeCheckpoint } from '../../../domain/checkpoint';
import { rootOf } from '../../../domain/merkle';
import { BundleLog, NEXT_WEEK, WEEK } from '../../support/bundle-log';
import {
  type BundleOptions,
  bundleOf,
  changed,
  checkpointOf,
  contentsOf,
  headOver,
  noteOf,
  originOfThe,
  signed,
  trustOf,
  zipOf,
} from '../../support/bundles';
import { SLOT, sha256 } from '../../support/evidence';
import {
  type Case,
  CLIENT,
  closedWeek,
  DEVICE,
  DEVICE_TIME,
  evening,
  openWeek,
  SECOND,
  SERVER,
  STRANGER,
  seenWeek,
  TRUST,
} from './base';

const FILE = 'file log/checkpoint';

/** The bundle with another head, everything else as it must be. */
function headed(
  checkpoint: (log: BundleLog) => string | Uint8Array,
  options: BundleOptions = {},
): Uint8Array {
  const { log } = closedWeek();
  return zipOf(signed(changed(contentsOf(log, options), { [CHECKPOINT]: checkpoint(log) }), log, options));
}

function one(name: string, title: string, bundle: () => Uint8Array, ...findings: string[]): Case {
  return { name, title, bundle, verdict: 'broken', findings: [...findings, DEVICE_TIME] };
}

/** The head as it was before the last so many entries. */
function olderHead(log: BundleLog, dropped: number): string {
  return checkpointOf(log, [DEVICE], headOver(log.lines.slice(0, -dropped)));
}

/** Two segments, and a third whose device had seen that head of the log. */
function havingSeen(seen: (log: BundleLog) => { size: number; root: string }): BundleLog {
  const log = new BundleLog(DEVICE);
  log.segment(SLOT);
  log.segment(SLOT + 600);
  log.segment(SLOT + 1200, { facts: { seen: seen(log) } });
  return log;
}

function rootAt(log: BundleLog, size: number): string {
  return toBase64Url(headOver(log.lines.slice(0, size)).root);
}

/** The week with a server that received the first so many entries at these times, in one `seal`. */
function received(times: readonly number[], first = 0): BundleLog {
  const { log } = openWeek();
  log.addKey(SERVER, 'server', evening(1));
  log.forge({ type: 'seal', at: evening(2), first, received: [...times] }, {}, { key: SERVER });
  return log;
}

const IN_ORDER = [1, 2, 3, 4, 5, 6].map((minute) => evening(1) + minute * 60_000);
const OLDER = 'checkpoint-size file log/checkpoint size=5 entries=6';

export const HEADS: readonly Case[] = [
  one(
    'checkpoint-unreadable',
    '[LG11] a head that is no note',
    () => headed(() => 'size 6\n'),
    `checkpoint-form ${FILE}`,
  ),
  one(
    'checkpoint-with-extension',
    '[LG11] a head with a fourth line, signed',
    () =>
      headed((log) => {
        const origin = originOfThe(log);
        const text = writeCheckpoint({ origin, size: 6, root: rootOf(log.head.tree, sha256) });
        return noteOf(origin, `${text}and more\n`, [DEVICE]);
      }),
    `checkpoint-form ${FILE}`,
  ),
  one(
    'checkpoint-size-with-zero',
    '[LG11] a size with a leading zero, signed',
    () =>
      headed((log) => {
        const origin = originOfThe(log);
        const text = writeCheckpoint({ origin, size: 6, root: rootOf(log.head.tree, sha256) });
        return noteOf(origin, text.replace('\n6\n', '\n06\n'), [DEVICE]);
      }),
    `checkpoint-form ${FILE}`,
  ),
  one(
    'checkpoint-of-another-log',
    '[LG11] the head of another log of the same device',
    () => headed(() => checkpointOf(closedWeek('another week').log)),
    `checkpoint-origin ${FILE}`,
    `checkpoint-root ${FILE}`,
    `checkpoint-signature ${FILE}`,
  ),
  one(
    'checkpoint-replayed',
    '[LG11] an old head is replayed over the new entries',
    () => headed((log) => olderHead(log, 1)),
    OLDER,
  ),
  one(
    'checkpoint-ahead',
    '[LG11] a head over more entries than there are',
    () => headed((log) => checkpointOf(log, [DEVICE], { size: 7, root: rootOf(log.head.tree, sha256) })),
    'checkpoint-size file log/checkpoint size=7 entries=6',
  ),
  one(
    'checkpoint-of-other-entries',
    '[LG11] a head over other entries',
    () => headed((log) => checkpointOf(log, [DEVICE], { size: 6, root: sha256(new Uint8Array()) })),
    `checkpoint-root ${FILE}`,
  ),
  one(
    'checkpoint-by-a-stranger',
    '[LG12] a head that a stranger signed',
    () => headed((log) => checkpointOf(log, [STRANGER])),
    `checkpoint-signature ${FILE}`,
  ),
  one(
    'checkpoint-signature-wrong',
    '[LG12] a head whose signature is another’s under the device’s name',
    () =>
      headed((log) => {
        const [right, wrong] = [checkpointOf(log), checkpointOf(log, [DEVICE], headOver(['x']))];
        return right.split('\n').slice(0, 4).concat(wrong.split('\n').slice(4)).join('\n');
      }),
    `checkpoint-signature ${FILE}`,
  ),
  one(
    'checkpoint-by-a-client',
    '[LG12] a head that the client signed',
    () => {
      const { log } = openWeek();
      log.addKey(CLIENT, 'client', evening(2));
      return bundleOf(log, { heads: [CLIENT] });
    },
    `checkpoint-signature ${FILE}`,
  ),
  one(
    'checkpoint-by-a-revoked-key',
    '[LG12] a head and a manifest that a revoked key signed',
    () => {
      const { log } = openWeek();
      log.addKey(SECOND, 'device', evening(2));
      log.revoke(DEVICE, evening(2) + 1, SECOND);
      return bundleOf(log);
    },
    'manifest-signature file manifest.note',
    `checkpoint-signature ${FILE}`,
  ),
  one(
    'checkpoint-cosigned-by-a-stranger',
    '[LG12] a head that a stranger signed as well',
    () => headed((log) => checkpointOf(log, [DEVICE, STRANGER])),
    `checkpoint-signature ${FILE}`,
  ),

  one(
    'newest-week-dropped',
    '[LG13] the newest week is dropped, by whom has the key: its head was seen earlier',
    () => {
      const { log } = openWeek('seen and cut', { contract: seenWeek('cut').log.contract });
      return bundleOf(log);
    },
    'seen-cut bundle size=6 entries=5',
  ),
  one(
    'tombstone-hidden',
    '[LG13] a tombstone is taken back, with the key: the log with it was seen earlier',
    () => {
      const { log } = openWeek('seen and rewritten', { contract: seenWeek('rewritten').log.contract });
      log.add({ type: 'pause', at: evening(3), from: evening(3) });
      return bundleOf(log);
    },
    'seen-other bundle',
  ),
  {
    name: 'newest-week-not-seen',
    title:
      '[VF4] the newest week is dropped and nobody saw it: who asks for the week is told that it is open',
    bundle: () => bundleOf(openWeek().log),
    policy: { covers: { from: WEEK, to: NEXT_WEEK } },
    verdict: 'undecided',
    findings: [`week-open week ${WEEK}`, DEVICE_TIME],
  },
  {
    name: 'seen-another-log',
    title: '[LG13] another log of the contract was seen, and this one does not continue it',
    bundle: () => bundleOf(closedWeek('in the place of it', { contract: seenWeek('cut').log.contract }).log),
    verdict: 'undecided',
    findings: ['seen-log bundle', DEVICE_TIME],
  },
  {
    name: 'seen-log-continued',
    title: '[LG13] a log that goes on after a restored backup says which',
    bundle: () => bundleOf(continued(6).log),
    verdict: 'undecided',
    findings: ['seen-continued bundle', 'log-continues entry 0 size=6', DEVICE_TIME],
  },
  {
    name: 'seen-log-continued-from-beyond',
    title:
      '[LG13] a log that says it goes on from more entries than were seen, with a head of its own making',
    bundle: () => bundleOf(continued(6, { size: 9999 }).log),
    verdict: 'undecided',
    findings: ['seen-continued bundle', 'log-continues entry 0 size=9999', DEVICE_TIME],
  },
  one(
    'seen-log-continued-shorter',
    '[LG13] a log that goes on from fewer entries than were seen',
    () => bundleOf(continued(5).log),
    'seen-cut bundle size=6 entries=5',
    'seen-continued bundle',
    'log-continues entry 0 size=5',
  ),

  one(
    'seal-out-of-order',
    '[LG14] a server that received a later entry earlier',
    () => bundleOf(received([...IN_ORDER.slice(0, 4), evening(0)])),
    'seal-wrong entry 6',
  ),
  one(
    'seal-leaves-out',
    '[LG14] a server that leaves an entry out',
    () => bundleOf(received(IN_ORDER.slice(0, 3), 1)),
    'seal-wrong entry 6',
  ),
  one(
    'seal-of-the-future',
    '[LG14] a server that received more than there is',
    () => bundleOf(received([...IN_ORDER, evening(1) + 420_000])),
    'seal-wrong entry 6',
  ),
  {
    name: 'seen-heads',
    title: '[LG17] a segment that names the head that the log had',
    bundle: () => bundleOf(havingSeen((log) => ({ size: 2, root: rootAt(log, 2) }))),
    verdict: 'proven',
    findings: [DEVICE_TIME],
  },
  one(
    'seen-other-entries',
    '[LG17] a segment that names a head of other entries',
    () => bundleOf(havingSeen((log) => ({ size: 3, root: rootAt(log, 2) }))),
    `seen-before segment 3 ${SLOT + 1200} size=3`,
  ),
  one(
    'seen-to-come',
    '[LG17] a segment that names a head that the log did not have yet',
    () => bundleOf(havingSeen((log) => ({ size: 4, root: rootAt(log, 3) }))),
    `seen-before segment 3 ${SLOT + 1200} size=4`,
  ),
  {
    name: 'clock-set-back',
    title: '[LG15] a clock that was set back is noted',
    bundle: () => {
      const { log } = openWeek();
      log.add({ type: 'pause', at: evening(3), from: evening(3) });
      log.add({ type: 'resume', at: evening(2), from: evening(4) });
      return bundleOf(log);
    },
    verdict: 'proven',
    findings: ['clock-back entry 6', DEVICE_TIME],
  },
  {
    name: 'server-time',
    title: '[VF3] [VF9] a server that received every entry and signed the head gives its time',
    bundle: () => bundleOf(received(IN_ORDER), { heads: [DEVICE, SERVER] }),
    policy: { time: 'server' },
    verdict: 'proven',
    findings: [],
  },
  {
    name: 'server-time-asked',
    title: '[VF9] a server’s time is asked for, and there is none',
    bundle: () => bundleOf(closedWeek().log),
    policy: { time: 'server' },
    verdict: 'undecided',
    findings: ['no-server-time bundle', DEVICE_TIME],
  },
  {
    name: 'server-signed-no-head',
    title: '[VF9] a server that received the entries and did not sign the head',
    bundle: () => bundleOf(received(IN_ORDER)),
    policy: { time: 'server' },
    verdict: 'undecided',
    findings: ['no-server-time bundle', DEVICE_TIME],
  },
];

/** What only another trust file shows: no vectors. */
export const SEEN: readonly Case[] = [
  {
    name: 'seen-head-of-a-key-left-out',
    title: '[LG13] a head that a second device signed was seen, and here the log is without its key',
    bundle: () => bundleOf(openWeek().log),
    trust: trustOf({ freelancer: [DEVICE, SECOND], checkpoints: [headOfSecond()] }),
    verdict: 'broken',
    findings: ['seen-cut bundle size=6 entries=5', DEVICE_TIME],
  },
  {
    name: 'seen-unreadable',
    title: '[LG13] a head that was seen and cannot be read leaves it open',
    bundle: () => bundleOf(closedWeek().log),
    trust: trustOf({ freelancer: [DEVICE], checkpoints: ['what is this?\n'] }),
    verdict: 'undecided',
    findings: ['seen-unreadable bundle', DEVICE_TIME],
  },
  {
    name: 'seen-by-a-stranger',
    title: '[LG13] a head of this log that only a stranger signed leaves it open',
    bundle: () => bundleOf(closedWeek().log),
    trust: trustOf({ freelancer: [DEVICE], checkpoints: [checkpointOf(closedWeek().log, [STRANGER])] }),
    verdict: 'undecided',
    findings: ['seen-unreadable bundle', DEVICE_TIME],
  },
  {
    name: 'seen-and-grown',
    title: '[LG13] a log that grew since it was seen is as it must be',
    bundle: () => bundleOf(closedWeek().log),
    trust: trustOf({
      freelancer: [DEVICE],
      checkpoints: [olderHead(closedWeek().log, 2), ...TRUST.checkpoints],
    }),
    verdict: 'proven',
    findings: [DEVICE_TIME],
  },
];

/** The head of the open week with a second device in it, signed by that one. */
function headOfSecond(): string {
  const { log } = openWeek();
  log.addKey(SECOND, 'device', evening(2));
  return checkpointOf(log, [SECOND]);
}

/** A log that says that it continues the one of which the reader has seen six entries. */
function continued(size: number, said: { size?: number } = {}) {
  const { log, contract } = seenWeek('cut').log;
  const { root } = headOver(seenWeek('cut').log.lines.slice(0, size));
  return openWeek('after the backup', {
    contract,
    continues: { log, size, root: toBase64Url(root), ...said },
  });
}
