/** Chooses what to track. While something is tracked, choosing another contract switches at once, in one action. */
import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { contractInk } from '../../ui/palette';
import { useApp } from '../store';
import { startTimer } from './actions';
import { openContracts } from './selection';
import classes from './timer.module.css';

export interface ContractPickerProps {
  contract: HourlyContract | null;
  /** What has been typed for the memo and not yet been given to the running session. */
  draft: string | null;
  onSwitched(): void;
}

export function ContractPicker({ contract, draft, onSwitched }: ContractPickerProps) {
  const { t } = useTranslation();
  const mode = useApp(({ timer }) => timer.mode);
  const contracts = useApp((state) => state.contracts);
  const options = useMemo(() => openContracts(contracts), [contracts]);
  const byId = useMemo(() => new Map<string, HourlyContract>(options.map((one) => [one.id, one])), [options]);

  async function choose(id: string | null): Promise<void> {
    const next = id === null ? undefined : byId.get(id);
    if (!next || next.id === contract?.id) return;
    if (mode === 'stopped') {
      useApp.setState({ chosen: next.id });
      return;
    }
    // The memo of the old contract would describe the wrong work: the new one starts with what was just typed, or none.
    await startTimer(next.id, (draft ?? '').trim());
    onSwitched();
    document.querySelector<HTMLInputElement>('[data-testid="timer-memo"]')?.focus();
  }

  return (
    <Select
      aria-label={t(mode === 'stopped' ? 'timer.contract' : 'timer.switch')}
      placeholder={t('timer.noContract')}
      nothingFoundMessage={t('timer.nothingFound')}
      data={options.map((one) => ({ value: one.id, label: `${one.client} — ${one.title}` }))}
      value={contract?.id ?? null}
      onChange={(id) => void choose(id)}
      allowDeselect={false}
      searchable
      // Whoever comes to search starts from an empty field, whoever does not keeps what it says.
      onFocus={(event) => event.currentTarget.select()}
      size="md"
      styles={{ input: { textOverflow: 'ellipsis' } }}
      maxDropdownHeight={320}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      leftSection={
        contract && (
          <span className={classes.dot} style={{ '--ink': contractInk(contract.colour) }} aria-hidden />
        )
      }
      renderOption={({ option }) => <Option contract={byId.get(option.value)} />}
      data-testid="timer-contract"
    />
  );
}

function Option({ contract }: { contract: HourlyContract | undefined }) {
  if (!contract) return null;
  return (
    <span className={classes.option}>
      <span className={classes.dot} style={{ '--ink': contractInk(contract.colour) }} aria-hidden />
      <span className={classes.optionText}>
        <span>{contract.title}</span>
        <span className={classes.optionClient}>{contract.client}</span>
      </span>
    </span>
  );
}
