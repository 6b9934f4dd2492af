/** What the server did not take: why, how much time it is, which slices, and what can be done. All of it is kept here. */
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { slotStart } from '../../../domain/week';
import type { RefusedEntry } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { useFormat } from '../../ui/format-context';
import { dayOf } from '../../ui/zone';
import { api } from '../api';
import evidenceClasses from '../evidence/evidence.module.css';
import { attempt, tellDone } from '../failures';
import { LOCAL_ZONE } from '../present';
import { showDay, useApp } from '../store';
import { groupsOf, type RefusedGroup, wayOf } from './refusals';
import classes from './sync.module.css';
import { takeSync } from './sync-store';

export function RefusedList({ refused }: { refused: readonly RefusedEntry[] }) {
  const { t } = useTranslation();
  if (refused.length === 0) return null;
  return (
    <section className={evidenceClasses.card} aria-labelledby="sync-refused" data-testid="sync-refused">
      <h2 id="sync-refused">{t('sync.refused.title')}</h2>
      <p className={classes.note}>{t('sync.refused.kept')}</p>
      <ul className={classes.refused}>
        {groupsOf(refused).map((group) => (
          <Refused key={`${group.contractId} ${group.why}`} group={group} />
        ))}
      </ul>
    </section>
  );
}

function Refused({ group }: { group: RefusedGroup }) {
  const { t } = useTranslation();
  const format = useFormat();
  const zone = useApp(({ settings }) => (settings.zone === 'utc' ? 'UTC' : LOCAL_ZONE));
  const contract = useApp(({ contracts }) => contracts.find(({ id }) => id === group.contractId));
  const [busy, setBusy] = useState(false);
  const way = wayOf(group.why);
  const [first] = group.slices;

  async function retry(): Promise<void> {
    setBusy(true);
    const after = await attempt(api.call('sync.retry', { ids: group.ids.slice(0, 200) }));
    setBusy(false);
    if (after === undefined) return;
    takeSync(after);
    tellDone(t('sync.refused.retried'));
  }

  return (
    <li data-testid={`sync-refused-${group.why}`}>
      <div>
        <strong>{t(`sync.refusal.${group.why}.what`)}</strong>
        <p className={classes.note}>
          {contractName(contract, t)}
          {group.ms > 0 && ` · ${format.words(group.ms)}`}
          {` · ${t('sync.refused.entries', { count: group.ids.length, formatted: format.number(group.ids.length) })}`}
          {` · ${format.dateTime(group.at)}`}
        </p>
        <p>{t(`sync.refusal.${group.why}.do`)}</p>
        {way === 'report' && group.detail !== '' && (
          <p className={classes.note}>{t('sync.said', { detail: group.detail })}</p>
        )}
      </div>
      <Group gap="xs">
        {way !== 'talk' && (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            data-testid="sync-retry"
            onClick={() => void retry()}
          >
            {t('action.retry')}
          </Button>
        )}
        {first && (
          <Button
            size="compact-sm"
            variant="default"
            data-testid="sync-refused-show"
            onClick={() => showDay(dayOf(slotStart(first.slot), zone), first.sliceId)}
          >
            {t('sync.refused.show')}
          </Button>
        )}
      </Group>
    </li>
  );
}
