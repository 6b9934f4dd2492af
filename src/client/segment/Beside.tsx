/** What the page has to say of a segment beside what the app says too: questions about it, and whether it is flagged. */
import { Button } from '@mantine/core';
import { IconFlag, IconFlagOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Leaf } from '../../../domain/entry';
import type { ContractId } from '../../../domain/ids';
import type { RoleOnContract } from '../../../domain/protocol-shared';
import { api } from '../api';
import { useSending } from '../asked';
import { FailureNote } from '../failures';
import { ThreadTalk } from '../threads/ThreadTalk';
import classes from '../threads/threads.module.css';
import { useThreads } from '../threads/use-threads';

export function Beside(props: { contract: ContractId; role: RoleOnContract; leaf: Leaf }) {
  const { contract, role, leaf } = props;
  const { t } = useTranslation('client');
  const { value, failure, again } = useThreads(contract);
  const { sending, failure: unsent, send } = useSending();
  const thread = value?.threads.find((one) => one.leaf === leaf) ?? null;
  const flagged = thread?.flagged ?? false;

  async function flag(): Promise<void> {
    const kept = await send(api.call('flag', { params: { contract, leaf }, body: { flagged: !flagged } }));
    if (kept !== undefined) again();
  }

  return (
    <section className={classes.section} data-testid="beside">
      <h3>{t('threads.title')}</h3>
      {value === null ? (
        <FailureNote failure={failure} onRetry={again} />
      ) : (
        <>
          {flagged && (
            <p className={classes.flag} data-testid="flagged">
              <IconFlag size={15} aria-hidden /> {t('threads.flagged')}
            </p>
          )}
          <ThreadTalk contract={contract} role={role} leaf={leaf} thread={thread} onSaid={again} />
          {role === 'client' && (
            <>
              <Button
                mt="sm"
                size="compact-sm"
                variant="default"
                leftSection={
                  flagged ? <IconFlagOff size={15} aria-hidden /> : <IconFlag size={15} aria-hidden />
                }
                aria-pressed={flagged}
                loading={sending}
                onClick={() => void flag()}
                data-testid="flag"
              >
                {t(flagged ? 'threads.unflag' : 'threads.flag')}
              </Button>
              <FailureNote failure={unsent} />
              <p className={classes.quiet}>{t('threads.flagHint')}</p>
            </>
          )}
        </>
      )}
    </section>
  );
}
