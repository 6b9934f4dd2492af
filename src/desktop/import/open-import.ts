/** What the window has open of a report: nothing, a file that was refused, or one to be looked at and taken in. */
import { create } from 'zustand';
import type { CommandOutput } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';

type Answer = Exclude<CommandOutput<'import.open'>, { outcome: 'cancelled' }>;

export const useImport = create<{ answer: Answer | null; asking: boolean }>(() => ({
  answer: null,
  asking: false,
}));

/** Asks for a file; what comes of it is shown over whatever page is open. */
export async function openImport(): Promise<void> {
  if (useImport.getState().asking) return;
  useImport.setState({ asking: true });
  const answer = await attempt(api.call('import.open', undefined));
  const shown = answer === undefined || answer.outcome === 'cancelled' ? null : answer;
  useImport.setState(shown === null ? { asking: false } : { asking: false, answer: shown });
}

export function closeImport(): void {
  const { answer } = useImport.getState();
  if (answer?.outcome === 'opened') void attempt(api.call('import.close', { id: answer.file.id }));
  useImport.setState({ answer: null });
}
