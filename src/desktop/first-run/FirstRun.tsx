/** The first run: the language, the notice of what is captured, then the first contract. Nothing is captured before. */
import { Button, SegmentedControl, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../api';
import { RestoreButton } from '../backup/RestoreButton';
import { ContractForm } from '../contracts/ContractForm';
import { emptyForm } from '../contracts/form-values';
import { createContract } from '../contracts/save';
import { attempt } from '../failures';
import { ImportButton } from '../import/ImportButton';
import { changeSettings } from '../settings/change';
import { useApp } from '../store';
import { CaptureNotice } from './CaptureNotice';
import classes from './first-run.module.css';

export default function FirstRun({ accepted }: { accepted: boolean }) {
  const { t } = useTranslation();
  const language = useApp((state) => state.language);
  return (
    <main className={classes.page}>
      <div className={classes.sheet}>
        <div className={classes.top}>
          <Title order={1} size="1.5rem">
            {t(accepted ? 'firstRun.contractTitle' : 'firstRun.title')}
          </Title>
          <SegmentedControl
            aria-label={t('settings.language')}
            value={language}
            data={[
              { value: 'en', label: 'English' },
              { value: 'fr', label: 'Français' },
            ]}
            onChange={(chosen) => void changeSettings({ language: chosen === 'fr' ? 'fr' : 'en' })}
          />
        </div>
        {accepted ? (
          <>
            <Text mb="md">{t('firstRun.contractText')}</Text>
            <ContractForm
              contract={null}
              initial={emptyForm(navigator.language, 'teal')}
              submitLabel={t('contracts.create')}
              onSubmit={async (contract) => {
                await createContract(contract);
              }}
            />
          </>
        ) : (
          <>
            <Text mb="md">{t('firstRun.text')}</Text>
            <CaptureNotice level={2} />
            <Button mt="lg" size="md" data-testid="notice-accept" onClick={() => void accept()}>
              {t('firstRun.accept')}
            </Button>
          </>
        )}
        <p className={classes.other}>
          <RestoreButton label={t('backup.fromBackup')} variant="subtle" />
          {accepted && <ImportButton variant="subtle" />}
        </p>
      </div>
    </main>
  );
}

async function accept(): Promise<void> {
  const settings = await attempt(api.call('notice.accept', undefined));
  if (settings) useApp.setState({ settings });
}
