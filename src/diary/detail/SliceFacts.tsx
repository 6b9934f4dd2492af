/** Everything about a slice that is not its picture: time, memo, windows, what was not observed, who observed it. */
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format-context';
import { useEdits } from '../edit/edits';
import { useExtraMs } from '../live';
import { sees, useReader } from '../reader';
import { useReceived } from '../received';
import type { DiaryCell, DiaryDetail } from '../types';
import { closeReasonText, gapText, marksOf } from '../words';
import { DetailMemo, type SaveMemo } from './DetailMemo';
import classes from './detail.module.css';
import { PictureFacts } from './PictureFacts';
import { ProtectionFacts } from './ProtectionFacts';

export interface SliceFactsProps {
  detail: DiaryDetail;
  cell: DiaryCell;
  /** What the page around has to say of the slice. */
  beside?: ReactNode;
  saveMemo: SaveMemo | null;
}

export function SliceFacts(props: SliceFactsProps) {
  const { detail, cell, saveMemo } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const reader = useReader();
  const marks = marksOf(detail, t, format, reader);
  return (
    <>
      {marks.length > 0 && (
        <ul className={classes.hints} data-testid="detail-marks">
          {marks.map((mark) => (
            <li key={mark}>{mark}</li>
          ))}
        </ul>
      )}
      <ProtectionFacts sliceId={cell.sliceId} />
      <Section title={t('detail.tracked')}>
        <Tracked detail={detail} />
        <Sealed detail={detail} />
        <OnServer detail={detail} />
      </Section>
      {sees(reader, 'memo') && (
        <Section title={t('memo.label')}>
          <DetailMemo cell={cell} saveMemo={saveMemo} />
        </Section>
      )}
      {props.beside}
      {sees(reader, 'windows') && <Windows detail={detail} />}
      <PictureFacts pictures={detail.pictures} />
      {sees(reader, 'time') && <Spans detail={detail} />}
      <Disturbances detail={detail} />
      {!isUntold(detail) && (
        <Section title={t('detail.backends')}>
          <dl className={classes.facts}>
            {(['picture', 'window', 'input', 'idle'] as const).map((sensor) => (
              <Fact key={sensor} name={t(`sensor.${sensor}`)}>
                {detail.backends[sensor].join(', ') || t('detail.noBackend')}
              </Fact>
            ))}
          </dl>
        </Section>
      )}
    </>
  );
}

/** By whom it was observed is not told to everybody. */
function isUntold({ backends }: DiaryDetail): boolean {
  return Object.values(backends).every((names) => names.length === 0);
}

/** Where the slice is with the server, of a contract that is shared with one. */
function OnServer({ detail: { sliceId, state } }: { detail: DiaryDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const received = useReceived(sliceId);
  if (received === null || state === 'open') return null;
  return (
    <p className={classes.sealed} data-testid="detail-received">
      {received.state === 'received' && received.at !== null
        ? t('sync.detail.received', { date: format.dateTime(received.at) })
        : t(`sync.detail.${received.state === 'received' ? 'receivedPlain' : received.state}`)}
    </p>
  );
}

/** Nothing of a slice under way: it is sealed once it is over. */
function Sealed({ detail: { sealed, state } }: { detail: DiaryDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (sealed === undefined || state === 'open') return null;
  return (
    <p className={classes.sealed} data-testid="detail-sealed">
      {sealed === null
        ? t('evidence.detail.waiting')
        : t('evidence.detail.sealed', { number: format.number(sealed) })}
    </p>
  );
}

function Tracked({ detail }: { detail: DiaryDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const extra = useExtraMs(detail.state === 'open' ? detail.contractId : null);
  const reason = closeReasonText(t, detail.closeReason);
  return (
    <>
      <div className={`${classes.figure} figures`} data-testid="detail-tracked">
        {format.ms(Math.min(600_000, detail.trackedMs + extra))}
      </div>
      <div>{detail.state === 'open' ? t('detail.stillOpen') : reason}</div>
    </>
  );
}

function Windows({ detail }: { detail: DiaryDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const windows = [...detail.windows].sort((a, b) => b.ms - a.ms);
  return (
    <Section title={t('detail.windows')}>
      {windows.length === 0 ? (
        t('detail.noWindows')
      ) : (
        <ul className={`${classes.list} figures`} data-testid="detail-windows">
          {windows.map(({ app, title, ms }) => (
            <li key={`${app}\n${title}`}>
              <span>
                <span className={classes.app}>{app}</span>
                {title === null ? '' : ` — ${title}`}
              </span>
              <span>{format.ms(ms)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Spans({ detail }: { detail: DiaryDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('detail.spans')}>
      <ul className={`${classes.list} figures`}>
        {detail.spans.map((span) => (
          <li key={span.start}>
            <span>
              {format.timeSeconds(span.start)}–{format.timeSeconds(span.end)} · {t(`span.${span.kind}`)}
            </span>
            <span>{format.ms(span.end - span.start)}</span>
          </li>
        ))}
      </ul>
      <IdleAnswers spans={detail.spans} />
    </Section>
  );
}

/** Stretches without input that nobody has answered for can be answered here. */
function IdleAnswers({ spans }: { spans: DiaryDetail['spans'] }) {
  const { t } = useTranslation();
  const edits = useEdits();
  const asked = [
    ...new Set(spans.flatMap(({ kind, idleId }) => (kind === 'idle' && idleId !== null ? [idleId] : []))),
  ];
  if (edits === null) return null;
  return asked.map((id) => (
    <Group key={id} gap="xs" mt="xs" data-testid="idle-answer">
      <Button size="compact-xs" variant="default" onClick={() => void edits.answerIdle(id, 'keep')}>
        {t('edit.idleKeep')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => void edits.answerIdle(id, 'discard')}>
        {t('edit.idleDiscard')}
      </Button>
    </Group>
  ));
}

/** Clock jumps and gaps; nothing at all where there were none. */
function Disturbances({ detail }: { detail: DiaryDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (detail.jumps.length + detail.gaps.length === 0) return null;
  return (
    <Section title={t('detail.disturbances')}>
      <ul className={`${classes.list} figures`}>
        {detail.jumps.map(({ at, byMs }) => (
          <li key={`jump-${at}`}>
            <span>
              {t(byMs < 0 ? 'detail.jumpBack' : 'detail.jumpAhead', { time: format.timeSeconds(at) })}
            </span>
            <span>{format.words(Math.abs(byMs))}</span>
          </li>
        ))}
        {detail.gaps.map(({ start, end, reason }) => (
          <li key={`gap-${start}-${reason}`}>
            <span>
              {format.timeSeconds(start)}–{format.timeSeconds(end)} · {gapText(t, reason)}
            </span>
            <span>{format.words(end - start)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
