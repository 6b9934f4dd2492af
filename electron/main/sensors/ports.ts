/**
 * What the recorder asks of the machine. Each port has several backends per platform, tried in order
 * (`chain.ts`); a backend that fails gives way to the next, and `name()` says which one answers now.
 * Guarantees: no method throws or rejects for a reason of the machine; null means "did not answer".
 */

import type { UnknownPlaces, WindowPattern } from '../../../domain/privacy';
import type { FrontWindow, MinuteCounts } from '../../../domain/sample';
import type { HiddenAreas, PictureFailure } from '../../../domain/slice';

/** `none` where nothing on this platform answers. */
export type BackendName = string;

export interface InputSensor {
  name(): BackendName;
  /** Starts listening. Counts only: the key code of an event is dropped inside the event's callback. */
  start(): Promise<void>;
  /** Returns and forgets the counts since the last drain, by the wall-clock minute of each event; null while no backend is listening. */
  drain(): MinuteCounts[] | null;
  stop(): Promise<void>;
}

export interface WindowSensor {
  name(): BackendName;
  /** The window in front now. At most 500 ms; null if no backend answered or no window is in front. */
  front(): Promise<FrontWindow | null>;
  stop(): Promise<void>;
}

export interface IdleSensor {
  name(): BackendName;
  /** Milliseconds since the last input, and whether the session is locked. Synchronous and cheap (0.03 ms). */
  read(): { idleMs: number | null; locked: boolean };
}

export type BlurStrength = 'normal' | 'strong';

/** What is to be kept out of the picture. The titles themselves never leave the capturing process. */
export interface CapturePrivacy {
  /** Never captured: in front there is no picture (`excluded`), behind its area is made unreadable. */
  excluded: readonly WindowPattern[];
  /** Other clients' windows: a picture that shows one is `held`. */
  foreign: readonly WindowPattern[];
  /** Where it is not told where windows are: the whole picture is blurred, or none is taken. */
  unknown: UnknownPlaces;
}

export interface CaptureRequest {
  /** `all`: every display. `pointer`: only the one with the pointer. */
  displays: 'all' | 'pointer';
  /** True: the picture is blurred beyond reading before it leaves the capturing process. */
  blur: boolean;
  /** How strongly; `normal` where absent. */
  strength?: BlurStrength;
  /** Absent: nothing is to be kept out. */
  privacy?: CapturePrivacy;
}

/**
 * One display's picture, encoded as WebP, with its thumbnail (WebP, at most 480 px wide; of a blurred picture the
 * same blurred pixels again).
 */
export interface CapturedDisplay {
  display: string;
  width: number;
  height: number;
  webp: Uint8Array;
  thumb: Uint8Array;
  /** Blurred whole although that was not asked for, because an excluded window might have shown. */
  blurred?: boolean;
  /** Areas that were made unreadable, in pixels of the picture. */
  hidden?: HiddenAreas | null;
  /** It shows a window that belongs to another client. */
  held?: boolean;
}

export type CaptureResult =
  | {
      outcome: 'ok';
      backend: BackendName;
      displays: CapturedDisplay[];
      /** Displays that came out wholly black while others did not: a fact to record, not pictures. */
      missing?: { display: string; reason: PictureFailure }[];
    }
  | { outcome: 'failed'; backend: BackendName; reason: PictureFailure; detail: string };

export interface PictureSensor {
  name(): BackendName;
  /** Takes the picture now; settles within 20 s, never rejects. A wholly black picture is a failure (`black`), not a picture. */
  capture(request: CaptureRequest): Promise<CaptureResult>;
}

/** What this machine cannot do, told to the user once: ids of locale texts `limits.<id>`. */
export type PlatformLimit = 'no-window-titles' | 'no-input-counts' | 'no-pictures' | 'wayland-pictures';

export interface Sensors {
  input: InputSensor;
  window: WindowSensor;
  idle: IdleSensor;
  picture: PictureSensor;
  limits(): PlatformLimit[];
}
