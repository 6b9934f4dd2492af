/**
 * How the window's keyboard and commands tell the page that is shown to change its day or week, without the two
 * knowing each other. A step asked of a page that is not there yet waits until it is.
 */
import { type Page, useApp } from '../store';

export type DayStep = 'previous' | 'next' | 'today';

const listeners = new Set<(step: DayStep) => void>();
let waiting: { page: Page; step: DayStep } | null = null;

export function stepDay(step: DayStep): void {
  for (const listener of listeners) listener(step);
}

/** Shows the page and takes the step there. */
export function stepOn(page: Page, step: DayStep): void {
  if (useApp.getState().page === page && listeners.size > 0) {
    stepDay(step);
    return;
  }
  waiting = { page, step };
  useApp.setState({ page });
}

/** For the page that is shown. Returns how to stop listening. */
export function onDayStep(page: Page, listener: (step: DayStep) => void): () => void {
  listeners.add(listener);
  if (waiting?.page === page) {
    const { step } = waiting;
    waiting = null;
    listener(step);
  }
  return () => {
    listeners.delete(listener);
  };
}
