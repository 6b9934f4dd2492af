/**
 * Taking the pixels, in the picture child: `node-screenshots` reads them from the system, `screenshot-desktop` runs a
 * tool of the platform (ImageMagick's `import` and `xrandr`, `screencapture`, a batch file).
 */
import { reasonOf } from './log';
import { type Frame, opaque } from './picture-encode';
import type { ChildBackend, PictureFailed } from './picture-messages';

export interface Wanted {
  displays: 'all' | 'pointer';
  pointer: { x: number; y: number } | null;
  /** Whether windows are told in pixels (X11) or in the system's units. */
  pixels?: boolean;
}

export type Frames = { outcome: 'frames'; frames: AsyncIterable<Frame> } | PictureFailed;

/** The frames come one by one, so that only one display's pixels are in memory at a time. */
export function framesOf(backend: ChildBackend, wanted: Wanted): Promise<Frames> {
  return backend === 'node-screenshots' ? fromNodeScreenshots(wanted) : fromScreenshotDesktop(wanted);
}

async function fromNodeScreenshots(wanted: Wanted): Promise<Frames> {
  const { Monitor } = await import('node-screenshots');
  let monitors: InstanceType<typeof Monitor>[];
  try {
    monitors = Monitor.all();
  } catch (thrown) {
    return { outcome: 'failed', reason: 'no-display', detail: reasonOf(thrown) };
  }
  const placed = monitors.map((monitor) => ({
    monitor,
    name: monitor.name() || String(monitor.id()),
    primary: monitor.isPrimary(),
    area: { x: monitor.x(), y: monitor.y(), width: monitor.width(), height: monitor.height() },
  }));
  const chosen = choose(placed, wanted);
  if (chosen.length === 0)
    return { outcome: 'failed', reason: 'no-display', detail: 'no display is connected' };
  return {
    outcome: 'frames',
    frames: (async function* () {
      for (const [index, { monitor, area }] of chosen.entries()) {
        const image = await monitor.captureImage();
        const rgba = await image.toRaw();
        const scale = area.width > 0 ? image.width / area.width : 1;
        // X11 tells windows in pixels, and the package divides a display's place by its scale.
        const place = wanted.pixels
          ? { x: Math.round(area.x * scale), y: Math.round(area.y * scale), scale: 1 }
          : { x: area.x, y: area.y, scale };
        const { width, height } = image;
        yield { display: displayName(chosen, index), width, height, rgba, place };
      }
    })(),
  };
}

async function fromScreenshotDesktop(wanted: Wanted): Promise<Frames> {
  const { default: screenshot } = await import('screenshot-desktop');
  const { Transformer } = await import('@napi-rs/image');
  // Asked first, and by us: inside the package a failure here is a promise that never settles.
  const listed = await screenshot.listDisplays().catch((thrown: unknown) => reasonOf(thrown));
  if (typeof listed === 'string') {
    const reason = /open display/i.test(listed) ? 'no-display' : 'unknown';
    return { outcome: 'failed', reason, detail: listed };
  }
  const placed = listed.map(({ id, name, primary = false, width, height, offsetX, offsetY }) => ({
    id,
    name,
    primary,
    area:
      width === undefined || height === undefined
        ? null
        : { x: offsetX ?? 0, y: offsetY ?? 0, width, height },
  }));
  if (placed.length === 0)
    return { outcome: 'failed', reason: 'no-display', detail: 'no display is connected' };
  // On macOS and Windows the package does not say where a display is: another than the pointer's must not be taken.
  if (wanted.displays === 'pointer' && placed.length > 1 && placed.some(({ area }) => area === null)) {
    return { outcome: 'failed', reason: 'unknown', detail: 'the display with the pointer is not known' };
  }
  const chosen = choose(placed, wanted);
  return {
    outcome: 'frames',
    frames: (async function* () {
      for (const [index, { id, area }] of chosen.entries()) {
        const file = new Transformer(await screenshot({ screen: id, format: 'png' }));
        const { width, height } = await file.metadata();
        const rgba = opaque(await file.rawPixels(), width, height);
        const place = area && wanted.pixels ? { x: area.x, y: area.y, scale: 1 } : undefined;
        yield { display: displayName(chosen, index), width, height, rgba, ...(place && { place }) };
      }
    })(),
  };
}

interface Placed {
  name: string;
  primary: boolean;
  area: { x: number; y: number; width: number; height: number } | null;
}

/** For `pointer`: the display under it; where that is not known the primary one, else the first. */
export function choose<P extends Placed>(placed: readonly P[], { displays, pointer }: Wanted): P[] {
  if (displays === 'all') return [...placed];
  const under = placed.find(({ area }) => area !== null && pointer !== null && contains(area, pointer));
  const one = under ?? placed.find(({ primary }) => primary) ?? placed[0];
  return one ? [one] : [];
}

function contains(area: NonNullable<Placed['area']>, { x, y }: { x: number; y: number }): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

/** The display's name, with a number where two have the same. */
function displayName(placed: readonly Placed[], index: number): string {
  const name = placed[index]?.name ?? '';
  const before = placed.slice(0, index).filter((other) => other.name === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}
