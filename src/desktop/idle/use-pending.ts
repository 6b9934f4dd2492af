/** Idle questions that wait for an answer, kept current: asked for again when one comes, grows or is answered. */
import { api } from '../api';
import { useApp } from '../store';
import { useAsked } from '../week/use-asked';
import type { PendingIdle } from './PendingIdles';

export function usePendingIdles(): readonly PendingIdle[] {
  // The timer names the newest question only: another one, or none, means that the list has changed.
  const newest = useApp(({ timer }) => timer.idle?.id ?? '');
  const answer = useAsked(`idle ${newest}`, 0, Number.POSITIVE_INFINITY, () =>
    api.call('idle.pending', undefined),
  );
  return answer ?? NONE;
}

const NONE: readonly PendingIdle[] = [];
