/** The log store without a disk: what the contract's suite says of SQLite must hold of it too. */
import type { Leaf } from '../../domain/entry';
import { FIELD_KINDS } from '../../domain/field';
import type { ContractId } from '../../domain/ids';
import type { Kid } from '../../domain/keys';
import type { LogStore, LogWrite, NewEntry, SegmentRow, StoredContract } from '../../server/store/log-store';

type Told = NewEntry['disclosures'][number];

interface Kept {
  contract: StoredContract;
  entries: NewEntry[];
  disclosures: Map<number, Told[]>;
  segments: Map<number, SegmentRow>;
}

export class MemoryLogStore implements LogStore {
  private all = new Map<ContractId, Kept>();

  async contract(id: ContractId): Promise<StoredContract | null> {
    return this.all.get(id)?.contract ?? null;
  }

  async contracts(): Promise<StoredContract[]> {
    return [...this.all.values()]
      .map(({ contract }) => contract)
      .sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
  }

  async lines(id: ContractId, from: number, limit: number) {
    const entries = this.all.get(id)?.entries.slice(from, from + limit) ?? [];
    return entries.map(({ number, line, receivedAt }) => ({ number, line, receivedAt }));
  }

  async receipt(id: ContractId, leaf: Leaf) {
    return this.all.get(id)?.entries.find((one) => one.leaf === leaf)?.receipt ?? null;
  }

  async placed(id: ContractId, kid: Kid, seq: number) {
    return this.all.get(id)?.entries.find((one) => one.kid === kid && one.seq === seq)?.leaf ?? null;
  }

  async disclosures(id: ContractId, from: number, to: number) {
    return [...(this.all.get(id)?.disclosures ?? [])]
      .filter(([number]) => number >= from && number < to)
      .sort(([a], [b]) => a - b)
      .flatMap(([number, told]) =>
        [...told]
          .sort((a, b) => a.place - b.place)
          .map(({ about, name, text }) => ({ number, about, name, text })),
      );
  }

  async append(write: LogWrite): Promise<void> {
    const before = this.all.get(write.contract);
    // A copy that takes its place at the end: all or nothing.
    const kept = before === undefined ? opened(write) : structuredClone(before);
    kept.contract = { ...kept.contract, checkpoint: write.checkpoint };
    for (const one of write.entries) {
      const isNew = !kept.entries.some(
        ({ leaf, kid, seq }) => leaf === one.leaf || (kid === one.kid && seq === one.seq),
      );
      if (one.number !== kept.entries.length || !isNew) throw new Error('not the next entry');
      kept.entries.push(one);
      kept.disclosures.set(one.number, [...one.disclosures]);
    }
    for (const { number, disclosures } of write.told) {
      const told = kept.disclosures.get(number) ?? [];
      if (disclosures.some(({ place }) => told.some((one) => one.place === place)))
        throw new Error('told twice');
      kept.disclosures.set(number, [...told, ...disclosures]);
    }
    for (const { number, names } of write.destroyed) {
      const left = kept.disclosures
        .get(number)
        ?.filter(({ name }) => names !== 'all' && !names.includes(name));
      kept.disclosures.set(number, left ?? []);
    }
    for (const segment of write.segments) kept.segments.set(segment.number, segment);
    this.all = new Map(this.all).set(write.contract, kept);
  }
}

function opened({ contract, opened: open, checkpoint }: LogWrite): Kept {
  if (open === null) throw new Error('a contract without its open');
  const shared = FIELD_KINDS.filter((kind) => kind !== 'windows');
  return {
    contract: { id: contract, log: open.log, openedAt: open.openedAt, shared, checkpoint },
    entries: [],
    disclosures: new Map(),
    segments: new Map(),
  };
}
