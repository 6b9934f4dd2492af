/** A contract's platform fee: which schedule, from which week on, and everything it has been. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feeOfWeek } from '../../../domain/fees';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { FeeSchedule } from '../../../domain/terms';
import { WEEK_MS, weekStart } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { editableMoney, parseMoney } from '../../ui/parse';
import { api } from '../api';
import { attempt, tellDone } from '../failures';
import { useApp } from '../store';
import classes from './contracts.module.css';
import { scheduleName } from './fee-words';

const TYPES = [
  'none',
  'flat10',
  'sliding',
  'percent',
  'direct',
] as const satisfies readonly FeeSchedule['type'][];
/** What direct contracts cost by the seed of the reference platform, in hundredths of a per cent. */
const DIRECT = 340;

export default function FeeDialog({ contract, onClose }: { contract: HourlyContract; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const current = feeOfWeek(contract.fees, now);
  const [type, setType] = useState<FeeSchedule['type']>(current.type);
  const [percent, setPercent] = useState(
    percentText('hundredths' in current ? current.hundredths : DIRECT, format.locale),
  );
  const [billed, setBilled] = useState(
    editableMoney(
      current.type === 'sliding' ? current.billedBeforeMinor : 0,
      contract.currency,
      format.locale,
    ),
  );
  const week = weekStart(now);
  const starts = [
    { from: week, label: t('fees.field.thisWeek', { date: format.dateUtc(week) }) },
    { from: week - WEEK_MS, label: t('fees.field.lastWeek', { date: format.dateUtc(week - WEEK_MS) }) },
    { from: week + WEEK_MS, label: t('fees.field.nextWeek', { date: format.dateUtc(week + WEEK_MS) }) },
    {
      from: weekStart(contract.createdAt),
      label: t('fees.field.start', { date: format.dateUtc(weekStart(contract.createdAt)) }),
    },
  ].filter(({ from }, n, all) => all.findIndex((one) => one.from === from) === n);
  const [from, setFrom] = useState(week);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const hundredths = readPercent(percent);
  const before = parseMoney(billed, contract.currency, format.locale);

  function schedule(): FeeSchedule | null {
    if (type === 'none' || type === 'flat10') return { type };
    if (type === 'sliding') return before.ok ? { type, billedBeforeMinor: before.value } : null;
    return hundredths === null ? null : { type, hundredths };
  }

  async function save(): Promise<void> {
    setTried(true);
    const chosen = schedule();
    if (chosen === null) return;
    setBusy(true);
    const saved = await attempt(api.call('fee.set', { id: contract.id, from, schedule: chosen }));
    setBusy(false);
    if (saved === undefined) return;
    tellDone(t('fees.saved', { date: format.dateUtc(from) }));
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t('fees.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form
        noValidate
        data-testid="fee-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <Select
            label={t('fees.field.schedule')}
            data={TYPES.map((value) => ({ value, label: t(`fees.choice.${value}`) }))}
            value={type}
            allowDeselect={false}
            data-autofocus
            data-testid="fee-type"
            onChange={(value) => setType(TYPES.find((one) => one === value) ?? 'none')}
          />
          {(type === 'percent' || type === 'direct') && (
            <TextInput
              label={t('fees.field.percent')}
              inputMode="decimal"
              value={percent}
              error={tried && hundredths === null ? t('fees.field.percentError') : null}
              data-testid="fee-percent"
              onChange={(event) => setPercent(event.currentTarget.value)}
            />
          )}
          {type === 'sliding' && (
            <TextInput
              label={t('fees.field.billedBefore')}
              inputMode="decimal"
              value={billed}
              error={tried && !before.ok ? t('fees.field.billedError') : null}
              rightSection={
                <Text size="xs" c="dimmed">
                  {contract.currency}
                </Text>
              }
              rightSectionWidth={52}
              onChange={(event) => setBilled(event.currentTarget.value)}
            />
          )}
          <Select
            label={t('fees.field.from')}
            data={starts.map((one) => ({ value: String(one.from), label: one.label }))}
            value={String(from)}
            allowDeselect={false}
            onChange={(value) => setFrom(Number(value ?? week))}
          />
          {contract.fees.length > 0 && (
            <div className="figures">
              <Text size="sm" fw={600}>
                {t('fees.history')}
              </Text>
              <ul className={classes.fees}>
                {contract.fees.map((fee) => (
                  <li key={fee.from}>
                    {scheduleName(fee.schedule, contract.currency, t, format.locale)},{' '}
                    {t('fees.from', { date: format.dateUtc(weekStart(fee.from)) })}
                    {fee.schedule.type === 'sliding' &&
                      ` · ${format.money(fee.schedule.billedBeforeMinor, contract.currency)}`}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <Group>
            <Button type="submit" loading={busy} data-testid="fee-save">
              {t('action.save')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Per cent as typed into hundredths: "3,4" and "3.4" are 340. Null where it is none from 0 to 100. */
function readPercent(text: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim());
  if (!match) return null;
  const hundredths = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return hundredths <= 10_000 ? hundredths : null;
}

function percentText(hundredths: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(hundredths / 100);
}
