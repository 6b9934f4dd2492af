/** Everything into one file: the passphrase twice, how strong it is, then where to. */
import { Button, Group, Modal, PasswordInput, Progress, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';
import { strengthOf } from './strength';

const SHORTEST = 8;
const COLOURS = ['red', 'red', 'orange', 'teal', 'teal'] as const;

export default function BackupDialog({
  onClose,
  onMake,
}: {
  onClose(): void;
  onMake(passphrase: string): void;
}) {
  const { t } = useTranslation();
  useFocusBack();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [tried, setTried] = useState(false);
  const short = first.length < SHORTEST;
  const different = first !== second;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (short || different) return;
    onMake(first);
    onClose();
  }

  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t('backup.makeTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">{t('backup.what')}</Text>
          <PasswordInput
            label={t('backup.passphrase')}
            description={t('backup.tip')}
            autoComplete="new-password"
            data-autofocus
            value={first}
            error={tried && short ? t('backup.short') : null}
            visibilityToggleButtonProps={{ 'aria-label': t('backup.show') }}
            onChange={(event) => setFirst(event.currentTarget.value)}
            data-testid="backup-passphrase"
          />
          <Strength passphrase={first} />
          <PasswordInput
            label={t('backup.again')}
            autoComplete="new-password"
            value={second}
            error={tried && different ? t('backup.different') : null}
            visibilityToggleButtonProps={{ 'aria-label': t('backup.show') }}
            onChange={(event) => setSecond(event.currentTarget.value)}
            data-testid="backup-again"
          />
          <Group>
            <Button type="submit" data-testid="backup-submit">
              {t('backup.submit')}
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

function Strength({ passphrase }: { passphrase: string }) {
  const { t } = useTranslation();
  const score = passphrase.length < SHORTEST ? 0 : strengthOf(passphrase);
  const said = t('backup.strength', { word: t(`backup.strengths.${score}`) });
  return (
    <div>
      <Progress
        value={passphrase === '' ? 0 : (score + 1) * 20}
        color={COLOURS[score]}
        size="sm"
        aria-hidden
      />
      {/* The line is there from the start, so that nothing moves when it speaks. */}
      <Text size="xs" mt={4} mih="1.25rem" role="status" data-testid="backup-strength">
        {passphrase !== '' && said}
      </Text>
    </div>
  );
}
