/** Counts of input by the wall-clock minute in which they happened, until they are drained. Holds numbers only. */
import type { WallMs } from '../../../domain/clock';
import { addCounts, type InputCounts, type MinuteCounts, NO_INPUT } from '../../../domain/sample';

const MINUTE_MS = 60_000;

export class MinuteTally {
  private minutes = new Map<number, InputCounts>();

  add(at: WallMs, counts: Partial<InputCounts>): void {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const before = this.minutes.get(minute) ?? NO_INPUT;
    this.minutes.set(minute, addCounts(before, { ...NO_INPUT, ...counts }));
  }

  /** Everything since the last drain, ascending by minute; minutes without input are left out. */
  drain(): MinuteCounts[] {
    const drained = [...this.minutes].map(([minute, counts]) => ({ minute, counts }));
    this.minutes = new Map();
    return drained.sort((a, b) => a.minute - b.minute);
  }
}
