/**
 * What a check needs, from the server: the whole log, its signed head, what is told of the range. Lines that came once are
 * kept while the page is open: a log only grows, so the next check asks for the new ones only.
 */
import { readCheckpoint } from '../../../domain/checkpoint';
import type { ContractId } from '../../../domain/ids';
import { readNote } from '../../../domain/signed-note';
import { SLOT_MS, SLOT_SECONDS } from '../../../domain/week';
import type { Api, Failure } from '../api';

export interface Material {
  lines: readonly string[];
  checkpoint: string;
  disclosures: readonly string[];
  server: string;
}

/** Lines asked for at once. */
const PAGE = 1000;

export class Gatherer {
  private log = '';
  private lines: string[] = [];

  constructor(
    private readonly contract: ContractId,
    private readonly api: Pick<Api, 'call'>,
  ) {}

  /** How many entries the log has and how many of them are still to be asked for; null where the head did not come. */
  async ahead(): Promise<{ size: number; missing: number } | null> {
    const head = await this.api.call('head', { params: { contract: this.contract } });
    if (head.outcome !== 'ok') return null;
    const size = sizeOf(head.value.checkpoint);
    return { size, missing: head.value.log === this.log ? Math.max(0, size - this.lines.length) : size };
  }

  /** `from`, `to`: wall ms. */
  async gather({ from, to }: { from: number; to: number }): Promise<Material | { failure: Failure }> {
    const params = { contract: this.contract };
    const [about, head] = await Promise.all([this.api.call('about'), this.api.call('head', { params })]);
    if (about.outcome !== 'ok') return { failure: about };
    if (head.outcome !== 'ok') return { failure: head };
    const { log, checkpoint } = head.value;
    if (log !== this.log) {
      this.log = log;
      this.lines = [];
    }
    const size = sizeOf(checkpoint);
    while (this.lines.length < size) {
      const more = await this.api.call('entries', {
        params,
        query: { from: this.lines.length, limit: PAGE },
      });
      if (more.outcome !== 'ok') return { failure: more };
      // Fewer than the head says: that is for the check to find, not to be waited for.
      if (more.value.lines.length === 0) break;
      this.lines.push(...more.value.lines);
    }
    const told = await this.api.call('disclosures', {
      params,
      query: {
        from: Math.ceil(from / SLOT_MS) * SLOT_SECONDS,
        to: Math.ceil(to / SLOT_MS) * SLOT_SECONDS,
      },
    });
    if (told.outcome !== 'ok') return { failure: told };
    // The log may have grown since the head was signed: what is later belongs to the next check.
    return {
      lines: this.lines.slice(0, size),
      checkpoint,
      disclosures: told.value.told.flatMap(({ index, texts }) => (index < size ? texts : [])),
      server: about.value.key,
    };
  }
}

/** 0 for what is no head: the check says so. */
function sizeOf(checkpoint: string): number {
  const note = readNote(checkpoint);
  return (note && readCheckpoint(note.text)?.size) ?? 0;
}
