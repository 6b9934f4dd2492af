/** Erasing everything of a contract: what goes is said, its title is typed, and a proof is saved. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { api } from '../api';
import { attempt } from '../failures';

export function EraseContract({ contract, name }: { contract: HourlyContract; name: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);

  async function erase(): Promise<void> {
    setBusy(true);
    // Where it is done, the contract and this dialog are gone with it.
    await attempt(api.call('contract.erase', { id: contract.id, typed }));
    setBusy(false);
  }

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('privacy.eraseNamed', { name })}
        data-testid="contract-erase"
        onClick={() => {
          setTyped('');
          setOpened(true);
        }}
      >
        {t('privacy.erase')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('privacy.eraseTitle')} centered>
        <Stack gap="sm">
          <Text size="sm">{t('privacy.eraseWhat', { name })}</Text>
          <Text size="sm">{t('privacy.eraseProof')}</Text>
          <TextInput
            label={t('privacy.eraseType', { title: contract.title })}
            value={typed}
            data-autofocus
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-testid="contract-erase-typed"
          />
          <Group>
            <Button
              color="red"
              loading={busy}
              disabled={typed.trim() !== contract.title}
              data-testid="contract-erase-confirm"
              onClick={() => void erase()}
            >
              {t('privacy.eraseConfirm')}
            </Button>
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
