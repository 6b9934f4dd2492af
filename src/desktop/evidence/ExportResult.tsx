/** What came of an export, in words: where the file is and what its own verifier said, or why there is none. */
import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { slotStart } from '../../../domain/week';
import type { BundleFinding, CommandOutput } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import classes from './evidence.module.css';
import { findingWords } from './finding-words';

/** More of one kind tell nothing new. */
const SHOWN = 50;

type Result = CommandOutput<'evidence.export'>;

export function ExportResult({ result, onAnyway }: { result: Result; onAnyway(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  switch (result.outcome) {
    case 'saved':
      return <Saved result={result} />;
    case 'cancelled':
      return <Text size="sm">{t('evidence.export.cancelled')}</Text>;
    case 'unproven':
      return (
        <Refusal text={t(`evidence.export.unproven.${result.verdict}`)}>
          <Findings findings={result.findings} />
          <Button
            size="compact-sm"
            variant="default"
            mt="xs"
            data-testid="evidence-anyway"
            onClick={onAnyway}
          >
            {t('evidence.export.anyway')}
          </Button>
        </Refusal>
      );
    case 'unreadable':
      return (
        <Refusal text={t('evidence.export.unreadable')}>
          <ul className={classes.findings}>
            {result.slots.slice(0, SHOWN).map((slot) => (
              <li key={slot}>{format.dateTime(slotStart(slot))}</li>
            ))}
          </ul>
        </Refusal>
      );
    case 'too-large':
      return <Refusal text={t('evidence.export.too-large', { size: format.bytes(result.bytes) })} />;
    case 'changed':
      return <Refusal text={t('evidence.export.changed')} />;
    case 'refused':
      return <Refusal text={t(`evidence.export.${result.why}`)} />;
  }
}

function Saved({ result }: { result: Extract<Result, { outcome: 'saved' }> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { verdict, findings } = result;
  const counted = (what: 'entries' | 'segments' | 'picturesIn', count: number) =>
    t(`evidence.export.${what}`, { count, formatted: format.number(count) });
  return (
    <Alert
      variant="outline"
      color={verdict === 'proven' ? 'teal' : 'yellow'}
      icon={verdict === 'proven' ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={t(`evidence.export.verdict.${verdict}`)}
      classNames={{ message: classes.alert ?? '', label: classes.alertTitle ?? '' }}
      data-testid="evidence-saved-file"
      data-verdict={verdict}
    >
      <p>{t('evidence.export.saved', { path: result.path })}</p>
      <p>
        {t('evidence.export.savedWhat', {
          size: format.bytes(result.bytes),
          entries: counted('entries', result.entries),
          segments: counted('segments', result.segments),
          pictures: counted('picturesIn', result.pictures),
        })}
      </p>
      {findings.length > 0 && (
        <details className={classes.more}>
          <summary>{t('evidence.export.notes', { count: findings.length })}</summary>
          <Findings findings={findings} />
        </details>
      )}
    </Alert>
  );
}

function Refusal({ text, children }: { text: string; children?: React.ReactNode }) {
  return (
    <Alert
      variant="outline"
      color="yellow"
      icon={<IconAlertTriangle aria-hidden />}
      classNames={{ message: classes.alert ?? '', label: classes.alertTitle ?? '' }}
      data-testid="evidence-refused"
    >
      {text}
      {children}
    </Alert>
  );
}

function Findings({ findings }: { findings: readonly BundleFinding[] }) {
  const format = useFormat();
  const language = useApp((state) => state.language);
  return (
    <ul className={classes.findings}>
      {findings.slice(0, SHOWN).map((finding, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown once and never changes
        <li key={place}>
          {finding.at !== null && <span className="figures">{format.dateTime(finding.at * 1000)} · </span>}
          {findingWords(finding, language)} <span className={classes.rule}>{finding.rule}</span>
        </li>
      ))}
    </ul>
  );
}
