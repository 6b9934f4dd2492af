/**
 * What is said and asked while work goes on: that somebody is working, to the contract that shares it, and the moments of
 * the next slot. Nothing here is waited for, and nothing of it is tried again. SPEC: SY19, SY21.
 */
import type { ContractId } from '../../../domain/ids';
import type { Random } from '../../../domain/random';
import type { Slot } from '../../../domain/week';
import type { LogsTable } from '../db/logs-table';
import type { SyncTable } from '../db/sync-table';
import { ServerMoments, untilAsked } from './moments';
import type { Wire } from './wire';

export interface LiveDeps {
  sync: Pick<SyncTable, 'get' | 'list' | 'ordered'>;
  logs: Pick<LogsTable, 'newest'>;
  now(): number;
  timer(ms: number, work: () => void): () => void;
  /** The contract that is tracked at this moment. */
  working(): ContractId | null;
  /** Whether it may be said that work goes on: not where more than that is kept back. */
  maySay(): boolean;
  /** Runs it where the server may be asked now; what fails is nobody's concern. */
  quietly(work: (wire: Wire) => Promise<void>): void;
}

export class Live {
  private readonly moments = new ServerMoments();
  private said: ContractId | null = null;
  private stop: () => void = () => undefined;

  constructor(private readonly deps: LiveDeps) {}

  /** Ten seconds before each slot its moments are asked for, for it is drawn at its first instant. */
  begin(): void {
    const { sync, now, timer, quietly } = this.deps;
    this.stop = timer(untilAsked(now()), () => {
      for (const { contractId, isOn, sent, state } of sync.list())
        if (isOn && sent > 0 && state === 'sound') quietly((wire) => this.ask(contractId, wire));
      this.begin();
    });
  }

  end(): void {
    this.stop();
  }

  /** Throws `Trouble`. */
  ask(contractId: ContractId, wire: Wire): Promise<void> {
    return this.moments.ask(contractId, wire, this.deps.now());
  }

  /** Undefined: no server orders the contract's log, and the device's own key draws. Null: plain chance. */
  dayRandom(contractId: ContractId, slot: Slot): Random | null | undefined {
    const row = this.deps.logs.newest(contractId);
    return row === null || this.deps.sync.ordered(row) === null
      ? undefined
      : this.moments.random(contractId, slot);
  }

  /** That it goes on. It fades by itself: one that is not heard is said again, or is no longer so. */
  sayPresence(): void {
    const is = this.deps.working();
    if (this.said !== null && this.said !== is) this.say(this.said, false);
    this.said = is;
    if (is !== null) this.say(is, true);
  }

  /** The timer has changed. */
  worked(): void {
    if (this.deps.working() !== this.said) this.sayPresence();
  }

  private say(contract: ContractId, working: boolean): void {
    const shared = this.deps.sync.get(contract);
    if (shared === null || !shared.isOn || !shared.presence || shared.sent === 0) return;
    if (!this.deps.maySay()) return;
    this.deps.quietly(async (wire) => {
      await wire.ask('presence', { params: { contract }, body: { working } });
    });
  }
}
