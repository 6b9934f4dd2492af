/**
 * What of the screen is to be kept out of a picture, given the windows and where they are. Pure; used in the picture
 * child. Coordinates are those in which the windows were listed. SPEC: PV.
 */
import type { NamedWindow } from '../../../domain/privacy';
import type { Box } from '../../../domain/slice';

/** One visible window; minimised ones and those of other desktops are not listed. */
export interface PlacedWindow extends NamedWindow {
  /** With its frame, whose title bar tells the title as well. */
  area: Box;
  /** What it surely covers of the windows below it; empty where it may be see-through. */
  covers: readonly Box[];
  front: boolean;
  /** Windows of one owner: a menu or dialog is kept out with the window that it belongs to. */
  owner: string;
  /** A menu, a tooltip: it has no title of its own to be known by. */
  popup: boolean;
}

export type Matcher = (window: NamedWindow) => boolean;

export interface Kept {
  /** Such a window is in front: no picture. */
  front: boolean;
  /** Visible parts of the windows that match. */
  areas: Box[];
}

/** `windows`: from the lowest to the topmost. */
export function keptOut(windows: readonly PlacedWindow[], matches: Matcher): Kept {
  const owners = new Set<string>();
  for (const window of windows) if (window.owner !== '' && matches(window)) owners.add(window.owner);
  const found = windows.flatMap((window, index) => {
    const belongs = window.popup && owners.has(window.owner);
    return belongs || matches(window) ? [{ window, index }] : [];
  });
  const areas = found.flatMap(({ window, index }) => {
    const above = windows.slice(index + 1).flatMap((other) => other.covers);
    return above.reduce<Box[]>((left, cover) => left.flatMap((box) => without(box, cover)), [window.area]);
  });
  return { front: found.some(({ window }) => window.front), areas };
}

/** What is left of the box outside of the cover: at most four boxes. */
export function without(box: Box, cover: Box): Box[] {
  const left = Math.max(box.x, cover.x);
  const top = Math.max(box.y, cover.y);
  const right = Math.min(box.x + box.width, cover.x + cover.width);
  const bottom = Math.min(box.y + box.height, cover.y + cover.height);
  if (left >= right || top >= bottom) return [box];
  return [
    { ...box, height: top - box.y },
    { ...box, y: bottom, height: box.y + box.height - bottom },
    { x: box.x, y: top, width: left - box.x, height: bottom - top },
    { x: right, y: top, width: box.x + box.width - right, height: bottom - top },
  ].filter(({ width, height }) => width > 0 && height > 0);
}

/** Where a display's picture lies among the windows, and its pixels for one unit of theirs. */
export interface Place {
  x: number;
  y: number;
  scale: number;
}

/** Pixels by which an area grows: scales and shadows round. */
const MARGIN = 2;

/** The areas in whole pixels of the picture, cut to it. */
export function inPicture(
  areas: readonly Box[],
  place: Place,
  size: { width: number; height: number },
): Box[] {
  return areas.flatMap((area) => {
    const x = Math.max(0, Math.floor((area.x - place.x) * place.scale) - MARGIN);
    const y = Math.max(0, Math.floor((area.y - place.y) * place.scale) - MARGIN);
    const right = Math.min(size.width, Math.ceil((area.x + area.width - place.x) * place.scale) + MARGIN);
    const bottom = Math.min(size.height, Math.ceil((area.y + area.height - place.y) * place.scale) + MARGIN);
    return right - x > 2 * MARGIN && bottom - y > 2 * MARGIN
      ? [{ x, y, width: right - x, height: bottom - y }]
      : [];
  });
}
