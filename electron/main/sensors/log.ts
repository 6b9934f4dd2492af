/**
 * What sensors may say to the log: that a backend came, went or failed, and why. Never a window title, never
 * counts, never a key code.
 */
export interface SensorLog {
  info(message: string): void;
  warn(message: string): void;
}

/** The message of whatever was thrown, cut to one line of 200 characters. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
