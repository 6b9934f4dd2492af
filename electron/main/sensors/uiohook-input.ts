/**
 * Input counts on macOS and Windows, from `uiohook-napi` in the input child, which is asked again after 1 s, 2 s, …
 * 5 min whenever it fails (without the Accessibility permission on macOS it fails for ever). Counts of at most the last
 * second are lost when it dies. Synthetic input cannot be told there. Pointer travel is polled here.
 */
import type { Clock } from '../../../domain/clock';
import type { MinuteCounts } from '../../../domain/sample';
import { Backoff } from '../backoff';
import type { InputBackend } from './input-chain';
import type { FromInputChild } from './input-messages';
import type { SensorLog } from './log';
import { MinuteTally } from './minute-tally';
import type { NativeChild } from './native-child';
import { POINTER_POLL_MS, type Point, PointerTravel } from './pointer-travel';
import { within } from './within';

const BACKOFF = { firstMs: 1_000, maxMs: 300_000 };
const START_MS = 5_000;
/** After so many failures in a row the user is told that this machine gives no counts. */
const HOPELESS = 3;
const HOLDER = 'input';

export class UiohookInput implements InputBackend {
  readonly name = 'uiohook';
  private readonly tally = new MinuteTally();
  private readonly travel = new PointerTravel();
  private readonly backoff = new Backoff(BACKOFF);
  private wanted = false;
  private active = false;
  private retry: NodeJS.Timeout | null = null;
  private poll: NodeJS.Timeout | null = null;
  private firstAttempt: (() => void) | null = null;

  constructor(
    private readonly child: NativeChild,
    private readonly clock: Clock,
    private readonly pointer: () => Point | null,
    private readonly log: SensorLog,
  ) {
    child.onMessage((message) => this.received(message));
    child.onDown(() => this.lost('the child ended'));
  }

  async start(): Promise<void> {
    if (this.wanted) return;
    this.wanted = true;
    const first = new Promise<void>((resolve) => {
      this.firstAttempt = resolve;
    });
    this.attempt();
    await within(START_MS, first, () => undefined);
  }

  listening(): boolean {
    return this.active;
  }

  /** True once counting has failed several times in a row. */
  hopeless(): boolean {
    return this.backoff.failuresInARow() >= HOPELESS;
  }

  drain(): MinuteCounts[] {
    return this.tally.drain();
  }

  stop(): void {
    if (!this.wanted) return;
    this.wanted = false;
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    if (this.active) this.child.post(HOLDER, { type: 'input.stop' });
    this.deactivate();
    this.child.release(HOLDER);
  }

  private attempt(): void {
    if (!this.child.post(HOLDER, { type: 'input.start' })) this.lost('the child did not start');
  }

  private received(message: FromInputChild): void {
    if (message.type === 'counts') this.take(message.minutes);
    if (!this.wanted) return;
    if (message.type === 'input.started') this.activate();
    if (message.type === 'input.failed') this.lost(message.detail);
  }

  private take(minutes: readonly MinuteCounts[]): void {
    // What comes in was counted by the child's clock, minute by minute.
    for (const { minute, counts } of minutes) this.tally.add(minute, counts);
    if (this.active) this.backoff.succeeded();
  }

  private activate(): void {
    if (this.active) return;
    this.active = true;
    this.settleFirst();
    this.log.info('input: uiohook counts now');
    this.poll = setInterval(() => {
      const distance = this.travel.moveTo(this.pointer());
      if (distance > 0) this.tally.add(this.clock.read().wall, { distance });
    }, POINTER_POLL_MS);
    this.poll.unref();
  }

  private deactivate(): void {
    this.active = false;
    if (this.poll) clearInterval(this.poll);
    this.poll = null;
    this.travel.moveTo(null);
  }

  private lost(why: string): void {
    if (!this.wanted || this.retry) return;
    if (this.backoff.failuresInARow() === 0) this.log.warn(`input: uiohook failed: ${why}`);
    this.deactivate();
    this.settleFirst();
    this.retry = setTimeout(() => {
      this.retry = null;
      this.attempt();
    }, this.backoff.failed());
    this.retry.unref();
  }

  private settleFirst(): void {
    this.firstAttempt?.();
    this.firstAttempt = null;
  }
}
