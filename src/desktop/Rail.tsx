/** The way between pages. */
import {
  IconBriefcase,
  IconCalendarWeek,
  IconChartBar,
  IconCommand,
  IconHelpCircle,
  IconLayoutGrid,
  IconSearch,
  IconSettings,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './app.module.css';
import { useApp } from './store';

const PAGES = [
  { page: 'diary', icon: <IconLayoutGrid size={22} aria-hidden /> },
  { page: 'week', icon: <IconCalendarWeek size={22} aria-hidden /> },
  { page: 'protection', icon: <IconShieldCheck size={22} aria-hidden /> },
  { page: 'insights', icon: <IconChartBar size={22} aria-hidden /> },
  { page: 'contracts', icon: <IconBriefcase size={22} aria-hidden /> },
  { page: 'settings', icon: <IconSettings size={22} aria-hidden /> },
] as const;

export function Rail(props: { onHelp(): void; onSearch(): void; onPalette(): void }) {
  const { t } = useTranslation();
  const current = useApp((state) => state.page);
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
        </button>
      ))}
      <button
        type="button"
        className={classes.link}
        title={t('search.title')}
        data-testid="page-search"
        onClick={props.onSearch}
      >
        <IconSearch size={22} aria-hidden />
        <span>{t('page.search')}</span>
      </button>
      <button
        type="button"
        className={classes.link}
        title={t('palette.title')}
        data-testid="page-palette"
        onClick={props.onPalette}
      >
        <IconCommand size={22} aria-hidden />
        <span>{t('page.palette')}</span>
      </button>
      <button
        type="button"
        className={`${classes.link} ${classes.push}`}
        title={t('shortcuts.title')}
        data-testid="page-help"
        onClick={props.onHelp}
      >
        <IconHelpCircle size={22} aria-hidden />
        <span>{t('page.help')}</span>
      </button>
    </nav>
  );
}
