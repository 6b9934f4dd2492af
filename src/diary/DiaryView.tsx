/**
 * The diary: one day as a grid with its totals. It is told everything it shows and asks for everything it wants
 * through its properties, so that the freelancer's window and any other page can show the same view.
 */
import { Center, Loader } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId, PictureId, SliceId } from '../../domain/ids';
import { FormatProvider, useFormat } from '../ui/format-context';
import { addDays, type DayString, dayBounds } from '../ui/zone';
import { DayGrid } from './DayGrid';
import { DayNav, type ZoneChoice } from './DayNav';
import { DayTotals } from './DayTotals';
import type { SaveMemo } from './detail/DetailMemo';
import classes from './diary.module.css';
import { type DiaryEdits, EditsContext } from './edit/edits';
import { LockNote } from './edit/LockNote';
import { useEditing } from './edit/use-editing';
import { type Live, LiveContext } from './live';
import { MemoDialog } from './MemoDialog';
import { inOrder, weekOfDay } from './rows';
import type { Run } from './runs';
import type { DiaryCell, DiaryContract, DiaryDay, DiaryDetail, PictureUrl } from './types';

const SliceDialog = lazy(() => import('./detail/SliceDialog'));

export interface DiaryViewProps {
  dayName: DayString;
  today: DayString;
  /** The present, ms; fine enough if it moves once a slot. */
  now: number;
  /** IANA zone of the grid. */
  zone: string;
  zoneChoice: ZoneChoice;
  /** Null while the first answer is awaited. */
  day: DiaryDay | null;
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  live: Live;
  pictureUrl: PictureUrl;
  /** Shown instead of the grid on a day without work. */
  empty: ReactNode;
  /** A picture that is to be redacted as soon as its slice is open. */
  redact?: PictureId | null;
  /** The large view was closed. */
  onClosed?(): void;
  loadDetail(id: SliceId): Promise<DiaryDetail>;
  /** Null where memos are only read. */
  saveMemo: SaveMemo | null;
  /** Shown between the day's name and its grid. */
  bar?: ReactNode;
  /** What the page has to say of a slice in its large view. */
  beside?: ((cell: DiaryCell) => ReactNode) | undefined;
  /** A slice to be opened as soon as the day that is shown has it; then `onWanted` is told. */
  wanted?: SliceId | null;
  onWanted?: () => void;
  /** Time is to be entered by hand as soon as the day is shown; then `onManualAsked` is told whether it can be. */
  manualAsked?: boolean;
  onManualAsked?: (hasSpot: boolean) => void;
  /** Null: the diary is only shown. */
  edits: DiaryEdits | null;
  onDay(day: DayString): void;
  onZone(choice: ZoneChoice): void;
}

export function DiaryView(props: DiaryViewProps) {
  const { locale } = useFormat();
  return (
    <FormatProvider locale={locale} zone={props.zone}>
      <LiveContext value={props.live}>
        <EditsContext value={props.edits}>
          <Diary {...props} />
        </EditsContext>
      </LiveContext>
    </FormatProvider>
  );
}

function Diary(props: DiaryViewProps) {
  const { day, dayName, contracts, now } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState<SliceId | null>(null);
  const [run, setRun] = useState<Run | null>(null);
  const onOpen = useCallback((id: SliceId) => setOpen(id), []);
  const bounds = useMemo(() => dayBounds(dayName, props.zone), [dayName, props.zone]);
  const ordered = useMemo(() => inOrder(day?.cells ?? []), [day?.cells]);
  const shownNow = now >= bounds.from && now < bounds.to ? now : null;
  const { wanted = null, onWanted } = props;
  useEffect(() => {
    if (wanted === null || !ordered.some(({ sliceId }) => sliceId === wanted)) return;
    setOpen(wanted);
    onWanted?.();
  }, [wanted, ordered, onWanted]);
  const editing = useEditing({
    day,
    ordered,
    contracts,
    now,
    edits: props.edits,
    onMemo: setRun,
    manualAsked: props.manualAsked ?? false,
    onManualAsked: props.onManualAsked ?? nothing,
  });
  const opened = ordered.find(({ sliceId }) => sliceId === open);
  return (
    <section className={classes.view} aria-label={t('page.diary')}>
      <h1 className="visually-hidden">{t('page.diary')}</h1>
      <DayNav
        day={dayName}
        today={props.today}
        from={Math.max(bounds.from, Math.min(now, bounds.to - 1))}
        zoneChoice={props.zoneChoice}
        onDay={props.onDay}
        onZone={props.onZone}
      />
      {props.bar}
      {props.edits && day && <LockNote from={(day.from + day.to) / 2} now={props.edits.now} />}
      {day === null ? (
        <Center flex={1}>
          <Loader aria-label={t('diary.loading')} />
        </Center>
      ) : (
        <div className={classes.body}>
          <div className={classes.scroll}>
            {day.cells.length === 0 && !day.tombstones.some(({ what }) => what === 'slice') ? (
              <div className={classes.empty}>{props.empty}</div>
            ) : (
              <DayGrid
                day={day}
                now={shownNow}
                contracts={contracts}
                pictureUrl={props.pictureUrl}
                onOpen={onOpen}
                onEditRun={setRun}
                onPage={(step) => props.onDay(addDays(dayName, step))}
                choosing={editing.choosing}
                onDelete={editing.onDelete}
                free={editing.free}
                onManual={editing.onManual}
              />
            )}
          </div>
          <aside className={classes.side}>
            {editing.button}
            <DayTotals
              day={day}
              contracts={contracts}
              weekOf={weekOfDay(day.from, day.to, now)}
              tracked={day.cells.find(({ state }) => state === 'open')?.contractId ?? null}
            />
          </aside>
        </div>
      )}
      {editing.parts}
      {run && props.saveMemo && (
        <MemoDialog
          run={run}
          contract={contracts.get(run.contractId)}
          known={[
            ...new Set(ordered.map(({ memo }) => memo).filter((memo) => memo !== '' && memo !== run.memo)),
          ]}
          onSave={props.saveMemo}
          onClose={() => setRun(null)}
        />
      )}
      {opened && (
        <Suspense fallback={null}>
          <SliceDialog
            key={props.redact ?? 'view'}
            redact={opened.pictures.some(({ id }) => id === props.redact) ? (props.redact ?? null) : null}
            cell={opened}
            cells={ordered}
            contract={contracts.get(opened.contractId)}
            pictureUrl={props.pictureUrl}
            load={props.loadDetail}
            saveMemo={props.saveMemo}
            beside={props.beside}
            onOpen={onOpen}
            onClose={() => {
              setOpen(null);
              props.onClosed?.();
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

function nothing(): void {}
