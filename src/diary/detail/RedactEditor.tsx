/**
 * Drawing what is to be made unreadable: boxes by the mouse on the picture, or by the keyboard on the list of them.
 * Promises: what is outlined is what will be hidden; nothing happens to the picture before the second button.
 */
import { Button, CloseButton, Switch, Text } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_BOXES, toBlocks } from '../../../domain/redaction';
import type { Box } from '../../../domain/slice';
import { usePictureActions } from '../picture-actions';
import type { DiaryPicture } from '../types';
import { AreaOutlines } from './AreaOutlines';
import classes from './redact.module.css';
import { afterKey, boxBetween, middleBox, withBox } from './redact-boxes';

export interface RedactEditorProps {
  picture: DiaryPicture;
  url: string;
  onEnd(): void;
}

export function RedactEditor({ picture, url, onEnd }: RedactEditorProps) {
  const { t } = useTranslation();
  const actions = usePictureActions();
  const svg = useRef<SVGSVGElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  const [past, setPast] = useState<readonly (readonly Box[])[]>([]);
  const [chosen, setChosen] = useState(0);
  const [drawing, setDrawing] = useState<{ from: { x: number; y: number }; box: Box } | null>(null);
  const [whole, setWhole] = useState(false);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const nothing = !whole && boxes.length === 0;

  useEffect(() => first.current?.focus(), []);

  // Wherever the focus is: the view below leaves the key to this one.
  useEffect(() => {
    const leave = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape') onEnd();
    };
    window.addEventListener('keydown', leave, { capture: true });
    return () => window.removeEventListener('keydown', leave, { capture: true });
  }, [onEnd]);

  function change(next: readonly Box[]): void {
    setPast([...past, boxes]);
    setBoxes(next);
    setAsked(false);
  }

  function add(box: Box): void {
    change(withBox(boxes, box));
    setChosen(boxes.length);
    // The new entry of the list takes the arrow keys, once it is there.
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>('li:last-child [data-box]')?.focus(),
    );
  }

  function takeBack(): void {
    const before = past.at(-1);
    if (before === undefined) return;
    setPast(past.slice(0, -1));
    setBoxes(before);
    setAsked(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    // No key of the view below is meant while this one is open.
    event.stopPropagation();
    if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      takeBack();
    }
  }

  function onBoxKey(event: KeyboardEvent, index: number, box: Box): void {
    const next = afterKey(box, event.key, event.shiftKey, picture);
    if (next !== null) {
      event.preventDefault();
      change(boxes.with(index, next));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      change(boxes.toSpliced(index, 1));
    }
  }

  /** Where the pointer is, in pixels of the picture. */
  function at(event: PointerEvent): { x: number; y: number } {
    const matrix = svg.current?.getScreenCTM()?.inverse();
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    return { x: point.x, y: point.y };
  }

  async function apply(): Promise<void> {
    if (actions === null) return;
    setBusy(true);
    const ok = await actions.redact(picture.id, whole ? 'whole' : boxes);
    setBusy(false);
    if (ok) onEnd();
  }

  const shown = (drawing ? [...boxes, drawing.box] : boxes).map((box) => toBlocks(box, picture));
  return (
    <section
      className={classes.editor}
      aria-label={t('redact.title')}
      data-testid="redact-editor"
      onKeyDown={onKeyDown}
    >
      <div className={classes.bar}>
        <Button
          ref={first}
          data-autofocus
          size="compact-sm"
          variant="default"
          data-testid="redact-add"
          disabled={whole || boxes.length >= MAX_BOXES}
          onClick={() => add(middleBox(picture))}
        >
          {t('redact.add')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          data-testid="redact-undo"
          disabled={past.length === 0}
          onClick={takeBack}
        >
          {t('redact.undo')}
        </Button>
        <Switch
          size="sm"
          label={t('redact.whole')}
          checked={whole}
          data-testid="redact-whole"
          onChange={(event) => {
            setWhole(event.currentTarget.checked);
            setAsked(false);
          }}
        />
        <span className={classes.end}>
          <Button size="compact-sm" variant="default" data-testid="redact-cancel" onClick={onEnd}>
            {t('redact.cancel')}
          </Button>
          <Button
            size="compact-sm"
            data-testid="redact-ask"
            disabled={nothing || asked}
            onClick={() => setAsked(true)}
          >
            {t('redact.apply')}
          </Button>
        </span>
      </div>
      {asked ? (
        <div className={classes.ask} role="alert">
          <span>{t('redact.warning')}</span>
          <Button
            size="compact-sm"
            color="red"
            autoFocus
            loading={busy}
            data-testid="redact-confirm"
            onClick={() => void apply()}
          >
            {t('redact.confirm')}
          </Button>
        </div>
      ) : (
        <Text size="xs" c="dimmed" px="xs">
          {t('redact.hint')}
        </Text>
      )}
      <div className={classes.canvas}>
        <img src={url} alt={t('redact.imageAlt')} draggable={false} />
        {/* Drawing is for the mouse; the list below does the same by keyboard. */}
        <svg
          ref={svg}
          className={classes.layer}
          viewBox={`0 0 ${picture.width} ${picture.height}`}
          aria-hidden
          data-testid="redact-layer"
          onPointerDown={(event) => {
            if (whole || event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            const from = at(event);
            setDrawing({ from, box: boxBetween(from, from, picture) });
          }}
          onPointerMove={(event) =>
            drawing && setDrawing({ ...drawing, box: boxBetween(drawing.from, at(event), picture) })
          }
          onPointerUp={() => {
            // A click without a way is no box.
            if (drawing && drawing.box.width > 3 && drawing.box.height > 3) add(drawing.box);
            setDrawing(null);
          }}
          onPointerCancel={() => setDrawing(null)}
        >
          {whole ? (
            <rect className={classes.box} width={picture.width} height={picture.height} />
          ) : (
            shown.map((box, index) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a box has no name but its place in the list
                key={index}
                {...box}
                className={`${classes.box} ${index === chosen ? classes.chosen : ''}`}
              />
            ))
          )}
        </svg>
        {picture.hidden !== null && <AreaOutlines picture={picture} />}
      </div>
      {!whole && boxes.length > 0 && (
        <ul ref={list} className={classes.list} aria-label={t('redact.boxes')}>
          {boxes.map((box, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <li key={index}>
              <button
                type="button"
                data-box
                data-testid={`redact-box-${index}`}
                className={classes.entry}
                aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Delete"
                onFocus={() => setChosen(index)}
                onKeyDown={(event) => onBoxKey(event, index, box)}
              >
                {t('redact.box', { number: index + 1, ...toBlocks(box, picture) })}
              </button>
              <CloseButton
                size="xs"
                aria-label={t('redact.remove', { number: index + 1 })}
                onClick={() => change(boxes.toSpliced(index, 1))}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
