/** What the diary asks for when it is edited; a page that only shows the diary gives none. */
import { createContext, useContext } from 'react';
import type { ContractId, IdleId, SliceId } from '../../../domain/ids';
import type { Slot } from '../../../domain/week';

export interface Loss {
  trackedMs: number;
  byContract: { contractId: ContractId; slices: number; trackedMs: number; worthMinor: number }[];
}

export interface ManualEntry {
  contractId: ContractId;
  slots: Slot[];
  memo: string;
  tag: string;
  reason: string;
}

/** Each rejects where nothing was changed; whoever does the work has told the reason. */
export interface DiaryEdits {
  worth(ids: SliceId[]): Promise<Loss>;
  remove(ids: SliceId[]): Promise<Loss & { undoId: string; until: number }>;
  undo(undoId: string): Promise<void>;
  move(ids: SliceId[], contractId: ContractId): Promise<void>;
  tag(ids: SliceId[], tag: string): Promise<void>;
  addManual(entry: ManualEntry): Promise<void>;
  answerIdle(id: IdleId, answer: 'keep' | 'discard'): Promise<void>;
  /** The present, to the second. */
  now(): number;
}

export const EditsContext = createContext<DiaryEdits | null>(null);

export function useEdits(): DiaryEdits | null {
  return useContext(EditsContext);
}
