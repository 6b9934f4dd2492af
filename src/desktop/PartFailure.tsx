/** What stands in the place of a page that failed; the timer above it goes on. */
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function PartFailure() {
  const { t } = useTranslation();
  return (
    <Center h="100%" p="xl">
      <Stack maw={480} role="alert">
        <Title order={1} size="1.25rem">
          {t('error.page.title')}
        </Title>
        <Text>{t('error.page.body')}</Text>
        <Button w="fit-content" onClick={() => window.location.reload()}>
          {t('action.retry')}
        </Button>
      </Stack>
    </Center>
  );
}
