/** What the client of a shared contract has set: said beside everything that the freelancer can then only read. */
import { IconUserCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { SyncContract } from '../../../electron/contract';
import type { Format } from '../../ui/format';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import classes from './sync.module.css';
import { useShared } from './sync-store';

export type ClientSet = SyncContract['set'];
export type SetWhat = keyof ClientSet;

/** One line under a field: set by the client since when, or theirs to set. Nothing where the contract is not shared. */
export function SetByClient({ contractId, what }: { contractId: HourlyContract['id']; what: SetWhat }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shared = useShared(contractId);
  if (shared === null) return null;
  const set = shared.set[what];
  return (
    <p className={classes.byClient} data-testid={`set-by-client-${what}`}>
      <IconUserCheck size={14} aria-hidden />
      <span>
        {set === null
          ? t('sync.set.theirs')
          : t('sync.set.since', { date: format.dateTime(Math.max(set.at, set.from)) })}
      </span>
    </p>
  );
}

/** In the timer's bar: that the limit is the client's, or that the client has paused the contract. */
export function TheirsMark({ contractId }: { contractId: HourlyContract['id'] | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shared = useShared(contractId);
  if (shared === null) return null;
  const { paused, limit } = shared.set;
  if (paused !== null) {
    return (
      <span className={classes.paused} role="status" data-testid="timer-paused-by-client">
        {t('sync.set.pausedShort', { date: format.dateTime(paused.from) })}
      </span>
    );
  }
  return limit === null ? null : (
    <span
      className={classes.short}
      title={t('sync.set.since', { date: format.dateTime(Math.max(limit.at, limit.from)) })}
      data-testid="timer-limit-by-client"
    >
      {t('sync.set.short')}
    </span>
  );
}

/** All of it, on the page of the server. */
export function SetByClientList({ contract, set }: { contract: HourlyContract; set: ClientSet }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const lines = linesOf(set, now, t, format);
  return (
    <div className={classes.set} data-testid="sync-set">
      <h3>{t('sync.set.title', { client: contract.client })}</h3>
      {lines.length === 0 ? (
        <p className={classes.note}>{t('sync.set.nothing')}</p>
      ) : (
        <ul className="figures">
          {lines.map(({ what, text }) => (
            <li key={what} data-testid={`sync-set-${what}`}>
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function linesOf(
  set: ClientSet,
  now: number,
  t: TFunction,
  format: Format,
): { what: SetWhat; text: string }[] {
  const lines: { what: SetWhat; text: string }[] = [];
  if (set.paused !== null) {
    lines.push({ what: 'paused', text: t('sync.set.paused', { date: format.dateTime(set.paused.from) }) });
  }
  if (set.limit !== null) {
    const { limitSeconds, at, from } = set.limit;
    const limit =
      limitSeconds === null
        ? t('contracts.noLimit')
        : t('contracts.perWeek', { hours: format.words(limitSeconds * 1000) });
    lines.push({
      what: 'limit',
      text: t(from > at && from > now ? 'sync.set.limitFrom' : 'sync.set.limit', {
        limit,
        date: format.dateTime(from),
      }),
    });
  }
  if (set.terms !== null) {
    const { manual, tags, tagRequired, from } = set.terms;
    const parts = [
      t(manual ? 'sync.set.manual' : 'sync.set.noManual'),
      ...(tags.length > 0
        ? [t(tagRequired ? 'sync.set.tagsRequired' : 'sync.set.tags', { tags: tags.join(', ') })]
        : []),
    ];
    lines.push({
      what: 'terms',
      text: t('sync.set.terms', { what: parts.join(' '), date: format.dateTime(from) }),
    });
  }
  if (set.billing !== null) {
    lines.push({ what: 'billing', text: t('sync.set.billing', { date: format.dateTime(set.billing.from) }) });
  }
  return lines;
}
