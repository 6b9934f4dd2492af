/** One contract and the server: whether it is shared, what of it, what its client has set, asks and disputes. */
import { Badge, Button, Group } from '@mantine/core';
import { IconEye, IconLink, IconMessages, IconScale, IconShare } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { SyncContract } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { contractInk } from '../../ui/palette';
import evidenceClasses from '../evidence/evidence.module.css';
import { AccessesDialog } from './AccessesDialog';
import { DisputesDialog } from './DisputesDialog';
import { InviteDialog } from './InviteDialog';
import { SetByClientList } from './SetByClient';
import { ShareDialog } from './ShareDialog';
import { SHARE_PARTS, sharesOf } from './sharing';
import classes from './sync.module.css';
import { useSync } from './sync-store';
import { ThreadsDialog } from './ThreadsDialog';

type Open = 'share' | 'invite' | 'accesses' | 'threads' | 'disputes';

/** `state` null: never shared. */
export function SharedContract({
  contract,
  state,
}: {
  contract: HourlyContract;
  state: SyncContract | null;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const wanted = useSync((all) => (all.wanted?.contractId === contract.id ? all.wanted.what : null));
  const isOn = state?.on ?? false;
  useEffect(() => {
    if (wanted === null || !isOn) return;
    useSync.setState({ wanted: null });
    setOpen(wanted);
  }, [wanted, isOn]);
  const name = `${contract.client} — ${contract.title}`;
  const shares = sharesOf(state?.fields ?? []);
  const named = (what: string) => `${what}: ${name}`;
  const told = SHARE_PARTS.filter((part) => shares[part]).map((part) => t(`sync.share.short.${part}`));
  return (
    <article
      className={evidenceClasses.contract}
      style={{ '--ink': contractInk(contract.colour) }}
      aria-label={name}
      data-testid={`sync-${contract.id}`}
    >
      <div className={evidenceClasses.contractHead}>
        <div>
          <h2>{name}</h2>
          <p className={`${evidenceClasses.counts} figures`} data-testid="sync-contract-state">
            <strong>{t(`sync.contract.state.${state?.state ?? 'off'}`)}</strong>
            {state !== null && state.sent > 0 && (
              <span>
                {t('sync.contract.sent', { count: state.sent, formatted: format.number(state.sent) })}
              </span>
            )}
            {state?.on && state.queued > 0 && (
              <span data-testid="sync-queued">
                {t('sync.contract.queued', { count: state.queued, formatted: format.number(state.queued) })}
              </span>
            )}
            {state !== null && state.receivedAt !== null && (
              <span>{t('sync.contract.receivedAt', { date: format.dateTime(state.receivedAt) })}</span>
            )}
          </p>
        </div>
        <Button
          size="sm"
          variant={state?.on ? 'default' : 'filled'}
          leftSection={<IconShare size={16} aria-hidden />}
          aria-label={named(t(state?.on ? 'sync.contract.change' : 'sync.contract.share'))}
          data-testid="sync-share"
          onClick={() => setOpen('share')}
        >
          {t(state?.on ? 'sync.contract.change' : 'sync.contract.share')}
        </Button>
      </div>
      {state?.on && (
        <>
          {state.held !== null && (
            <p className={evidenceClasses.warning} data-testid="sync-held">
              <span>
                {t('sync.contract.held')} {t(`sync.refusal.${state.held.why}.what`)}{' '}
                {t(`sync.refusal.${state.held.why}.do`)}{' '}
                {state.held.detail !== '' && t('sync.said', { detail: state.held.detail })}
              </span>
            </p>
          )}
          {(state.state === 'inconsistent' || state.state === 'elsewhere') && (
            <p className={evidenceClasses.warning} data-testid={`sync-${state.state}`}>
              <span>{t(`sync.contract.${state.state}`)}</span>
            </p>
          )}
          <p className={classes.note} data-testid="sync-told">
            {t('sync.contract.told', {
              what: told.length === 0 ? t('sync.contract.toldLittle') : told.join(', '),
            })}{' '}
            {t(state.presence ? 'sync.contract.presence' : 'sync.contract.noPresence')}
          </p>
          <SetByClientList contract={contract} set={state.set} />
          <Group gap="xs" mt="sm">
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconMessages size={16} aria-hidden />}
              rightSection={<Count of={state.unanswered} />}
              aria-label={`${named(t('sync.threads.button'))}. ${t('sync.contract.unanswered', { count: state.unanswered })}`}
              data-testid="sync-threads"
              onClick={() => setOpen('threads')}
            >
              {t('sync.threads.button')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconScale size={16} aria-hidden />}
              rightSection={<Count of={state.disputes} />}
              aria-label={`${named(t('sync.disputes.button'))}. ${t('sync.contract.disputed', { count: state.disputes })}`}
              data-testid="sync-disputes"
              onClick={() => setOpen('disputes')}
            >
              {t('sync.disputes.button')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLink size={16} aria-hidden />}
              aria-label={named(t('sync.invite.button'))}
              data-testid="sync-invite"
              onClick={() => setOpen('invite')}
            >
              {t('sync.invite.button')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconEye size={16} aria-hidden />}
              aria-label={named(t('sync.accesses.button'))}
              data-testid="sync-accesses"
              onClick={() => setOpen('accesses')}
            >
              {t('sync.accesses.button')}
            </Button>
          </Group>
        </>
      )}
      {open === 'share' && <ShareDialog contract={contract} state={state} onClose={close} />}
      {open === 'invite' && <InviteDialog contract={contract} onClose={close} />}
      {open === 'accesses' && <AccessesDialog contract={contract} onClose={close} />}
      {open === 'threads' && <ThreadsDialog contract={contract} onClose={close} />}
      {open === 'disputes' && <DisputesDialog contract={contract} onClose={close} />}
    </article>
  );
}

function Count({ of }: { of: number }) {
  const format = useFormat();
  return of === 0 ? null : (
    <Badge size="sm" circle color="red.9" aria-hidden>
      {format.number(of)}
    </Badge>
  );
}
