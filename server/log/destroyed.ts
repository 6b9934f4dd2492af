/** What an entry destroys of what was told before it. To be asked before the ledger follows it. SPEC: SG6–SG9, DS6. */
import type { Entry } from '../../domain/entry';
import type { Ledger } from '../../domain/verify-ledger';
import type { StandingSegment } from '../../domain/verify-standing';

export interface Destroyed {
  at: { number: number; names: readonly string[] | 'all' }[];
  /** Pictures that may be lost by it, by number. */
  expired: { segment: StandingSegment; numbers: number[] }[];
}

export function destroyedBy(entry: Entry, ledger: Ledger): Destroyed {
  const none: Destroyed = { at: [], expired: [] };
  switch (entry.type) {
    case 'amend': {
      const segment = ledger.segment(entry.target);
      const at = entry.fields.map((name) => ({
        number: segment ? (segment.holders?.get(name) ?? segment.index) : (ledger.ownHolders.get(name) ?? 0),
        names: [name],
      }));
      return { at, expired: [] };
    }
    case 'redact':
    case 'delete': {
      const segment = ledger.segment(entry.target);
      if (segment === undefined) return none;
      if (entry.picture === undefined) {
        const numbers = new Set([segment.index, ...(segment.holders?.values() ?? [])]);
        return { at: [...numbers].map((number) => ({ number, names: 'all' })), expired: [] };
      }
      const name = `picture.${entry.picture}`;
      return { at: [{ number: segment.holders?.get(name) ?? segment.index, names: [name] }], expired: [] };
    }
    case 'expire': {
      const old = ledger.segments.filter(
        ({ entry: { slot, pictures } }) => slot < entry.before && pictures > 0,
      );
      const expired = old.map((segment) => ({
        segment,
        numbers: Array.from({ length: segment.entry.pictures }, (_, n) => n).filter(
          (number) => !segment.lost?.has(number),
        ),
      }));
      return { at: [], expired: expired.filter(({ numbers }) => numbers.length > 0) };
    }
    default:
      return none;
  }
}
