/**
 * Keeps out of a picture what is never captured, in the picture child, before anything is encoded: the windows are
 * listed before and after the pixels were read, and what matched at either time is made unreadable. SPEC: PV.
 */
import { folded, windowMatcher } from '../../../domain/privacy';
import { toBlocks } from '../../../domain/redaction';
import type { Box } from '../../../domain/slice';
import type { SensorLog } from './log';
import { encode, type Frame } from './picture-encode';
import type { JobPrivacy, PictureFailed, PictureReply, WindowSource } from './picture-messages';
import { redact } from './picture-redact';
import { inPicture, keptOut, type Matcher, type PlacedWindow } from './placed-windows';
import type { BlurStrength } from './ports';
import { x11Windows } from './x11-places';

export type HidingDisplay = Extract<PictureReply, { outcome: 'ok' }>['displays'][number];

interface Look {
  blur: boolean;
  strength?: BlurStrength | undefined;
  privacy?: JobPrivacy | null | undefined;
}

/** The child's output goes nowhere. */
const QUIET: SensorLog = { info: () => {}, warn: () => {} };

type Listing = PlacedWindow[] | null;

export class Hiding {
  private constructor(
    private readonly look: Look,
    private readonly excluded: Matcher,
    private readonly foreign: Matcher,
    private readonly before: Listing,
  ) {}

  /** To be made right before the pixels are read. */
  static async of(look: Look): Promise<Hiding> {
    const { privacy } = look;
    const before = privacy ? await windowsOf(privacy.windows) : [];
    return new Hiding(
      look,
      windowMatcher(privacy?.excluded ?? []),
      windowMatcher(privacy?.foreign ?? []),
      before,
    );
  }

  /** The frame as it may be stored, or why it may not. */
  async encode(frame: Frame): Promise<HidingDisplay | PictureFailed> {
    const { blur, strength, privacy } = this.look;
    if (!privacy)
      return { ...(await encode(frame, blur, strength)), blurred: blur, hidden: null, held: false };
    const listings = [this.before, await windowsOf(privacy.windows)];
    const known = listings.filter((listing) => listing !== null);
    const found = known.map((listing) => keptOut(listing, this.excluded));
    if (found.some(({ front }) => front)) return excluded('such a window was in front');

    const areas = found.flatMap((one) => one.areas);
    const foreign = known.flatMap((listing) => keptOut(listing, this.foreign).areas);
    const untold = privacy.excluded.length > 0 && known.length < listings.length;
    if (untold || (areas.length > 0 && !frame.place)) return this.unknown(frame, privacy);

    const hidden = frame.place ? blocks(inPicture(areas, frame.place, frame), frame) : [];
    if (hidden.length > 0) redact(frame, hidden);
    const held = !blur && (frame.place ? inPicture(foreign, frame.place, frame) : foreign).length > 0;
    const picture = await encode(frame, blur, strength);
    return {
      ...picture,
      blurred: blur,
      hidden: hidden.length === 0 ? null : hidden.map((box) => scaledTo(box, frame, picture)),
      held,
    };
  }

  private async unknown(frame: Frame, { unknown }: JobPrivacy): Promise<HidingDisplay | PictureFailed> {
    if (unknown === 'skip') return excluded('where windows are is not known here');
    const picture = await encode(frame, true, this.look.strength);
    return { ...picture, blurred: true, hidden: this.look.blur ? null : 'whole', held: false };
  }
}

function excluded(detail: string): PictureFailed {
  return { outcome: 'failed', reason: 'excluded', detail };
}

/** Areas grow to the blocks of the encoding, and overlapping doubles go. */
function blocks(areas: readonly Box[], frame: Frame): Box[] {
  const grown = areas.map((area) => toBlocks(area, frame));
  const seen = new Map(grown.map((box) => [`${box.x},${box.y},${box.width},${box.height}`, box]));
  return [...seen.values()];
}

function scaledTo(box: Box, from: Frame, to: { width: number; height: number }): Box {
  const x = Math.floor((box.x * to.width) / from.width);
  const y = Math.floor((box.y * to.height) / from.height);
  const right = Math.ceil(((box.x + box.width) * to.width) / from.width);
  const bottom = Math.ceil(((box.y + box.height) * to.height) / from.height);
  return { x, y, width: Math.min(to.width, right) - x, height: Math.min(to.height, bottom) - y };
}

async function windowsOf(source: WindowSource): Promise<Listing> {
  if (source.kind === 'none') return null;
  try {
    return source.kind === 'x11' ? await x11Windows(source.display, QUIET) : await nativeWindows();
  } catch {
    return null;
  }
}

/** Windows and macOS (read in the package's source, not run): its list begins with the topmost. */
async function nativeWindows(): Promise<PlacedWindow[]> {
  const { Window } = await import('node-screenshots');
  return Window.all()
    .filter((window) => !window.isMinimized())
    .sort((a, b) => a.z() - b.z())
    .map((window) => {
      const title = window.title();
      return {
        app: window.appName(),
        title,
        area: { x: window.x(), y: window.y(), width: window.width(), height: window.height() },
        // Whether a window is opaque is not told: nothing is taken to be covered.
        covers: [],
        front: window.isFocused(),
        owner: folded(window.appName()),
        popup: title === '',
      };
    });
}
