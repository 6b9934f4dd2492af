/**
 * Pairs an app: a short code to be typed there, the same as a link for this computer, and as a picture. While the code is
 * shown the list of devices is looked at again every few seconds, so that the page says when the app has come.
 */
import { Button, Text } from '@mantine/core';
import { IconDeviceDesktopPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fingerprintWords } from '../../../domain/fingerprint';
import { publicKeyOfX } from '../../../domain/keys';
import type { Reply } from '../../../domain/wire';
import { sha256 } from '../../../verifier/sha256';
import { useFormat } from '../../ui/format-context';
import { CopyLink } from '../account/InviteForm';
import { api } from '../api';
import { useAsked, useSending } from '../asked';
import { Done } from '../Done';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { now } from '../present';
import classes from './devices.module.css';
import { QrCode } from './QrCode';

const LOOK_MS = 3_000;

interface Offer {
  code: Reply<'pairingCode'>;
  /** Devices that were there before. */
  before: ReadonlySet<string>;
}

export function PairCard(props: { devices: Reply<'devices'>['devices'] | null; onLook(): void }) {
  const { devices, onLook } = props;
  const { t } = useTranslation('client');
  const [offer, setOffer] = useState<Offer | null>(null);
  const [isOver, setOver] = useState(false);
  const { sending, failure, send } = useSending();
  const come = offer === null ? undefined : devices?.find(({ id }) => !offer.before.has(id));
  const waits = offer !== null && come === undefined && !isOver;

  useEffect(() => {
    if (!waits || offer === null) return;
    const timer = window.setInterval(() => {
      if (now() >= offer.code.until) setOver(true);
      else onLook();
    }, LOOK_MS);
    return () => window.clearInterval(timer);
  }, [waits, offer, onLook]);

  async function ask() {
    const answer = await send(api.call('pairingCode'));
    if (answer === undefined) return;
    setOver(false);
    setOffer({ code: answer.value, before: new Set(devices?.map(({ id }) => id)) });
  }

  return (
    <section className={frame.card} aria-labelledby="pair-title">
      <h2 id="pair-title">{t('devices.pair')}</h2>
      <div className={frame.stack}>
        <Text size="sm">{t('devices.pairWhat')}</Text>
        <Done shown={come !== undefined}>{t('devices.paired', { name: come?.name ?? '' })}</Done>
        {offer !== null && waits && <Code code={offer.code} />}
        {isOver && (
          <Text size="sm" role="status">
            {t('devices.expired')}
          </Text>
        )}
        <FailureNote failure={failure} />
        <Button
          variant={waits ? 'default' : 'filled'}
          w="fit-content"
          leftSection={<IconDeviceDesktopPlus size={18} aria-hidden />}
          loading={sending}
          disabled={devices === null}
          data-testid="pair"
          onClick={() => void ask()}
        >
          {offer === null ? t('devices.pair') : t('devices.again')}
        </Button>
      </div>
    </section>
  );
}

/** The app asks its user to compare these before it says who it is. */
function ServerWords() {
  const { t } = useTranslation('client');
  const about = useAsked('about', {});
  const key = about.value === null ? null : publicKeyOfX(about.value.key, sha256);
  return (
    <div>
      <Text size="sm" fw={500}>
        {t('devices.serverWords')}
      </Text>
      <Text size="sm" mih="1.5em" className={classes.address ?? ''} data-testid="server-words">
        {key === null ? '' : fingerprintWords(key.kid)}
      </Text>
      <Text size="sm" c="dimmed">
        {t('devices.serverWordsWhat')}
      </Text>
      <FailureNote failure={about.failure} onRetry={about.again} />
    </div>
  );
}

function Code({ code }: { code: Reply<'pairingCode'> }) {
  const { t } = useTranslation('client');
  const format = useFormat();
  return (
    <div className={classes.offer}>
      <div className={frame.stack}>
        <div>
          <Text size="sm" fw={500}>
            {t('devices.server')}
          </Text>
          <Text size="sm" className={classes.address ?? ''}>
            {window.location.origin}
          </Text>
        </div>
        <div>
          <Text size="sm" fw={500}>
            {t('devices.code')}
          </Text>
          {/* Read letter by letter by who hears the page. */}
          <output className={classes.code} data-testid="pair-code">
            {code.code}
          </output>
          <Text size="sm" c="dimmed">
            {t('devices.until', { time: format.time(code.until) })}
          </Text>
        </div>
        <CopyLink text={code.code} />
        <ServerWords />
        <a className={classes.open} href={code.link} data-testid="pair-link">
          {t('devices.open')}
        </a>
      </div>
      <QrCode text={code.link} label={t('devices.qr')} />
    </div>
  );
}
