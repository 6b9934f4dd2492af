/** One contract's log: what is sealed and what waits, whose keys it has, and the way to the export. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPackageExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { slotEnd, slotStart } from '../../../domain/week';
import type { Evidence, LogState } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import classes from './evidence.module.css';
import { KeyList } from './KeyList';

export function ContractLog(props: {
  contract: HourlyContract;
  state: LogState | undefined;
  /** This device has a key that may sign now. */
  canSign: boolean;
  take(evidence: Evidence): void;
  onExport(): void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { contract, state, canSign } = props;
  const name = `${contract.client} — ${contract.title}`;
  const counted = (key: 'sealed' | 'deleted' | 'waiting' | 'entries' | 'earlier', count: number) =>
    t(`evidence.contract.${key}`, { count, formatted: format.number(count) });
  const log = state?.log ?? null;
  const waiting = state?.waiting ?? 0;
  return (
    <article
      className={classes.contract}
      style={{ '--ink': contractInk(contract.colour) }}
      aria-label={name}
      data-testid={`evidence-${contract.id}`}
    >
      <div className={classes.contractHead}>
        <div>
          <h2>{name}</h2>
          <p className={`${classes.counts} figures`} data-testid="evidence-counts">
            <strong>{log === null ? t('evidence.contract.noLog') : counted('sealed', log.segments)}</strong>
            {log !== null && log.deleted > 0 && <span>{counted('deleted', log.deleted)}</span>}
            <span data-testid="evidence-waiting">
              {waiting > 0 ? counted('waiting', waiting) : t('evidence.contract.allSealed')}
            </span>
            {log !== null && log.first !== null && log.last !== null && (
              <span>
                {t('evidence.contract.span', {
                  from: format.date(slotStart(log.first)),
                  to: format.date(slotEnd(log.last) - 1),
                })}
              </span>
            )}
          </p>
        </div>
        <Button
          size="sm"
          variant="default"
          disabled={log === null || !canSign}
          leftSection={<IconPackageExport size={16} aria-hidden />}
          aria-label={t('evidence.export.buttonNamed', { name })}
          data-testid="evidence-export"
          onClick={props.onExport}
        >
          {t('evidence.export.button')}
        </Button>
      </div>
      {state !== undefined && state.earlier > 0 && (
        <p className={classes.warning} data-testid="evidence-earlier">
          <IconAlertTriangle size={16} aria-hidden />
          <span>{counted('earlier', state.earlier)}</span>
        </p>
      )}
      {log !== null && (
        <details className={classes.more} data-testid="evidence-more">
          <summary>{t('evidence.keys.title')}</summary>
          <KeyList contractId={contract.id} keys={log.keys} canSign={canSign} take={props.take} />
          <dl className={classes.facts}>
            <dt>{t('evidence.contract.opened')}</dt>
            <dd>
              {format.dateTime(log.openedAt)} · {counted('entries', log.entries)}
            </dd>
            <dt>{t('evidence.contract.name')}</dt>
            <dd className={classes.mono}>{log.leaf}</dd>
            <dt>{t('evidence.contract.head')}</dt>
            <dd className={classes.mono} data-testid="evidence-head">
              {log.head}
            </dd>
          </dl>
        </details>
      )}
    </article>
  );
}
