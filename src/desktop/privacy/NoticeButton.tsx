/** The notice of what is captured for a contract, to be saved as PDF. */
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { api } from '../api';
import { attempt } from '../failures';

export function NoticeButton({ contract, name }: { contract: HourlyContract; name: string }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [path, setPath] = useState<string | null>(null);

  async function save(): Promise<void> {
    setBusy(true);
    setPath(null);
    const saved = await attempt(api.call('privacy.notice', { contractId: contract.id }));
    setPath(saved?.outcome === 'saved' ? saved.path : null);
    setBusy(false);
  }

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        aria-label={t('privacy.noticeNamed', { name })}
        data-testid="contract-notice"
        onClick={() => void save()}
      >
        {t('privacy.notice')}
      </Button>
      <Text size="xs" role="status" style={{ overflowWrap: 'anywhere' }} data-testid="contract-notice-saved">
        {path !== null && t('privacy.noticeSaved', { path })}
      </Text>
    </>
  );
}
