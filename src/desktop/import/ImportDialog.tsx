/**
 * A report to be taken in: what the app understood of it, what a person decides, and line by line what will come of it.
 * Nothing is changed before "import"; a file that was refused says why and what to do.
 */
import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput, ImportChoices, ImportCounts, ImportFile } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { DialogJobs } from '../jobs/JobStrip';
import { ImportChoicesPart } from './ImportChoicesPart';
import { ImportCountsPart } from './ImportCountsPart';
import { ImportTable } from './ImportTable';
import classes from './import.module.css';
import { closeImport, openImport, useImport } from './open-import';
import { useUndoImport } from './use-undo';

export default function ImportDialog() {
  const { t } = useTranslation();
  useFocusBack();
  const answer = useImport((state) => state.answer);
  const [busy, setBusy] = useState(false);
  if (answer === null) return null;
  return (
    <Modal
      opened
      fullScreen
      onClose={closeImport}
      closeOnEscape={!busy}
      title={t('import.title', { file: answer.outcome === 'opened' ? answer.file.file : answer.file })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      classNames={{ body: classes.body ?? '', content: classes.content ?? '' }}
    >
      {answer.outcome === 'refused' ? (
        <Refused refusal={answer} />
      ) : (
        <Opened key={answer.file.id} file={answer.file} initial={answer.choices} onBusy={setBusy} />
      )}
    </Modal>
  );
}

function Refused({ refusal }: { refusal: Extract<CommandOutput<'import.open'>, { outcome: 'refused' }> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { reason, line, source, missing } = refusal;
  return (
    <div className={classes.refused}>
      <Alert
        color="red"
        role="alert"
        icon={<IconAlertTriangle aria-hidden />}
        title={t(`import.refused.${reason}.title`)}
        data-testid="import-refused"
      >
        {t(`import.refused.${reason}.body`, {
          line: line === null ? '' : format.number(line),
          source: source === null ? '' : t(`import.source.${source}`),
          missing: missing.join(', '),
        })}
      </Alert>
      <Text size="sm" c="dimmed">
        {t('import.refused.supported')}
      </Text>
      <Group>
        <Button data-autofocus onClick={() => void openImport()}>
          {t('import.another')}
        </Button>
        <Button variant="default" onClick={closeImport}>
          {t('action.close')}
        </Button>
      </Group>
    </div>
  );
}

type Ran = CommandOutput<'import.run'>;

function Opened(props: { file: ImportFile; initial: ImportChoices; onBusy(busy: boolean): void }) {
  const { file } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [choices, setChoices] = useState(props.initial);
  const [counts, setCounts] = useState<ImportCounts | null>(null);
  const [seen, setSeen] = useState(0);
  const [problems, setProblems] = useState(false);
  const [running, setRunning] = useState(false);
  const [ran, setRan] = useState<Ran | null>(null);
  const latest = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `ran` asks anew, because what was taken in is known by then
  useEffect(() => {
    const asked = ++latest.current;
    void attempt(api.call('import.preview', { id: file.id, choices })).then((answer) => {
      // A choice made meanwhile has asked again.
      if (asked !== latest.current || answer?.outcome !== 'previewed') return;
      setCounts(answer.counts);
      setSeen((n) => n + 1);
    });
  }, [file.id, choices, ran]);

  async function run(): Promise<void> {
    setRunning(true);
    props.onBusy(true);
    const answer = await attempt(api.call('import.run', { id: file.id, choices }));
    setRunning(false);
    props.onBusy(false);
    if (answer) setRan(answer);
  }

  const taken = counts === null ? 0 : counts.ready + counts.partial;
  return (
    <>
      <div className={classes.columns}>
        <div className={classes.side}>
          <ImportChoicesPart file={file} choices={choices} disabled={running} onChange={setChoices} />
        </div>
        <div className={classes.main}>
          {ran && <Result ran={ran} onUndone={() => setRan(null)} />}
          <ImportCountsPart counts={counts} problems={problems} onProblems={setProblems} />
          <ImportTable fileId={file.id} seen={seen} problems={problems} />
          {!file.timed && (
            <Text size="xs" c="dimmed">
              * {t('import.placed')}
            </Text>
          )}
        </div>
      </div>
      <div className={classes.foot}>
        <DialogJobs />
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" className={classes.note}>
            {t('import.manualNote')}
          </Text>
          <Button variant="default" disabled={running} onClick={closeImport}>
            {t(ran ? 'action.close' : 'action.cancel')}
          </Button>
          <Button
            data-testid="import-run"
            data-autofocus
            loading={running}
            disabled={counts === null || taken === 0}
            onClick={() => void run()}
          >
            {counts === null || taken === 0
              ? t('import.runNone')
              : t('import.run', {
                  lines: format.number(taken),
                  skipped: format.number(counts.all - taken),
                })}
          </Button>
        </Group>
      </div>
    </>
  );
}

function Result({ ran, onUndone }: { ran: Ran; onUndone(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { undo, busy } = useUndoImport(onUndone);
  const { importId } = ran;
  return (
    <Alert color={ran.outcome === 'imported' ? 'teal' : 'yellow'} role="status" data-testid="import-result">
      <Group justify="space-between">
        <Text size="sm">
          {t(`import.done.${ran.outcome}`, {
            count: ran.lines,
            lines: format.number(ran.lines),
            time: format.clock(ran.takenMs),
          })}
        </Text>
        {importId !== null && (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            data-testid="import-undo"
            onClick={() => void undo(importId)}
          >
            {t('import.undo')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
