/** The keys of a log, in the order in which they came: whose they are, since when, and until when they signed. */
import { Badge, Button, Radio, Stack } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { Evidence, LogKey } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt, tellDone } from '../failures';
import { AddKeyDialog } from './AddKeyDialog';
import { ConfirmDialog } from './ConfirmDialog';
import classes from './evidence.module.css';
import { tellRefused } from './refused';

const REASONS = ['lost', 'compromised'] as const;

export function KeyList(props: {
  contractId: ContractId;
  keys: readonly LogKey[];
  canSign: boolean;
  take(evidence: Evidence): void;
}) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<LogKey | null>(null);
  const [reason, setReason] = useState<(typeof REASONS)[number]>('lost');

  async function revoke(key: LogKey): Promise<void> {
    const { contractId } = props;
    const answer = await attempt(api.call('evidence.revokeKey', { contractId, kid: key.kid, reason }));
    setRevoking(null);
    if (answer === undefined) return;
    if (answer.outcome === 'refused') return tellRefused(answer.why);
    props.take(answer.evidence);
    tellDone(t('evidence.keys.revokedDone'));
  }

  return (
    <>
      <ul className={classes.keys}>
        {props.keys.map((key) => (
          <Key
            key={key.kid}
            of={key}
            onRevoke={
              props.canSign && !key.own && key.revoked === null
                ? () => {
                    setReason('lost');
                    setRevoking(key);
                  }
                : null
            }
          />
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        disabled={!props.canSign}
        leftSection={<IconKey size={16} aria-hidden />}
        data-testid="evidence-key-add"
        onClick={() => setAdding(true)}
      >
        {t('evidence.keys.add')}
      </Button>
      {adding && (
        <AddKeyDialog contractId={props.contractId} take={props.take} onClose={() => setAdding(false)} />
      )}
      {revoking && (
        <ConfirmDialog
          title={t('evidence.keys.revokeTitle')}
          what={t('evidence.keys.revokeWhat')}
          action={t('evidence.keys.revokeDo')}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p className={`${classes.mono} ${classes.anywhere}`}>{revoking.words}</p>
          <Radio.Group
            label={t('evidence.keys.why')}
            value={reason}
            onChange={(value) => setReason(REASONS.find((one) => one === value) ?? 'lost')}
          >
            <Stack gap={6} mt={6}>
              {REASONS.map((one) => (
                <Radio key={one} value={one} label={t(`evidence.keys.reason.${one}`)} />
              ))}
            </Stack>
          </Radio.Group>
        </ConfirmDialog>
      )}
    </>
  );
}

function Key({ of, onRevoke }: { of: LogKey; onRevoke: (() => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { words, role, own, store, addedAt, revoked } = of;
  return (
    <li data-revoked={revoked !== null} data-testid={`evidence-key-${of.kid}`}>
      <div>
        <span className={`${classes.mono} ${classes.anywhere}`}>{words}</span>
        <div className={classes.keyFacts}>
          <span>{t(`evidence.keys.role.${role}`)}</span>
          {own && (
            <Badge size="sm" variant="light" tt="none">
              {t('evidence.keys.own')}
            </Badge>
          )}
          {store === 'file' && <span className={classes.warn}>{t('evidence.keys.file')}</span>}
          <span>{t('evidence.keys.added', { date: format.date(addedAt) })}</span>
          {revoked && (
            <span className={classes.warn}>
              {t(`evidence.keys.revoked.${revoked.reason}`, { date: format.date(revoked.at) })}
            </span>
          )}
        </div>
      </div>
      {onRevoke && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('evidence.keys.revokeNamed', { words })}
          data-testid="evidence-key-revoke"
          onClick={onRevoke}
        >
          {t('evidence.keys.revoke')}
        </Button>
      )}
    </li>
  );
}
