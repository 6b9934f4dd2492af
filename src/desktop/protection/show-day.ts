/** How another page shows a slice in the diary: it goes there, and the diary takes the day it is asked for when it opens. */
import { useApp } from '../store';

let wanted: number | null = null;

/** `at`: an instant of the day. */
export function showDay(at: number): void {
  wanted = at;
  useApp.setState({ page: 'diary' });
}

/** The instant whose day was asked for, once. */
export function takeWantedDay(): number | null {
  const at = wanted;
  wanted = null;
  return at;
}
