/** The sensors' pieces of Electron: the one file here that imports it. For use after the app is ready. */
import { join } from 'node:path';
import { desktopCapturer, powerMonitor, screen, systemPreferences, utilityProcess } from 'electron';
import type { Child, ChildEntry } from './child';
import type { ElectronPieces } from './index';

/** `folder`: where the built child entries are. */
export function electronPieces(folder: string, platform: NodeJS.Platform): ElectronPieces {
  let asked = false;
  return {
    fork: (entry) => forkUtility(folder, entry),
    desktop: { displays, frames },
    idle: {
      seconds: () => powerMonitor.getSystemIdleTime(),
      state: () => powerMonitor.getSystemIdleState(1),
    },
    pointer() {
      const point = screen.getCursorScreenPoint();
      return platform === 'darwin' ? point : screen.dipToScreenPoint(point);
    },
    mayCapture() {
      // Without the permission macOS captures the wallpaper without the windows: a picture that only looks real.
      if (platform !== 'darwin') return true;
      const access = systemPreferences.getMediaAccessStatus('screen');
      if (access === 'not-determined' && !asked) {
        asked = true;
        // Asking for a picture is the only way to make the system ask the user.
        void frames({ width: 1, height: 1 }).catch(() => []);
      }
      return access === 'granted';
    },
  };
}

function forkUtility(folder: string, entry: ChildEntry): Child {
  const child = utilityProcess.fork(join(folder, `${entry}.js`), [], {
    serviceName: `Minutier ${entry}`,
    stdio: 'ignore',
  });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill(),
  };
}

function displays() {
  const pointed = screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).id;
  return screen.getAllDisplays().map(({ id, size, scaleFactor }) => ({
    id: String(id),
    width: Math.round(size.width * scaleFactor),
    height: Math.round(size.height * scaleFactor),
    hasPointer: id === pointed,
  }));
}

async function frames(size: { width: number; height: number }) {
  const sources = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
  return sources
    .filter(({ thumbnail }) => !thumbnail.isEmpty())
    .map(({ id, name, display_id, thumbnail }) => ({
      id: display_id,
      display: name || id,
      ...thumbnail.getSize(),
      bgra: thumbnail.toBitmap(),
    }));
}
