/** Evidence: this device's key, what is sealed of each contract, whose keys its log has, and the file for a dispute. */
import { Button, Loader, Text, Title } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { api } from '../api';
import classesOfApp from '../app.module.css';
import { attempt, tellDone } from '../failures';
import { useApp } from '../store';
import { ContractLog } from './ContractLog';
import { DeviceCard } from './DeviceCard';
import ExportDialog from './ExportDialog';
import classes from './evidence.module.css';
import { useEvidence } from './use-evidence';

export default function EvidencePage() {
  const { t } = useTranslation();
  const contracts = useApp((state) => state.contracts);
  const { evidence, take } = useEvidence();
  const [exporting, setExporting] = useState<ContractId | null>(null);
  // Those at work first: what is archived is looked for, not looked at.
  const shown = contracts.toSorted((a, b) => Number(a.archivedAt !== null) - Number(b.archivedAt !== null));
  const exported = contracts.find(({ id }) => id === exporting);
  const log = evidence?.contracts.find(({ contractId }) => contractId === exporting)?.log;
  return (
    <section className={classesOfApp.scroll} aria-label={t('page.evidence')}>
      <div className={classes.page}>
        <Title order={1} size="1.25rem">
          {t('evidence.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('evidence.intro')}
        </Text>
        {evidence === null ? (
          <Loader aria-label={t('loading')} />
        ) : (
          <>
            <DeviceCard device={evidence.device} take={take} />
            {shown.map((contract) => (
              <ContractLog
                key={contract.id}
                contract={contract}
                state={evidence.contracts.find(({ contractId }) => contractId === contract.id)}
                canSign={evidence.device.state === 'ready'}
                take={take}
                onExport={() => setExporting(contract.id)}
              />
            ))}
            <Checking />
          </>
        )}
      </div>
      {exported && log && <ExportDialog contract={exported} log={log} onClose={() => setExporting(null)} />}
    </section>
  );
}

/** The verifier to hand over, and what no verifier can tell. */
function Checking() {
  const { t } = useTranslation();

  async function save(): Promise<void> {
    const saved = await attempt(api.call('evidence.saveVerifier', undefined));
    if (saved?.outcome === 'saved') tellDone(t('evidence.saved', { path: saved.path }));
  }

  return (
    <section className={classes.card} aria-labelledby="evidence-check">
      <h2 id="evidence-check">{t('evidence.check.title')}</h2>
      <Text size="sm" mt={4}>
        {t('evidence.check.what')}
      </Text>
      <Button
        variant="default"
        mt="xs"
        leftSection={<IconDeviceFloppy size={16} aria-hidden />}
        data-testid="evidence-save-verifier"
        onClick={() => void save()}
      >
        {t('evidence.check.save')}
      </Button>
      <Text size="xs" c="dimmed" mt="sm">
        {t('evidence.export.notProven')}: {t('evidence.export.notProvenWhat')}
      </Text>
    </section>
  );
}
