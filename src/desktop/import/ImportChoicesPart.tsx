/** What a person decides about a report: its zone, how its dates read, whose lines, and which contract each project is. */
import { Button, Modal, NativeSelect, Select, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { ImportChoices, ImportFile } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { CONTRACT_COLOURS } from '../../ui/palette';
import { ContractForm } from '../contracts/ContractForm';
import { emptyForm } from '../contracts/form-values';
import { createContract } from '../contracts/save';
import { useApp } from '../store';
import { openContracts } from '../timer/selection';
import classes from './import.module.css';

const LEAVE_OUT = 'leave-out';
const EVERYBODY = '';

interface Props {
  file: ImportFile;
  choices: ImportChoices;
  disabled: boolean;
  onChange(choices: ImportChoices): void;
}

export function ImportChoicesPart({ file, choices, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const zones = useMemo(
    () => [...new Set(['UTC', choices.zone, ...Intl.supportedValuesOf('timeZone')])],
    [choices.zone],
  );
  const change = (part: Partial<ImportChoices>) => onChange({ ...choices, ...part });
  return (
    <>
      <Text size="sm" data-testid="import-understood">
        {t('import.understood', { source: t(`import.source.${file.source}`) })}
        {file.encoding === 'windows-1252' && ` ${t('import.latin')}`}
      </Text>
      <Select
        label={t('import.zone')}
        description={t('import.zoneHint')}
        searchable
        disabled={disabled}
        data={zones}
        value={choices.zone}
        allowDeselect={false}
        data-testid="import-zone"
        onChange={(zone) => zone !== null && change({ zone })}
      />
      {file.dateOrders.length > 1 && (
        <NativeSelect
          label={t('import.dateOrder.label')}
          description={t('import.dateOrder.hint')}
          disabled={disabled}
          value={choices.dateOrder}
          data={[
            { value: 'dmy', label: t('import.dateOrder.dmy') },
            { value: 'mdy', label: t('import.dateOrder.mdy') },
          ]}
          data-testid="import-date-order"
          onChange={(event) => change({ dateOrder: event.currentTarget.value === 'mdy' ? 'mdy' : 'dmy' })}
        />
      )}
      {!file.timed && (
        <NativeSelect
          label={t('import.dayStart')}
          description={t('import.dayStartHint')}
          disabled={disabled}
          value={String(choices.dayStartMinutes)}
          data={Array.from({ length: 24 }, (_, hour) => ({
            value: String(hour * 60),
            label: `${String(hour).padStart(2, '0')}:00`,
          }))}
          data-testid="import-day-start"
          onChange={(event) => change({ dayStartMinutes: Number(event.currentTarget.value) })}
        />
      )}
      {file.people.length > 1 && (
        <NativeSelect
          label={t('import.person')}
          description={t('import.personHint')}
          disabled={disabled}
          value={choices.person ?? EVERYBODY}
          data={[
            ...file.people.map(({ name, lines }) => ({
              value: name,
              label: t('import.personLines', { name: name === '' ? t('import.noName') : name, count: lines }),
            })),
            { value: EVERYBODY, label: t('import.everybody') },
          ]}
          data-testid="import-person"
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            change({ person: chosen === EVERYBODY ? null : chosen });
          }}
        />
      )}
      <Projects file={file} choices={choices} disabled={disabled} onChange={onChange} />
    </>
  );
}

function Projects({ file, choices, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const contracts = useApp((state) => state.contracts);
  /** For which project a contract is being made. */
  const [making, setMaking] = useState<number | null>(null);
  const open = openContracts(contracts);
  const made = making === null ? undefined : file.projects[making];

  function choose(n: number, contractId: ImportChoices['contracts'][number]): void {
    onChange({ ...choices, contracts: choices.contracts.with(n, contractId) });
  }

  return (
    <fieldset className={classes.projects}>
      <legend>{t('import.projects')}</legend>
      <Text size="xs" c="dimmed">
        {t('import.projectsHint')}
      </Text>
      {file.projects.slice(0, choices.contracts.length).map(({ client, project, lines }, n) => (
        <div key={`${client}\n${project}`}>
          <NativeSelect
            label={nameOf({ client, project }, t)}
            description={t('import.projectLines', { count: lines })}
            disabled={disabled}
            value={choices.contracts[n] ?? LEAVE_OUT}
            data={[
              { value: LEAVE_OUT, label: t('import.leaveOut') },
              ...open.map((contract) => ({ value: contract.id, label: contractName(contract, t) })),
            ]}
            data-testid={`import-project-${n}`}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              choose(n, open.find(({ id }) => id === chosen)?.id ?? null);
            }}
          />
          {(choices.contracts[n] ?? null) === null && (
            <Button
              variant="subtle"
              size="compact-sm"
              mt={4}
              disabled={disabled}
              aria-label={t('import.newContractFor', { name: nameOf({ client, project }, t) })}
              data-testid={`import-new-contract-${n}`}
              onClick={() => setMaking(n)}
            >
              {t('import.newContract')}
            </Button>
          )}
        </div>
      ))}
      {making !== null && made && (
        <NewContractDialog
          client={made.client}
          title={made.project}
          contracts={contracts}
          onClose={() => setMaking(null)}
          onMade={(contract) => {
            choose(making, contract.id);
            setMaking(null);
          }}
        />
      )}
    </fieldset>
  );
}

function NewContractDialog(props: {
  client: string;
  title: string;
  contracts: readonly HourlyContract[];
  onClose(): void;
  onMade(contract: HourlyContract): void;
}) {
  const { t } = useTranslation();
  const free = CONTRACT_COLOURS.find((colour) => !props.contracts.some((one) => one.colour === colour));
  const initial = emptyForm(navigator.language, free ?? 'teal');
  const { client, title } = props;
  return (
    <Modal
      opened
      size="lg"
      onClose={props.onClose}
      closeOnClickOutside={false}
      title={t('contracts.newTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <ContractForm
        contract={null}
        initial={{ ...initial, client: client.slice(0, 120), title: title.slice(0, 120) }}
        submitLabel={t('contracts.create')}
        onCancel={props.onClose}
        onSubmit={async (next) => props.onMade(await createContract(next))}
      />
    </Modal>
  );
}

function nameOf({ client, project }: { client: string; project: string }, t: TFunction): string {
  return [client, project].filter((name) => name !== '').join(' · ') || t('import.noProject');
}
