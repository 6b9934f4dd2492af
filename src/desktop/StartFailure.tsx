/** What stands in the window where main did not answer its first question. */
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function StartFailure() {
  const { t } = useTranslation();
  return (
    <Center h="100%" p="xl">
      <Stack maw={480} role="alert">
        <Title order={1} size="1.25rem">
          {t('error.start.title')}
        </Title>
        <Text>{t('error.start.body')}</Text>
        <Button w="fit-content" onClick={() => window.location.reload()}>
          {t('action.retry')}
        </Button>
      </Stack>
    </Center>
  );
}
