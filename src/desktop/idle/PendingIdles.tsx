/**
 * Every stretch without input that still waits for an answer, whatever its day and contract, each answered where it
 * stands. Nothing is cut from any of them meanwhile.
 */
import { Button, Group, Modal, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../electron/contract';
import { contractName } from '../../diary/words';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { useApp } from '../store';
import { answerQuestion } from '../timer/actions';
import classes from './idle.module.css';

export type PendingIdle = CommandOutput<'idle.pending'>[number];

export default function PendingIdles(props: { pending: readonly PendingIdle[]; onClose(): void }) {
  const { pending, onClose } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const contracts = useApp((state) => state.contracts);
  useFocusBack();
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('idle.pendingTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Text size="sm" mb="sm" role="status">
        {pending.length === 0 ? t('idle.pendingNone') : t('idle.nothingCut')}
      </Text>
      {pending.length > 0 && (
        <Table data-testid="pending-idles">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('idle.pendingWhen')}</Table.Th>
              <Table.Th>{t('idle.pendingContract')}</Table.Th>
              <Table.Th>{t('idle.pendingFor')}</Table.Th>
              <Table.Th>{t('idle.pendingAnswer')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pending.map(({ id, contractId, start, end }) => {
              const contract = contracts.find((one) => one.id === contractId);
              const when = `${format.date(start)}, ${format.timeRange(start, end)}`;
              return (
                <Table.Tr key={id}>
                  <Table.Td className="figures">
                    <span className={classes.whole}>{format.date(start)}</span>{' '}
                    <span className={classes.whole}>{format.timeRange(start, end)}</span>
                  </Table.Td>
                  <Table.Td>{contractName(contract, t)}</Table.Td>
                  <Table.Td className={`${classes.whole} figures`}>{format.words(end - start)}</Table.Td>
                  <Table.Td>
                    <Group gap={6} wrap="nowrap">
                      {(['keep', 'discard'] as const).map((answer) => (
                        <Button
                          key={answer}
                          size="compact-sm"
                          variant="default"
                          aria-label={`${t(ANSWERS[answer])}: ${when}`}
                          data-testid={`pending-${answer}`}
                          onClick={() => void answerQuestion(id, answer)}
                        >
                          {t(ANSWERS[answer])}
                        </Button>
                      ))}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
    </Modal>
  );
}

const ANSWERS = { keep: 'idle.keep', discard: 'idle.discardOnly' } as const;
