/** A log for tests that says nothing, and one that remembers. */
import type { SensorLog } from '../../electron/main/sensors/log';

export const silentLog: SensorLog = { info() {}, warn() {} };

export function rememberingLog(): SensorLog & { lines: string[] } {
  const lines: string[] = [];
  return { lines, info: (m) => void lines.push(m), warn: (m) => void lines.push(m) };
}
