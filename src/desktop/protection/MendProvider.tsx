/** Does what mends: opens the question that has to be answered, or the place where it is. Used by the diary and by the page of protection. */
import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { createContext, type FormEvent, type ReactNode, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEMO_MAX } from '../../../domain/hourly-contract';
import type { ContractId, SliceId } from '../../../domain/ids';
import type { Reason } from '../../../domain/protection';
import type { Attestation } from '../../../domain/terms';
import { api } from '../api';
import { attempt, attemptOrThrow } from '../failures';
import { useApp } from '../store';
import { showDay } from './show-day';

export interface Wound {
  reason: Pick<Reason, 'mend' | 'because'>;
  contractId: ContractId;
  slices: readonly { id: SliceId; slot: number }[];
}

const MendContext = createContext<(wound: Wound) => void>(() => undefined);

export function useMend(): (wound: Wound) => void {
  return useContext(MendContext);
}

type Question =
  | { type: 'memo'; ids: SliceId[] }
  | { type: 'tag'; ids: SliceId[]; contractId: ContractId }
  | { type: 'attest'; contractId: ContractId; what: Attestation['what'] };

export function MendProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const mend = useMemo(
    () =>
      ({ reason, contractId, slices }: Wound) => {
        const first = slices[0];
        switch (reason.mend) {
          case 'memo':
            return setQuestion({ type: 'memo', ids: slices.map(({ id }) => id) });
          case 'attest':
            return setQuestion({ type: 'attest', contractId, what: whatOf(reason.because) });
          case 'limit':
            return useApp.setState({ page: 'contracts' });
          case 'tag':
            return setQuestion({ type: 'tag', ids: slices.map(({ id }) => id), contractId });
          case 'answer':
          case 'release':
            if (first) showDay(first.slot * 1000);
            return;
          case 'wait':
          case 'none':
            return;
        }
      },
    [],
  );
  const close = () => setQuestion(null);
  return (
    <MendContext value={mend}>
      {children}
      {question?.type === 'memo' && <MemoQuestion ids={question.ids} onClose={close} />}
      {question?.type === 'tag' && (
        <TagQuestion ids={question.ids} contractId={question.contractId} onClose={close} />
      )}
      {question?.type === 'attest' && (
        <StatementQuestion contractId={question.contractId} what={question.what} onClose={close} />
      )}
    </MendContext>
  );
}

function whatOf(because: Reason['because']): Attestation['what'] {
  return because === 'identity' || because === 'billing' ? because : 'standing';
}

function MemoQuestion({ ids, onClose }: { ids: SliceId[]; onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Question
      title={t('memo.editTitle')}
      intro={t('memo.slices', { count: ids.length })}
      label={t('memo.label')}
      hint={t('protection.memoHint')}
      max={MEMO_MAX}
      onSave={(memo) => attemptOrThrow(api.call('diary.memo', { sliceIds: ids, memo }))}
      onClose={onClose}
    />
  );
}

export function StatementQuestion(props: {
  contractId: ContractId;
  what: Attestation['what'];
  onClose(): void;
}) {
  const { contractId, what, onClose } = props;
  const { t } = useTranslation();
  return (
    <Question
      title={t(`protection.state.${what}`)}
      intro={t(`protection.stateText.${what}`)}
      label={t('protection.statedBy')}
      hint={t('protection.neverChecked')}
      max={120}
      onSave={(statedBy) => attemptOrThrow(api.call('contract.attest', { id: contractId, what, statedBy }))}
      onClose={onClose}
    />
  );
}

/** The client's tags to choose from; nothing is changed until one is chosen. */
function TagQuestion(props: { ids: SliceId[]; contractId: ContractId; onClose(): void }) {
  const { ids, onClose } = props;
  const { t } = useTranslation();
  const tags = useApp(({ contracts }) => contracts.find(({ id }) => id === props.contractId)?.tags);

  async function choose(tag: string): Promise<void> {
    const saved = await attempt(api.call('diary.edit.tag', { sliceIds: ids, tag }).then(() => true));
    if (saved) onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('protection.chooseTag')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      zIndex={400}
    >
      <Text size="sm" mb="xs">
        {t('memo.slices', { count: ids.length })}
      </Text>
      <Group gap="xs" data-testid="mend-tags">
        {tags?.map((tag) => (
          <Button key={tag} variant="default" onClick={() => void choose(tag)}>
            {tag}
          </Button>
        ))}
      </Group>
    </Modal>
  );
}

/** One line to fill in. Nothing is changed until Save; what was typed stays where it was not saved. */
function Question(props: {
  title: string;
  intro: string;
  label: string;
  hint: string;
  max: number;
  onSave(text: string): Promise<unknown>;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '') return;
    setBusy(true);
    try {
      await props.onSave(text.trim());
      props.onClose();
    } catch {
      // Whoever saves has told the reason.
      setBusy(false);
    }
  }

  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      zIndex={400}
    >
      <form onSubmit={save}>
        <Text size="sm" mb="xs">
          {props.intro}
        </Text>
        <TextInput
          label={props.label}
          description={props.hint}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={props.max}
          data-autofocus
          required
          data-testid="mend-input"
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={text.trim() === ''} data-testid="mend-save">
            {t('action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
