/** The client's statement that the billing method is verified; it can be taken back. */
import { Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { ContractView } from '../../../domain/protocol-diary';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import { loadContract } from '../store';
import { Card } from './SettingsPage';

export function BillingCard(props: { contract: ContractId; view: ContractView; isClient: boolean }) {
  const { contract, view } = props;
  const { t } = useTranslation('client');
  const { sending, failure, send } = useSending();

  async function set(attested: boolean) {
    const answer = await send(api.call('attest', { params: { contract }, body: { attested } }));
    if (answer !== undefined) await loadContract(contract);
  }

  return (
    <Card title={t('settings.billing')}>
      {props.isClient ? (
        <Switch
          label={t('settings.billingYes')}
          description={t('settings.billingWhat')}
          checked={view.billingAttested}
          disabled={sending}
          data-testid="billing"
          onChange={(event) => void set(event.currentTarget.checked)}
        />
      ) : (
        <Text size="sm">{view.billingAttested ? t('settings.billingYes') : t('settings.billingNo')}</Text>
      )}
      <FailureNote failure={failure} />
    </Card>
  );
}
