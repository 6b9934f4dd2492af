/** A link with which the client joins a contract: made on demand, shown once, copied by hand or by the button. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import evidenceClasses from '../evidence/evidence.module.css';
import { attempt } from '../failures';
import { tellProblem } from './problem';

export function InviteDialog({ contract, onClose }: { contract: HourlyContract; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  useFocusBack();
  const [name, setName] = useState(contract.client);
  const [busy, setBusy] = useState(false);
  const [copied, setCopied] = useState(false);
  const [made, setMade] = useState<{ link: string; until: number } | null>(null);

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const answer = await attempt(
      api.call('sync.invite', { contractId: contract.id, name: name.trim().slice(0, 120) }),
    );
    setBusy(false);
    if (answer === undefined) return;
    if (answer.outcome === 'problem') return tellProblem(answer);
    setMade(answer);
  }

  async function copy(link: string): Promise<void> {
    const done = await attempt(api.call('sync.copyLink', { link }).then(() => true));
    if (done === true) setCopied(true);
  }

  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={`${t('sync.invite.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {made === null ? (
        <form noValidate onSubmit={(event) => void make(event)}>
          <Stack gap="sm">
            <Text size="sm">{t('sync.invite.what')}</Text>
            <TextInput
              label={t('sync.invite.name')}
              value={name}
              maxLength={120}
              data-autofocus
              data-testid="sync-invite-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Group>
              <Button type="submit" loading={busy} data-testid="sync-invite-make">
                {t('sync.invite.make')}
              </Button>
              <Button variant="default" disabled={busy} onClick={onClose}>
                {t('action.cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="sm">
          <Text size="sm">{t('sync.invite.made', { date: format.dateTime(made.until) })}</Text>
          <code className={evidenceClasses.code} data-testid="sync-invite-link">
            {made.link}
          </code>
          <Group>
            <Button
              data-autofocus
              leftSection={<IconCopy size={16} aria-hidden />}
              data-testid="sync-invite-copy"
              onClick={() => void copy(made.link)}
            >
              {t('evidence.copy')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('action.close')}
            </Button>
          </Group>
          <Text size="sm" role="status">
            {copied && t('evidence.copied')}
          </Text>
        </Stack>
      )}
    </Modal>
  );
}
