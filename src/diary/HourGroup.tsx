// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid whose cells hold buttons; a table would promise rows of data
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus goes to the buttons in the cells, one of them at a time
/** One hour: the line of memos over the runs they span, and the six places under it. */
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ContractId, SliceId } from '../../domain/ids';
import { SLOT_MS, type Slot } from '../../domain/week';
import { useFormat } from '../ui/format-context';
import { contractInk, contractTint } from '../ui/palette';
import { CellTile } from './CellTile';
import classes from './diary.module.css';
import type { Selection } from './edit/selection';
import type { HourRow } from './rows';
import type { Run, RunPiece } from './runs';
import { piecesOf } from './runs';
import type { DiaryContract, PictureUrl } from './types';
import { contractName } from './words';

export interface HourGroupProps {
  row: HourRow;
  runs: ReadonlyMap<SliceId, Run>;
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  pictureUrl: PictureUrl;
  tabbable: SliceId | null;
  /** True for the hour of the present. */
  current: boolean;
  onOpen(id: SliceId): void;
  onEditRun(run: Run): void;
  chosen: Selection;
  /** Deleted slices' marks, by slot. */
  /** Time deleted in a slot, in ms. */
  deleted: ReadonlyMap<Slot, number>;
  /** Asked for a spot in which nothing is logged; null where nothing may be entered by hand. */
  onManual: ((slot: Slot) => void) | null;
  free: ReadonlySet<Slot>;
}

export function HourGroup(props: HourGroupProps) {
  const { row, contracts } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const byColumn = new Map(row.places.map((place) => [place.column, place]));
  const label = format.hour(row.hour);
  return (
    <div role="rowgroup" className={classes.hour} data-testid={`diary-hour-${row.start}`}>
      <div role="row" className={classes.line}>
        <div
          role="rowheader"
          className={`${classes.hourLabel} ${props.current ? classes.nowLabel : ''} figures`}
          aria-current={props.current ? 'time' : undefined}
        >
          {label}
        </div>
        <div role="gridcell" aria-colspan={6} className={classes.runs}>
          {piecesOf(row, props.runs).map((piece) => (
            <RunButton
              key={`${piece.run.id}-${piece.left}`}
              piece={piece}
              contract={contracts.get(piece.run.contractId)}
              onEdit={props.onEditRun}
            />
          ))}
        </div>
      </div>
      <div role="row" className={classes.line}>
        <span role="rowheader" className="visually-hidden">
          {t('diary.hourCells', { hour: label })}
        </span>
        <div role="presentation" className={classes.cells}>
          {[0, 1, 2, 3, 4, 5].map((column) => {
            const place = byColumn.get(column);
            const cells = place?.cells ?? [];
            return (
              <div role="gridcell" key={column} className={classes.cell}>
                {cells.length === 0 && place && (
                  <Vacant
                    slot={place.slot}
                    deletedMs={props.deleted.get(place.slot)}
                    onManual={props.free.has(place.slot) ? props.onManual : null}
                  />
                )}
                {cells.length > 0 && place && (
                  <DeletedBeside slot={place.slot} ms={props.deleted.get(place.slot)} />
                )}
                {cells.map((cell) => (
                  <CellTile
                    key={cell.sliceId}
                    cell={cell}
                    contract={contracts.get(cell.contractId)}
                    pictureUrl={props.pictureUrl}
                    tabbable={props.tabbable === cell.sliceId}
                    chosen={props.chosen.has(cell.sliceId)}
                    onOpen={props.onOpen}
                  />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** A spot without time: what was deleted there, and the way to enter time by hand. */
function Vacant(props: {
  slot: Slot;
  deletedMs: number | undefined;
  onManual: ((slot: Slot) => void) | null;
}) {
  const { slot, deletedMs, onManual } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const at = format.timeRange(slot * 1000, slot * 1000 + SLOT_MS);
  const mark = deletedMs !== undefined && (
    <span className={classes.tombstone} data-testid={`tombstone-${slot}`}>
      {t('edit.tombstone', { time: format.ms(deletedMs) })}
    </span>
  );
  if (onManual === null) return <span className={classes.vacant}>{mark}</span>;
  return (
    <button
      type="button"
      className={`${classes.vacant} ${classes.vacantOpen}`}
      tabIndex={-1}
      aria-label={t('edit.manualAt', { at })}
      title={t('edit.manualAt', { at })}
      onClick={() => onManual(slot)}
      data-testid={`vacant-${slot}`}
    >
      {mark}
      <IconPlus size={14} aria-hidden />
    </button>
  );
}

/** A deletion in a slot that has time of another contract, or time entered since: a mark over the corner. */
function DeletedBeside({ slot, ms }: { slot: Slot; ms: number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (ms === undefined) return null;
  const text = t('edit.tombstone', { time: format.ms(ms) });
  return (
    <span className={classes.deletedBeside} title={text} data-testid={`tombstone-${slot}`}>
      <IconTrash size={12} aria-hidden />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}

function RunButton(props: { piece: RunPiece; contract: DiaryContract | undefined; onEdit(run: Run): void }) {
  const { run, left, width, first } = props.piece;
  const { t } = useTranslation();
  const format = useFormat();
  const colour = props.contract?.colour ?? 'teal';
  const style = {
    '--ink': contractInk(colour),
    '--tint': contractTint(colour),
    left: `${left * 100}%`,
    width: `calc(${width * 100}% - 0.25rem)`,
  };
  const range = { from: format.time(run.start), to: format.time(run.end) };
  const name = contractName(props.contract, t);
  const memo = run.memo === '' ? t('diary.run.none') : run.memo;
  return (
    <button
      type="button"
      className={classes.run}
      style={style}
      aria-disabled={!run.editable}
      tabIndex={-1}
      data-testid="diary-run"
      data-run={run.id}
      title={`${name}\n${memo}\n${format.words(run.trackedMs)}`}
      aria-label={t(run.editable ? 'diary.run.edit' : 'diary.run.locked', { ...range, name, memo })}
      onClick={() => run.editable && props.onEdit(run)}
    >
      <span className={`${classes.runText} ${run.memo === '' ? classes.runMissing : ''}`}>
        {first ? memo : `… ${memo}`}
      </span>
      {run.editable && first && width > 0.3 && <IconPencil size={12} aria-hidden style={{ flex: 'none' }} />}
    </button>
  );
}
