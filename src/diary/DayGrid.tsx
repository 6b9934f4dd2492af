// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid whose cells hold buttons; a table would promise rows of data
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus goes to the buttons in the cells, one of them at a time
/**
 * The grid of a day with its keyboard: one Tab stop, arrows between slices, Enter opens, E edits the memo of the run,
 * Page Up and Page Down change the day.
 */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId, SliceId } from '../../domain/ids';
import { HOUR_MS, type Slot } from '../../domain/week';
import { useFormat } from '../ui/format-context';
import classes from './diary.module.css';
import { chosenRun, NONE } from './edit/selection';
import { type Choosing, useChoosing } from './edit/use-choosing';
import { HourGroup } from './HourGroup';
import { moveFocus, moveOf } from './moves';
import { buildRows, columnMinutes, deletedBySlot, inOrder } from './rows';
import { buildRuns, type Run, runsBySlice } from './runs';
import type { DiaryContract, DiaryDay, PictureUrl } from './types';

export interface DayGridProps {
  day: DiaryDay;
  /** The present where it lies on this day, else null. */
  now: number | null;
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  pictureUrl: PictureUrl;
  onOpen(id: SliceId): void;
  onEditRun(run: Run): void;
  onPage(step: 1 | -1): void;
  /** Null where nothing can be edited. */
  choosing: Choosing | null;
  onDelete(): void;
  free: ReadonlySet<Slot>;
  onManual: ((slot: Slot) => void) | null;
}

export function DayGrid(props: DayGridProps) {
  const { day, now } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const grid = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<SliceId | null>(null);
  const deleted = useMemo(() => deletedBySlot(day.tombstones), [day.tombstones]);
  const rows = useMemo(
    () =>
      buildRows({
        from: day.from,
        to: day.to,
        zone: format.zone,
        cells: day.cells,
        now,
        marked: new Set(deleted.keys()),
      }),
    [day.from, day.to, day.cells, format.zone, now, deleted],
  );
  const runs = useMemo(() => runsBySlice(buildRuns(day.cells)), [day.cells]);
  const ordered = useMemo(() => inOrder(day.cells), [day.cells]);
  const choose = useChoosing(ordered, runs, props.choosing);
  const chosen = props.choosing?.chosen ?? NONE;
  const tabbable = day.cells.some(({ sliceId }) => sliceId === focused)
    ? focused
    : (day.cells.at(-1)?.sliceId ?? null);

  // A day is opened where the work is going on: at the present hour today, at its beginning otherwise.
  const isPresent = now !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each day that is opened, not at each change of it
  useEffect(() => {
    if (isPresent && grid.current) showPresent(grid.current);
  }, [day.from, isPresent]);

  function focus(id: SliceId): void {
    setFocused(id);
    grid.current?.querySelector<HTMLElement>(`[data-slice="${id}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const on = day.cells.find(({ sliceId }) => sliceId === sliceOf(event.target))?.sliceId;
    const towards = moveOf(event.key);
    if (choose.onKey(event, on ?? null, on && towards ? moveFocus(rows, on, towards) : null)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Delete' && chosen.size > 0) {
      event.preventDefault();
      props.onDelete();
      return;
    }
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      props.onPage(event.key === 'PageUp' ? -1 : 1);
      return;
    }
    if (!on) return;
    // What is chosen goes before the run under the focus.
    const run = chosen.size > 0 ? chosenRun(ordered, chosen) : runs.get(on);
    if (event.key === 'e' && run?.editable) {
      event.preventDefault();
      props.onEditRun(run);
      return;
    }
    const move = moveOf(event.key);
    if (!move) return;
    // Arrow keys are the grid's here; outside of it they change the day.
    event.preventDefault();
    event.stopPropagation();
    const to = moveFocus(rows, on, move);
    if (to) focus(to);
  }

  return (
    <div
      role="grid"
      aria-label={t('diary.grid')}
      ref={grid}
      onKeyDown={onKeyDown}
      onClickCapture={choose.onClickCapture}
      onPointerDown={choose.onPointerDown}
      onPointerOver={choose.onPointerOver}
      aria-multiselectable={props.choosing !== null}
      data-testid="diary-grid"
    >
      <div role="row" className={classes.head}>
        <span role="columnheader">
          <span className="visually-hidden">{t('diary.hourColumn')}</span>
        </span>
        {columnMinutes(day.from, format.zone).map((minute) => (
          <span role="columnheader" key={minute} className="figures">
            :{String(minute).padStart(2, '0')}
          </span>
        ))}
      </div>
      {rows.map((row) =>
        row.kind === 'folded' ? (
          <div role="row" key={row.start} className={classes.folded}>
            <span role="gridcell" aria-colspan={7}>
              {t('diary.folded', {
                from: format.hour(row.start),
                to: format.hour(row.end),
                count: Math.round((row.end - row.start) / HOUR_MS),
              })}
            </span>
          </div>
        ) : (
          <HourGroup
            key={row.start}
            row={row}
            runs={runs}
            contracts={props.contracts}
            pictureUrl={props.pictureUrl}
            tabbable={tabbable}
            current={now !== null && row.hour <= now && now < row.hour + HOUR_MS}
            onOpen={props.onOpen}
            onEditRun={props.onEditRun}
            chosen={chosen}
            deleted={deleted}
            onManual={props.onManual}
            free={props.free}
          />
        ),
      )}
    </div>
  );
}

function sliceOf(target: EventTarget): string | undefined {
  return target instanceof HTMLElement
    ? target.closest<HTMLElement>('[data-slice]')?.dataset.slice
    : undefined;
}

/** Scrolls the nearest scrolling ancestor within the diary, never the window with its timer. */
function showPresent(grid: HTMLElement): void {
  const hour = grid.querySelector('[aria-current="time"]');
  for (let box = grid.parentElement; hour && box?.closest('section'); box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    if (overflowY !== 'auto' || box.scrollHeight <= box.clientHeight) continue;
    box.scrollTop +=
      hour.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    return;
  }
}
