/** The keys of picture moments: committed to before their day, revealed after it, and which one holds for a slot. SPEC: SG15, SG16. */
import { fromBase64Url } from './bytes';
import { commitmentOf, dayOf } from './day-key';
import type { EntryOf, Role } from './entry';
import type { Kid } from './keys';
import type { Sha256 } from './merkle';
import type { Reporting } from './verify-report';
import { DAY_MS, slotStart } from './week';

export interface Commitment {
  /** The first key of its device. */
  device: Kid;
  kid: Kid;
  by: Role;
  index: number;
  at: number;
  commit: string;
  /** 32 bytes; null until it is revealed. */
  key: Uint8Array | null;
}

/** After its day a key is told at the next start of the app; a day more, and it is noted. */
const REVEAL_MS = DAY_MS;

export class DayKeys {
  private readonly days = new Map<number, Commitment[]>();

  constructor(
    private readonly sha256: Sha256,
    private readonly report: Reporting,
  ) {}

  commit(entry: EntryOf<'day.commit'>, signer: { kid: Kid; device: Kid; index: number; by: Role }): void {
    const commitments = this.days.get(entry.day) ?? [];
    // A second one would let the device choose the moments that it likes better.
    if (commitments.some((one) => one.kid === signer.kid))
      this.report.add('commit-doubled', { type: 'entry', index: signer.index });
    else commitments.push({ ...signer, at: entry.at, commit: entry.commit, key: null });
    this.days.set(entry.day, commitments);
  }

  reveal(entry: EntryOf<'day.reveal'>, index: number): void {
    const key = fromBase64Url(entry.key) ?? new Uint8Array();
    const commit = commitmentOf(key, this.sha256);
    const known = (this.days.get(entry.day) ?? []).find((one) => one.commit === commit && one.key === null);
    const isOver = entry.at >= entry.day * 1000 + DAY_MS;
    if (known === undefined || !isOver) this.report.add('reveal-wrong', { type: 'entry', index });
    else known.key = key;
  }

  /** What a key has committed to, by day. */
  ofSigner(kid: Kid): Map<number, Commitment> {
    const own = new Map<number, Commitment>();
    for (const [day, commitments] of this.days) {
      const one = commitments.find((commitment) => commitment.kid === kid);
      if (one !== undefined) own.set(day, one);
    }
    return own;
  }

  /** SPEC SG15: a day that was over so long before the log's last entry has its key told. */
  noteHidden(last: number): void {
    for (const [day, commitments] of this.days) {
      const isDue = last >= day * 1000 + DAY_MS + REVEAL_MS;
      if (isDue && commitments.some(({ key }) => key === null))
        this.report.add('reveal-missing', { type: 'day', day });
    }
  }

  /**
   * The one that held when the slot began, of a server before the device's own; null where there was none. It stands in
   * the log before the segment: a clock can be set back, a place in the log cannot.
   */
  of(slot: number, device: Kid, index: number): Commitment | null {
    const holding = (this.days.get(dayOf(slot)) ?? []).filter(
      (one) => one.at <= slotStart(slot) && one.index < index,
    );
    return holding.find(({ by }) => by === 'server') ?? holding.find((one) => one.device === device) ?? null;
  }
}
