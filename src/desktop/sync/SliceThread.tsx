/** In the large view of a slice: what the client asked about it, to be answered right there. Nothing where nobody asked. */
import { useTranslation } from 'react-i18next';
import type { ContractId, SliceId } from '../../../domain/ids';
import { api } from '../api';
import { OneThread } from './OneThread';
import classes from './sync.module.css';
import { useShared } from './sync-store';
import { useTold } from './use-told';

export function SliceThread(props: { contractId: ContractId; sliceId: SliceId }) {
  return useShared(props.contractId) === null ? null : <Shared {...props} />;
}

function Shared({ contractId, sliceId }: { contractId: ContractId; sliceId: SliceId }) {
  const { t } = useTranslation();
  const { answer, again } = useTold(contractId, 'thread', () => api.call('sync.threads', { contractId }));
  const thread = answer?.threads.find((one) => one.sliceId === sliceId);
  if (thread === undefined) return null;
  return (
    <section className={classes.beside} aria-label={t('sync.threads.title')} data-testid="detail-thread">
      <OneThread contractId={contractId} thread={thread} onSaid={again} onShown={null} />
    </section>
  );
}
