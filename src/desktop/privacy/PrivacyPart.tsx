/** The contract form's part about what is kept out of the record, how much is pictured, and for how long. */
import { Fieldset, NumberInput, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractSettings } from '../../../domain/hourly-contract';
import type { ContractPrivacy } from '../../../domain/privacy';
import { PatternList } from './PatternList';

const DISPLAYS = ['default', 'all', 'pointer'] as const;
const NARROW_INPUT = { wrapper: { maxWidth: '24rem' } };
const NARROW = { wrapper: { maxWidth: '14rem' } };
const KEPT_AT_FIRST = 90;

export interface PrivacyPartProps {
  value: ContractPrivacy;
  pictures: ContractSettings['pictures'];
  onChange(next: ContractPrivacy): void;
}

export function PrivacyPart({ value, pictures, onChange }: PrivacyPartProps) {
  const { t } = useTranslation();
  const many = useId();
  const blur = useId();
  const set = (change: Partial<ContractPrivacy>) => onChange({ ...value, ...change });
  return (
    <Fieldset legend={t('privacy.part')} data-testid="privacy-part">
      <Stack gap="md">
        {pictures !== 'none' && (
          <div>
            <Text size="sm" fw={500} id={many}>
              {t('privacy.perSlice')}
            </Text>
            <SegmentedControl
              aria-labelledby={many}
              value={String(value.perSlice)}
              data={['0', '1', '2', '3']}
              onChange={(next) => set({ perSlice: Number(next) })}
              data-testid="privacy-per-slice"
            />
            <Text size="xs" c="dimmed">
              {t('privacy.perSliceHint')}
            </Text>
          </div>
        )}
        {pictures !== 'none' && (
          <Select
            label={t('privacy.displays')}
            allowDeselect={false}
            styles={NARROW_INPUT}
            value={value.displays}
            data={DISPLAYS.map((one) => ({ value: one, label: t(`privacy.displayChoices.${one}`) }))}
            onChange={(next) => set({ displays: DISPLAYS.find((one) => one === next) ?? value.displays })}
            data-testid="privacy-displays"
          />
        )}
        {pictures === 'blurred' && (
          <div>
            <Text size="sm" fw={500} id={blur}>
              {t('privacy.blur')}
            </Text>
            <SegmentedControl
              aria-labelledby={blur}
              value={value.blur}
              data={(['normal', 'strong'] as const).map((one) => ({
                value: one,
                label: t(`privacy.blurs.${one}`),
              }))}
              onChange={(next) => set({ blur: next })}
            />
          </div>
        )}
        <PatternList
          label={t('privacy.excluded')}
          hint={t('privacy.excludedHint')}
          value={value.excluded}
          groups
          testId="contract-excluded"
          onChange={(excluded) => set({ excluded })}
        />
        <PatternList
          label={t('privacy.own')}
          hint={t('privacy.ownHint')}
          value={value.ownWindows}
          testId="contract-own"
          onChange={(ownWindows) => set({ ownWindows })}
        />
        <Stack gap={6}>
          <Switch
            label={t('privacy.retention')}
            checked={value.retentionDays !== null}
            onChange={(event) => set({ retentionDays: event.currentTarget.checked ? KEPT_AT_FIRST : null })}
            data-testid="privacy-retention"
          />
          {value.retentionDays !== null && (
            <NumberInput
              label={t('privacy.retentionDays')}
              description={t('privacy.retentionHint')}
              min={0}
              max={3650}
              clampBehavior="strict"
              allowDecimal={false}
              allowNegative={false}
              styles={NARROW}
              value={value.retentionDays}
              onChange={(next) => typeof next === 'number' && set({ retentionDays: next })}
              data-testid="privacy-retention-days"
            />
          )}
        </Stack>
      </Stack>
    </Fieldset>
  );
}
