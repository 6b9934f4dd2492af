/** How many signals a day has; one click shows each with its numbers and its rule. They change no pay by themselves. */
import { Button, Modal } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractId } from '../../../domain/ids';
import type { Reply } from '../../../domain/wire';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { useAsked } from '../asked';
import { SignalList } from './SignalList';

export function DaySignals(props: { contract: ContractId; from: number; to: number }) {
  const { contract, from, to } = props;
  const { t } = useTranslation('client');
  const format = useFormat();
  const { value } = useAsked('signals', { params: { contract }, query: { from, to } });
  const [open, setOpen] = useState(false);
  if (value === null || value.signals.length + value.notTold.length === 0) return null;
  const count = value.signals.length;
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color={count > 0 ? 'yellow' : 'gray'}
        c={count > 0 ? 'var(--warn)' : 'var(--dim)'}
        leftSection={<IconActivity size={17} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        data-testid="signals"
      >
        {count === 0 ? t('signals.none') : t('signals.count', { count, formatted: format.number(count) })}
      </Button>
      {open && <Signals answer={value} onClose={() => setOpen(false)} />}
    </>
  );
}

function Signals({ answer, onClose }: { answer: Reply<'signals'>; onClose(): void }) {
  const { t } = useTranslation('client');
  useFocusBack();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('signals.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <SignalList answer={answer} />
    </Modal>
  );
}
