/** Every question and flag of the contract, the open ones first; each leads to its segment. */
import { Center, Loader, Text } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Thread } from '../../../domain/protocol-review';
import { SLOT_MS } from '../../../domain/week';
import { useFormat } from '../../ui/format-context';
import { FailureNote } from '../failures';
import frame from '../frame.module.css';
import { Link } from '../route';
import type { ViewProps } from '../views';
import { ThreadTalk } from './ThreadTalk';
import classes from './threads.module.css';
import { useThreads } from './use-threads';

export default function ThreadsPage({ contract, role }: ViewProps<'threads'>) {
  const { t } = useTranslation('client');
  const format = useFormat();
  const { value, failure, again } = useThreads(contract);
  const groups = (['open', 'closed'] as const).map((state) => ({
    state,
    threads: (value?.threads ?? []).filter(({ open }) => open === (state === 'open')),
  }));
  return (
    <section className={frame.page} aria-label={t('threads.page')} data-testid="threads">
      <FailureNote failure={failure} onRetry={again} />
      {value === null && failure === null && (
        <Center mih="8rem">
          <Loader aria-label={t('loading')} />
        </Center>
      )}
      {value?.threads.length === 0 && <Text c="dimmed">{t('threads.none')}</Text>}
      {groups.map(
        ({ state, threads }) =>
          threads.length > 0 && (
            <section key={state} className={frame.stack}>
              <h2 className={classes.group}>{t(`threads.${state}`)}</h2>
              {threads.map((thread) => (
                <article key={thread.leaf} className={frame.card} aria-label={when(thread)}>
                  <div className={classes.head}>
                    <Link
                      className={`${classes.where} figures`}
                      to={{ page: 'contract', contract, view: { name: 'segment', leaf: thread.leaf } }}
                    >
                      {when(thread)}
                    </Link>
                    {thread.flagged && (
                      <span className={classes.flag}>
                        <IconFlag size={15} aria-hidden /> {t('threads.flagged')}
                      </span>
                    )}
                  </div>
                  <ThreadTalk
                    contract={contract}
                    role={role}
                    leaf={thread.leaf}
                    thread={thread}
                    onSaid={again}
                  />
                </article>
              ))}
            </section>
          ),
      )}
    </section>
  );

  function when({ slot }: Thread): string {
    const start = slot * 1000;
    return `${format.date(start)}, ${format.timeRange(start, start + SLOT_MS)}`;
  }
}
