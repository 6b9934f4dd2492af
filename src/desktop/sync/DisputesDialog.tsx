/**
 * The weeks of a contract that were disputed, step by step, and the answer where one is awaited: what is conceded, in
 * hours and minutes, and why the rest is not. Answered once; there is no second answer.
 */
import { Button, Group, Loader, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { DAY_MS } from '../../../domain/week';
import type { CommandOutput } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { parseHours } from '../../ui/parse';
import { api } from '../api';
import { attempt, tellDone } from '../failures';
import { useApp } from '../store';
import { tellProblem } from './problem';
import classes from './sync.module.css';
import { useTold } from './use-told';

type Review = CommandOutput<'sync.disputes'>['disputes'][number];
type Step = Review['steps'][number];

const REASONS = ['memo', 'activity', 'pictures', 'agreed-scope', 'hours', 'other'] as const;

export function DisputesDialog({ contract, onClose }: { contract: HourlyContract; onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  const { answer, again } = useTold(contract.id, 'review', () =>
    api.call('sync.disputes', { contractId: contract.id }),
  );
  const disputes = answer?.disputes ?? null;
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={`${t('sync.disputes.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm" data-testid="sync-disputes-dialog">
        {disputes === null && <Loader aria-label={t('loading')} />}
        {disputes?.length === 0 && <Text size="sm">{t('sync.disputes.none')}</Text>}
        {disputes?.map((review) => (
          <Dispute key={review.week} contract={contract} review={review} onAnswered={again} />
        ))}
      </Stack>
    </Modal>
  );
}

function Dispute(props: { contract: HourlyContract; review: Review; onAnswered(): void }) {
  const { contract, review } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const from = review.week * 1000;
  const week = t('sync.disputes.week', {
    from: format.dateUtc(from),
    to: format.dateUtc(from + 6 * DAY_MS),
  });
  const disputed = review.steps.findLast(({ what }) => what === 'disputed');
  return (
    <section className={classes.thread} aria-label={week} data-testid={`sync-dispute-${review.week}`}>
      <div className={classes.threadHead}>
        <h3>{week}</h3>
      </div>
      <ol className={classes.messages}>
        {review.steps.map((step) => (
          <li key={step.leaf} data-what={step.what}>
            <StepLine step={step} />
          </li>
        ))}
      </ol>
      {review.answerUntil !== null && review.answerUntil > now && disputed?.ms != null && (
        <AnswerForm
          contract={contract}
          week={review.week}
          disputedMs={disputed.ms}
          until={review.answerUntil}
          onAnswered={props.onAnswered}
        />
      )}
    </section>
  );
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = REASONS.find((one) => one === step.reason);
  return (
    <>
      <span className={classes.note}>
        {step.by === null ? '' : `${step.by} · `}
        {format.dateTime(step.at)}
      </span>
      <p>
        <strong>
          {t(`sync.disputes.step.${step.what}`, { time: step.ms === null ? '' : format.words(step.ms) })}
        </strong>{' '}
        {reason && t(`sync.disputes.reason.${reason}`)}
      </p>
      {step.text !== null && step.text !== '' && <p className={classes.said}>{step.text}</p>}
    </>
  );
}

function AnswerForm(props: {
  contract: HourlyContract;
  week: number;
  disputedMs: number;
  until: number;
  onAnswered(): void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useApp((state) => state.now);
  const [hours, setHours] = useState('0:00');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const read = parseHours(hours);
  const ms = read.ok ? read.value * 1000 : null;
  const wrong = ms === null || ms > props.disputedMs;

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (ms === null || wrong || text.trim() === '') return;
    setBusy(true);
    const answer = await attempt(
      api.call('sync.answer', {
        contractId: props.contract.id,
        week: props.week,
        ms,
        text: text.trim(),
      }),
    );
    setBusy(false);
    if (answer === undefined) return;
    if (answer.outcome === 'problem') return tellProblem(answer);
    tellDone(t('sync.disputes.answered'));
    props.onAnswered();
  }

  return (
    <form noValidate data-testid="sync-dispute-form" onSubmit={(event) => void send(event)}>
      <Stack gap="xs">
        <Text size="sm" fw={600} c="var(--warn)" data-testid="sync-dispute-left">
          {t('sync.disputes.left', {
            time: format.words(Math.ceil((props.until - now) / 60_000) * 60_000),
            date: format.dateTime(props.until),
          })}
        </Text>
        <TextInput
          label={t('sync.disputes.concede')}
          description={t('sync.disputes.concedeHint', { time: format.words(props.disputedMs) })}
          value={hours}
          inputMode="decimal"
          styles={{ wrapper: { maxWidth: '10rem' } }}
          error={
            tried && wrong ? t('sync.disputes.concedeWrong', { time: format.words(props.disputedMs) }) : null
          }
          data-testid="sync-dispute-hours"
          onChange={(event) => setHours(event.currentTarget.value)}
        />
        <Textarea
          label={t('sync.disputes.text')}
          description={t('sync.disputes.textHint')}
          value={text}
          maxLength={2000}
          autosize
          minRows={3}
          maxRows={10}
          error={tried && text.trim() === '' ? t('sync.disputes.textMissing') : null}
          data-testid="sync-dispute-text"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={busy} data-testid="sync-dispute-send">
            {t('sync.disputes.send')}
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          {t('sync.disputes.once')}
        </Text>
      </Stack>
    </form>
  );
}
