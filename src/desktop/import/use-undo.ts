/** Taking a whole import back. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandInput } from '../../../electron/contract';
import { api } from '../api';
import { attempt, tellDone } from '../failures';

export function useUndoImport(onUndone: () => void) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);

  async function undo(importId: CommandInput<'import.undo'>['importId']): Promise<void> {
    setBusy(true);
    const answer = await attempt(api.call('import.undo', { importId }));
    setBusy(false);
    if (answer === undefined) return;
    tellDone(t(`import.undone.${answer.outcome}`, { count: answer.slices }));
    onUndone();
  }

  return { undo, busy };
}
