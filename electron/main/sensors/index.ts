/**
 * The sensors of this machine: which backends, in which order, by platform and session
 * (docs/decisions/0010 to 0013). Nothing native is loaded and nothing is connected before the first use.
 */

import { assertNever } from '../../../domain/assert';
import type { Clock } from '../../../domain/clock';
import type { FrontWindow } from '../../../domain/sample';
import { ActiveWin } from './active-win';
import type { Backend } from './chain';
import type { ForkChild } from './child';
import { idleSensor, type SystemIdle } from './idle';
import { type InputBackend, InputChain } from './input-chain';
import type { SensorLog } from './log';
import { NativeChild, NativeWindow } from './native-child';
import { pictureSensor } from './picture';
import {
  childPictures,
  type DesktopCapture,
  desktopCapturerPictures,
  type PictureBackend,
} from './picture-backends';
import type { WindowSource } from './picture-messages';
import type { Point } from './pointer-travel';
import type { PlatformLimit, Sensors } from './ports';
import { type Session, type SessionFacts, sessionOf } from './session';
import { UiohookInput } from './uiohook-input';
import { windowSensor } from './window';
import { X11Connection } from './x11-connection';
import { X11Input } from './x11-input';
import { X11Window } from './x11-window';

/** What the sensors take from Electron; `electron-deps.ts` makes the real one. */
export interface ElectronPieces {
  fork: ForkChild;
  desktop: DesktopCapture;
  idle: SystemIdle;
  /** The pointer in the coordinates in which displays are captured; null where it is not known. */
  pointer(): Point | null;
  /** False only where the system says that this app may not see the screen. */
  mayCapture(): boolean;
}

export interface SensorDeps {
  platform: NodeJS.Platform;
  session: SessionFacts;
  clock: Clock;
  log: SensorLog;
  electron: ElectronPieces;
}

/** Milliseconds each backend gets for one capture; together less than the 20 s of the port. */
const NODE_SCREENSHOTS_MS = 10_000;
const DESKTOP_CAPTURER_MS = 4_000;
const SCREENSHOT_DESKTOP_MS = 5_000;

export function createSensors(deps: SensorDeps): Sensors {
  const { clock, electron, log } = deps;
  const mono = () => clock.read().mono;
  const session = sessionOf(deps.platform, deps.session);
  const parts = partsOf(session, deps);
  const idle = idleSensor(electron.idle);
  return {
    input: new InputChain(parts.input, () => idle.read().idleMs !== null),
    window: windowSensor(parts.windows, mono, log),
    idle,
    picture: pictureSensor({
      backends: pictureBackends(session, electron),
      mayCapture: () => electron.mayCapture(),
      mono,
      log,
    }),
    limits: parts.limits,
  };
}

interface Parts {
  input: InputBackend[];
  windows: Backend<FrontWindow | null>[];
  limits(): PlatformLimit[];
}

function partsOf(session: Session, deps: SensorDeps): Parts {
  const { clock, electron, log } = deps;
  switch (session.kind) {
    case 'x11': {
      const connection = new X11Connection(session.display, log);
      return {
        input: [new X11Input(connection, clock, log)],
        windows: [new X11Window(connection), new ActiveWin(deps.platform)],
        limits: () => [],
      };
    }
    case 'wayland':
      // XWayland's server hears keys only while one of its own windows has the focus: counts would be wrong, titles
      // are right where there are any.
      return {
        input: [],
        windows: session.xwayland ? [new X11Window(new X11Connection(session.xwayland, log))] : [],
        limits: () => ['no-window-titles', 'no-input-counts', 'wayland-pictures'],
      };
    case 'macos':
    case 'windows': {
      const child = new NativeChild(electron.fork, log);
      const input = new UiohookInput(child, clock, electron.pointer, log);
      const windows =
        session.kind === 'macos'
          ? [new ActiveWin(deps.platform), new NativeWindow(child, 'x-win')]
          : [new NativeWindow(child, 'x-win'), new NativeWindow(child, 'active-win')];
      return { input: [input], windows, limits: () => desktopLimits(input, electron) };
    }
    case 'none':
      return {
        input: [],
        windows: [],
        limits: () => ['no-window-titles', 'no-input-counts', 'no-pictures'],
      };
    default:
      return assertNever(session);
  }
}

function desktopLimits(input: UiohookInput, electron: ElectronPieces): PlatformLimit[] {
  const limits: PlatformLimit[] = [];
  if (input.hopeless()) limits.push('no-input-counts');
  if (!electron.mayCapture()) limits.push('no-pictures');
  return limits;
}

function pictureBackends(session: Session, { fork, desktop, pointer }: ElectronPieces): PictureBackend[] {
  if (session.kind === 'none') return [];
  const windows = windowSource(session);
  const first = childPictures('node-screenshots', NODE_SCREENSHOTS_MS, fork, pointer, windows);
  // On Wayland the others hang, are black, or show the windows of X programs alone: a picture that only looks real.
  if (session.kind === 'wayland') return [first];
  return [
    first,
    desktopCapturerPictures(DESKTOP_CAPTURER_MS, desktop, fork, windows),
    childPictures('screenshot-desktop', SCREENSHOT_DESKTOP_MS, fork, pointer, windows),
  ];
}

/** On Wayland nobody tells where windows are; XWayland would tell of some and keep silent about the rest. */
function windowSource(session: Session): WindowSource {
  switch (session.kind) {
    case 'x11':
      return { kind: 'x11', display: session.display };
    case 'macos':
    case 'windows':
      return { kind: 'native' };
    case 'wayland':
    case 'none':
      return { kind: 'none' };
    default:
      return assertNever(session);
  }
}
