/** The picture backends as the main process sees them. Each gives one reply, in time, and never rejects. */
import type { ForkChild } from './child';
import { reasonOf } from './log';
import { pictureSize } from './picture-encode';
import {
  type BgraFrame,
  type ChildBackend,
  type PictureFailed,
  type PictureJob,
  type PictureReply,
  PictureReplySchema,
  type WindowSource,
} from './picture-messages';
import type { Point } from './pointer-travel';
import type { BackendName, CaptureRequest } from './ports';
import { within } from './within';

export interface PictureBackend {
  readonly name: BackendName;
  /** Longest it may take, in milliseconds. */
  readonly limitMs: number;
  capture(request: CaptureRequest, ms: number): Promise<PictureReply>;
}

/** What Electron's own capturer needs to say; `electron-deps.ts` makes it. */
export interface DesktopCapture {
  /** The displays in their own pixels. */
  displays(): { id: string; width: number; height: number; hasPointer: boolean }[];
  /** Every display as a frame scaled to fill `size`. May hang or reject. */
  frames(size: { width: number; height: number }): Promise<(BgraFrame & { id: string })[]>;
}

/** A capture in a child of its own, which is ended whatever happens. */
export function childPictures(
  name: ChildBackend,
  limitMs: number,
  fork: ForkChild,
  pointer: () => Point | null,
  windows: WindowSource = { kind: 'none' },
): PictureBackend {
  return {
    name,
    limitMs,
    capture(request, ms) {
      const { displays } = request;
      const at = displays === 'pointer' ? whereIs(pointer) : null;
      const job = {
        kind: 'capture',
        backend: name,
        displays,
        pointer: at,
        ...lookOf(request, windows),
      } as const;
      return askChild(fork, job, ms);
    },
  };
}

function lookOf({ blur, strength = 'normal', privacy }: CaptureRequest, windows: WindowSource) {
  if (!privacy) return { blur, strength, privacy: null };
  const { excluded, foreign, unknown } = privacy;
  return { blur, strength, privacy: { excluded: [...excluded], foreign: [...foreign], unknown, windows } };
}

/** A platform that does not tell gives no reason to take no picture: the primary display is taken then. */
function whereIs(pointer: () => Point | null): Point | null {
  try {
    return pointer();
  } catch {
    return null;
  }
}

/**
 * Electron's desktopCapturer, encoded in the child. It scales every display to one size, so displays of another size are
 * asked for again; it can hang for ever and give black pictures (both are caught).
 */
export function desktopCapturerPictures(
  limitMs: number,
  capture: DesktopCapture,
  fork: ForkChild,
  windows: WindowSource = { kind: 'none' },
): PictureBackend {
  return {
    name: 'desktopCapturer',
    limitMs,
    async capture(request, ms) {
      const started = performance.now();
      const frames = await within<BgraFrame[] | PictureFailed>(
        ms,
        takeFrames(capture, request.displays).catch((thrown: unknown) => failed('unknown', reasonOf(thrown))),
        () => failed('timeout', 'desktopCapturer did not answer'),
      );
      if (!Array.isArray(frames)) return frames;
      if (frames.length === 0) return failed('no-display', 'desktopCapturer knows no display');
      const left = ms - (performance.now() - started);
      return askChild(fork, { kind: 'encode', frames, ...lookOf(request, windows) }, left);
    },
  };
}

async function takeFrames(capture: DesktopCapture, wanted: CaptureRequest['displays']): Promise<BgraFrame[]> {
  const all = capture.displays();
  const under = all.find((display) => display.hasPointer) ?? all[0];
  const displays = wanted === 'all' || !under ? all : [under];
  const taken = new Map<string, BgraFrame>();
  for (const size of distinctSizes(displays)) {
    // Scaled by Electron to what the picture will be: the pixels cross to the child, and that blocks this process.
    const frames = await capture.frames(pictureSize(size));
    for (const [index, { id, ...frame }] of frames.entries()) {
      // Some systems leave the display's id empty: then order tells, where the numbers agree.
      const known = all.find((display) => display.id === id);
      const display = known ?? (frames.length === all.length ? all[index] : undefined);
      const ours = display === undefined ? wanted === 'all' : displays.includes(display);
      const fits = display === undefined || (display.width === size.width && display.height === size.height);
      // A display that the system does not describe is taken once, at the first size: better than not at all.
      const key = display?.id ?? `${index}`;
      if (ours && fits && !taken.has(key)) taken.set(key, frame);
    }
  }
  return [...taken.values()];
}

interface Size {
  width: number;
  height: number;
}

function distinctSizes(displays: readonly Size[]): Size[] {
  return [
    ...new Map(displays.map(({ width, height }) => [`${width}x${height}`, { width, height }])).values(),
  ];
}

/** How long a child that has answered may take to end by itself. */
const LEAVE_MS = 2_000;

/** Forks, asks, lets the child end. A child that ends without a reply has crashed. */
export function askChild(fork: ForkChild, job: PictureJob, ms: number): Promise<PictureReply> {
  return new Promise((resolve) => {
    let child: ReturnType<ForkChild>;
    try {
      child = fork('picture-child');
    } catch (thrown) {
      resolve(failed('crash', reasonOf(thrown)));
      return;
    }
    const late = setTimeout(() => {
      resolve(failed('timeout', `no picture within ${Math.round(ms)} ms`));
      child.kill();
    }, ms);
    let leave: NodeJS.Timeout | undefined;
    child.onMessage((message) => {
      const reply = PictureReplySchema.safeParse(message);
      clearTimeout(late);
      resolve(reply.success ? reply.data : failed('crash', 'the child answered nonsense'));
      // It is asked to leave, not killed: ending a utilityProcess from here can block this process for 10 ms.
      child.post('done');
      leave = setTimeout(() => child.kill(), LEAVE_MS);
    });
    child.onExit((code) => {
      clearTimeout(late);
      clearTimeout(leave);
      resolve(failed('crash', `the child ended with code ${code}`));
    });
    child.post(job);
  });
}

export function failed(reason: PictureFailed['reason'], detail: string): PictureFailed {
  return { outcome: 'failed', reason, detail };
}
