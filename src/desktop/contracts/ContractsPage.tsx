/** All contracts: to create, change, archive and bring back, with the history of their terms. */
import { Button, Modal, Switch, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { CONTRACT_COLOURS } from '../../ui/palette';
import classesOfApp from '../app.module.css';
import { useAskedFor } from '../asked';
import { tellDone } from '../failures';
import { useApp } from '../store';
import { ContractCard } from './ContractCard';
import { ContractForm } from './ContractForm';
import classes from './contracts.module.css';
import { emptyForm, formOf } from './form-values';
import { archiveContract, createContract, saveContract } from './save';

export default function ContractsPage() {
  const { t } = useTranslation();
  const contracts = useApp((state) => state.contracts);
  const [editing, setEditing] = useState<HourlyContract | 'new' | null>(null);
  useAskedFor(
    'contract',
    useCallback(() => setEditing('new'), []),
  );
  const [showArchived, setShowArchived] = useState(false);
  const archived = contracts.filter(({ archivedAt }) => archivedAt !== null);
  const open = contracts.filter(({ archivedAt }) => archivedAt === null);
  const shown = showArchived ? [...open, ...archived] : open;
  return (
    <section className={classesOfApp.scroll} aria-label={t('page.contracts')}>
      <div className={classes.page}>
        <div className={classes.head}>
          <Title order={1} size="1.25rem">
            {t('page.contracts')}
          </Title>
          {archived.length > 0 && (
            <Switch
              label={t('contracts.showArchived', { count: archived.length })}
              checked={showArchived}
              onChange={(event) => setShowArchived(event.currentTarget.checked)}
            />
          )}
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            data-testid="contract-new"
            onClick={() => setEditing('new')}
          >
            {t('contracts.new')}
          </Button>
        </div>
        {shown.length === 0 && <Text c="dimmed">{t('contracts.none')}</Text>}
        <ul className={classes.list}>
          {shown.map((contract) => (
            <ContractCard
              key={contract.id}
              contract={contract}
              onEdit={() => setEditing(contract)}
              onArchive={(archive) => void archiveContract(contract, archive).catch(() => undefined)}
            />
          ))}
        </ul>
      </div>
      {editing && <Editor contract={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

function Editor({ contract, onClose }: { contract: HourlyContract | null; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  useFocusBack();
  const { now, contracts } = useApp.getState();
  const free = CONTRACT_COLOURS.find((colour) => !contracts.some((one) => one.colour === colour)) ?? 'teal';
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(contract ? 'contracts.editTitle' : 'contracts.newTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      closeOnClickOutside={false}
    >
      <ContractForm
        contract={contract}
        initial={contract ? formOf(contract, now, format.locale) : emptyForm(navigator.language, free)}
        submitLabel={t(contract ? 'action.save' : 'contracts.create')}
        onCancel={onClose}
        onSubmit={async (next) => {
          const saved = await (contract ? saveContract(contract, next) : createContract(next));
          const later = saved.limits.filter(({ from }) => from > useApp.getState().now).at(-1);
          const cutLater =
            contract !== null && later && !contract.limits.some(({ from }) => from === later.from);
          tellDone(
            cutLater
              ? t('contracts.savedLater', { date: format.dateUtc(later.from) })
              : t(contract ? 'contracts.saved' : 'contracts.created'),
          );
          onClose();
        }}
      />
    </Modal>
  );
}
