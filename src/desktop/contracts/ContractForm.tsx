/** A contract to fill in or to change. Nothing is sent before everything typed could be read; each refusal is said at its field. */
import {
  Button,
  Fieldset,
  Group,
  NumberInput,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract, NewContract } from '../../../domain/hourly-contract';
import { weekEnd } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { PrivacyPart } from '../privacy/PrivacyPart';
import { useApp } from '../store';
import { SetByClient } from '../sync/SetByClient';
import { useShared } from '../sync/sync-store';
import { ColourChoice } from './ColourChoice';
import { currencyOptions } from './currencies';
import { type FormValues, isCut, readForm } from './form-values';

/** A short figure in a short field; its label and hint may be as long as they are. */
const NARROW = { wrapper: { maxWidth: '14rem' } };

export interface ContractFormProps {
  initial: FormValues;
  /** The contract that is changed; null for a new one. */
  contract: HourlyContract | null;
  submitLabel: string;
  /** Rejects where it was not saved; what was typed stays. */
  onSubmit(contract: NewContract): Promise<void>;
  onCancel?: (() => void) | undefined;
}

export function ContractForm({ initial, contract, submitLabel, onSubmit, onCancel }: ContractFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  // The client's to set: they can be read here, and not changed.
  const shared = useShared(contract?.id ?? null) !== null;
  const [busy, setBusy] = useState(false);
  const currencies = useMemo(() => currencyOptions(format.locale), [format.locale]);
  const form = useForm<FormValues>({
    initialValues: initial,
    validate: (values) => {
      const read = readForm(values, format.locale);
      if (read.ok) return {};
      return Object.fromEntries(
        Object.entries(read.errors).map(([field, refusal]) => [field, t(`contracts.error.${refusal}`)]),
      );
    },
    validateInputOnBlur: true,
  });
  const { values } = form;

  async function submit(): Promise<void> {
    const read = readForm(values, format.locale);
    if (!read.ok) return;
    setBusy(true);
    try {
      await onSubmit(read.contract);
    } catch {
      // Whoever saves has told the reason; the form keeps what was typed.
    } finally {
      setBusy(false);
    }
  }

  const cut = contract !== null && isCut(contract, values, now);
  return (
    <form onSubmit={form.onSubmit(() => void submit())} noValidate data-testid="contract-form">
      <Stack gap="md">
        {shared && (
          <Text size="sm" data-testid="contract-shared">
            {t('sync.set.form')}
          </Text>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('contracts.field.client')}
            placeholder={t('contracts.field.clientExample')}
            required
            data-autofocus
            {...form.getInputProps('client')}
          />
          <TextInput
            label={t('contracts.field.title')}
            placeholder={t('contracts.field.titleExample')}
            required
            {...form.getInputProps('title')}
          />
          <TextInput
            label={t('contracts.field.rate')}
            inputMode="decimal"
            required
            rightSection={
              <Text size="xs" c="dimmed">
                {values.currency}
              </Text>
            }
            rightSectionWidth={52}
            {...form.getInputProps('rate')}
          />
          <Select
            label={t('contracts.field.currency')}
            data={currencies}
            searchable
            allowDeselect={false}
            limit={60}
            required
            nothingFoundMessage={t('contracts.field.currencyNone')}
            disabled={contract !== null}
            description={contract === null ? undefined : t('contracts.field.currencyFixed')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps('currency')}
          />
        </SimpleGrid>

        <Fieldset legend={t('contracts.field.limit')}>
          <Stack gap="xs">
            {shared && contract && <SetByClient contractId={contract.id} what="limit" />}
            <Switch
              label={t('contracts.field.limited')}
              {...form.getInputProps('limited', { type: 'checkbox' })}
              disabled={shared}
              data-testid="contract-limited"
            />
            {values.limited && (
              <>
                <TextInput
                  label={t('contracts.field.limitHours')}
                  description={t('contracts.field.limitHint')}
                  styles={NARROW}
                  required
                  disabled={shared}
                  {...form.getInputProps('limit')}
                />
                {cut && (
                  <Text size="sm" c="var(--warn)" role="status" data-testid="limit-cut">
                    {t('contracts.limitCut', { date: format.dateUtc(weekEnd(now)) })}
                  </Text>
                )}
                <Choice
                  label={t('contracts.field.overLimit')}
                  options={(['stop', 'continue'] as const).map((value) => ({
                    value,
                    label: t(`contracts.overLimit.${value}`),
                  }))}
                  {...form.getInputProps('overLimit')}
                />
              </>
            )}
          </Stack>
        </Fieldset>

        <Choice
          label={t('contracts.field.billing')}
          options={(['exact', 'whole'] as const).map((value) => ({
            value,
            label: t(`contracts.billing.${value}`),
            description: t(`contracts.billing.${value}Hint`),
          }))}
          {...form.getInputProps('billing')}
        />
        <Choice
          label={t('contracts.field.pictures')}
          options={(['every', 'blurred', 'none'] as const).map((value) => ({
            value,
            label: t(`contracts.pictures.${value}`),
            description: t(`contracts.pictures.${value}Hint`),
          }))}
          {...form.getInputProps('pictures')}
        />
        <NumberInput
          label={t('contracts.field.idle')}
          description={t('contracts.field.idleHint')}
          min={1}
          max={120}
          allowDecimal={false}
          styles={NARROW}
          {...form.getInputProps('idleMinutes')}
        />
        {shared && contract && <SetByClient contractId={contract.id} what="terms" />}
        <Switch
          label={t('contracts.field.manual')}
          description={t('contracts.field.manualHint')}
          disabled={shared}
          {...form.getInputProps('manualAllowed', { type: 'checkbox' })}
        />
        <Choice
          label={t('protection.form.kind')}
          options={(['hourly', 'fixed'] as const).map((value) => ({
            value,
            label: t(`protection.form.${value}`),
          }))}
          {...form.getInputProps('kind')}
        />
        <TagsInput
          label={t('protection.form.tags')}
          description={t('protection.form.tagsHint')}
          maxTags={100}
          clearable={!shared}
          disabled={shared}
          data-testid="contract-tags"
          {...form.getInputProps('tags')}
        />
        <Switch
          label={t('protection.form.tagRequired')}
          disabled={shared || values.tags.length === 0}
          {...form.getInputProps('tagRequired', { type: 'checkbox' })}
        />
        <PrivacyPart
          value={values.privacy}
          pictures={values.pictures}
          onChange={(privacy) => form.setFieldValue('privacy', privacy)}
        />
        <ColourChoice label={t('contracts.field.colour')} {...form.getInputProps('colour')} />

        <Group>
          <Button type="submit" loading={busy} data-testid="contract-save">
            {submitLabel}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('action.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function Choice(props: {
  label: ReactNode;
  options: readonly { value: string; label: string; description?: string }[];
  value?: string;
  onChange?: (value: string) => void;
}) {
  const { label, options, value, onChange } = props;
  return (
    <Radio.Group label={label} value={value ?? null} {...(onChange ? { onChange } : {})}>
      <Stack gap={6} mt={4}>
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            label={option.label}
            description={option.description}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
