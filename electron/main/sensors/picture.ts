/**
 * The picture sensor: each capture asks the backends in order, from the first one anew, until one gives a picture.
 * Promises: settles within 20 s, never rejects, and a wholly black picture is a failure. If all fail, the most
 * telling of their reasons is given.
 */
import type { MonoMs } from '../../../domain/clock';
import { reasonOf, type SensorLog } from './log';
import { failed, type PictureBackend } from './picture-backends';
import type { PictureFailed, PictureReply } from './picture-messages';
import type { BackendName, CaptureRequest, CaptureResult, PictureSensor } from './ports';

/** Below the 20 s of the port, so that a last kill fits in. */
const BUDGET_MS = 19_500;

/** From the one that tells the user most to the one that tells least. */
const TELLING: PictureFailed['reason'][] = [
  'permission',
  'black',
  'no-display',
  'crash',
  'timeout',
  'encode',
  'excluded',
  'unknown',
];

export interface PictureSensorDeps {
  backends: readonly PictureBackend[];
  /** False only where the system says that this app may not see the screen; it then shows a bare desktop (macOS). */
  mayCapture(): boolean;
  mono(): MonoMs;
  log: SensorLog;
}

export function pictureSensor({ backends, mayCapture, mono, log }: PictureSensorDeps): PictureSensor {
  let current: BackendName = backends[0]?.name ?? 'none';
  return {
    name: () => current,
    async capture(request) {
      if (!mayCapture()) return { ...failed('permission', 'the system does not allow it'), backend: current };
      const deadline = mono() + BUDGET_MS;
      const failures: { backend: PictureBackend; failure: PictureFailed }[] = [];
      for (const backend of backends) {
        const left = Math.min(backend.limitMs, deadline - mono());
        if (left <= 0) break;
        const reply = await attempt(backend, request, left);
        if (reply.outcome === 'ok') {
          current = backend.name;
          return result(backend.name, reply);
        }
        // Another backend would take what may not be taken.
        if (reply.reason === 'excluded') return { ...reply, backend: backend.name };
        log.warn(`pictures: ${backend.name} failed: ${reply.reason} (${reply.detail})`);
        failures.push({ backend, failure: reply });
      }
      current = 'none';
      return mostTelling(failures);
    },
  };
}

async function attempt(backend: PictureBackend, request: CaptureRequest, ms: number): Promise<PictureReply> {
  try {
    return await backend.capture(request, ms);
  } catch (thrown) {
    return failed('unknown', reasonOf(thrown));
  }
}

function result(backend: BackendName, reply: Extract<PictureReply, { outcome: 'ok' }>): CaptureResult {
  const missing = reply.black.map((display) => ({ display, reason: 'black' as const }));
  return { outcome: 'ok', backend, displays: reply.displays, missing };
}

function mostTelling(failures: { backend: PictureBackend; failure: PictureFailed }[]): CaptureResult {
  const [first] = failures.sort(
    (a, b) => TELLING.indexOf(a.failure.reason) - TELLING.indexOf(b.failure.reason),
  );
  if (!first)
    return { ...failed('no-display', 'this session has no way to take a picture'), backend: 'none' };
  return { ...first.failure, backend: first.backend.name };
}
