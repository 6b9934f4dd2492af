/** How the window's keyboard tells the diary to change its day, without the two knowing each other. */
export type DayStep = 'previous' | 'next' | 'today';

const listeners = new Set<(step: DayStep) => void>();

export function stepDay(step: DayStep): void {
  for (const listener of listeners) listener(step);
}

/** Returns how to stop listening. */
export function onDayStep(listener: (step: DayStep) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
