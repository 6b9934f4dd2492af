/** The weekly limit: what counts now, what comes, and a new one. What a change does is said before it is made. */
import { Button, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { ContractView } from '../../../domain/protocol-diary';
import { weekEnd } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { editableHours, parseHours } from '../../ui/parse';
import { api } from '../api';
import { useSending } from '../asked';
import { Done } from '../Done';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { now } from '../present';
import { loadContract } from '../store';
import { isCut } from './limit';
import { Card } from './SettingsPage';

export function LimitCard(props: { contract: ContractId; view: ContractView; isClient: boolean }) {
  const { view } = props;
  const { t } = useTranslation('client');
  const format = useFormat();
  const text = (limit: number | null) =>
    limit === null ? t('settings.limitNone') : t('settings.limitHours', { hours: editableHours(limit) });
  return (
    <Card title={t('settings.limit')}>
      <div>
        <Text fw={600} size="lg" data-testid="limit-now">
          {text(view.limitSeconds)}
        </Text>
        {view.nextLimit !== null && (
          <Text size="sm" data-testid="limit-next">
            {t('settings.limitNext', {
              date: format.dateUtc(view.nextLimit.from),
              limit: text(view.nextLimit.limitSeconds),
            })}
          </Text>
        )}
      </div>
      {props.isClient ? (
        view.disputed ? (
          <Text size="sm">{t('settings.pausedByDispute')}</Text>
        ) : (
          <LimitForm contract={props.contract} view={view} />
        )
      ) : (
        <ByClient />
      )}
    </Card>
  );
}

export function ByClient() {
  const { t } = useTranslation('client');
  return (
    <Text size="sm" c="dimmed">
      {t('settings.readOnly')}
    </Text>
  );
}

function LimitForm({ contract, view }: { contract: ContractId; view: ContractView }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const [hours, setHours] = useState('');
  const [without, setWithout] = useState(false);
  const [tried, setTried] = useState(false);
  const [from, setFrom] = useState<number | null>(null);
  const { sending, failure, send } = useSending();

  const read = without ? { ok: true as const, value: null } : parseHours(hours);
  const last = view.nextLimit?.limitSeconds ?? view.limitSeconds;
  const effect = !read.ok
    ? null
    : read.value === view.limitSeconds && view.nextLimit === null
      ? t('settings.limitSame')
      : isCut(view.limitSeconds, read.value)
        ? t('settings.limitCut', { date: format.dateUtc(weekEnd(now())) })
        : t('settings.limitRaise');

  async function set(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    setFrom(null);
    if (!read.ok) return;
    const answer = await send(
      api.call('setLimit', { params: { contract }, body: { limitSeconds: read.value } }),
    );
    if (answer === undefined) return;
    setFrom(answer.value.from);
    setHours('');
    setTried(false);
    await loadContract(contract);
  }

  return (
    <form className={frame.stack} onSubmit={(event) => void set(event)}>
      <TextInput
        label={t('settings.limitNew')}
        placeholder={t('settings.limitHint')}
        inputMode="decimal"
        styles={{ wrapper: { maxWidth: '18rem' } }}
        disabled={without}
        value={hours}
        error={tried && !read.ok ? t(`settings.limitWrong.${read.reason}`) : null}
        data-testid="limit-hours"
        onChange={(event) => setHours(event.currentTarget.value)}
      />
      {last !== null && (
        <Switch
          label={t('settings.limitWithout')}
          checked={without}
          onChange={(event) => setWithout(event.currentTarget.checked)}
        />
      )}
      <Text size="sm" mih="1.5em" aria-live="polite">
        {effect}
      </Text>
      <FailureNote failure={failure} />
      <Done shown={from !== null}>{t('settings.limitDone', { date: format.dateTime(from ?? 0) })}</Done>
      <Button type="submit" w="fit-content" loading={sending} data-testid="limit-set">
        {t('settings.limitSet')}
      </Button>
    </form>
  );
}
