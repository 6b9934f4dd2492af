/** Who looked at what of a contract, and when: the server's own list, the latest first. */
import { Button, Loader, Modal, Stack, Table, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import type { CommandOutput, SyncProblem } from '../../../electron/contract';
import { useFocusBack } from '../../ui/focus-back';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { problemText } from './problem';

type Accesses = Extract<CommandOutput<'sync.accesses'>, { outcome: 'read' }>['accesses'];

export function AccessesDialog({ contract, onClose }: { contract: HourlyContract; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  useFocusBack();
  const [accesses, setAccesses] = useState<Accesses | null>(null);
  const [problem, setProblem] = useState<{ why: SyncProblem; detail: string } | null>(null);
  const [more, setMore] = useState(false);

  async function read(before: number | null): Promise<void> {
    const answer = await attempt(
      api.call('sync.accesses', { contractId: contract.id, ...(before === null ? {} : { before }) }),
    );
    if (answer === undefined) return;
    if (answer.outcome === 'problem') return setProblem(answer);
    setProblem(null);
    setMore(answer.accesses.length > 0);
    setAccesses((known) => [...(before === null ? [] : (known ?? [])), ...answer.accesses]);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(() => {
    void read(null);
  }, [contract.id]);

  const last = accesses?.at(-1);
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={`${t('sync.accesses.title')} · ${contract.client} — ${contract.title}`}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm" data-testid="sync-accesses-dialog">
        <Text size="sm">{t('sync.accesses.what')}</Text>
        {problem !== null && (
          <Text size="sm" role="alert">
            {t(`sync.problem.${problem.why}.title`)} {problemText(t, problem.why, problem.detail)}
          </Text>
        )}
        {accesses === null && problem === null && <Loader aria-label={t('loading')} />}
        {accesses?.length === 0 && <Text size="sm">{t('sync.accesses.none')}</Text>}
        {accesses !== null && accesses.length > 0 && (
          <Table className="figures">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('sync.accesses.when')}</Table.Th>
                <Table.Th>{t('sync.accesses.who')}</Table.Th>
                <Table.Th>{t('sync.accesses.which')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {accesses.map(({ at, who, role, what, of }, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
                <Table.Tr key={row}>
                  <Table.Td>{format.dateTime(at)}</Table.Td>
                  <Table.Td>
                    {who} ({t(`sync.role.${role}`)})
                  </Table.Td>
                  <Table.Td>
                    {t(`sync.accesses.kind.${what}`)}
                    {of !== null && `, ${format.dateUtc(of * 1000)}`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {more && last && (
          <Button variant="default" size="compact-sm" onClick={() => void read(last.at)}>
            {t('sync.accesses.more')}
          </Button>
        )}
      </Stack>
    </Modal>
  );
}
