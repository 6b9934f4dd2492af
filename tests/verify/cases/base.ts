/**
 * What the cases are made of: a log of one week, the keys of its people, and what each case must say. A case is an attack
 * or an honest bundle; it is a test (`tests/verify/*.test.ts`), a line of docs/attacks.md and a frozen vector.
 */
import type { ByteSource } from '../../../domain/bundle';
import type { Leaf } from '../../../domain/entry';
import type { Verdict } from '../../../domain/finding';
import { ContractIdSchema } from '../../../domain/ids';
import { DEFAULT_POLICY, type Policy, type Trust } from '../../../domain/trust';
import { BundleLog, WEEK } from '../../support/bundle-log';
import { checkpointOf, trustOf } from '../../support/bundles';
import { SLOT, testKey } from '../../support/evidence';

/** The freelancer's device, a second one, a server, a client, and somebody whom nobody knows. */
export const DEVICE = testKey('device');
export const SECOND = testKey('second device');
export const SERVER = testKey('server');
export const CLIENT = testKey('client');
export const STRANGER = testKey('stranger');

export const OTHER_CONTRACT = ContractIdSchema.parse('99999999-9999-4999-8999-999999999999');

/** Wall ms of a day after `SLOT`'s week began, 20:00 UTC. */
export const evening = (day: number) => (WEEK + day * 86_400 + 72_000) * 1000;

export interface Case {
  /** File names of its frozen vector, and its name in the list of attacks. */
  name: string;
  /** Of the test: the rule, then what is wrong and who does it. */
  title: string;
  /** Whole, or what gives the bytes where a file could not. */
  bundle: () => Uint8Array | ByteSource;
  /** What differs from `TRUST` and the policy that asks for nothing. */
  trust?: Trust;
  policy?: Partial<Policy>;
  verdict: Verdict;
  /** Every finding, in order: see `findingsOf`. */
  findings: readonly string[];
}

export const policyOf = ({ policy = {} }: Case): Policy => ({ ...DEFAULT_POLICY, ...policy });

/** What is said of every bundle without a server. */
export const DEVICE_TIME = 'device-time bundle';

export interface Week {
  log: BundleLog;
  /** Tuesday 10:00 with two pictures, 10:10 with one, 10:20 with none, 11:00 by hand. Entries 1–4. */
  first: Leaf;
  second: Leaf;
  third: Leaf;
  manual: Leaf;
}

/** A week that nobody has closed yet. `name` makes it a log of its own. */
export function openWeek(
  name = 'the week',
  opened: ConstructorParameters<typeof BundleLog>[1] = {},
  opener = DEVICE,
): Week {
  const log = new BundleLog(opener, { at: openedAt(name), ...opened });
  const first = log.segment(SLOT, { pictures: 2 }).sealed.leaf;
  const second = log.segment(SLOT + 600, { pictures: 1 }).sealed.leaf;
  const third = log.segment(SLOT + 1200).sealed.leaf;
  const manual = log.manual(SLOT + 3600).sealed.leaf;
  return { log, first, second, third, manual };
}

/** The slots of the week with their time, as a closing counts them. */
export const WORKED: readonly (readonly [number, number])[] = [
  [SLOT, 600_000],
  [SLOT + 600, 600_000],
  [SLOT + 1200, 600_000],
  [SLOT + 3600, 600_000],
];

/** Closed: entry 5. */
export function closedWeek(name?: string, opened?: Parameters<typeof openWeek>[1]): Week {
  const week = openWeek(name, opened);
  week.log.close(WEEK, WORKED);
  return week;
}

/** Another instant for each name, all in the hour before the first slot: another `open`, so another log. */
function openedAt(name: string): number {
  const number = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7);
  return SLOT * 1000 - 3_000_000 + number;
}

/** Logs of contracts of their own, of which the reader has seen the head earlier. */
export const seenWeek = (which: 'cut' | 'rewritten') => {
  const contract = ContractIdSchema.parse(
    `${which === 'cut' ? '7777' : '8888'}7777-7777-4777-8777-777777777777`,
  );
  return closedWeek(`seen and ${which}`, { contract });
};

/** What the reader of every case holds: who is who, and two heads that were seen earlier. */
export const TRUST: Trust = trustOf({
  freelancer: [DEVICE],
  server: [SERVER],
  client: [CLIENT],
  checkpoints: [checkpointOf(seenWeek('cut').log), checkpointOf(seenWeek('rewritten').log)],
});
