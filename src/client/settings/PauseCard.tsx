/** Pauses the contract and resumes it. A pause is asked about once more: time after it is refused. */
import { Button, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { ContractView } from '../../../domain/protocol-diary';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { loadContract } from '../store';
import { Card } from './SettingsPage';

export function PauseCard(props: { contract: ContractId; view: ContractView; isClient: boolean }) {
  const { contract, view, isClient } = props;
  const { t } = useTranslation('client');
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const { sending, failure, send, forget } = useSending();
  const isPaused = view.pausedSince !== null;

  async function set(paused: boolean) {
    const answer = await send(api.call('pause', { params: { contract }, body: { paused } }));
    if (answer === undefined) return;
    setAsking(false);
    await loadContract(contract);
  }

  return (
    <Card title={t('settings.pause')}>
      <Text size="sm" data-testid="pause-state">
        {view.pausedSince === null
          ? t('settings.running')
          : t('settings.pausedSince', { date: format.dateTime(view.pausedSince) })}
      </Text>
      {view.disputed && <Text size="sm">{t('settings.pausedByDispute')}</Text>}
      {isClient && !view.disputed && (
        <>
          {!isPaused && (
            <Text size="sm" c="dimmed">
              {t('settings.pauseWhat')}
            </Text>
          )}
          {!asking && <FailureNote failure={failure} />}
          <Button
            variant={isPaused ? 'filled' : 'default'}
            w="fit-content"
            loading={sending && isPaused}
            data-testid="pause"
            onClick={() => {
              forget();
              if (isPaused) void set(false);
              else setAsking(true);
            }}
          >
            {isPaused ? t('settings.resumeNow') : t('settings.pauseNow')}
          </Button>
        </>
      )}
      {asking && (
        <Modal
          opened
          onClose={() => setAsking(false)}
          title={t('settings.pauseTitle', { title: view.title })}
          closeButtonProps={{ 'aria-label': t('action.close') }}
        >
          <div className={frame.stack}>
            <Text size="sm">{t('settings.pauseBody')}</Text>
            <FailureNote failure={failure} />
            <div className={frame.actions}>
              <Button variant="default" onClick={() => setAsking(false)}>
                {t('action.cancel')}
              </Button>
              <Button loading={sending} data-testid="pause-sure" onClick={() => void set(true)}>
                {t('settings.pauseNow')}
              </Button>
            </div>
          </div>
        </Modal>
      )}
    </Card>
  );
}
