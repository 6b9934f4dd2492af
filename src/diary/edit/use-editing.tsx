/** Everything by which a day is edited: what is chosen, the bar and the dialogs for it, undo, and time by hand. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import { SLOT_MS, type Slot, weekEnd, weekStart } from '../../../domain/week';
import type { Run } from '../runs';
import type { DiaryCell, DiaryContract, DiaryDay } from '../types';
import { ChoiceDialog } from './ChoiceDialog';
import { DeleteDialog } from './DeleteDialog';
import type { DiaryEdits } from './edits';
import { ManualDialog } from './ManualDialog';
import { SelectionBar } from './SelectionBar';
import { chosenRun, NONE, type Selection } from './selection';
import { type Undoable, UndoBar } from './UndoBar';
import type { Choosing } from './use-choosing';

export interface EditingInput {
  day: DiaryDay | null;
  ordered: readonly DiaryCell[];
  contracts: ReadonlyMap<ContractId, DiaryContract>;
  now: number;
  edits: DiaryEdits | null;
  onMemo(run: Run): void;
  /** Time is to be entered by hand as soon as the day is there; then `onManualAsked` is told whether it can be. */
  manualAsked: boolean;
  onManualAsked(hasSpot: boolean): void;
}

export interface Editing {
  choosing: Choosing | null;
  free: ReadonlySet<Slot>;
  onManual: ((slot: Slot) => void) | null;
  onDelete(): void;
  /** The way to the manual dialog from beside the grid. */
  button: ReactNode;
  /** Bars and dialogs. */
  parts: ReactNode;
}

type Dialog = { what: 'delete' | 'move' | 'tag' } | { what: 'manual'; slot: Slot } | null;

export function useEditing(input: EditingInput): Editing {
  const { day, ordered, contracts, now, edits, onMemo, manualAsked, onManualAsked } = input;
  const { t } = useTranslation();
  const [selection, choose] = useState<Selection>(NONE);
  const [dialog, setDialog] = useState<Dialog>(null);
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const chosen = useMemo(() => chosenRun(ordered, selection), [ordered, selection]);
  const close = useCallback(() => setDialog(null), []);
  const undone = useCallback(() => setUndoable(null), []);
  const allowed = useMemo(
    () => [...contracts.values()].filter((one) => one.manualAllowed && one.archivedAt === null),
    [contracts],
  );
  const free = useMemo(() => (day === null ? [] : freeSlots(day, now)), [day, now]);
  const onManual = useCallback((slot: Slot) => setDialog({ what: 'manual', slot }), []);
  const canEnter = edits !== null && allowed.length > 0 && free.length > 0;
  useEffect(() => {
    if (!manualAsked || day === null) return;
    const last = canEnter ? free.at(-1) : undefined;
    onManualAsked(last !== undefined);
    if (last !== undefined) onManual(last);
  }, [manualAsked, onManualAsked, day, free, canEnter, onManual]);
  const settle = () => {
    choose(NONE);
    setDialog(null);
  };
  return {
    choosing: useMemo(() => (edits === null ? null : { chosen: selection, choose }), [edits, selection]),
    free: useMemo(() => new Set(free), [free]),
    onManual: canEnter ? onManual : null,
    onDelete: () => {
      const removable = chosen?.editable && chosen.cells.every(({ state }) => state === 'closed');
      if (removable) setDialog({ what: 'delete' });
    },
    button: canEnter && (
      <Button
        fullWidth
        size="xs"
        mb="sm"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onManual(free.at(-1) ?? 0)}
        data-testid="manual-open"
      >
        {t('edit.manualButton')}
      </Button>
    ),
    parts: edits && (
      <>
        {chosen && (
          <SelectionBar
            chosen={chosen}
            onMemo={() => onMemo(chosen)}
            onTag={() => setDialog({ what: 'tag' })}
            onMove={() => setDialog({ what: 'move' })}
            onDelete={() => setDialog({ what: 'delete' })}
            onClear={() => choose(NONE)}
          />
        )}
        {undoable && <UndoBar key={undoable.undoId} undoable={undoable} edits={edits} onOver={undone} />}
        {chosen && dialog?.what === 'delete' && (
          <DeleteDialog
            chosen={chosen}
            contracts={contracts}
            edits={edits}
            onDeleted={(deleted) => {
              setUndoable(deleted);
              settle();
            }}
            onClose={close}
          />
        )}
        {chosen && (dialog?.what === 'move' || dialog?.what === 'tag') && (
          <ChoiceDialog
            what={dialog.what}
            chosen={chosen}
            contracts={contracts}
            edits={edits}
            onDone={settle}
            onClose={close}
          />
        )}
        {dialog?.what === 'manual' && (
          <ManualDialog free={free} first={dialog.slot} contracts={allowed} edits={edits} onClose={close} />
        )}
      </>
    ),
  };
}

/** Ten-minute spots of the day that are over, of the present UTC week, and without a slice. */
function freeSlots(day: DiaryDay, now: number): Slot[] {
  const taken = new Set(day.cells.map(({ slot }) => slot));
  const slots: Slot[] = [];
  const from = Math.max(Math.ceil(day.from / SLOT_MS) * SLOT_MS, weekStart(now));
  const to = Math.min(day.to, weekEnd(now), now);
  for (let start = from; start + SLOT_MS <= to; start += SLOT_MS) {
    if (!taken.has(start / 1000)) slots.push(start / 1000);
  }
  return slots;
}
