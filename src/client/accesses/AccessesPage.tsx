/** For the freelancer: who looked at which day or week of the diary, the latest first. */
import { Button, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACCESSES_AT_ONCE } from '../../../domain/protocol-accounts';
import type { Reply } from '../../../domain/wire';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { useAsked, useSending } from '../asked';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import type { ViewProps } from '../views';
import classes from './accesses.module.css';

type AccessRow = Reply<'accesses'>['accesses'][number];

export default function AccessesPage({ contract }: ViewProps<'accesses'>) {
  const { t } = useTranslation('client');
  const first = useAsked('accesses', { params: { contract }, query: {} });
  const [older, setOlder] = useState<AccessRow[]>([]);
  const [isAll, setAll] = useState(false);
  const more = useSending();
  const rows = [...(first.value?.accesses ?? []), ...older];
  const last = rows.at(-1);

  async function load() {
    if (last === undefined) return;
    const answer = await more.send(
      api.call('accesses', { params: { contract }, query: { before: last.at } }),
    );
    if (answer === undefined) return;
    setOlder((before) => [...before, ...answer.value.accesses]);
    if (answer.value.accesses.length < ACCESSES_AT_ONCE) setAll(true);
  }

  return (
    <div className={frame.page}>
      <Title order={2} size="h3">
        {t('accesses.title')}
      </Title>
      <Text size="sm">{t('accesses.what')}</Text>
      <FailureNote failure={first.failure} onRetry={first.again} />
      {first.value !== null && rows.length === 0 && <Text size="sm">{t('accesses.none')}</Text>}
      {rows.length > 0 && <Rows rows={rows} />}
      <FailureNote failure={more.failure} />
      {rows.length >= ACCESSES_AT_ONCE && !isAll && (
        <Button variant="default" w="fit-content" loading={more.sending} onClick={() => void load()}>
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}

function Rows({ rows }: { rows: readonly AccessRow[] }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('accesses.at')}</th>
          <th scope="col">{t('accesses.who')}</th>
          <th scope="col">{t('accesses.seen')}</th>
          <th scope="col">{t('accesses.of')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end, and looks have no id
          <tr key={at}>
            <td className="figures">{format.dateTime(row.at)}</td>
            <td>
              {row.who} <span className={classes.role}>({t(`role.${row.role}`)})</span>
            </td>
            <td>{t(`accesses.kind.${row.what}`)}</td>
            <td className="figures">{row.of === null ? '' : format.dateUtc(row.of * 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
