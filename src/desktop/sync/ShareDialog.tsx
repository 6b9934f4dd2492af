/** Whether a contract is shared, and what of it: each part on its own, with what it means to share it or to stop. */
import { Alert, Button, Checkbox, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { SyncContract } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { api } from '../api';
import evidenceClasses from '../evidence/evidence.module.css';
import { attempt, tellDone } from '../failures';
import { tellProblem } from './problem';
import { fieldsOf, SHARE_PARTS, sharesOf, USUAL_SHARES } from './sharing';
import { takeSync } from './sync-store';

export function ShareDialog(props: {
  contract: HourlyContract;
  state: SyncContract | null;
  onClose(): void;
}) {
  const { contract, state } = props;
  const { t } = useTranslation();
  useFocusBack();
  const [on, setOn] = useState(true);
  const [shares, setShares] = useState(() =>
    state === null || state.fields.length === 0 ? USUAL_SHARES : sharesOf(state.fields),
  );
  const [presence, setPresence] = useState(state?.presence ?? false);
  const [busy, setBusy] = useState(false);
  const wasOn = state?.on ?? false;

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const request = { contractId: contract.id, on, fields: fieldsOf(shares), presence };
    const answer = await attempt(api.call('sync.share', request));
    setBusy(false);
    if (answer === undefined) return;
    if (answer.outcome === 'problem') return tellProblem(answer);
    takeSync(answer.sync);
    tellDone(t(on ? 'sync.share.done' : 'sync.share.stopped'));
    props.onClose();
  }

  return (
    <Modal
      opened
      size="lg"
      onClose={props.onClose}
      closeOnClickOutside={!busy}
      title={`${t('sync.share.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form noValidate data-testid="sync-share-form" onSubmit={(event) => void save(event)}>
        <Stack gap="md">
          {wasOn ? (
            <Switch
              label={t('sync.share.on')}
              checked={on}
              data-testid="sync-share-on"
              onChange={(event) => setOn(event.currentTarget.checked)}
            />
          ) : (
            <Text size="sm">{t('sync.share.first')}</Text>
          )}
          {on ? (
            <>
              <fieldset className={evidenceClasses.fields} disabled={busy}>
                <legend>{t('sync.share.what')}</legend>
                <div className={evidenceClasses.includes}>
                  {SHARE_PARTS.map((part, index) => (
                    <Checkbox
                      key={part}
                      label={t(`evidence.export.${part}`)}
                      description={t(`sync.share.part.${part}`)}
                      checked={shares[part]}
                      {...(index === 0 ? { 'data-autofocus': true } : {})}
                      data-testid={`sync-share-${part}`}
                      onChange={(event) => setShares({ ...shares, [part]: event.currentTarget.checked })}
                    />
                  ))}
                </div>
                <Text size="xs" c="dimmed" mt={6}>
                  {t('sync.share.always')}
                </Text>
                <Text size="xs" className={evidenceClasses.warn ?? ''} role="status">
                  {(!shares.pictures || !shares.memos) && t('evidence.export.noVerdict')}
                </Text>
              </fieldset>
              <Switch
                label={t('sync.share.presence')}
                description={t('sync.share.presenceWhat')}
                checked={presence}
                data-testid="sync-share-presence"
                onChange={(event) => setPresence(event.currentTarget.checked)}
              />
              {wasOn && (
                <Text size="xs" c="dimmed">
                  {t('sync.share.fromNow')}
                </Text>
              )}
            </>
          ) : (
            <Alert
              color="yellow"
              classNames={{ message: evidenceClasses.alert ?? '' }}
              data-testid="sync-share-stops"
            >
              {t('sync.share.stopWhat')}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={busy} data-testid="sync-share-save">
              {t(wasOn ? (on ? 'action.save' : 'sync.share.stopDo') : 'sync.share.do')}
            </Button>
            <Button variant="default" disabled={busy} onClick={props.onClose}>
              {t('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
