/** A day without work. Today it teaches how the first slice comes to be; on other days it says so plainly. */
import { Button, Kbd, List, Text, Title } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { ImportButton } from '../import/ImportButton';
import { modKey } from '../keyboard/platform';
import { useApp } from '../store';
import { openContracts } from '../timer/selection';

export function EmptyDay({ isToday }: { isToday: boolean }) {
  const { t } = useTranslation();
  const hasContract = useApp(({ contracts }) => openContracts(contracts).length > 0);
  if (!isToday) return <Text c="dimmed">{t('empty.otherDay')}</Text>;
  return (
    <div data-testid="diary-empty">
      <Title order={2} size="1.25rem" mb="sm">
        {t('empty.title')}
      </Title>
      {hasContract ? (
        <>
          <List type="ordered" spacing="xs">
            <List.Item>{t('empty.stepContract')}</List.Item>
            <List.Item>{t('empty.stepMemo')}</List.Item>
            <List.Item>
              <Trans i18nKey="empty.stepStart" values={{ mod: modKey() }} components={{ key: <Kbd /> }} />
            </List.Item>
          </List>
          <Text mt="md">{t('empty.then')}</Text>
          <Text mt="xs" c="dimmed" size="sm">
            {t('empty.never')}
          </Text>
          <Text mt="xl" mb="xs" size="sm">
            {t('empty.before')}
          </Text>
          <ImportButton />
        </>
      ) : (
        <>
          <Text mb="md">{t('empty.noContract')}</Text>
          <Button onClick={() => useApp.setState({ page: 'contracts' })}>{t('contracts.new')}</Button>
        </>
      )}
    </div>
  );
}
