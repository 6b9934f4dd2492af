/** What the client sets of a contract, and both sides read: each change is signed into the contract's log. */
import { Center, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractView } from '../../../domain/protocol-diary';
import { useFormat } from '../../ui/format-context';
import { InviteForm } from '../account/InviteForm';
import { api } from '../api';
import { useContractView } from '../contracts/use-contract';
import frame from '../frame.module.css';
import type { ViewProps } from '../views';
import { BillingCard } from './BillingCard';
import { LimitCard } from './LimitCard';
import { PauseCard } from './PauseCard';
import { TermsCard } from './TermsCard';

export default function SettingsPage({ contract, role }: ViewProps<'settings'>) {
  const { t } = useTranslation('client');
  const { view, failure } = useContractView(contract);
  if (view === null) {
    return failure === null ? (
      <Center mih="12rem">
        <Loader aria-label={t('loading')} />
      </Center>
    ) : null;
  }
  const isClient = role === 'client';
  return (
    <div className={frame.page}>
      <h2 className="visually-hidden">{t('settings.title')}</h2>
      <LimitCard contract={contract} view={view} isClient={isClient} />
      <TermsCard contract={contract} view={view} isClient={isClient} />
      <PauseCard contract={contract} view={view} isClient={isClient} />
      <BillingCard contract={contract} view={view} isClient={isClient} />
      <Sharing view={view} />
      {role === 'freelancer' && (
        <Card title={t('settings.invite')}>
          {view.clientAccount !== null && (
            <Text size="sm">{t('settings.joined', { name: view.clientAccount })}</Text>
          )}
          <InviteForm
            what={t('settings.inviteWhat')}
            label={t('settings.inviteName')}
            invite={(name) => api.call('invite', { params: { contract }, body: { name } })}
          />
        </Card>
      )}
      <Log view={view} />
    </div>
  );
}

export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={frame.card} aria-label={title}>
      <h3 className={frame.cardTitle}>{title}</h3>
      <div className={frame.stack}>{children}</div>
    </section>
  );
}

function Sharing({ view }: { view: ContractView }) {
  const { t, i18n } = useTranslation('client');
  const format = useFormat();
  const names = view.fields.map((field) => {
    const key = `field.${field}`;
    return isFieldKey(key, i18n.exists(key, { ns: 'client' })) ? t(key) : field;
  });
  if (view.working !== null) names.push(t('settings.working'));
  return (
    <Card title={t('settings.sharing')}>
      <Text size="sm">
        {names.length === 0 ? t('settings.sharingNone') : new Intl.ListFormat(format.locale).format(names)}
      </Text>
      <Text size="sm" c="dimmed">
        {t('settings.sharingWhat')}
      </Text>
    </Card>
  );
}

type FieldKey =
  `field.${'title' | 'client' | 'tags' | 'statedBy' | 'statement' | 'memo' | 'tag' | 'reason' | 'time' | 'activity' | 'minutes' | 'windows' | 'picture' | 'missed'}`;

/** A newer server may share a field that this page has no word for: then its own name is printed. */
function isFieldKey(_key: string, exists: boolean): _key is FieldKey {
  return exists;
}

function Log({ view }: { view: ContractView }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  return (
    <Card title={t('settings.log')}>
      <Text size="sm" data-testid="log-size">
        {t('settings.logSize', { count: view.size })},{' '}
        {view.receivedAt === null
          ? t('settings.nothing')
          : t('settings.received', { date: format.dateTime(view.receivedAt) })}
      </Text>
    </Card>
  );
}
