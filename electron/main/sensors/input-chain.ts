/**
 * The input sensor over its backends. Each backend comes back by itself after a failure; the first that listens
 * is the one that answers. `idle-poll` stands at the end where only the idle time is known: it counts nothing.
 */
import type { MinuteCounts } from '../../../domain/sample';
import type { InputSensor } from './ports';

export interface InputBackend {
  readonly name: string;
  /** Settles when the first attempt has ended; the backend goes on trying until `stop`. Never rejects. */
  start(): Promise<void>;
  listening(): boolean;
  drain(): MinuteCounts[];
  stop(): void;
}

export class InputChain implements InputSensor {
  private started = false;

  constructor(
    private readonly backends: readonly InputBackend[],
    private readonly idleKnown: () => boolean,
  ) {}

  name(): string {
    const counting = this.started ? this.backends.find((b) => b.listening()) : this.backends[0];
    return counting?.name ?? (this.idleKnown() ? 'idle-poll' : 'none');
  }

  async start(): Promise<void> {
    this.started = true;
    await Promise.all(this.backends.map((b) => b.start()));
  }

  drain(): MinuteCounts[] | null {
    const first = this.backends.find((b) => b.listening());
    // What was counted before a backend was lost is still handed over, once.
    const rest = this.backends.filter((b) => b !== first).flatMap((b) => b.drain());
    if (first) return [...rest, ...first.drain()];
    return rest.length > 0 ? rest : null;
  }

  async stop(): Promise<void> {
    this.started = false;
    for (const backend of this.backends) backend.stop();
  }
}
