/**
 * One slice in the grid: its picture, its activity, and a mark for everything that is to be noticed about it.
 * Promises: the same size with and without a picture; every mark also stands in words in the label.
 */
import {
  IconAlertTriangleFilled,
  IconBoltOff,
  IconCloudCheck,
  IconCloudUp,
  IconCloudX,
  IconEyeOff,
  IconNoteOff,
  IconPhotoOff,
  IconRobot,
  IconShieldCheckFilled,
  IconShieldX,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SliceId } from '../../domain/ids';
import { SLOT_MS } from '../../domain/week';
import { useFormat } from '../ui/format-context';
import { contractInk, contractTint } from '../ui/palette';
import { ActivityMeter } from './ActivityMeter';
import { AreaOutlines } from './detail/AreaOutlines';
import classes from './diary.module.css';
import { useExtraMs } from './live';
import { type Standing, standing, useVerdict } from './protection';
import { becauseText, sees, useReader } from './reader';
import { type Received, useReceived } from './received';
import type { DiaryCell, DiaryContract, PictureUrl } from './types';
import { contractName, failureText, lacksMemo, marksOf } from './words';

export interface CellTileProps {
  cell: DiaryCell;
  contract: DiaryContract | undefined;
  pictureUrl: PictureUrl;
  /** The one tile of the grid that the Tab key reaches. */
  tabbable: boolean;
  /** Chosen for an edit. */
  chosen: boolean;
  onOpen(id: SliceId): void;
}

export const CellTile = memo(function CellTile(props: CellTileProps) {
  const { cell, contract } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const start = cell.slot * 1000;
  const reader = useReader();
  const marks = marksOf(cell, t, format, reader);
  const verdict = useVerdict(cell.sliceId);
  const shield = standing(verdict);
  const received = useReceived(cell.sliceId);
  const label = [
    t('diary.cell.when', { from: format.time(start), to: format.time(start + SLOT_MS) }),
    contractName(contract, t),
    t('diary.cell.tracked', { time: format.words(cell.trackedMs) }),
    ...(sees(reader, 'activity') ? [t('diary.cell.activity', { level: cell.activity })] : []),
    ...(cell.memo === '' ? [] : [t('diary.cell.memo', { memo: cell.memo })]),
    ...(cell.state === 'open' ? [t('diary.cell.open')] : []),
    ...(props.chosen ? [t('edit.isChosen')] : []),
    ...marks,
    ...(shield === 'protected' ? [t('protection.verdict.protected')] : []),
    ...(verdict?.reasons ?? []).map(({ because }) => becauseText(t, because, reader)),
    ...(received ? [t(`sync.cell.${received.state}`)] : []),
  ].join(' · ');
  const style = {
    '--ink': contractInk(contract?.colour ?? 'teal'),
    '--tint': contractTint(contract?.colour ?? 'teal'),
  };
  const state = cell.state === 'open' ? classes.tileOpen : cell.overMs > 0 ? classes.tileOver : '';
  return (
    <button
      type="button"
      className={`${classes.tile} ${state} ${cell.kind === 'manual' ? classes.tileManual : ''} ${props.chosen ? classes.tileChosen : ''}`}
      style={style}
      aria-label={label}
      title={label.replaceAll(' · ', '\n')}
      tabIndex={props.tabbable ? 0 : -1}
      data-slice={cell.sliceId}
      data-state={cell.state}
      data-kind={cell.kind}
      data-chosen={props.chosen || undefined}
      data-testid={`diary-cell-${cell.slot}`}
      onClick={() => props.onOpen(cell.sliceId)}
    >
      <Thumbnail cell={cell} pictureUrl={props.pictureUrl} />
      <Flags cell={cell} />
      <ProtectionMark standing={shield} />
      <span className={classes.foot}>
        {sees(reader, 'activity') && <ActivityMeter level={cell.activity} />}
        <ReceivedMark received={received} />
        <CellTime cell={cell} />
      </span>
    </button>
  );
});

const CLOUDS = {
  received: <IconCloudCheck size={13} />,
  queued: <IconCloudUp size={13} />,
  refused: <IconCloudX size={13} />,
} as const;

function ReceivedMark({ received }: { received: Received | null }) {
  if (received === null) return null;
  return (
    <span className={classes.received} data-received={received.state} data-testid="cell-received" aria-hidden>
      {CLOUDS[received.state]}
    </span>
  );
}

function ProtectionMark({ standing }: { standing: Standing }) {
  if (standing === 'none') return null;
  return (
    <span className={classes.shield} data-standing={standing} data-testid="cell-protection" aria-hidden>
      {standing === 'protected' ? <IconShieldCheckFilled size={13} /> : <IconShieldX size={13} />}
    </span>
  );
}

function Thumbnail({ cell, pictureUrl }: { cell: DiaryCell; pictureUrl: PictureUrl }) {
  const { t } = useTranslation();
  const [lost, setLost] = useState<string | null>(null);
  const shown = cell.pictures.find(({ outcome }) => outcome === 'ok');
  const failed = cell.pictures.find(({ outcome }) => outcome === 'failed');
  const ground = `${classes.picture} ${cell.idleMs > 0 ? classes.idle : ''}`;
  if (shown?.held) {
    return (
      <span className={ground}>
        <span className={classes.noPicture} data-testid="cell-held">
          <IconEyeOff size={16} aria-hidden />
          <span className={classes.long}>{t('pictures.tileHeld')}</span>
        </span>
      </span>
    );
  }
  if (shown && lost !== shown.id) {
    return (
      <span className={ground}>
        <img
          src={pictureUrl(shown, 'thumb')}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setLost(shown.id)}
        />
        <AreaOutlines picture={shown} />
      </span>
    );
  }
  if (cell.kind === 'manual') {
    return (
      <span className={`${classes.picture} ${classes.manual}`}>
        <span className={classes.noPicture}>{t('edit.manual')}</span>
      </span>
    );
  }
  const problem = failed ? failureText(t, failed.reason) : shown ? t('diary.picture.missing') : null;
  return (
    <span className={ground}>
      <span className={`${classes.noPicture} ${problem ? classes.failed : ''}`}>
        {problem && <IconPhotoOff size={16} aria-hidden />}
        <span className={classes.long}>{problem}</span>
      </span>
    </span>
  );
}

function Flags({ cell }: { cell: DiaryCell }) {
  const { t } = useTranslation();
  const reader = useReader();
  const warn = `${classes.flag} ${classes.flagWarn}`;
  const displays = cell.pictures.filter(({ outcome }) => outcome === 'ok').length;
  return (
    <span className={classes.flags} aria-hidden>
      {cell.overMs > 0 && (
        <span className={`${classes.flag} ${classes.flagOver}`}>
          <span className={classes.long}>{t('diary.flag.over')}</span>
          <span className={classes.short}>!</span>
        </span>
      )}
      {cell.idleMs > 0 && (
        <span className={warn}>
          <span className={classes.long}>{t('diary.flag.idle')}</span>
          <span className={classes.short}>?</span>
        </span>
      )}
      {cell.interrupted && (
        <span className={warn}>
          <IconBoltOff size={13} />
        </span>
      )}
      {lacksMemo(cell) && sees(reader, 'memo') && (
        <span className={warn}>
          <IconNoteOff size={13} />
        </span>
      )}
      {cell.pictures.some(({ outcome }) => outcome === 'failed') && displays > 0 && (
        <span className={warn}>
          <IconAlertTriangleFilled size={12} />
        </span>
      )}
      {(cell.synthetic ?? 0) > 0 && (
        <span className={warn}>
          <IconRobot size={13} />
        </span>
      )}
      {cell.pictures.some(({ blurred, outcome }) => blurred && outcome === 'ok') && (
        <span className={classes.flag}>
          <IconEyeOff size={13} />
        </span>
      )}
      {displays > 1 && <span className={classes.flag}>×{displays}</span>}
    </span>
  );
}

/** The time of a slice that is not a full ten minutes; the open one counts up. */
function CellTime({ cell }: { cell: DiaryCell }) {
  const format = useFormat();
  const extra = useExtraMs(cell.state === 'open' ? cell.contractId : null);
  const tracked = Math.min(SLOT_MS, cell.trackedMs + extra);
  if (cell.state === 'closed' && tracked > SLOT_MS - 1000) return null;
  const tone = cell.state === 'open' ? classes.timeOpen : cell.overMs > 0 ? classes.timeOver : '';
  return (
    <span className={`${classes.time} ${tone} figures`} data-testid="cell-time">
      {format.ms(tracked)}
    </span>
  );
}
