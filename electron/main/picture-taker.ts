/**
 * Carries out the recorder's picture orders, one after the other: capture, then store. What was captured and could
 * not be stored is kept in memory and tried again; its bytes are never dropped while there is room for them, and
 * where there is none any more the loss is recorded as a failed picture. A failed capture is recorded as such.
 */
import type { Clock } from '../../domain/clock';
import { type ContractId, type NewId, type PictureId, PictureIdSchema, type SliceId } from '../../domain/ids';
import { tellable } from '../../domain/moments';
import type { MissedPicture, PictureOrder } from '../../domain/session';
import type { Picture, PictureFailure } from '../../domain/slice';
import type { Slot } from '../../domain/week';
import type { PictureMeta, PictureStore, Saved, StorageFault } from './ports';
import type { CapturedDisplay, CaptureRequest, PictureSensor } from './sensors/ports';

/** Pictures kept while the disk refuses them: about 10 MB, half a day of one display. */
const KEPT_MAX = 64;

export interface PictureTakerDeps {
  sensor: PictureSensor;
  pictures: PictureStore;
  clock: Clock;
  newId: NewId;
  /** A picture, or the fact that it failed, is on record. */
  stored(slot: Slot): void;
  failed(reason: PictureFailure, detail: string): void;
  /** Which displays the contract's pictures show, and what they must keep out. */
  privacy(contractId: ContractId): Omit<CaptureRequest, 'blur'>;
  /** A window that is never captured was in front: nothing was taken. The recorder orders anew, or notes the miss. */
  postponed(order: PictureOrder): void;
  /** A picture that shows another client's window is on record, held. */
  held(picture: PictureMeta, slot: Slot): void;
  /** What the disk said; the recorder tells the user. */
  disk(saved: Saved): void;
}

type Waiting =
  | { what: 'picture'; slot: Slot; meta: PictureMeta; captured: CapturedDisplay }
  | { what: 'failure'; slot: Slot; picture: Extract<Picture, { outcome: 'failed' }> };

export class PictureTaker {
  private readonly waiting: Waiting[] = [];
  private readonly momentsUnderWay = new Set<SliceId>();
  /** Of the orders that were not carried out yet, one for each. */
  private readonly ordered: SliceId[] = [];
  private work: Promise<void> = Promise.resolve();
  private busy = 0;

  constructor(private readonly deps: PictureTakerDeps) {}

  take(order: PictureOrder): void {
    if (order.trigger === 'moment') this.momentsUnderWay.add(order.sliceId);
    this.enqueue(order.sliceId, async () => {
      await this.capture(order);
      this.momentsUnderWay.delete(order.sliceId);
    });
  }

  /** Records that a picture that was due could not be taken. */
  missed(missed: Omit<MissedPicture, 'reason'>, reason: PictureFailure): void {
    const order = { ...missed, trigger: 'moment', blur: false } as const;
    const attempt = { takenAt: this.deps.clock.read().wall, backend: 'none', display: '' };
    this.enqueue(order.sliceId, async () => this.keepFailure(order, attempt, reason, ''));
  }

  /** Tries again what the disk refused before. */
  retry(): void {
    if (this.waiting.length > 0 && this.busy === 0) this.enqueue(null, async () => {});
  }

  /** How many of this slice's drawn moments are being pictured or wait for the disk. */
  momentsWaiting(sliceId: SliceId): number {
    const waiting = this.waiting.flatMap((one) =>
      one.what === 'picture' && one.meta.sliceId === sliceId && one.meta.trigger === 'moment'
        ? [one.meta.takenAt]
        : [],
    );
    return new Set(waiting).size + (this.momentsUnderWay.has(sliceId) ? 1 : 0);
  }

  /** Whether a picture of the slice, or the fact that it failed, is still to be taken or written. */
  underWay(sliceId: SliceId): boolean {
    const waits = (one: Waiting) =>
      (one.what === 'picture' ? one.meta.sliceId : one.picture.sliceId) === sliceId;
    return this.ordered.includes(sliceId) || this.waiting.some(waits);
  }

  idle(): boolean {
    return this.busy === 0 && this.waiting.length === 0;
  }

  /** Settles when nothing is under way any more, whatever still waits for the disk. */
  settle(): Promise<void> {
    return this.work;
  }

  private enqueue(sliceId: SliceId | null, job: () => Promise<void>): void {
    this.busy += 1;
    if (sliceId !== null) this.ordered.push(sliceId);
    this.work = this.work
      .then(job)
      .finally(() => {
        // From here on it waits for the disk, or is ordered anew.
        if (sliceId !== null) this.ordered.splice(this.ordered.indexOf(sliceId), 1);
      })
      .then(() => this.storeWaiting())
      .finally(() => {
        this.busy -= 1;
      });
  }

  private async capture(order: PictureOrder): Promise<void> {
    const { sensor, clock } = this.deps;
    const takenAt = clock.read().wall;
    const result = await sensor.capture({
      blur: order.blur,
      ...this.deps.privacy(order.contractId),
    });
    if (result.outcome === 'failed' && result.reason === 'excluded') {
      this.momentsUnderWay.delete(order.sliceId);
      this.deps.postponed(order);
      return;
    }
    if (result.outcome === 'failed') {
      this.keepFailure(
        order,
        { takenAt, backend: result.backend, display: '' },
        result.reason,
        result.detail,
      );
      this.deps.failed(result.reason, result.detail);
      return;
    }
    const draw = tellable(order.moment, takenAt, order.trigger === 'moment');
    for (const captured of result.displays) {
      const meta: PictureMeta = {
        id: this.newPictureId(),
        sliceId: order.sliceId,
        takenAt,
        trigger: order.trigger,
        display: captured.display,
        backend: result.backend,
        blurred: captured.blurred ?? order.blur,
        hidden: captured.hidden ?? null,
        held: captured.held ?? false,
        draw,
      };
      this.waiting.push({ what: 'picture', slot: order.slot, meta, captured });
    }
    for (const { display, reason } of result.missing ?? []) {
      this.keepFailure(order, { takenAt, backend: result.backend, display }, reason, '');
    }
    this.makeRoom();
  }

  /**
   * In order. A full or read-only disk refuses them all, so the first refusal ends the round; any other reason may be
   * one picture's own, and those after it have their turn. What is left keeps its place. The disk is heard once.
   */
  private async storeWaiting(): Promise<void> {
    let refused: StorageFault | null = null;
    let asked = false;
    for (const next of [...this.waiting]) {
      const saved = await this.store(next);
      asked = true;
      if (saved.outcome === 'saved') {
        this.waiting.splice(this.waiting.indexOf(next), 1);
        this.deps.stored(next.slot);
        if (next.what === 'picture' && next.meta.held) this.deps.held(next.meta, next.slot);
        continue;
      }
      refused ??= saved;
      if (saved.reason !== 'io') break;
    }
    if (asked) this.deps.disk(refused === null ? { outcome: 'saved' } : { outcome: 'failed', ...refused });
  }

  /**
   * `saved`: files and row are durable, and the bytes may be forgotten. A store that breaks on a picture is a defect:
   * the picture is set aside as a failed one, and where not even that can be written it is given up, and told.
   */
  private async store(one: Waiting): Promise<Saved> {
    const { pictures } = this.deps;
    try {
      return one.what === 'picture'
        ? await pictures.add(one.meta, one.captured)
        : pictures.addFailure(one.picture);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.deps.failed('unknown', detail);
      if (one.what === 'failure') return { outcome: 'saved' };
      const fact = { ...one.meta, hidden: null, held: false };
      const picture = { ...fact, outcome: 'failed', reason: 'unknown', detail } as const;
      return this.store({ what: 'failure', slot: one.slot, picture });
    }
  }

  private makeRoom(): void {
    const pictures = this.waiting.filter((one) => one.what === 'picture');
    for (const lost of pictures.slice(0, Math.max(0, pictures.length - KEPT_MAX))) {
      const detail = 'the disk refused it, and memory for waiting pictures was full';
      const picture = {
        ...lost.meta,
        hidden: null,
        held: false,
        outcome: 'failed',
        reason: 'disk',
        detail,
      } as const;
      this.waiting[this.waiting.indexOf(lost)] = { what: 'failure', slot: lost.slot, picture };
    }
  }

  private keepFailure(
    order: Omit<PictureOrder, 'contractId' | 'moment'>,
    attempt: Pick<Picture, 'takenAt' | 'backend' | 'display'>,
    reason: PictureFailure,
    detail: string,
  ): void {
    const { sliceId, slot, trigger, blur } = order;
    const id = this.newPictureId();
    const fact = { id, sliceId, ...attempt, trigger, blurred: blur, hidden: null, held: false };
    this.waiting.push({ what: 'failure', slot, picture: { ...fact, outcome: 'failed', reason, detail } });
  }

  private newPictureId(): PictureId {
    return PictureIdSchema.parse(this.deps.newId());
  }
}
