/** The thirty seconds in which a deletion can be taken back, counted down. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './edit.module.css';
import type { DiaryEdits } from './edits';

export interface Undoable {
  undoId: string;
  until: number;
  count: number;
}

export function UndoBar(props: { undoable: Undoable; edits: DiaryEdits; onOver(): void }) {
  const { undoable, edits, onOver } = props;
  const { t } = useTranslation();
  const [left, setLeft] = useState(() => secondsLeft(undoable.until, edits.now()));
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = secondsLeft(undoable.until, edits.now());
      setLeft(seconds);
      if (seconds === 0) onOver();
    }, 250);
    return () => clearInterval(timer);
  }, [undoable, edits, onOver]);

  async function undo(): Promise<void> {
    setBusy(true);
    try {
      await edits.undo(undoable.undoId);
      onOver();
    } catch {
      setBusy(false);
    }
  }

  return (
    <div className={classes.bar} data-testid="undo-bar">
      <span role="status">{t('edit.deleted', { count: undoable.count })}</span>
      <Button size="xs" ml="auto" loading={busy} onClick={() => void undo()} data-testid="undo">
        {t('edit.undo', { seconds: left })}
      </Button>
    </div>
  );
}

function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}
