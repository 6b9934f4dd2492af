/** A trust file for the verifier: whose key this is, in the freelancer's own words. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';
import { api } from '../api';
import { attempt } from '../failures';

const LONGEST = 120;

export function TrustDialog({ onSaved, onClose }: { onSaved(path: string): void; onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const wrong = name.trim() === '' || name.trim().length > LONGEST;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    const saved = await attempt(api.call('evidence.saveIdentity', { format: 'trust', name: name.trim() }));
    if (saved?.outcome !== 'saved') return;
    onSaved(saved.path);
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('evidence.trustTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form noValidate onSubmit={(event) => void save(event)}>
        <Stack gap="sm">
          <Text size="sm">{t('evidence.trustWhat')}</Text>
          <TextInput
            label={t('evidence.trustName')}
            value={name}
            autoComplete="name"
            data-autofocus
            error={tried && wrong ? t('evidence.trustNameShort') : null}
            data-testid="evidence-trust-name"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" data-testid="evidence-trust-save">
              {t('evidence.saveTrust')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
