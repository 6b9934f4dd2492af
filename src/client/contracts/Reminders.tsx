/** What waits for whoever reads: a review that is open, a dispute to answer, a decision; each leads to its week. */
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { Reminder } from '../../../domain/protocol-review';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { useFormat } from '../../ui/format-context';
import { type Asked, useAsked } from '../asked';
import { useEvents } from '../events';
import { Link } from '../route';
import classes from './contracts.module.css';

type Answer = { reminders: Reminder[] };

/** Asked for beside the view, so that the view below is shown in its place and does not move down later. */
export function useReminders(contract: ContractId, role: RoleOnContract): Asked<Answer> {
  const asked = useAsked('reminders', { params: { contract } });
  useEvents(role === 'mediator' ? null : contract, ({ kind }) => {
    if (kind === 'review') asked.again();
  });
  return asked;
}

export function Reminders(props: {
  contract: ContractId;
  role: RoleOnContract;
  reminders: readonly Reminder[];
}) {
  const { contract, role, reminders } = props;
  const { t } = useTranslation('client');
  const format = useFormat();
  if (reminders.length === 0) return null;
  return (
    <ul className={classes.reminders} aria-label={t('reminder.title')}>
      {reminders.map(({ kind, week, until }) => {
        const values = {
          week: format.dateUtc(week * 1000),
          until: until === null ? '' : format.dateTime(until),
        };
        const isUrgent = kind === 'answer-due' || kind === 'review-ends';
        return (
          <li key={`${week} ${kind}`} className={classes.reminder} data-urgent={isUrgent || undefined}>
            <span>{t(`reminder.${wordsFor(role, kind)}`, values)}</span>
            {role !== 'mediator' && (
              <Link to={{ page: 'contract', contract, view: { name: 'week', week } }}>
                {t('reminder.open')}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** To a mediator a dispute is something to decide, not to answer. */
function wordsFor(role: RoleOnContract, kind: Reminder['kind']): Reminder['kind'] | 'mediator' {
  return role === 'mediator' && kind === 'dispute' ? 'mediator' : kind;
}
