/** The pictures of a slice, one at a time, with zoom and pan; a picture that failed says why. */
import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import {
  IconEyeOff,
  IconPhotoOff,
  IconTrash,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
} from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReactZoomPanPinchRef, TransformComponent, TransformWrapper } from 'react-zoom-pan-pinch';
import type { PictureId } from '../../../domain/ids';
import { useFormat } from '../../ui/format-context';
import { usePictureActions } from '../picture-actions';
import { useReader } from '../reader';
import type { DiaryCell, DiaryPicture, PictureUrl } from '../types';
import { failureText } from '../words';
import { AreaOutlines } from './AreaOutlines';
import classes from './detail.module.css';
import { HeldCover } from './HeldCover';
import { RedactEditor } from './RedactEditor';

export interface PictureStageProps {
  cell: DiaryCell;
  pictureUrl: PictureUrl;
  /** The picture of which something is being made unreadable now. */
  redacting: PictureId | null;
  onRedact(id: PictureId | null): void;
}

export function PictureStage({ cell, pictureUrl, redacting, onRedact }: PictureStageProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const wanted = redacting ?? chosen;
  const picture = cell.pictures.find(({ id }) => id === wanted) ?? cell.pictures[0];
  return (
    <>
      {cell.pictures.length > 1 && redacting === null && (
        <SegmentedControl
          size="xs"
          aria-label={t('detail.displays')}
          value={picture?.id ?? ''}
          onChange={setChosen}
          data={cell.pictures.map((one, index) => ({
            value: one.id,
            label: t('detail.display', { number: index + 1, name: one.display }),
          }))}
        />
      )}
      <div className={classes.stage} data-testid="detail-picture">
        {picture === undefined ? (
          <Nothing text={cell.state === 'open' ? t('detail.pictureLater') : t('detail.noPicture')} />
        ) : redacting === picture.id && picture.outcome === 'ok' ? (
          <RedactEditor picture={picture} url={pictureUrl(picture, 'full')} onEnd={() => onRedact(null)} />
        ) : (
          <OnePicture
            key={`${picture.id} ${picture.bytes}`}
            picture={picture}
            editable={cell.editable}
            url={pictureUrl(picture, 'full')}
            onRedact={() => onRedact(picture.id)}
          />
        )}
      </div>
    </>
  );
}

interface OnePictureProps {
  picture: DiaryPicture;
  url: string;
  editable: boolean;
  onRedact(): void;
}

function OnePicture({ picture, url, editable, onRedact }: OnePictureProps) {
  const own = usePictureActions();
  const reader = useReader();
  const actions = editable ? own : null;
  const { t } = useTranslation();
  const format = useFormat();
  const zoom = useRef<ReactZoomPanPinchRef>(null);
  const [lost, setLost] = useState(false);
  if (picture.outcome === 'failed') {
    const { undoUntil } = picture;
    return (
      <Nothing text={t('detail.pictureFailed', { reason: failureText(t, picture.reason) })}>
        {actions && undoUntil != null && (
          <Button
            size="compact-sm"
            variant="default"
            data-testid="picture-undo"
            onClick={() => void actions.undo(picture.id)}
          >
            {t('pictures.undo', { time: format.timeSeconds(undoUntil) })}
          </Button>
        )}
      </Nothing>
    );
  }
  if (lost)
    return <Nothing text={t(reader === null ? 'detail.pictureMissing' : 'detail.pictureNotLoaded')} />;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === '+' || event.key === '=') void zoom.current?.zoomIn();
    else if (event.key === '-') void zoom.current?.zoomOut();
    else if (event.key === '0') void zoom.current?.resetTransform();
    else return;
    event.preventDefault();
  }

  const tools = [
    { label: t('detail.zoomIn'), icon: <IconZoomIn size={18} />, act: () => zoom.current?.zoomIn() },
    { label: t('detail.zoomOut'), icon: <IconZoomOut size={18} />, act: () => zoom.current?.zoomOut() },
    {
      label: t('detail.zoomReset'),
      icon: <IconZoomReset size={18} />,
      act: () => zoom.current?.resetTransform(),
    },
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside, while one of them has the focus
    <div style={{ height: '100%' }} onKeyDown={onKeyDown}>
      <TransformWrapper ref={zoom} maxScale={8} doubleClick={{ mode: 'toggle' }} centerOnInit>
        <TransformComponent wrapperClass={classes.wrapper ?? ''} contentClass={classes.content ?? ''}>
          <img
            src={url}
            alt={t('detail.pictureAlt', { time: format.timeSeconds(picture.takenAt) })}
            width={picture.width}
            height={picture.height}
            draggable={false}
            data-testid="detail-image"
            onError={() => setLost(true)}
          />
          <AreaOutlines picture={picture} />
        </TransformComponent>
      </TransformWrapper>
      {picture.held && <HeldCover picture={picture} editable={editable} onRedact={onRedact} />}
      {actions && !picture.held && (
        <div className={classes.decide}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconEyeOff size={15} aria-hidden />}
            data-testid="picture-redact"
            onClick={onRedact}
          >
            {t('pictures.redact')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconTrash size={15} aria-hidden />}
            data-testid="picture-delete"
            title={t('pictures.deleteHint')}
            onClick={() => void actions.remove(picture.id)}
          >
            {t('pictures.delete')}
          </Button>
        </div>
      )}
      <div className={classes.tools}>
        {tools.map((tool) => (
          <ActionIcon
            key={tool.label}
            variant="default"
            aria-label={tool.label}
            title={tool.label}
            onClick={tool.act}
          >
            {tool.icon}
          </ActionIcon>
        ))}
      </div>
    </div>
  );
}

function Nothing({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className={classes.nothing}>
      <IconPhotoOff size={28} aria-hidden />
      <span>{text}</span>
      {children}
    </div>
  );
}
