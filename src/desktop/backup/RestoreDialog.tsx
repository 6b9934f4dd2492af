/**
 * A backup back: choose it, open it with its passphrase, see what is in it beside what is here, and only then say yes.
 * Whatever goes wrong before that, nothing was changed, and the dialog says so.
 */
import { Alert, Button, Group, Modal, PasswordInput, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { DialogJobs } from '../jobs/JobStrip';

type Chosen = Extract<CommandOutput<'restore.choose'>, { outcome: 'chosen' }>;
type Read = CommandOutput<'restore.read'>;
type Whole = Extract<Read, { outcome: 'whole' }>;

export default function RestoreDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [read, setRead] = useState<Read | null>(null);
  const [busy, setBusy] = useState<'reading' | 'restarting' | null>(null);

  async function choose(): Promise<void> {
    const answer = await attempt(api.call('restore.choose', undefined));
    if (answer?.outcome !== 'chosen') return;
    setChosen(answer);
    setRead(null);
  }

  async function open(passphrase: string): Promise<void> {
    setBusy('reading');
    setRead(null);
    setRead((await attempt(api.call('restore.read', { passphrase }))) ?? null);
    setBusy(null);
  }

  async function apply(): Promise<void> {
    setBusy('restarting');
    await attempt(api.call('restore.apply', undefined));
    setBusy(null);
  }

  function close(): void {
    // What is being read ends with its job, which stays in sight.
    if (busy === null) void attempt(api.call('restore.forget', undefined));
    onClose();
  }

  return (
    <Modal
      opened
      centered
      size="lg"
      onClose={close}
      closeOnClickOutside={busy === null}
      closeOnEscape={busy === null}
      title={t('backup.restoreTitle')}
      closeButtonProps={{ 'aria-label': t('action.close'), disabled: busy !== null }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('backup.restoreHint')}</Text>
        <Group gap="sm">
          <Button
            variant="default"
            data-autofocus
            disabled={busy !== null}
            data-testid="restore-choose"
            onClick={() => void choose()}
          >
            {t(chosen === null ? 'backup.choose' : 'backup.another')}
          </Button>
          <Name chosen={chosen} />
        </Group>
        {chosen !== null && read?.outcome !== 'whole' && (
          <Opening key={chosen.name} isReading={busy === 'reading'} onOpen={(word) => void open(word)} />
        )}
        {busy === 'reading' && <DialogJobs />}
        <div role="status">{read !== null && read.outcome !== 'whole' && <Refused read={read} />}</div>
        {read?.outcome === 'whole' && (
          <Found read={read} busy={busy !== null} onApply={() => void apply()} onClose={close} />
        )}
      </Stack>
    </Modal>
  );
}

function Name({ chosen }: { chosen: Chosen | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (chosen === null) return null;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }} data-testid="restore-chosen">
      {t('backup.chosen', { name: chosen.name, size: format.bytes(chosen.bytes) })}
    </Text>
  );
}

function Opening({ isReading, onOpen }: { isReading: boolean; onOpen(passphrase: string): void }) {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (passphrase !== '') onOpen(passphrase);
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          label={t('backup.passphrase')}
          autoComplete="off"
          autoFocus
          disabled={isReading}
          value={passphrase}
          visibilityToggleButtonProps={{ 'aria-label': t('backup.show') }}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          data-testid="restore-passphrase"
        />
        <Group gap="sm">
          <Button type="submit" loading={isReading} disabled={passphrase === ''} data-testid="restore-read">
            {t('backup.read')}
          </Button>
          <Text size="sm" role="status">
            {isReading && t('backup.reading')}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

function Refused({ read }: { read: Exclude<Read, Whole> }) {
  const { t } = useTranslation();
  if (read.outcome === 'cancelled') return <Text size="sm">{t('backup.readCancelled')}</Text>;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} data-testid={`restore-${read.outcome}`}>
      {t(`backup.refused.${read.outcome}`)}
    </Alert>
  );
}

function Found(props: { read: Whole; busy: boolean; onApply(): void; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { backup, present, folder } = props.read;
  const span =
    backup.from === null || backup.to === null
      ? t('backup.noSpan')
      : t('backup.spanOf', { from: format.date(backup.from), to: format.date(backup.to) });
  return (
    <>
      <Text size="sm" fw={600} role="status" data-testid="restore-whole">
        {t('backup.whole', { at: format.dateTime(backup.madeAt), version: backup.appVersion })}
      </Text>
      <Table withTableBorder layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Td />
            <Table.Th scope="col">{t('backup.inBackup')}</Table.Th>
            <Table.Th scope="col">{t('backup.here')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(['contracts', 'slices', 'pictures'] as const).map((what) => (
            <Table.Tr key={what}>
              <Table.Th scope="row">{t(`backup.${what}`)}</Table.Th>
              <Table.Td className="figures" data-testid={`restore-${what}`}>
                {format.number(backup[what])}
              </Table.Td>
              <Table.Td className="figures">{format.number(present[what])}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('backup.span')}</Table.Th>
            <Table.Td colSpan={2}>{span}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('backup.then', { folder })}
      </Text>
      <Group>
        <Button autoFocus loading={props.busy} data-testid="restore-apply" onClick={props.onApply}>
          {t('backup.apply')}
        </Button>
        <Button variant="default" disabled={props.busy} onClick={props.onClose}>
          {t('action.cancel')}
        </Button>
      </Group>
    </>
  );
}
