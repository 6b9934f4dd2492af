/** On a contract's card: what people stated about it, to state and to withdraw, and whether it is paused. */
import { Button } from '@mantine/core';
import { IconCircleDashed, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { Attestation } from '../../../domain/terms';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { SetByClient } from '../sync/SetByClient';
import { useShared } from '../sync/sync-store';
import { StatementQuestion } from './MendProvider';
import classes from './protection.module.css';

export function ContractStanding({ contract }: { contract: HourlyContract }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState<Attestation['what'] | null>(null);
  const { id } = contract;
  const shared = useShared(id);
  const pause = contract.pauses.find(({ to }) => to === null);
  return (
    <section className={classes.standing} aria-label={t('protection.statements', { title: contract.title })}>
      <ul>
        {(['identity', 'billing', 'standing'] as const).map((what) => {
          const stated = contract.attestations.findLast(
            (one) => one.what === what && one.withdrawnAt === null,
          );
          return (
            <li key={what} data-testid={`stated-${what}`}>
              {stated ? (
                <IconShieldCheck size={16} aria-hidden />
              ) : (
                <IconCircleDashed size={16} aria-hidden />
              )}
              <span>
                {t('protection.whatIs', {
                  what: t(`protection.what.${what}`),
                  state: stated
                    ? t('protection.stated', { name: stated.statedBy, date: format.date(stated.at) })
                    : t('protection.notStated'),
                })}
              </span>
              {what === 'billing' && shared?.set.billing != null ? (
                <SetByClient contractId={id} what="billing" />
              ) : stated ? (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t('protection.withdraw')}: ${t(`protection.what.${what}`)}`}
                  onClick={() => void attempt(api.call('contract.withdraw', { id, what }))}
                >
                  {t('protection.withdraw')}
                </Button>
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t('protection.do.attest')}: ${t(`protection.what.${what}`)}`}
                  onClick={() => setAsked(what)}
                >
                  {t('protection.do.attest')}
                </Button>
              )}
            </li>
          );
        })}
        <li data-testid="pause-state">
          <span>
            {pause
              ? t('protection.pausedSince', { date: format.dateTime(pause.from) })
              : t('protection.notPaused')}
          </span>
          {shared === null ? (
            <Button
              size="compact-xs"
              variant="default"
              data-testid="contract-pause"
              onClick={() => void attempt(api.call('contract.pause', { id, paused: pause === undefined }))}
            >
              {t(pause ? 'protection.unpause' : 'protection.pause')}
            </Button>
          ) : (
            <SetByClient contractId={id} what="paused" />
          )}
        </li>
      </ul>
      <span className={classes.dim}>{t('protection.neverChecked')}</span>
      {asked && <StatementQuestion contractId={id} what={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}
