/**
 * Pairs this device with a diary server, in two steps: an address and a code, typed or brought by a link; then the
 * server's fingerprint, which people compare before anything is trusted. Nothing is sent of any contract by it.
 */
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { normalCode, readAddress } from '../../../domain/pair-link';
import type { CommandOutput, SyncProblem } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { api } from '../api';
import evidenceClasses from '../evidence/evidence.module.css';
import { Words } from '../evidence/Words';
import { attempt, tellDone } from '../failures';
import { problemText } from './problem';
import classes from './sync.module.css';
import { takeSync } from './sync-store';

export interface Invited {
  server: string;
  code: string;
}
type Found = Extract<CommandOutput<'sync.look'>, { outcome: 'found' }>;

/** `invited`: what a link said. */
export default function ConnectDialog({ invited, onClose }: { invited: Invited | null; onClose(): void }) {
  const { t } = useTranslation();
  useFocusBack();
  const [address, setAddress] = useState(invited?.server ?? '');
  const [code, setCode] = useState(invited?.code ?? '');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<{ why: SyncProblem; detail: string } | null>(null);
  const read = readAddress(address);
  const normal = normalCode(code);

  async function look(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (read.outcome !== 'address' || normal === null) return;
    setBusy(true);
    setProblem(null);
    const answer = await attempt(api.call('sync.look', { address: read.server }));
    setBusy(false);
    if (answer === undefined) return;
    if (answer.outcome === 'problem') setProblem(answer);
    else setFound(answer);
  }

  async function link(): Promise<void> {
    if (found === null || normal === null) return;
    setBusy(true);
    setProblem(null);
    const answer = await attempt(api.call('sync.link', { url: found.url, kid: found.kid, code: normal }));
    setBusy(false);
    if (answer === undefined) return;
    if (answer.outcome === 'problem') {
      setProblem(answer);
      // A code that was wrong is typed again; the server is the same.
      if (answer.why === 'code') setFound(null);
      return;
    }
    takeSync(answer.sync);
    tellDone(t('sync.connect.done'));
    onClose();
  }

  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      closeOnClickOutside={!busy}
      title={t(found === null ? 'sync.connect.title' : 'sync.found.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {found === null ? (
        <form noValidate data-testid="sync-connect-form" onSubmit={(event) => void look(event)}>
          <Stack gap="sm">
            <Text size="sm">{t(invited === null ? 'sync.connect.how' : 'sync.connect.invited')}</Text>
            <TextInput
              label={t('sync.connect.address')}
              description={t('sync.connect.addressHint')}
              placeholder="https://"
              value={address}
              {...(invited === null ? { 'data-autofocus': true } : {})}
              autoComplete="off"
              spellCheck={false}
              error={tried && read.outcome === 'refused' ? t(`sync.connect.wrong.${read.why}`) : null}
              data-testid="sync-address"
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
            <TextInput
              label={t('sync.connect.code')}
              description={t('sync.connect.codeHint')}
              value={code}
              autoComplete="off"
              spellCheck={false}
              classNames={{ input: classes.code ?? '' }}
              error={tried && normal === null ? t('sync.connect.wrong.code') : null}
              data-testid="sync-code"
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Problem of={problem} />
            <Group>
              <Button
                type="submit"
                loading={busy}
                {...(invited === null ? {} : { 'data-autofocus': true })}
                data-testid="sync-look"
              >
                {t('sync.connect.next')}
              </Button>
              <Button variant="default" disabled={busy} onClick={onClose}>
                {t('action.cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="sm">
          <dl className={`${evidenceClasses.facts} ${classes.facts}`}>
            <dt>{t('sync.found.address')}</dt>
            <dd data-testid="sync-found-url">{found.url}</dd>
            <dt>{t('sync.found.program')}</dt>
            <dd>{t('sync.found.version', { version: found.version })}</dd>
          </dl>
          <div>
            <Text size="sm" fw={600}>
              {t('sync.found.compare')}
            </Text>
            <Words words={found.words} testId="sync-found-words" />
            <Text size="sm" c="dimmed">
              {t('sync.found.compareWhy')}
            </Text>
          </div>
          <Text size="sm">{t('sync.found.next')}</Text>
          <Problem of={problem} />
          <Group>
            <Button loading={busy} data-autofocus data-testid="sync-link" onClick={() => void link()}>
              {t('sync.found.do')}
            </Button>
            <Button variant="default" disabled={busy} onClick={() => setFound(null)}>
              {t('sync.found.back')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Problem({ of }: { of: { why: SyncProblem; detail: string } | null }) {
  const { t } = useTranslation();
  return (
    <div role="alert" data-testid="sync-problem">
      {of !== null && (
        <Alert
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={t(`sync.problem.${of.why}.title`)}
          classNames={{ message: evidenceClasses.alert ?? '', label: evidenceClasses.alertTitle ?? '' }}
        >
          {problemText(t, of.why, of.detail)}
        </Alert>
      )}
    </div>
  );
}
