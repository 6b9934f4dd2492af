/**
 * The input child's work on macOS and Windows: counting through `uiohook-napi` and asking native window backends, in a
 * process whose crash cannot stop the recorder.
 * Promise: the listeners take no argument, so no key code gets past the package's own callback.
 */
import type { WallMs } from '../../../domain/clock';
import type { FrontWindow } from '../../../domain/sample';
import { ActiveWin } from './active-win';
import type { Backend } from './chain';
import type { ParentPort } from './child';
import { type FromInputChild, type NativeWindowBackend, ToInputChildSchema } from './input-messages';
import { reasonOf } from './log';
import { MinuteTally } from './minute-tally';
import { within } from './within';
import { XWin } from './x-win';

const SEND_MS = 1_000;
/** A touchpad makes up to a hundred wheel events a second of one movement: at most one scroll is counted in this time. */
const SCROLL_GAP_MS = 50;
const WINDOW_MS = 450;

export interface InputWork {
  port: ParentPort;
  now(): WallMs;
  platform: NodeJS.Platform;
}

export function serveInput({ port, now, platform }: InputWork): void {
  const send = (message: FromInputChild) => port.post(message);
  const counter = new UiohookCounter(now, send);
  const windows: Record<NativeWindowBackend, Backend<FrontWindow | null>> = {
    'x-win': new XWin(),
    'active-win': new ActiveWin(platform),
  };
  port.onMessage((raw) => {
    // Nonsense from our own main process is a broken invariant: it ends this child, which is then forked anew.
    const message = ToInputChildSchema.parse(raw);
    if (message.type === 'input.start') void counter.start();
    else if (message.type === 'input.stop') counter.stop();
    else {
      const { id, backend } = message;
      void within(
        WINDOW_MS,
        windows[backend].ask().catch((thrown) => ({ outcome: 'failed' as const, detail: reasonOf(thrown) })),
        () => ({ outcome: 'failed' as const, detail: 'no answer in time' }),
      ).then((answer) => send({ type: 'front', id, answer }));
    }
  });
}

class UiohookCounter {
  private readonly tally = new MinuteTally();
  private timer: NodeJS.Timeout | null = null;
  private lastScroll = Number.NEGATIVE_INFINITY;
  private wired = false;

  constructor(
    private readonly now: () => WallMs,
    private readonly send: (message: FromInputChild) => void,
  ) {}

  async start(): Promise<void> {
    try {
      const { uIOhook } = await import('uiohook-napi');
      if (!this.wired) {
        // Key releases, because a held key repeats its press only; telling repeats apart would need the key's code.
        uIOhook.on('keyup', () => this.tally.add(this.now(), { keys: 1 }));
        uIOhook.on('mousedown', () => this.tally.add(this.now(), { clicks: 1 }));
        uIOhook.on('wheel', () => this.scrolled());
        this.wired = true;
      }
      if (!this.timer) {
        uIOhook.start();
        this.timer = setInterval(() => this.flush(), SEND_MS);
      }
      this.send({ type: 'input.started' });
    } catch (thrown) {
      this.send({ type: 'input.failed', detail: reasonOf(thrown) });
    }
  }

  stop(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.flush();
    void import('uiohook-napi').then(({ uIOhook }) => uIOhook.stop());
  }

  private scrolled(): void {
    const at = performance.now();
    if (at - this.lastScroll < SCROLL_GAP_MS) return;
    this.lastScroll = at;
    this.tally.add(this.now(), { scrolls: 1 });
  }

  private flush(): void {
    const minutes = this.tally.drain();
    if (minutes.length > 0) this.send({ type: 'counts', minutes });
  }
}
