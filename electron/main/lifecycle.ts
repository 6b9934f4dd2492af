/**
 * From start to end of the process. Promises: one instance a profile, a second start brings the first one's window
 * forward; closing the last window ends nothing; whatever asks the app to end (menu, tray, signal, the session's
 * end), the recorder is ended first, once, and given at most 8 seconds.
 */
import { app, powerMonitor } from 'electron';

/** `recorder.end()` promises 8 s; after that the checkpoints of the last seconds must do. */
const END_WITHIN_MS = 8_000;

export interface Ending {
  end(): Promise<void>;
  failed(error: unknown): void;
}

/** Calls `end` before the app goes. The app goes even where `end` fails or hangs. */
export function endCleanly({ end, failed }: Ending): void {
  let state: 'running' | 'ending' | 'ended' = 'running';

  app.on('before-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void within(end(), END_WITHIN_MS)
      .catch(failed)
      .finally(() => {
        state = 'ended';
        app.quit();
      });
  });
}

/** Signals and the session's end are a wish to quit like any other. */
export function quitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  powerMonitor.on('shutdown', () => app.quit());
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended after ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
