/** This device's key: its fingerprint in words and as a QR code, who keeps its secret, and what can be done with it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCertificate, IconCopy, IconFileText, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceState, Evidence } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt, tellDone } from '../failures';
import { ConfirmDialog } from './ConfirmDialog';
import classes from './evidence.module.css';
import { tellRefused } from './refused';
import { TrustDialog } from './TrustDialog';
import { Words } from './Words';

type Take = (evidence: Evidence) => void;
type Ready = Extract<DeviceState, { state: 'ready' }>;

export function DeviceCard({ device, take }: { device: DeviceState; take: Take }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby="evidence-device" data-testid="evidence-device">
      <h2 id="evidence-device">{t('evidence.device')}</h2>
      {device.state === 'ready' && <ReadyKey device={device} take={take} />}
      {device.state === 'opening' && <Text size="sm">{t('evidence.opening')}</Text>}
      {device.state === 'failed' && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />}>
          {t('evidence.failed', { detail: device.detail })}
        </Alert>
      )}
      {device.state === 'locked' && <LockedKey device={device} take={take} />}
    </section>
  );
}

function ReadyKey({ device, take }: { device: Ready; take: Take }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [dialog, setDialog] = useState<'rotate' | 'trust' | null>(null);
  const [savedAs, setSavedAs] = useState('');
  const { key, qr, store, storeAvailable, retired } = device;

  async function savePdf(): Promise<void> {
    const saved = await attempt(api.call('evidence.saveIdentity', { format: 'pdf' }));
    if (saved?.outcome === 'saved') setSavedAs(saved.path);
  }

  async function copy(): Promise<void> {
    if ((await attempt(api.call('evidence.copyKey', undefined).then(() => true))) === true) {
      tellDone(t('evidence.copied'));
    }
  }

  async function rotate(): Promise<void> {
    const answer = await attempt(api.call('evidence.rotate', undefined));
    setDialog(null);
    if (answer === undefined) return;
    if (answer.outcome === 'refused') return tellRefused(answer.why);
    take(answer.evidence);
    tellDone(t('evidence.rotated'));
  }

  return (
    <>
      <div className={classes.key}>
        <svg
          className={classes.qr}
          viewBox={`0 0 ${qr.size} ${qr.size}`}
          role="img"
          aria-label={t('evidence.qr')}
          data-testid="evidence-qr"
        >
          <path d={qr.path} />
        </svg>
        <div className={classes.identity}>
          <h3>{t('evidence.words')}</h3>
          <Words words={key.words} testId="evidence-words" />
          <Text size="xs" c="dimmed">
            {t('evidence.wordsHint')}
          </Text>
          <h3>{t('evidence.text')}</h3>
          <div className={classes.textRow}>
            <code className={classes.code} data-testid="evidence-key-text">
              {key.text}
            </code>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconCopy size={14} aria-hidden />}
              aria-label={t('evidence.copyNamed', { what: t('evidence.text') })}
              onClick={() => void copy()}
            >
              {t('evidence.copy')}
            </Button>
          </div>
        </div>
      </div>
      {store === 'system' ? (
        <Text size="sm" mt="sm">
          {t('evidence.store.system')}
        </Text>
      ) : (
        <p className={classes.warning} data-testid="evidence-store-file">
          <IconAlertTriangle size={16} aria-hidden />
          <span>{t(storeAvailable ? 'evidence.store.fileThen' : 'evidence.store.file')}</span>
        </p>
      )}
      <Group gap="xs" mt="sm">
        <Button
          variant="default"
          leftSection={<IconFileText size={16} aria-hidden />}
          data-testid="evidence-save-pdf"
          onClick={() => void savePdf()}
        >
          {t('evidence.savePdf')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconCertificate size={16} aria-hidden />}
          data-testid="evidence-save-trust"
          onClick={() => setDialog('trust')}
        >
          {t('evidence.saveTrust')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          data-testid="evidence-rotate"
          onClick={() => setDialog('rotate')}
        >
          {t('evidence.rotate')}
        </Button>
      </Group>
      <Text size="sm" role="status" mt={4} className={classes.anywhere ?? ''} data-testid="evidence-saved">
        {savedAs !== '' && t('evidence.saved', { path: savedAs })}
      </Text>
      {retired.length > 0 && (
        <details className={classes.more} data-testid="evidence-retired">
          <summary>{t('evidence.retired', { count: retired.length })}</summary>
          <ul>
            {retired.map(({ words, until, why }) => (
              <li key={words}>
                <span className={classes.mono}>{words}</span>{' '}
                {t(`evidence.retiredUntil.${why}`, { date: format.date(until) })}
              </li>
            ))}
          </ul>
        </details>
      )}
      {dialog === 'rotate' && (
        <ConfirmDialog
          title={t('evidence.rotateTitle')}
          what={t('evidence.rotateWhat')}
          action={t('evidence.rotateDo')}
          onConfirm={rotate}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'trust' && <TrustDialog onSaved={setSavedAs} onClose={() => setDialog(null)} />}
    </>
  );
}

function LockedKey({ device, take }: { device: Extract<DeviceState, { state: 'locked' }>; take: Take }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);

  async function replace(): Promise<void> {
    const evidence = await attempt(api.call('evidence.replaceKey', undefined));
    setAsking(false);
    if (evidence) take(evidence);
  }

  return (
    <>
      <Alert
        color="yellow"
        icon={<IconAlertTriangle aria-hidden />}
        classNames={{ message: classes.alert ?? '', label: classes.alertTitle ?? '' }}
        data-testid="evidence-locked"
      >
        {t(`evidence.locked.${device.why}`)}
        {device.words !== null && <p>{t('evidence.locked.words', { words: device.words })}</p>}
      </Alert>
      <Button variant="default" mt="sm" data-testid="evidence-replace" onClick={() => setAsking(true)}>
        {t('evidence.locked.replace')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('evidence.locked.replaceTitle')}
          what={t('evidence.locked.replaceWhat')}
          action={t('evidence.locked.replaceDo')}
          onConfirm={replace}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
