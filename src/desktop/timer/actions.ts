/** Starting, switching, stopping: what the bar, the keyboard and the notices all do the same way. */
import type { ContractId, IdleId } from '../../../domain/ids';
import { api } from '../api';
import { attempt } from '../failures';
import { rememberContract } from '../preferences';
import { useApp } from '../store';

/** Starts the contract, or switches to it in one step while another is tracked. */
export async function startTimer(contractId: ContractId, memo: string): Promise<void> {
  rememberContract(contractId);
  const timer = await attempt(api.call('timer.start', { contractId, memo }));
  if (timer) useApp.setState({ timer });
}

export async function stopTimer(): Promise<void> {
  const timer = await attempt(api.call('timer.stop', undefined));
  if (timer) useApp.setState({ timer });
}

export async function resumeTimer(): Promise<void> {
  const timer = await attempt(api.call('timer.resume', undefined));
  if (timer) useApp.setState({ timer });
}

export async function setTimerMemo(memo: string): Promise<void> {
  const timer = await attempt(api.call('timer.memo', { memo }));
  if (timer) useApp.setState({ timer });
}

export async function answerIdle(answer: 'keep' | 'discard' | 'stop'): Promise<void> {
  const { idle } = useApp.getState().timer;
  if (idle !== null) await answerQuestion(idle.id, answer);
}

export async function answerQuestion(id: IdleId, answer: 'keep' | 'discard' | 'stop'): Promise<void> {
  const timer = await attempt(api.call('idle.answer', { id, answer }));
  if (timer) useApp.setState({ timer });
}
