/** Another's key into a contract's log: its text is pasted, its words are compared, and only then it is added. */
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { CommandOutput, Evidence } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { api } from '../api';
import { attempt, tellDone } from '../failures';
import { tellRefused } from './refused';
import { Words } from './Words';

const ROLES = ['device', 'client', 'server'] as const;
type Named = CommandOutput<'evidence.readKey'>;

export function AddKeyDialog(props: {
  contractId: ContractId;
  take(evidence: Evidence): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  useFocusBack();
  const [text, setText] = useState('');
  const [role, setRole] = useState<(typeof ROLES)[number]>('device');
  const [read, setRead] = useState<{ text: string; key: Named } | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    let current = true;
    // What is too long for a key is no key: main is not asked.
    if (text.trim() === '' || text.length > 200) return;
    void attempt(api.call('evidence.readKey', { text })).then((key) => {
      if (current && key !== undefined) setRead({ text, key });
    });
    return () => {
      current = false;
    };
  }, [text]);

  const key = read?.text === text ? read.key : null;
  const wrong = text.length > 200 || (text.trim() !== '' && read?.text === text && read.key === null);

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (key === null) return;
    setBusy(true);
    const answer = await attempt(
      api.call('evidence.addKey', { contractId: props.contractId, text: key.text, role }),
    );
    setBusy(false);
    if (answer === undefined) return;
    if (answer.outcome === 'refused') return tellRefused(answer.why);
    props.take(answer.evidence);
    tellDone(t('evidence.keys.addDone'));
    props.onClose();
  }

  return (
    <Modal
      opened
      size="lg"
      onClose={props.onClose}
      title={t('evidence.keys.addTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form noValidate onSubmit={(event) => void add(event)}>
        <Stack gap="sm">
          <Text size="sm">{t('evidence.keys.addWhat')}</Text>
          <TextInput
            label={t('evidence.keys.addText')}
            value={text}
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            error={wrong ? t('evidence.keys.notAKey') : null}
            data-testid="evidence-key-text-field"
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Radio.Group
            label={t('evidence.keys.addRole')}
            value={role}
            onChange={(value) => setRole(ROLES.find((one) => one === value) ?? 'device')}
          >
            <Stack gap={6} mt={6}>
              {ROLES.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={t(`evidence.keys.role.${one}`)}
                  description={t(`evidence.keys.roleHint.${one}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <div role="status">
            {key !== null && (
              <>
                <Text size="sm" fw={600}>
                  {t('evidence.keys.compare')}
                </Text>
                <Words words={key.words} testId="evidence-key-words" />
              </>
            )}
          </div>
          <Group>
            <Button type="submit" disabled={key === null} loading={busy} data-testid="evidence-key-confirm">
              {t('evidence.keys.addDo')}
            </Button>
            <Button variant="default" onClick={props.onClose}>
              {t('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
