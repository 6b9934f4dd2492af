/** The page's end of the worker: one check, and what is asked for of it later. */
import { assertNever } from '../../domain/assert';
import type { SegmentRecord } from '../../domain/record';
import type { Policy, Trust } from '../../domain/trust';
import type { FromWorker, ToWorker, View } from './messages';

export type CheckEnd = { type: 'cannot' } | { type: 'failed' } | { type: 'outcome'; view: View };

export class Checker {
  private readonly days = new Map<number, (segments: readonly SegmentRecord[]) => void>();
  private readonly pictures = new Map<string, (picture: Blob | null) => void>();

  /** `worker`: one of check-worker.ts, for this check alone. */
  constructor(
    private readonly worker: Worker,
    asked: { bundle: Blob; trust: Trust; policy: Policy },
    private readonly progress: (done: number, total: number) => void,
    private readonly end: (end: CheckEnd) => void,
  ) {
    this.worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.heard(data));
    this.worker.addEventListener('error', () => this.end({ type: 'failed' }));
    this.say({ type: 'check', ...asked });
  }

  day(day: number): Promise<readonly SegmentRecord[]> {
    return new Promise((resolve) => {
      this.days.set(day, resolve);
      this.say({ type: 'day', day });
    });
  }

  /** Null: its file is not there, or not the recorded one. */
  picture(sha256: string): Promise<Blob | null> {
    return new Promise((resolve) => {
      this.pictures.set(sha256, resolve);
      this.say({ type: 'picture', sha256 });
    });
  }

  /** Nothing is said after it. */
  stop(): void {
    this.worker.terminate();
  }

  private say(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private heard(message: FromWorker): void {
    switch (message.type) {
      case 'cannot':
      case 'failed':
      case 'outcome':
        this.end(message);
        break;
      case 'progress':
        this.progress(message.done, message.total);
        break;
      case 'day':
        this.days.get(message.day)?.(message.segments);
        break;
      case 'picture':
        this.pictures.get(message.sha256)?.(message.picture);
        break;
      default:
        assertNever(message);
    }
  }
}
