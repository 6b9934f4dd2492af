/** The pictures of a slice, one at a time, with zoom and pan; a picture that failed says why. */
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconPhotoOff, IconZoomIn, IconZoomOut, IconZoomReset } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReactZoomPanPinchRef, TransformComponent, TransformWrapper } from 'react-zoom-pan-pinch';
import { useFormat } from '../../ui/format-context';
import type { DiaryCell, DiaryPicture, PictureUrl } from '../types';
import { failureText } from '../words';
import classes from './detail.module.css';

export function PictureStage({ cell, pictureUrl }: { cell: DiaryCell; pictureUrl: PictureUrl }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const picture = cell.pictures.find(({ id }) => id === chosen) ?? cell.pictures[0];
  return (
    <>
      {cell.pictures.length > 1 && (
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
        ) : (
          <OnePicture key={picture.id} picture={picture} url={pictureUrl(picture.id, 'full')} />
        )}
      </div>
    </>
  );
}

function OnePicture({ picture, url }: { picture: DiaryPicture; url: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const zoom = useRef<ReactZoomPanPinchRef>(null);
  const [lost, setLost] = useState(false);
  if (picture.outcome === 'failed') {
    return <Nothing text={t('detail.pictureFailed', { reason: failureText(t, picture.reason) })} />;
  }
  if (lost) return <Nothing text={t('detail.pictureMissing')} />;

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
        </TransformComponent>
      </TransformWrapper>
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

function Nothing({ text }: { text: string }) {
  return (
    <div className={classes.nothing}>
      <IconPhotoOff size={28} aria-hidden />
      <span>{text}</span>
    </div>
  );
}
