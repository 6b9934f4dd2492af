/**
 * The one input child as the main process sees it, shared by counting and window questions.
 * Promises: it runs while someone holds it, is forked again at the next message after it died, and never throws.
 */
import type { FrontWindow } from '../../../domain/sample';
import type { Answer, Backend } from './chain';
import type { Child, ForkChild } from './child';
import {
  type FromInputChild,
  FromInputChildSchema,
  type NativeWindowBackend,
  type ToInputChild,
} from './input-messages';
import { reasonOf, type SensorLog } from './log';

type Front = Answer<FrontWindow | null>;

export class NativeChild {
  private child: Child | null = null;
  private readonly holders = new Set<string>();
  private readonly messageListeners = new Set<(message: FromInputChild) => void>();
  private readonly downListeners = new Set<() => void>();
  private readonly asked = new Map<number, (answer: Front) => void>();
  private nextId = 1;

  constructor(
    private readonly fork: ForkChild,
    private readonly log: SensorLog,
  ) {}

  onMessage(listener: (message: FromInputChild) => void): void {
    this.messageListeners.add(listener);
  }

  /** The child is gone, by its own fault or because it was released. */
  onDown(listener: () => void): void {
    this.downListeners.add(listener);
  }

  /** Sends, forking the child if none runs. False: it could not be forked. */
  post(who: string, message: ToInputChild): boolean {
    this.holders.add(who);
    const child = this.child ?? this.begin();
    child?.post(message);
    return child !== null;
  }

  release(who: string): void {
    this.holders.delete(who);
    if (this.holders.size > 0) return;
    const child = this.child;
    this.ended(child);
    child?.kill();
  }

  /** Settles with `failed` if the child dies first; whoever asks keeps the time. */
  front(who: string, backend: NativeWindowBackend): Promise<Front> {
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      if (!this.post(who, { type: 'front', id, backend })) {
        this.asked.delete(id);
        resolve({ outcome: 'failed', detail: 'the child did not start' });
      }
    });
  }

  private begin(): Child | null {
    try {
      const child = this.fork('input-child');
      child.onMessage((raw) => this.received(raw));
      child.onExit((code) => {
        if (this.child === child) this.log.warn(`the input child ended with code ${code}`);
        this.ended(child);
      });
      this.child = child;
      return child;
    } catch (thrown) {
      this.log.warn(`the input child did not start: ${reasonOf(thrown)}`);
      return null;
    }
  }

  private received(raw: unknown): void {
    const parsed = FromInputChildSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === 'front') {
      this.asked.get(message.id)?.(message.answer);
      this.asked.delete(message.id);
    }
    for (const listener of this.messageListeners) listener(message);
  }

  private ended(child: Child | null): void {
    if (!child || this.child !== child) return;
    this.child = null;
    for (const resolve of this.asked.values()) resolve({ outcome: 'failed', detail: 'the child died' });
    this.asked.clear();
    for (const listener of this.downListeners) listener();
  }
}

/** A window backend that lives in the child. */
export class NativeWindow implements Backend<FrontWindow | null> {
  constructor(
    private readonly child: NativeChild,
    readonly name: NativeWindowBackend,
  ) {}

  ask(): Promise<Front> {
    return this.child.front(this.holder(), this.name);
  }

  stop(): void {
    this.child.release(this.holder());
  }

  private holder(): string {
    return `window:${this.name}`;
  }
}
