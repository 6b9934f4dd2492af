/** The questions and flags of a contract, kept current while they are looked at. */
import type { ContractId } from '../../../domain/ids';
import type { Reply } from '../../../domain/wire';
import { type Asked, useAsked } from '../asked';
import { useEvents } from '../events';

export function useThreads(contract: ContractId): Asked<Reply<'threads'>> {
  const asked = useAsked('threads', { params: { contract } });
  const { again } = asked;
  useEvents(contract, ({ kind }) => {
    if (kind === 'thread' || kind === 'again') again();
  });
  return asked;
}
