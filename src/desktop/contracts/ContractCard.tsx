/** One contract in the list: its terms now, what is announced, and everything they have been. */
import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feeOfWeek } from '../../../domain/fees';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { limitOfWeek } from '../../../domain/limit';
import type { Format } from '../../ui/format';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import { EraseContract } from '../privacy/EraseContract';
import { NoticeButton } from '../privacy/NoticeButton';
import { ContractStanding } from '../protection/ContractStanding';
import { useApp } from '../store';
import { SetByClient } from '../sync/SetByClient';
import classes from './contracts.module.css';
import { scheduleName } from './fee-words';
import { rateAt } from './form-values';

const FeeDialog = lazy(() => import('./FeeDialog'));

export interface ContractCardProps {
  contract: HourlyContract;
  onEdit(): void;
  onArchive(archived: boolean): void;
}

export function ContractCard({ contract, onEdit, onArchive }: ContractCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const [fee, setFee] = useState(false);
  const archived = contract.archivedAt !== null;
  const limitMs = limitOfWeek(contract.limits, now);
  const announced = contract.limits.filter(({ from }) => from > now).at(-1);
  const name = `${contract.client} — ${contract.title}`;
  return (
    <li
      className={classes.card}
      data-archived={archived}
      data-testid={`contract-${contract.id}`}
      style={{ '--ink': contractInk(contract.colour) }}
    >
      <div>
        <h2 className={classes.title}>{name}</h2>
        <div className={`${classes.facts} figures`}>
          <strong>
            {t('contracts.perHour', {
              amount: format.money(rateAt(contract.rates, now).rateMinor, contract.currency),
            })}
          </strong>
          <span>
            {limitText(limitMs === null ? null : limitMs / 1000, format, t('contracts.noLimit'), t)}
          </span>
          <span>{t(`contracts.billingShort.${contract.billing}`)}</span>
          <span>{t(`contracts.picturesShort.${contract.pictures}`)}</span>
          <span>
            {t('fees.current', {
              name: scheduleName(feeOfWeek(contract.fees, now), contract.currency, t, format.locale),
            })}
          </span>
          <span>{t('contracts.idleAfter', { count: contract.idleMinutes })}</span>
          {archived && (
            <span>{t('contracts.archivedOn', { date: format.date(contract.archivedAt ?? 0) })}</span>
          )}
        </div>
        <SetByClient contractId={contract.id} what="limit" />
        {announced && (
          <div className={classes.future}>
            {t('contracts.announced', {
              date: format.dateUtc(announced.from),
              limit: limitText(announced.limitSeconds, format, t('contracts.noLimit'), t),
            })}
          </div>
        )}
      </div>
      <div className={classes.buttons}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('fees.editNamed', { name })}
          data-testid="contract-fee"
          onClick={() => setFee(true)}
        >
          {t('fees.edit')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('contracts.editNamed', { name })}
          data-testid="contract-edit"
          onClick={onEdit}
        >
          {t('action.edit')}
        </Button>
        <NoticeButton contract={contract} name={name} />
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t(archived ? 'contracts.unarchiveNamed' : 'contracts.archiveNamed', { name })}
          onClick={() => onArchive(!archived)}
        >
          {t(archived ? 'contracts.unarchive' : 'contracts.archive')}
        </Button>
        <EraseContract contract={contract} name={name} />
      </div>
      <ContractStanding contract={contract} />
      <History contract={contract} />
      {fee && (
        <Suspense fallback={null}>
          <FeeDialog contract={contract} onClose={() => setFee(false)} />
        </Suspense>
      )}
    </li>
  );
}

function History({ contract }: { contract: HourlyContract }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <details className={`${classes.history} figures`}>
      <summary>{t('contracts.history')}</summary>
      <div className={classes.columns}>
        <div>
          <h3>{t('contracts.rateHistory')}</h3>
          <ul>
            {contract.rates.map(({ from, rateMinor }) => (
              <li key={from}>
                <span>{t('contracts.from', { date: format.dateTime(from) })}</span>
                <span>{format.money(rateMinor, contract.currency)}</span>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{t('contracts.limitHistory')}</h3>
          <ul>
            {contract.limits.map(({ from, limitSeconds }) => (
              <li key={from}>
                <span>{t('contracts.from', { date: format.dateTime(from) })}</span>
                <span>{limitText(limitSeconds, format, t('contracts.noLimit'), t)}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </details>
  );
}

function limitText(seconds: number | null, format: Format, none: string, t: TFunction): string {
  return seconds === null ? none : t('contracts.perWeek', { hours: format.words(seconds * 1000) });
}
