/**
 * The idle question that is open, with the contract it is about. It may be older than this session, and then of
 * another contract than the one being tracked: its notice knows.
 */
import { useMemo } from 'react';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { Notice, Timer } from '../../../electron/contract';
import { useApp } from '../store';

/** Client and title; '' where nobody knows them. Pure. */
export function contractOfQuestion(
  idleId: string,
  notices: readonly Notice[],
  running: HourlyContract | undefined,
): string {
  const told = notices.find(
    ({ id, values }) => id === 'idle-answer-needed' && values.idleId === idleId,
  )?.values;
  if (told) return `${told.client ?? ''} — ${told.title ?? ''}`;
  return running ? `${running.client} — ${running.title}` : '';
}

export type IdleAnswer = 'keep' | 'discard' | 'stop';

/** What can be answered: there is nothing to stop where nothing runs. */
export function answersFor(mode: Timer['mode']): readonly IdleAnswer[] {
  return mode === 'stopped' ? ['keep', 'discard'] : ['keep', 'discard', 'stop'];
}

/** The answer's text: "discard it and go on" says too much where nothing goes on. */
export function answerKey(answer: IdleAnswer, mode: Timer['mode']) {
  return answer === 'discard' && mode === 'stopped' ? 'discardOnly' : answer;
}

/** `contract`: see above. Null while nothing is asked. */
export function useIdleQuestion(): (NonNullable<Timer['idle']> & { contract: string }) | null {
  const idle = useApp(({ timer }) => timer.idle);
  const contractId = useApp(({ timer }) => timer.contractId);
  const contracts = useApp((state) => state.contracts);
  const notices = useApp((state) => state.notices);
  const idleId = idle?.id;
  const contract = useMemo(
    () =>
      idleId === undefined
        ? ''
        : contractOfQuestion(
            idleId,
            notices,
            contracts.find(({ id }) => id === contractId),
          ),
    [idleId, notices, contracts, contractId],
  );
  return idle && { ...idle, contract };
}
