/** The way between pages. */
import {
  IconBriefcase,
  IconCalendarWeek,
  IconChartBar,
  IconCloud,
  IconCommand,
  IconHelpCircle,
  IconLayoutGrid,
  IconRosetteDiscountCheck,
  IconSearch,
  IconSettings,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './app.module.css';
import { useApp } from './store';
import { SyncMark } from './sync/SyncMark';

const PAGES = [
  { page: 'diary', icon: <IconLayoutGrid size={22} aria-hidden /> },
  { page: 'week', icon: <IconCalendarWeek size={22} aria-hidden /> },
  { page: 'protection', icon: <IconShieldCheck size={22} aria-hidden /> },
  { page: 'insights', icon: <IconChartBar size={22} aria-hidden /> },
  { page: 'contracts', icon: <IconBriefcase size={22} aria-hidden /> },
  { page: 'evidence', icon: <IconRosetteDiscountCheck size={22} aria-hidden /> },
  { page: 'server', icon: <IconCloud size={22} aria-hidden /> },
  { page: 'settings', icon: <IconSettings size={22} aria-hidden /> },
] as const;

export function Rail(props: { onHelp(): void; onSearch(): void; onPalette(): void }) {
  const { t } = useTranslation();
  const current = useApp((state) => state.page);
  const doors = [
    {
      page: 'search',
      title: t('search.title'),
      icon: <IconSearch size={22} aria-hidden />,
      open: props.onSearch,
    },
    {
      page: 'palette',
      title: t('palette.title'),
      icon: <IconCommand size={22} aria-hidden />,
      open: props.onPalette,
    },
    {
      page: 'help',
      title: t('shortcuts.title'),
      icon: <IconHelpCircle size={22} aria-hidden />,
      open: props.onHelp,
    },
  ] as const;
  return (
    <nav className={classes.rail} aria-label={t('page.nav')}>
      {PAGES.map(({ page, icon }) => (
        <button
          type="button"
          key={page}
          className={classes.link}
          aria-current={page === current ? 'page' : undefined}
          title={t(`page.${page}`)}
          data-testid={`page-${page}`}
          onClick={() => useApp.setState({ page })}
        >
          {icon}
          <span>{t(`page.${page}`)}</span>
          {page === 'server' && <SyncMark />}
        </button>
      ))}
      {doors.map(({ page, title, icon, open }) => (
        <button
          type="button"
          key={page}
          className={`${classes.link} ${page === 'help' ? classes.push : ''}`}
          title={title}
          data-testid={`page-${page}`}
          onClick={open}
        >
          {icon}
          <span>{t(`page.${page}`)}</span>
        </button>
      ))}
    </nav>
  );
}
