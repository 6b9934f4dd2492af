/** A step that is not taken back: what it does, and the way out. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../../ui/focus-back';

export function ConfirmDialog(props: {
  title: string;
  what: string;
  action: string;
  children?: ReactNode;
  onConfirm(): Promise<void>;
  onClose(): void;
}) {
  const { t } = useTranslation();
  useFocusBack();
  const [busy, setBusy] = useState(false);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm">
        <Text size="sm">{props.what}</Text>
        {props.children}
        <Group>
          <Button
            color="red.9"
            loading={busy}
            data-testid="evidence-confirm"
            onClick={() => {
              setBusy(true);
              void props.onConfirm();
            }}
          >
            {props.action}
          </Button>
          <Button variant="default" data-autofocus disabled={busy} onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
