/**
 * What the recorder has to tell, as notices: ids, keys under which they are told once, and the values their texts
 * need. Times are wall ms, durations minutes; the texts format them.
 */
import { assertNever } from '../../domain/assert';
import type { WallMs } from '../../domain/clock';
import type { IdleQuestion } from '../../domain/idle';
import type { ContractId, IdleId, PictureId } from '../../domain/ids';
import type { RecorderNotice } from '../../domain/session';
import type { PictureFailure } from '../../domain/slice';
import { HOUR_MS, MINUTE_MS, type Slot, slotStart } from '../../domain/week';
import type { Notifier, RecorderStore, Saved, StorageFault } from './ports';

const STORAGE = 'storage';
const STORAGE_OK = 'storage-ok';
const RESUME = 'resume-offer';

export class RecorderNotices {
  /** What is refused now, by whom. */
  private readonly refused = new Map<'database' | 'pictures', StorageFault>();
  private told: StorageFault['reason'] | null = null;

  constructor(
    private readonly notifier: Notifier,
    private readonly store: Pick<RecorderStore, 'contract'>,
  ) {}

  tell(notice: RecorderNotice): void {
    const { id } = notice;
    switch (id) {
      case 'limit-80':
      case 'limit-95':
      case 'limit-100':
      case 'limit-stopped': {
        const { contractId, week, limitMs } = notice;
        const values = { ...this.contractValues(contractId), hours: limitMs / HOUR_MS };
        const level = id === 'limit-80' ? 'info' : 'warning';
        this.notifier.tell({ id, key: `${id}:${contractId}:${week}:${limitMs}`, level, values });
        return;
      }
      case 'clock-jump': {
        const values = { at: notice.at, minutes: Math.round(notice.byMs / MINUTE_MS) };
        this.notifier.tell({ id, key: `${id}:${notice.at}`, level: 'warning', values });
        return;
      }
      case 'resume-offer': {
        const { contractId, reason, since } = notice;
        const values = { ...this.contractValues(contractId), reason, since };
        this.notifier.tell({ id, key: RESUME, level: 'info', values });
        return;
      }
      default:
        assertNever(id);
    }
  }

  /** Tracking goes on, or was stopped: nothing is to be offered any more. */
  resumed(): void {
    this.notifier.withdraw(RESUME);
  }

  recovered(told: { ms: number; until: WallMs; contractId: ContractId }): void {
    const values = {
      ...this.contractValues(told.contractId),
      seconds: Math.floor(told.ms / 1000),
      until: told.until,
    };
    this.notifier.tell({ id: 'recovered', key: `recovered:${told.until}`, level: 'info', values });
  }

  pictureFailed(reason: PictureFailure): void {
    this.notifier.tell({
      id: 'picture-failed',
      key: `picture-failed:${reason}`,
      level: 'warning',
      values: { reason },
    });
  }

  /** Each held picture waits for its own decision; the notice leads to the day of the latest. */
  pictureHeld(id: PictureId, slot: Slot): void {
    this.notifier.tell({
      id: 'picture-held',
      key: `picture-held:${id}`,
      level: 'warning',
      values: { pictureId: id, at: slotStart(slot) },
    });
  }

  idleWaits(question: IdleQuestion): void {
    const values = {
      ...this.contractValues(question.contractId),
      idleId: question.id,
      start: question.start,
      minutes: Math.floor((question.end - question.start) / MINUTE_MS),
    };
    this.notifier.tell({ id: 'idle-answer-needed', key: `idle:${question.id}`, level: 'info', values });
  }

  idleAnswered(id: IdleId): void {
    this.notifier.withdraw(`idle:${id}`);
  }

  /** Told at the first refusal and when the reason changes; taken back, and said so, when the disk takes all writes again. */
  disk(source: 'database' | 'pictures', saved: Saved): void {
    if (saved.outcome === 'failed') this.refused.set(source, saved);
    else this.refused.delete(source);
    const fault = this.refused.get('database') ?? this.refused.get('pictures') ?? null;
    if ((fault?.reason ?? null) === this.told) return;
    this.told = fault?.reason ?? null;
    this.notifier.withdraw(STORAGE);
    this.notifier.withdraw(STORAGE_OK);
    if (fault === null) {
      this.notifier.tell({ id: 'storage-ok', key: STORAGE_OK, level: 'info', values: {} });
      return;
    }
    const ids = { full: 'storage-full', readonly: 'storage-readonly', io: 'storage-error' } as const;
    const values = { detail: fault.detail };
    this.notifier.tell({ id: ids[fault.reason], key: STORAGE, level: 'error', values });
  }

  private contractValues(id: ContractId): { contractId: string; title: string; client: string } {
    const contract = this.store.contract(id);
    return { contractId: id, title: contract?.title ?? '', client: contract?.client ?? '' };
  }
}
