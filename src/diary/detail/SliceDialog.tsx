/**
 * The large view of one slice. Left and right arrows go through the day; what is typed in a field stays the field's.
 * It asks again for its slice whenever the day's cell of it changes, so an open slice stays live.
 */
import { ActionIcon, Group, Modal, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PictureId, SliceId } from '../../../domain/ids';
import { SLOT_MS } from '../../../domain/week';
import { ErrorBoundary } from '../../ui/ErrorBoundary';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { neighbours } from '../moves';
import { sees, useReader } from '../reader';
import type { DiaryCell, DiaryContract, DiaryDetail, PictureUrl } from '../types';
import { contractName } from '../words';
import type { SaveMemo } from './DetailMemo';
import classes from './detail.module.css';
import { InputCountsLine } from './InputCountsLine';
import { PictureStage } from './PictureStage';
import { SliceFacts } from './SliceFacts';

const MinuteChart = lazy(() => import('./MinuteChart'));

export interface SliceDialogProps {
  cell: DiaryCell;
  /** All of the day, in the order of the grid. */
  cells: readonly DiaryCell[];
  contract: DiaryContract | undefined;
  pictureUrl: PictureUrl;
  /** A picture that is to be redacted as soon as the view is open. */
  redact?: PictureId | null;
  load(id: SliceId): Promise<DiaryDetail>;
  saveMemo: SaveMemo | null;
  beside?: ((cell: DiaryCell) => ReactNode) | undefined;
  onOpen(id: SliceId): void;
  onClose(): void;
}

type Loaded = { id: SliceId; detail: DiaryDetail | 'failed' };

export default function SliceDialog(props: SliceDialogProps) {
  const { cell, cells, contract, load, onOpen } = props;
  const { t } = useTranslation();
  const format = useFormat();
  // The slice that was shown last, which need not be the one that was opened.
  useFocusBack(() => document.querySelector<HTMLElement>(`[data-slice="${cell.sliceId}"]`));
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [redacting, setRedacting] = useState<PictureId | null>(props.redact ?? null);
  const reader = useReader();
  const { previous, next } = neighbours(cells, cell.sliceId);

  useEffect(() => {
    let current = true;
    load(cell.sliceId).then(
      (detail) => current && setLoaded({ id: cell.sliceId, detail }),
      () => current && setLoaded({ id: cell.sliceId, detail: 'failed' }),
    );
    return () => {
      current = false;
    };
  }, [cell, load]);

  function onKeyDown(event: KeyboardEvent): void {
    if (
      redacting !== null ||
      event.target instanceof HTMLInputElement ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
    )
      return;
    const to = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : null;
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onOpen(to);
  }

  const start = cell.slot * 1000;
  const shown = loaded?.id === cell.sliceId ? loaded.detail : null;
  const detail = shown === 'failed' ? null : shown;
  return (
    <Modal.Root
      opened
      onClose={props.onClose}
      // Nothing scrolls behind it, and to lock what does not scroll the kit would write a style element.
      lockScroll={false}
      closeOnEscape={redacting === null}
      // On the root: the kit's content takes a key handler and never calls it.
      onKeyDown={onKeyDown}
      size="min(1240px, 96vw)"
      yOffset="2rem"
      centered
      classNames={{ content: classes.dialog ?? '', body: classes.frame ?? '' }}
    >
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content data-testid="slice-detail">
        <Modal.Header>
          <Modal.Title>
            <Text component="span" fw={650} className="figures">
              {format.timeRange(start, start + SLOT_MS)}
            </Text>{' '}
            <Text component="span" c="dimmed">
              {contractName(contract, t)}
            </Text>
          </Modal.Title>
          <Group gap="xs" ml="auto" mr="sm" wrap="nowrap">
            <Step label={t('detail.previous')} testId="detail-previous" to={previous} onOpen={onOpen} back />
            <Step label={t('detail.next')} testId="detail-next" to={next} onOpen={onOpen} />
          </Group>
          <Modal.CloseButton ml={0} aria-label={t('action.close')} />
        </Modal.Header>
        <Modal.Body>
          <div className={classes.body}>
            <div className={classes.left}>
              <PictureStage
                key={cell.sliceId}
                cell={cell}
                pictureUrl={props.pictureUrl}
                redacting={redacting}
                onRedact={setRedacting}
              />
              {redacting !== null || !sees(reader, 'minutes') ? null : detail ? (
                <>
                  <InputCountsLine minutes={detail.minutes} activity={detail.activity} />
                  <div className={classes.chart}>
                    <ErrorBoundary fallback={<Text size="sm">{t('detail.chartFailed')}</Text>}>
                      <Suspense fallback={<Skeleton height="100%" />}>
                        <MinuteChart start={start} minutes={detail.minutes} />
                      </Suspense>
                    </ErrorBoundary>
                  </div>
                </>
              ) : (
                <Skeleton height="10.75rem" />
              )}
            </div>
            <div className={classes.right}>
              {shown === 'failed' ? (
                <Text c="red">{t('detail.failed')}</Text>
              ) : detail ? (
                <SliceFacts
                  key={cell.sliceId}
                  detail={detail}
                  cell={cell}
                  saveMemo={props.saveMemo}
                  beside={props.beside?.(cell)}
                />
              ) : (
                <Skeleton height="20rem" />
              )}
            </div>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Step(props: {
  label: string;
  testId: string;
  to: SliceId | null;
  back?: boolean;
  onOpen(id: SliceId): void;
}) {
  const { to } = props;
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant="default"
        aria-label={props.label}
        data-testid={props.testId}
        // Not `disabled`: at the day's end the button keeps the focus, and with it the arrow keys.
        {...(to === null ? { 'data-disabled': true } : {})}
        aria-disabled={to === null}
        onClick={() => to && props.onOpen(to)}
      >
        {props.back ? <IconChevronLeft size={18} /> : <IconChevronRight size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
