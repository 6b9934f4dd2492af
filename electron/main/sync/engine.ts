/**
 * The uploader: one round over all shared contracts after another, at once when something was sealed or the server says
 * that something is new, else once a minute; after a failure later and later, with chance in it, so that a thousand apps
 * do not all come back in the same second. Promises: one round at a time; the network being away is a state and no error;
 * paused, unlinked or ended, nothing is asked any more; on a metered network the server is read and nothing is sent; whatever
 * happens, what waits keeps waiting. SPEC: SY2–SY4, SY12, SY41.
 */
import type { ContractId } from '../../../domain/ids';
import type { PublicKey } from '../../../domain/keys';
import type { WireEvent } from '../../../domain/protocol-log';
import type { SyncProblem } from '../../contract';
import { Backoff } from '../backoff';
import type { SyncTable } from '../db/sync-table';
import { type Allowance, Held } from './allowance';
import { Trouble, type Wire } from './wire';

/** Without any sign from the server: so often it is asked. */
const POLL_MS = 60_000;
/** What is sealed together is sent together. */
const GATHER_MS = 500;
/** Without any network the machine itself is asked, which costs nothing: so often. */
const OFFLINE_MS = 10_000;
/** Failures in a row: 2 s, 4 s, … up to ten minutes, each between half and the whole of it. */
const BACKOFF = { firstMs: 2_000, maxMs: 600_000 };
/** A stream that is cut is opened again after this long, and later and later. */
const STREAM_BACKOFF = { firstMs: 1_000, maxMs: 120_000 };

/** What only a person can mend: it is not tried again by itself. */
const STOPPING: ReadonlySet<SyncProblem> = new Set(['revoked', 'other-key', 'version']);

export interface Session {
  wire: Wire;
  server: PublicKey;
  /** Ends it. */
  abort(): void;
  /** Brings one contract as far as it comes; throws `Trouble`. */
  sync(contractId: ContractId): Promise<void>;
}

export interface EngineDeps {
  sync: Pick<SyncTable, 'list'>;
  allowance: Pick<Allowance, 'isOnline' | 'maySend' | 'forget'>;
  /** Null: not linked, or nothing may be signed or read yet. */
  open(): Session | null;
  now(): number;
  /** In [0, 1). */
  chance(): number;
  /** Calls once; gives how to stop it. */
  timer(ms: number, work: () => void): () => void;
  /** Something to show has changed. */
  changed(): void;
  event(event: WireEvent): void;
  /** What the disk refused is a trouble; null for a defect. */
  faultOf(error: unknown): { detail: string } | null;
  log(message: string): void;
}

export interface EngineState {
  state: 'idle' | 'sending' | 'waiting' | 'paused' | 'stopped';
  /** What it waits for; null where it does not. */
  waitingFor: 'network' | 'metered' | null;
  problem: SyncProblem | null;
  nextAt: number | null;
  offlineSince: number | null;
}

export class SyncEngine {
  private session: Session | null = null;
  private isPaused = false;
  private ended = false;
  private isKnown = false;
  /** Something is kept back as the network is metered; and whether that was so in the round that is under way. */
  private isHeld = false;
  private heldNow = false;
  /** A person asked for the next round. */
  private isAsked = false;
  private problem: SyncProblem | null = null;
  private offlineSince: number | null = null;
  private nextAt: number | null = null;
  private cancel: () => void = () => undefined;
  private round: Promise<void> | null = null;
  /** Asked for while a round was under way. */
  private again = false;
  private readonly backoff = new Backoff(BACKOFF);
  private readonly streams = new Map<ContractId, AbortController>();

  constructor(private readonly deps: EngineDeps) {}

  state(): EngineState {
    const { problem, nextAt, offlineSince } = this;
    const isStopped = problem !== null && STOPPING.has(problem);
    const running = this.round !== null && problem === null ? 'sending' : 'idle';
    const isWaiting = problem !== null || this.isHeld;
    const state = this.isPaused ? 'paused' : isStopped ? 'stopped' : isWaiting ? 'waiting' : running;
    const waitingFor = state !== 'waiting' ? null : problem === null ? 'metered' : 'network';
    return { state, waitingFor, problem, nextAt, offlineSince };
  }

  /** Begins anew with the server as it is linked now; what was under way is cut off. */
  restart(isPaused: boolean): void {
    this.close();
    this.isPaused = isPaused;
    this.problem = null;
    this.offlineSince = null;
    this.isHeld = false;
    this.backoff.succeeded();
    this.deps.changed();
    this.soon(0);
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.close();
    this.isPaused = isPaused;
    this.deps.changed();
    if (!isPaused) this.soon(0);
  }

  /** Something was sealed or shared. While it waits after a failure it goes on waiting. */
  wake(): void {
    if (this.problem === null) this.soon(GATHER_MS);
  }

  /** Somebody asks for it: at once, whatever happened before. */
  retry(): void {
    this.backoff.succeeded();
    this.problem = null;
    this.isAsked = true;
    this.deps.allowance.forget();
    this.soon(0);
  }

  mayGoOn(): boolean {
    return !this.ended && !this.isPaused;
  }

  /** Something waits, and the network is metered. */
  isHolding(): boolean {
    return this.isHeld;
  }

  /** Before anything that is sent without a person. Throws `Held` where it may not be now. */
  async permit(): Promise<void> {
    const may = await this.deps.allowance.maySend();
    const isNews = this.isHeld === may;
    this.isHeld = !may;
    this.heldNow ||= !may;
    if (isNews) this.deps.changed();
    if (!may) throw new Held();
  }

  /** A round at once, unless the last one failed; settles when it has ended. */
  async hurry(): Promise<void> {
    if (this.problem === null) this.soon(0);
    if (this.nextAt !== null && this.nextAt <= this.deps.now()) {
      this.cancel();
      this.nextAt = null;
      this.begin();
    }
    await this.settled();
  }

  /** Settles when the round that is under way has ended; for tests and the app's end. */
  async settled(): Promise<void> {
    while (this.round !== null) await this.round;
  }

  end(): void {
    this.ended = true;
    this.close();
  }

  private close(): void {
    this.cancel();
    this.nextAt = null;
    for (const stream of this.streams.values()) stream.abort();
    this.streams.clear();
    this.session?.abort();
    this.session = null;
    this.isKnown = false;
  }

  private soon(ms: number): void {
    if (!this.mayGoOn()) return;
    if (this.round !== null) {
      this.again = true;
      return;
    }
    // Whole ms, as everything that is sent to the window.
    const at = Math.round(this.deps.now() + ms);
    if (this.nextAt !== null && this.nextAt <= at) return;
    this.cancel();
    this.nextAt = at;
    this.cancel = this.deps.timer(ms, () => {
      this.nextAt = null;
      this.begin();
    });
  }

  private begin(): void {
    if (!this.mayGoOn() || this.round !== null) return;
    this.again = false;
    const session = this.session ?? this.deps.open();
    if (session === null) return;
    this.session = session;
    this.round = this.run(session).finally(() => {
      this.round = null;
      this.deps.changed();
      if (this.problem !== null && STOPPING.has(this.problem)) return;
      if (this.problem === null) this.soon(this.again ? 0 : POLL_MS);
      else if (!this.deps.allowance.isOnline()) this.soon(OFFLINE_MS);
      else this.soon(this.backoff.failed() * (0.5 + this.deps.chance() / 2));
    });
    this.deps.changed();
  }

  private async run(session: Session): Promise<void> {
    const isAsked = this.isAsked;
    this.isAsked = false;
    this.heldNow = false;
    try {
      // Whoever asks for it gets the network's own answer.
      if (!isAsked && !this.deps.allowance.isOnline())
        throw new Trouble('offline', 'this machine has no network');
      await this.meet(session);
      let trouble: Trouble | null = null;
      for (const { contractId, isOn } of this.deps.sync.list()) {
        if (!isOn || this.session !== session) continue;
        try {
          await session.sync(contractId);
          this.listen(session, contractId);
        } catch (error) {
          // One contract's refusal keeps no other from being sent; a server that is away does.
          const met = this.troubleOf(error);
          if (met.why !== 'refused' && met.why !== 'storage') throw met;
          trouble = met;
        }
      }
      if (trouble !== null) throw trouble;
      if (this.session !== session) return;
      this.backoff.succeeded();
      this.problem = null;
      this.offlineSince = null;
      this.isHeld = this.heldNow;
    } catch (error) {
      if (this.session !== session) return;
      const { why, detail } = this.troubleOf(error);
      if (this.problem !== why) this.deps.log(`nothing is sent: ${why}, ${detail.slice(0, 200)}`);
      this.problem = why;
      this.offlineSince ??= this.deps.now();
    }
  }

  /** That it is still the server whose key people have compared. */
  private async meet({ wire, server }: Session): Promise<void> {
    if (this.isKnown) return;
    const about = await wire.ask('about', {});
    if (about.key !== server.x) throw new Trouble('other-key', 'the server has another key');
    this.isKnown = true;
  }

  private troubleOf(error: unknown): Trouble {
    if (error instanceof Trouble) return error;
    const fault = this.deps.faultOf(error);
    if (fault !== null) return new Trouble('storage', fault.detail);
    this.deps.log(`a defect of the sync: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
    return new Trouble('refused', 'a defect of this app');
  }

  /** Reads what the server says of the contract, and opens the stream again where it was cut. */
  private listen(session: Session, contract: ContractId): void {
    if (this.streams.has(contract)) return;
    const control = new AbortController();
    this.streams.set(contract, control);
    const backoff = new Backoff(STREAM_BACKOFF);
    const next = () => {
      if (control.signal.aborted) return;
      void session.wire
        .events(
          { params: { contract } },
          control.signal,
          () => backoff.succeeded(),
          (event) => {
            this.deps.event(event);
            if (event.kind === 'log') this.wake();
          },
        )
        .then(() => {
          if (control.signal.aborted) return;
          // Cut off, it may be that the server is gone: the next round says.
          this.wake();
          const stop = this.deps.timer(backoff.failed() * (0.5 + this.deps.chance() / 2), next);
          control.signal.addEventListener('abort', stop, { once: true });
        });
    };
    next();
  }
}
