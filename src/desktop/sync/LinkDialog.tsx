/** What a link asks for: to connect to its server. Where this device has one already, that stays, and the dialog says so. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';
import { useApp } from '../store';
import ConnectDialog, { type Invited } from './ConnectDialog';
import { useSync } from './sync-store';

/** Of these only a new pairing is a way out. */
const LOST = ['revoked', 'other-key'];

export default function LinkDialog({ link, onClose }: { link: Invited; onClose(): void }) {
  const sync = useSync((state) => state.sync);
  if (sync === null) return null;
  const lost = sync.problem !== null && LOST.includes(sync.problem);
  if (sync.server !== null && !lost) return <Connected url={sync.server.url} onClose={onClose} />;
  // Another link may come while this one is looked at: it is another question.
  return <ConnectDialog key={`${link.server} ${link.code}`} invited={link} onClose={onClose} />;
}

function Connected({ url, onClose }: { url: string; onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sync.connect.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm" data-testid="sync-connected-already">
        <Text size="sm">{t('sync.connect.already', { url })}</Text>
        <Group>
          <Button
            data-autofocus
            onClick={() => {
              onClose();
              useApp.setState({ page: 'server' });
            }}
          >
            {t('notices.action.open-server')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
