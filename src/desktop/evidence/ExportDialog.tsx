/**
 * Evidence into one file: which days, what the reader sees of them, a note, and the language of the report. What comes of
 * it is said in the same dialog; whatever was not saved has left nothing.
 */
import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { CommandOutput, EvidenceInclude, LogState } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { api } from '../api';
import { attempt } from '../failures';
import { DialogJobs } from '../jobs/JobStrip';
import { useApp } from '../store';
import { DayField } from './DayField';
import { ExportResult } from './ExportResult';
import classes from './evidence.module.css';
import { type Days, daysOf, RANGES, type RangeName, slotsOf, usualRange } from './ranges';

const INCLUDES = [
  'memos',
  'pictures',
  'windows',
  'minutes',
] as const satisfies readonly (keyof EvidenceInclude)[];
const NOTE_MAX = 4_000;

export default function ExportDialog(props: {
  contract: HourlyContract;
  log: NonNullable<LogState['log']>;
  onClose(): void;
}) {
  const { t } = useTranslation();
  useFocusBack();
  const now = useApp((state) => state.now);
  const shownIn = useApp((state) => state.language);
  const { contract, log } = props;
  const [usual] = useState(() => usualRange(now, log.first, log.last));
  const [range, setRange] = useState<RangeName>(usual);
  const [days, setDays] = useState<Days>(() => daysOf(usual, now, log.first, log.last));
  const [include, setInclude] = useState<EvidenceInclude>({
    memos: true,
    pictures: true,
    // They can name other people: whoever shows them chooses to.
    windows: false,
    minutes: false,
  });
  const [note, setNote] = useState('');
  const [language, setLanguage] = useState(shownIn);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<CommandOutput<'evidence.export'> | null>(null);
  const slots = slotsOf(days);
  const answer = useRef<HTMLDivElement>(null);
  // What came of it may stand below what is in view.
  useEffect(() => {
    if (result !== null) answer.current?.scrollIntoView({ block: 'nearest' });
  }, [result]);

  function choose(name: RangeName): void {
    setRange(name);
    if (name !== 'days') setDays(daysOf(name, now, log.first, log.last));
  }

  async function run(evenUnproven: boolean): Promise<void> {
    if (slots === null) return;
    setBusy(true);
    setResult(null);
    const request = { contractId: contract.id, ...slots, include, note, language, evenUnproven };
    setResult((await attempt(api.call('evidence.export', request))) ?? null);
    setBusy(false);
  }

  return (
    <Modal
      opened
      size="xl"
      onClose={props.onClose}
      closeOnClickOutside={!busy}
      title={`${t('evidence.export.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form
        noValidate
        data-testid="evidence-export-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void run(false);
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t('evidence.export.what')}</Text>
          <fieldset className={classes.fields} disabled={busy}>
            <legend>{t('evidence.export.range')}</legend>
            <SegmentedControl
              aria-label={t('evidence.export.range')}
              classNames={{ root: classes.wrapping ?? '' }}
              value={range}
              disabled={busy}
              data={RANGES.map((value) => ({ value, label: t(`evidence.export.ranges.${value}`) }))}
              onChange={choose}
              data-autofocus
            />
            <Group gap="sm" mt="xs" align="flex-start">
              {(['from', 'to'] as const).map((end) => (
                <DayField
                  key={end}
                  label={t(`evidence.export.${end}`)}
                  day={days[end]}
                  disabled={busy}
                  error={end === 'to' && slots === null ? t('evidence.export.order') : null}
                  testId={`evidence-${end}`}
                  onDay={(day) => {
                    setRange('days');
                    setDays({ ...days, [end]: day });
                  }}
                />
              ))}
            </Group>
          </fieldset>
          <fieldset className={classes.fields} disabled={busy}>
            <legend>{t('evidence.export.show')}</legend>
            <div className={classes.includes}>
              {INCLUDES.map((what) => (
                <Checkbox
                  key={what}
                  label={t(`evidence.export.${what}`)}
                  description={t(`evidence.export.${what}What`)}
                  checked={include[what]}
                  data-testid={`evidence-include-${what}`}
                  onChange={(event) => setInclude({ ...include, [what]: event.currentTarget.checked })}
                />
              ))}
            </div>
            <Text size="xs" c="dimmed" mt={6}>
              {t('evidence.export.always')}
            </Text>
            <Text size="xs" className={classes.warn ?? ''} role="status">
              {(!include.pictures || !include.memos) && t('evidence.export.noVerdict')}
            </Text>
          </fieldset>
          <Textarea
            label={t('evidence.export.note')}
            description={t('evidence.export.noteHint')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={NOTE_MAX}
            value={note}
            disabled={busy}
            data-testid="evidence-note"
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group gap="sm" align="center">
            <Text size="sm" fw={600} id="evidence-language">
              {t('evidence.export.language')}
            </Text>
            <SegmentedControl
              aria-labelledby="evidence-language"
              value={language}
              disabled={busy}
              data={[
                { value: 'en', label: 'English' },
                { value: 'fr', label: 'Français' },
              ]}
              onChange={setLanguage}
            />
          </Group>
          <Text size="xs" c="dimmed">
            {t('evidence.export.notProven')}: {t('evidence.export.notProvenWhat')}
          </Text>
          <div ref={answer} className={classes.answer} role="status" data-testid="evidence-result">
            {busy && <Text size="sm">{t('evidence.export.running')}</Text>}
            {result !== null && <ExportResult result={result} onAnyway={() => void run(true)} />}
          </div>
          <div className={classes.actions}>
            {busy && <DialogJobs />}
            <Group>
              <Button type="submit" loading={busy} disabled={slots === null} data-testid="evidence-export-do">
                {t('evidence.export.do')}
              </Button>
              <Button variant="default" disabled={busy} onClick={props.onClose}>
                {t(result?.outcome === 'saved' ? 'action.close' : 'action.cancel')}
              </Button>
            </Group>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}
