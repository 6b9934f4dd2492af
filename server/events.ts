/**
 * News of a contract to whoever looks at it. Nothing here is the truth: an event says that something is to be read again.
 * Promises: a listener's queue is bounded, and one that falls behind is ended, so it asks again; whoever is closed (a
 * device that was revoked, a session that ended) hears nothing more. SPEC: SV56, SV57.
 */
import type { ContractId } from '../domain/ids';
import type { WireEvent } from '../domain/protocol-log';

export interface Hub {
  tell(event: WireEvent): void;
  /**
   * Ends with `signal`, when one of `who` is closed, or when the listener is so slow that its queue is full: it then asks
   * again. `who`: the names under which the listener may be closed (account, device).
   */
  listen(contract: ContractId, signal: AbortSignal, who?: readonly string[]): AsyncIterable<WireEvent>;
  /** Ends every stream of an account or device, at once. */
  close(who: string): void;
  /** Ends them all: the server stops. */
  closeAll(): void;
}

/** Events that wait for one listener; each is small, and says no more than that something is to be read. */
const QUEUE_MAX = 64;

export function createHub(max = QUEUE_MAX): Hub {
  const listeners = new Map<ContractId, Set<Listener>>();
  const all = () => [...listeners.values()].flatMap((some) => [...some]);
  return {
    tell(event) {
      for (const one of listeners.get(event.contract) ?? []) one.put(event, max);
    },
    listen(contract, signal, who = []) {
      const own = listeners.get(contract) ?? new Set();
      listeners.set(contract, own);
      const leave = () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(contract) === own) listeners.delete(contract);
      };
      const listener = new Listener(who, leave);
      // From this call on, not from the first look: what is told between them is heard.
      own.add(listener);
      const end = () => listener.end();
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
      return listener;
    },
    close(who) {
      for (const one of all()) if (one.who.includes(who)) one.end();
    },
    closeAll() {
      for (const one of all()) one.end();
    },
  };
}

class Listener implements AsyncIterable<WireEvent> {
  private readonly queue: WireEvent[] = [];
  private ended = false;
  private wake: (() => void) | null = null;

  constructor(
    readonly who: readonly string[],
    private readonly leave: () => void,
  ) {}

  put(event: WireEvent, max: number): void {
    // Of what says the same, the newest: a log that grows quickly is one piece of news.
    const same = this.queue.findIndex((one) => isSame(one, event));
    if (same >= 0) this.queue.splice(same, 1);
    if (this.queue.length >= max) this.end();
    else this.queue.push(event);
    this.stir();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.leave();
    this.stir();
  }

  private stir(): void {
    this.wake?.();
    this.wake = null;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WireEvent, void, undefined> {
    try {
      while (!this.ended) {
        const next = this.queue.shift();
        if (next === undefined) await new Promise<void>((resolve) => (this.wake = resolve));
        else yield next;
      }
    } finally {
      this.end();
    }
  }
}

function isSame(a: WireEvent, b: WireEvent): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'thread') return b.kind === 'thread' && a.leaf === b.leaf;
  if (a.kind === 'review') return b.kind === 'review' && a.week === b.week;
  return true;
}
