/**
 * Who reads the diary. Null: the freelancer it is of, in their own window. Otherwise somebody who sees what was shared:
 * nothing is spoken to them as if they could mend it, and what was not shared is not shown as if it were nothing.
 */
import type { TFunction } from 'i18next';
import { createContext, useContext } from 'react';
import type { Because } from '../../domain/protection';

export interface Reader {
  /** Kinds of fields (domain/field.ts) that the freelancer shares. */
  shares: ReadonlySet<string>;
}

export const ReaderContext = createContext<Reader | null>(null);

export function useReader(): Reader | null {
  return useContext(ReaderContext);
}

/** Whether what the kind of field says may be taken for all there is. */
export function sees(reader: Reader | null, kind: string): boolean {
  return reader === null || reader.shares.has(kind);
}

/** A reason of the rules; the few that speak to the freelancer have other words for everybody else. */
export function becauseText(t: TFunction, because: Because, reader: Reader | null): string {
  if (reader !== null && (because === 'idle-unanswered' || because === 'picture-held'))
    return t(`protection.becauseReader.${because}`);
  return t(`protection.because.${because}`);
}
