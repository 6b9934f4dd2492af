/**
 * A week of a contract as a dispute has it, for the tests of reports: full days with pictures, a second device, time by
 * hand, memos that say too little or far too much, what was amended, deleted, moved, redacted, missed; terms that changed.
 * Real entries, verified by the real verifier. The same in every run.
 */
import type { Scope } from '../../domain/bundle';
import { LeafSchema } from '../../domain/entry';
import type { Reported } from '../../domain/report-json';
import { DEFAULT_POLICY } from '../../domain/trust';
import { verify } from '../../domain/verify';
import { BundleLog, NEXT_WEEK as MONDAY } from './bundle-log';
import { ALL_FIELDS, bundleOf, nodeCrypto, sourceOf, trustOf } from './bundles';
import { TERMS, testKey, workedSlice } from './evidence';

const DAY = 86_400;
const HOUR = 3600;
const SLOT_LENGTH = 600;

export const REPORT_WEEK: Scope = { from: MONDAY, to: MONDAY + 7 * DAY, fields: ALL_FIELDS };

export const LONG_MEMO =
  'Reworked the checkout so that a cart which is left open for a week keeps its prices, its discounts and the address ' +
  'that was typed last; wrote down in Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung.md why the ' +
  'old way lost all three when the session ended; answered the questions of the bookkeeper about VAT in the three ' +
  'countries; then measured again on the slow telephone, which now needs 1.2 s where it was 4.8 s.';

const MEMOS = [
  'Checkout: prices of a cart that is kept open',
  'Écran de paiement : règles de remise et arrondis',
  LONG_MEMO,
  'Review with the client, notes in the ticket',
  '<script>alert("memo")</script> & <b>bold</b>',
  'work',
];

export interface ReportLogOptions {
  /** Days from Monday on, full ones. */
  days?: number;
  /** Slots a day from 08:00 on. */
  slots?: number;
  /** Only plain segments: for long ranges. */
  plain?: boolean;
  pictures?: boolean;
}

/** A log with that many days of work in the week of `MONDAY` and those after it. */
export function reportLog({
  days = 5,
  slots = 45,
  plain = false,
  pictures = true,
}: ReportLogOptions = {}): BundleLog {
  const log = new BundleLog(testKey('device'), {
    at: MONDAY * 1000 - 3_600_000,
    terms: { ...TERMS, tagRequired: 1, retentionDays: 365, perSlice: 1 },
    limit: 34 * HOUR,
  });
  const second = testKey('second device');
  if (!plain) statements(log, second);
  for (let day = 0; day < days; day++) {
    // Monday to Friday of each week.
    const start = MONDAY + (Math.floor(day / 5) * 7 + (day % 5)) * DAY + 8 * HOUR;
    for (let n = 0; n < slots; n++) {
      // An hour of lunch.
      const slot = start + (n < 24 ? n : n + 6) * SLOT_LENGTH;
      segment(log, slot, n, pictures);
    }
    if (!plain) odd(log, second, start, day);
  }
  return log;
}

function statements(log: BundleLog, second: ReturnType<typeof testKey>): void {
  const at = MONDAY * 1000 - 1_800_000;
  for (const what of ['identity', 'billing', 'standing'] as const)
    log.say(
      (_sd) => ({ type: 'attest', at, what, from: at, _sd }),
      [{ name: 'statedBy', value: 'Zoë Martin & Söhne' }],
    );
  log.addKey(second, 'device', at);
  const from = (MONDAY + 2 * DAY) * 1000;
  log.add({ type: 'rate', at, from, rate: 6250 });
}

function segment(log: BundleLog, slot: number, n: number, pictures: boolean): void {
  const memo = MEMOS[Math.floor(n / 8) % MEMOS.length] ?? '';
  const minutes = workedSlice(slot).minutes.map((counts, minute) =>
    (minute * 7 + n * 3) % 11 < 4 ? { ...counts, keys: 0, clicks: 0, scrolls: 0 } : counts,
  );
  log.segment(slot, {
    slice: { memo, tag: 'Writing', minutes },
    pictures: pictures ? (n % 9 === 4 ? 2 : 1) : 0,
    missed: n === 20 ? 1 : 0,
  });
}

/** What is out of the ordinary, a different thing each day. */
function odd(log: BundleLog, second: ReturnType<typeof testKey>, start: number, day: number): void {
  const leafAt = (n: number) => {
    const slot = start + n * SLOT_LENGTH;
    const found = [...log.slots].find(([, own]) => own === slot);
    if (found === undefined) throw new Error('no such slot');
    return found[0];
  };
  const at = (start + 12 * HOUR) * 1000;
  const evening = start + 10 * HOUR;
  if (day === 0) {
    log.amend(leafAt(3), [{ name: 'memo', value: 'Checkout: prices, said better' }], { at });
    log.remove(leafAt(5), { at, picture: 0 });
    log.remove(leafAt(10), { at });
    log.remove(leafAt(11), { at });
  }
  if (day === 1) {
    log.redact(leafAt(2), 0, { at });
    log.manual(evening, {
      slice: {
        memo: 'Call with the client about the release',
        tag: 'Writing',
        reason: 'By telephone, on the way',
      },
    });
  }
  if (day === 2) log.remove(leafAt(1), { at, to: LeafSchema.parse('A'.repeat(43)) });
  if (day === 3) {
    log.segment(evening, {
      key: second,
      slice: { memo: 'Tests on the second machine', tag: 'Writing' },
      pictures: 1,
    });
    log.segment(evening + SLOT_LENGTH, { key: second, slice: { memo: '', tag: 'Writing' }, missed: 1 });
  }
  if (day === 4) log.segment(evening, { slice: { memo: 'No tag and no picture here', tag: '' } });
}

export interface ReportedOptions {
  language?: 'en' | 'fr';
  scope?: Scope;
  note?: string;
  /** Whether the opener's key is trusted. */
  trusted?: boolean;
}

/** What the exporter gives to the reports. */
export async function reportedOf(
  log: BundleLog,
  { language = 'en', scope = REPORT_WEEK, note = '', trusted = true }: ReportedOptions = {},
): Promise<Reported> {
  const trust = trustOf(trusted ? { freelancer: [log.opener] } : {});
  const bundle = bundleOf(log, { scope, note, language });
  const { record, findings, verdict } = await verify(sourceOf(bundle), trust, DEFAULT_POLICY, nodeCrypto);
  if (record === null) throw new Error('the log did not open');
  return { record, findings, verdict, manifest: { app: '0.1.0', language, scope, note } };
}
