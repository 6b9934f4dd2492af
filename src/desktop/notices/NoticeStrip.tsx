/** What the user should know, under the timer bar: each notice says what it is, offers what can be done, and can be put away. */
import { Button, CloseButton } from '@mantine/core';
import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconInfoCircleFilled } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractIdSchema } from '../../../domain/ids';
import type { Notice } from '../../../electron/contract';
import { useFormat } from '../../ui/format-context';
import { api } from '../api';
import { attempt } from '../failures';
import { useApp } from '../store';
import { showTalk } from '../sync/sync-store';
import { resumeTimer, startTimer } from '../timer/actions';
import { inOrderOfGravity, type NoticeAction, noticeAction, noticeValues, talkOf } from './notice-text';
import classes from './notices.module.css';

const ICONS = {
  info: <IconInfoCircleFilled size={18} aria-hidden />,
  warning: <IconAlertTriangleFilled size={18} aria-hidden />,
  error: <IconAlertOctagonFilled size={18} aria-hidden />,
} as const;

/** How many stand open; the rest is behind "show all", so that the diary keeps its place. */
const SHOWN = 2;

export function NoticeStrip() {
  const { t } = useTranslation();
  const notices = useApp((state) => state.notices);
  const [all, setAll] = useState(false);
  const asking = useApp(({ timer }) => timer.idle !== null);
  // The idle question has a strip of its own, with its answers.
  const ordered = useMemo(
    () => inOrderOfGravity(notices).filter(({ id }) => !(asking && id === 'idle-answer-needed')),
    [notices, asking],
  );
  if (ordered.length === 0) return null;
  const shown = all ? ordered : ordered.slice(0, SHOWN);
  return (
    <section aria-label={t('notices.title')}>
      <ul className={classes.list} aria-live="polite">
        {shown.map((notice) => (
          <Entry key={notice.key} notice={notice} />
        ))}
        {ordered.length > SHOWN && (
          <li className={classes.more}>
            <Button variant="subtle" size="compact-xs" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('notices.fewer') : t('notices.all', { count: ordered.length - SHOWN })}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

function Entry({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = noticeValues(notice, t, format);
  const mode = useApp(({ timer }) => timer.mode);
  const action = noticeAction(notice, mode);
  return (
    <li className={classes.notice} data-level={notice.level} data-testid={`notice-${notice.id}`}>
      <span className={classes.icon}>{ICONS[notice.level]}</span>
      <span className={classes.text}>
        <strong>{t(`notice.${notice.id}.title`, { replace: values })}</strong>{' '}
        {t(`notice.${notice.id}.body`, { replace: values })}
      </span>
      <span className={classes.buttons}>
        {action && (
          <Button size="compact-sm" variant="default" onClick={() => void act(action, notice)}>
            {t(`notices.action.${action}`)}
          </Button>
        )}
        <CloseButton
          size="sm"
          aria-label={t('notices.dismiss', { title: t(`notice.${notice.id}.title`, { replace: values }) })}
          onClick={() => void dismiss(notice)}
        />
      </span>
    </li>
  );
}

async function dismiss(notice: Notice): Promise<void> {
  await attempt(api.call('notice.dismiss', { key: notice.key }));
}

async function act(action: NonNullable<NoticeAction>, notice: Notice): Promise<void> {
  switch (action) {
    case 'start-again': {
      const contractId = ContractIdSchema.safeParse(notice.values.contractId);
      if (!contractId.success) return;
      // The interrupted work goes on under its own memo, which is the newest of the contract.
      const memos = await attempt(api.call('memo.recent', { contractId: contractId.data }));
      await startTimer(contractId.data, memos?.[0] ?? '');
      return dismiss(notice);
    }
    case 'resume':
      await resumeTimer();
      return dismiss(notice);
    case 'open-folder':
      await attempt(api.call('folder.open', undefined));
      return;
    case 'open-settings':
      useApp.setState({ page: 'settings' });
      return;
    case 'open-evidence':
      useApp.setState({ page: 'evidence' });
      return;
    case 'open-server':
      showTalk(talkOf(notice));
      return;
    case 'open-contracts':
      useApp.setState({ page: 'contracts' });
      return;
  }
}
