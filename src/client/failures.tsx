/** What failed, in words: what happened, what was kept, what to do. A code that the page has no words for keeps the server's. */
import { Alert, Button, Center, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Failure } from './api';
import { problemText } from './problem';

/** `onRetry`: where asking once more may help. */
export function FailureNote({ failure, onRetry }: { failure: Failure | null; onRetry?: () => void }) {
  const { t, i18n } = useTranslation('client');
  if (failure === null) return null;
  const offline = failure.outcome === 'offline';
  return (
    <Alert
      role="alert"
      variant="light"
      color={offline ? 'yellow' : 'red'}
      icon={offline ? <IconPlugConnectedX aria-hidden /> : <IconAlertTriangle aria-hidden />}
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <Text size="sm">{problemText(failure, i18n)}</Text>
      {onRetry && (
        <Button mt="xs" size="xs" variant="default" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </Alert>
  );
}

/** What stands in the place of a view that failed; the frame around it goes on. */
export function PartFailure() {
  const { t } = useTranslation('client');
  return (
    <Center p="xl">
      <Stack maw={480} role="alert">
        <Title order={1} size="h3">
          {t('failed.title')}
        </Title>
        <Text>{t('failed.body')}</Text>
        <Button w="fit-content" onClick={() => window.location.reload()}>
          {t('action.reload')}
        </Button>
      </Stack>
    </Center>
  );
}
