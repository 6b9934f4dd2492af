/** The apps of this account: which there are, pairing another one, taking one its token. */
import { Button, Modal, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reply } from '../../../domain/wire';
import { useFormat } from '../../ui/format-context';
import { useTitle } from '../App';
import { api } from '../api';
import { useAsked, useSending } from '../asked';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { PairCard } from './PairCard';

type Device = Reply<'devices'>['devices'][number];

export default function DevicesPage() {
  const { t } = useTranslation('client');
  const list = useAsked('devices', {});
  const [revoking, setRevoking] = useState<Device | null>(null);
  useTitle(t('devices.title'));
  const devices = list.value?.devices ?? null;
  return (
    <div className={frame.page}>
      <Title order={1} size="h2">
        {t('devices.title')}
      </Title>
      <Text size="sm">{t('devices.what')}</Text>
      <FailureNote failure={list.failure} onRetry={list.again} />
      {devices?.length === 0 && <Text size="sm">{t('devices.none')}</Text>}
      {devices !== null && devices.length > 0 && (
        <ul className={frame.list}>
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} onRevoke={() => setRevoking(device)} />
          ))}
        </ul>
      )}
      <PairCard devices={devices} onLook={list.again} />
      {revoking !== null && (
        <RevokeDialog
          device={revoking}
          onClose={(isRevoked) => {
            setRevoking(null);
            if (isRevoked) list.again();
          }}
        />
      )}
    </div>
  );
}

function DeviceRow({ device, onRevoke }: { device: Device; onRevoke: () => void }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { name, words, pairedAt, seenAt, revokedAt } = device;
  return (
    <li className={frame.item} data-testid="device">
      <div className={frame.itemText}>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {t('devices.pairedAt', { date: format.dateTime(pairedAt) })} ·{' '}
          {revokedAt !== null
            ? t('devices.revokedAt', { date: format.dateTime(revokedAt) })
            : seenAt === null
              ? t('devices.neverSeen')
              : t('devices.seenAt', { date: format.dateTime(seenAt) })}
        </Text>
        <Text size="sm">{t('devices.words', { words })}</Text>
      </div>
      {revokedAt === null && (
        <Button size="xs" variant="default" aria-label={t('devices.revokeName', { name })} onClick={onRevoke}>
          {t('devices.revoke')}
        </Button>
      )}
    </li>
  );
}

function RevokeDialog({ device, onClose }: { device: Device; onClose: (isRevoked: boolean) => void }) {
  const { t } = useTranslation('client');
  const { sending, failure, send } = useSending();
  async function revoke() {
    const answer = await send(api.call('revokeDevice', { params: { device: device.id } }));
    if (answer !== undefined) onClose(true);
  }
  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      title={t('devices.revokeTitle', { name: device.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <div className={frame.stack}>
        <Text size="sm">{t('devices.revokeBody')}</Text>
        <FailureNote failure={failure} />
        <div className={frame.actions}>
          <Button variant="default" onClick={() => onClose(false)}>
            {t('action.cancel')}
          </Button>
          <Button
            className={frame.danger ?? ''}
            loading={sending}
            data-testid="revoke"
            onClick={() => void revoke()}
          >
            {t('devices.revoke')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
