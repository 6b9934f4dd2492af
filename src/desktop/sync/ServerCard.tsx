/** The server that this device is connected to: how it stands, in one sentence, and what can be done about it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import {
  IconAlertOctagonFilled,
  IconCloudCheck,
  IconCloudOff,
  IconCloudPause,
  IconCloudUp,
  IconCoins,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
  IconRefresh,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sync } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { ConfirmDialog } from '../evidence/ConfirmDialog';
import evidenceClasses from '../evidence/evidence.module.css';
import { attempt, tellDone } from '../failures';
import ConnectDialog from './ConnectDialog';
import { problemText } from './problem';
import { type Standing, standingOf, toneOf, waitingOf } from './standing';
import classes from './sync.module.css';
import { takeSync } from './sync-store';

const ICONS: Record<Standing, React.ReactNode> = {
  inconsistent: <IconAlertOctagonFilled size={20} aria-hidden />,
  stopped: <IconCloudOff size={20} aria-hidden />,
  held: <IconCloudPause size={20} aria-hidden />,
  refused: <IconCloudPause size={20} aria-hidden />,
  paused: <IconCloudPause size={20} aria-hidden />,
  offline: <IconCloudOff size={20} aria-hidden />,
  metered: <IconCoins size={20} aria-hidden />,
  waiting: <IconCloudOff size={20} aria-hidden />,
  sending: <IconCloudUp size={20} aria-hidden />,
  received: <IconCloudCheck size={20} aria-hidden />,
  nothing: <IconCloudCheck size={20} aria-hidden />,
};

export function ServerCard({ sync, server }: { sync: Sync; server: NonNullable<Sync['server']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [dialog, setDialog] = useState<'unlink' | 'again' | null>(null);
  const [busy, setBusy] = useState(false);
  const standing = standingOf(sync) ?? 'nothing';
  const waiting = waitingOf(sync);
  const paused = sync.state === 'paused';

  async function unlink(): Promise<void> {
    const after = await attempt(api.call('sync.unlink', undefined));
    setDialog(null);
    if (after === undefined) return;
    takeSync(after);
    tellDone(t('sync.server.unlinked'));
  }

  async function run(work: Promise<Sync>): Promise<void> {
    setBusy(true);
    const after = await attempt(work);
    setBusy(false);
    if (after) takeSync(after);
  }

  return (
    <section className={evidenceClasses.card} aria-labelledby="sync-server" data-testid="sync-server">
      <h2 id="sync-server" className={classes.host}>
        {server.url}
      </h2>
      <p className={classes.standing} data-tone={toneOf(standing)} data-standing={standing} role="status">
        {ICONS[standing]}
        <span data-testid="sync-standing">
          <strong>{t(`sync.standing.${standing}.title`)}</strong> {t(`sync.standing.${standing}.body`)}
        </span>
      </p>
      {standing === 'inconsistent' && (
        <Alert
          color="red"
          mt="xs"
          icon={<IconAlertOctagonFilled aria-hidden />}
          title={t('sync.inconsistent.title')}
          classNames={{ message: evidenceClasses.alert ?? '', label: evidenceClasses.alertTitle ?? '' }}
          data-testid="sync-inconsistent"
        >
          {(['means', 'kept', 'do'] as const).map((part) => (
            <p key={part}>{t(`sync.inconsistent.${part}`)}</p>
          ))}
        </Alert>
      )}
      {sync.problem !== null && standing !== 'inconsistent' && (
        <Text size="sm" mt={4} data-testid="sync-met">
          {t(`sync.problem.${sync.problem}.title`)} {problemText(t, sync.problem, '')}
        </Text>
      )}
      <dl className={`${evidenceClasses.facts} ${classes.facts} figures`}>
        {(waiting.entries > 0 || waiting.pictures > 0) && (
          <>
            <dt>{t('sync.server.waiting')}</dt>
            <dd data-testid="sync-waiting">
              {t('sync.server.entries', {
                count: waiting.entries,
                formatted: format.number(waiting.entries),
              })}
              {waiting.pictures > 0 &&
                ` · ${t('sync.server.pictures', { count: waiting.pictures, formatted: format.number(waiting.pictures) })}`}
            </dd>
          </>
        )}
        {sync.offlineSince !== null && (
          <>
            <dt>{t('sync.server.offlineSince')}</dt>
            <dd>{format.dateTime(sync.offlineSince)}</dd>
          </>
        )}
        {sync.nextAt !== null && sync.waitingFor === 'network' && (
          <>
            <dt>{t('sync.server.nextTry')}</dt>
            <dd>{format.time(sync.nextAt)}</dd>
          </>
        )}
        <dt>{t('sync.server.contact')}</dt>
        <dd>{server.contactAt === null ? t('sync.server.noContact') : format.dateTime(server.contactAt)}</dd>
        <dt>{t('sync.server.account')}</dt>
        <dd>{t('sync.server.accountSince', { name: server.account, date: format.date(server.linkedAt) })}</dd>
        <dt>{t('evidence.words')}</dt>
        <dd className={evidenceClasses.mono} data-testid="sync-words">
          {server.words}
        </dd>
      </dl>
      <Group gap="xs" mt="sm">
        {sync.problem === 'revoked' || sync.problem === 'other-key' ? (
          <Button data-testid="sync-again" onClick={() => setDialog('again')}>
            {t('sync.server.again')}
          </Button>
        ) : (
          <>
            <Button
              variant={paused ? 'filled' : 'default'}
              disabled={busy || sync.state === 'stopped'}
              leftSection={
                paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
              }
              data-testid="sync-pause"
              onClick={() => void run(api.call('sync.pause', { paused: !paused }))}
            >
              {t(paused ? 'sync.server.resume' : 'sync.server.pause')}
            </Button>
            <Button
              variant="default"
              disabled={busy || paused}
              leftSection={<IconRefresh size={16} aria-hidden />}
              data-testid="sync-try"
              onClick={() => void run(api.call('sync.retry', { ids: [] }))}
            >
              {t('sync.server.tryNow')}
            </Button>
            {sync.waitingFor === 'metered' && (
              <Button
                variant="default"
                disabled={busy}
                leftSection={<IconCloudUp size={16} aria-hidden />}
                title={t('sync.server.sendAnywayHint')}
                data-testid="sync-anyway"
                onClick={() => void run(api.call('sync.sendAnyway', undefined))}
              >
                {t('sync.server.sendAnyway')}
              </Button>
            )}
          </>
        )}
        <Button
          variant="default"
          leftSection={<IconPlugConnectedX size={16} aria-hidden />}
          data-testid="sync-unlink"
          onClick={() => setDialog('unlink')}
        >
          {t('sync.server.unlink')}
        </Button>
      </Group>
      {dialog === 'unlink' && (
        <ConfirmDialog
          title={t('sync.server.unlinkTitle')}
          what={t('sync.server.unlinkWhat')}
          action={t('sync.server.unlinkDo')}
          onConfirm={unlink}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'again' && (
        <ConnectDialog invited={{ server: server.url, code: '' }} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}
