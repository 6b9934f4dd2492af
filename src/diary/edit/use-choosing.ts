/**
 * Choosing slices in the grid by mouse and keyboard. A plain click opens as ever; with Ctrl or Cmd it adds or takes
 * away, with Shift it reaches from the last one, and a drag chooses everything it passes.
 */
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef } from 'react';
import type { SliceId } from '../../../domain/ids';
import type { Run } from '../runs';
import type { DiaryCell } from '../types';
import { between, NONE, type Selection, toggled } from './selection';

export interface Choosing {
  chosen: Selection;
  choose(next: Selection): void;
}

export function useChoosing(
  cells: readonly DiaryCell[],
  runs: ReadonlyMap<SliceId, Run>,
  choosing: Choosing | null,
) {
  const anchor = useRef<SliceId | null>(null);
  const drag = useRef<{ from: SliceId; moved: boolean } | null>(null);

  const named = (target: EventTarget): SliceId | null => {
    const name =
      target instanceof Element ? target.closest<HTMLElement>('[data-slice]')?.dataset.slice : undefined;
    return cells.find(({ sliceId }) => sliceId === name)?.sliceId ?? null;
  };

  /** The run whose header the event is on. */
  const runAt = (target: EventTarget): Run | null => {
    const name =
      target instanceof Element ? target.closest<HTMLElement>('[data-run]')?.dataset.run : undefined;
    return [...runs.values()].find(({ id }) => id === name) ?? null;
  };

  function reach(to: SliceId): void {
    choosing?.choose(new Set(between(cells, anchor.current ?? to, to)));
    anchor.current ??= to;
  }

  return {
    /** Takes the click away from the tile where it is a choice. */
    onClickCapture(event: MouseEvent): void {
      if (choosing === null) return;
      const dragged = drag.current?.moved === true;
      drag.current = null;
      const extends_ = event.shiftKey || event.ctrlKey || event.metaKey;
      if (!dragged && !extends_) return;
      const run = runAt(event.target);
      const id = named(event.target);
      if (!dragged && run === null && id === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (dragged) return;
      if (run !== null) {
        const own = run.cells.map(({ sliceId }) => sliceId);
        choosing.choose(new Set([...(event.shiftKey ? [] : choosing.chosen), ...own]));
        anchor.current = run.id;
      } else if (id !== null && event.shiftKey) reach(id);
      else if (id !== null) {
        choosing.choose(toggled(choosing.chosen, id));
        anchor.current = id;
      }
    },
    onPointerDown(event: PointerEvent): void {
      const id = event.button === 0 && !event.shiftKey ? named(event.target) : null;
      drag.current = id === null ? null : { from: id, moved: false };
    },
    onPointerOver(event: PointerEvent): void {
      if (choosing === null || drag.current === null) return;
      if ((event.buttons & 1) === 0) {
        drag.current = null;
        return;
      }
      const id = named(event.target);
      if (id === null || (id === drag.current.from && !drag.current.moved)) return;
      drag.current.moved = true;
      anchor.current = drag.current.from;
      choosing.choose(new Set(between(cells, drag.current.from, id)));
    },
    /** True where the key was one of choosing. `on`: the slice with the focus; `to`: where an arrow would lead. */
    onKey(event: KeyboardEvent, on: SliceId | null, to: SliceId | null): boolean {
      if (choosing === null) return false;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
        choosing.choose(new Set(cells.map(({ sliceId }) => sliceId)));
      } else if (event.key === 'Escape' && choosing.chosen.size > 0) {
        choosing.choose(NONE);
        anchor.current = null;
      } else if (event.key === ' ' && on !== null && !event.ctrlKey) {
        choosing.choose(toggled(choosing.chosen, on));
        anchor.current = on;
      } else if (event.shiftKey && on !== null && to !== null) {
        anchor.current ??= on;
        reach(to);
        return false;
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
