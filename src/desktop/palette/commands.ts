/**
 * What the command palette offers, from the state of the app: one list, so that a new feature adds one entry. Pure
 * but for what an entry does when it is chosen.
 */
import type { TFunction } from 'i18next';
import type { HourlyContract } from '../../../domain/hourly-contract';
import { HOURS } from '../../../domain/hours';
import { api } from '../api';
import { askFor } from '../asked';
import { stepOn } from '../diary/day-steps';
import { attempt } from '../failures';
import { openImport } from '../import/open-import';
import { changeSettings } from '../settings/change';
import { type AppState, type Page, useApp } from '../store';
import { resumeTimer, startTimer, stopTimer } from '../timer/actions';
import { openContracts } from '../timer/selection';

export interface PaletteCommand {
  id: string;
  group: 'timer' | 'go' | 'data' | 'look';
  label: string;
  /** What it is about, beside the label: the client, the present value. */
  detail?: string;
  /** Keys that do the same, as they are printed; `mod` is Ctrl or ⌘. */
  keys?: readonly string[];
  run(): void;
}

/** What only the main window can open. */
export interface PaletteDoors {
  search(): void;
  help(): void;
}

const PAGES: readonly Page[] = [
  'diary',
  'week',
  'protection',
  'insights',
  'contracts',
  'evidence',
  'server',
  'settings',
];

export function paletteCommands(
  state: Pick<AppState, 'contracts' | 'timer' | 'settings'>,
  shown: HourlyContract | null,
  doors: PaletteDoors,
  t: TFunction,
): PaletteCommand[] {
  return [
    ...timerCommands(state, shown, t),
    ...goCommands(doors, t),
    ...dataCommands(state, t),
    ...lookCommands(state, t),
  ];
}

function timerCommands(
  { contracts, timer }: Pick<AppState, 'contracts' | 'timer'>,
  shown: HourlyContract | null,
  t: TFunction,
): PaletteCommand[] {
  const commands: PaletteCommand[] = [];
  const add = (command: Omit<PaletteCommand, 'group'>) => commands.push({ group: 'timer', ...command });
  const toggle = ['mod', 'Enter'];
  if (timer.mode === 'paused') {
    add({ id: 'resume', label: t('timer.resume'), run: () => void resumeTimer() });
  }
  if (timer.mode !== 'stopped') {
    add({ id: 'stop', label: t('timer.stop'), keys: toggle, run: () => void stopTimer() });
  }
  for (const contract of openContracts(contracts)) {
    if (timer.mode !== 'stopped' && contract.id === timer.contractId) continue;
    const isShown = timer.mode === 'stopped' && contract.id === shown?.id;
    add({
      id: `start-${contract.id}`,
      label: t(timer.mode === 'stopped' ? 'palette.start' : 'palette.switch', { title: contract.title }),
      detail: contract.client,
      ...(isShown ? { keys: toggle } : {}),
      run: () => void startTimer(contract.id, ''),
    });
  }
  add({
    id: 'mini',
    label: t('mini.toggle'),
    keys: ['mod', 'Shift', 'M'],
    run: () => void attempt(api.call('mini.toggle', undefined)),
  });
  return commands;
}

function goCommands(doors: PaletteDoors, t: TFunction): PaletteCommand[] {
  return [
    ...PAGES.map((page, index) => ({
      id: `page-${page}`,
      group: 'go' as const,
      label: t('palette.page', { page: t(`page.${page}`) }),
      keys: ['mod', String(index + 1)],
      run: () => useApp.setState({ page }),
    })),
    {
      id: 'today',
      group: 'go',
      label: t('shortcuts.today'),
      keys: ['T'],
      run: () => stepOn('diary', 'today'),
    },
    { id: 'day-before', group: 'go', label: t('palette.dayBefore'), run: () => stepOn('diary', 'previous') },
    { id: 'day-after', group: 'go', label: t('palette.dayAfter'), run: () => stepOn('diary', 'next') },
    { id: 'week-now', group: 'go', label: t('palette.weekNow'), run: () => stepOn('week', 'today') },
    { id: 'week-before', group: 'go', label: t('palette.weekBefore'), run: () => stepOn('week', 'previous') },
    { id: 'week-after', group: 'go', label: t('palette.weekAfter'), run: () => stepOn('week', 'next') },
    { id: 'search', group: 'go', label: t('search.title'), keys: ['mod', 'F'], run: doors.search },
    { id: 'help', group: 'go', label: t('shortcuts.title'), keys: ['?'], run: doors.help },
  ];
}

function dataCommands({ contracts }: Pick<AppState, 'contracts'>, t: TFunction): PaletteCommand[] {
  const byHand = openContracts(contracts).some(({ manualAllowed }) => manualAllowed);
  return [
    { id: 'contract', group: 'data', label: t('contracts.new'), run: () => askFor('contract') },
    ...(byHand
      ? [{ id: 'manual', group: 'data' as const, label: t('edit.manualButton'), run: enterToday }]
      : []),
    {
      id: 'export-json',
      group: 'data',
      label: t('palette.export', { format: 'JSON' }),
      run: () => void attempt(api.call('export.all', { format: 'json' })),
    },
    {
      id: 'export-csv',
      group: 'data',
      label: t('palette.export', { format: 'CSV' }),
      run: () => void attempt(api.call('export.all', { format: 'csv' })),
    },
    {
      id: 'backup',
      group: 'data',
      label: t('palette.backup'),
      run: () => askFor('backup'),
    },
    { id: 'import', group: 'data', label: t('palette.import'), run: () => void openImport() },
    {
      id: 'folder',
      group: 'data',
      label: t('settings.folderOpen'),
      run: () => void attempt(api.call('folder.open', undefined)),
    },
  ];
}

/** Time can be entered on a day of this week; today's diary is where it begins. */
function enterToday(): void {
  stepOn('diary', 'today');
  askFor('manual');
}

/** Each choice that is not the present one, so that what is offered changes something. */
function lookCommands({ settings }: Pick<AppState, 'settings'>, t: TFunction): PaletteCommand[] {
  const languages = { system: t('settings.languageSystem'), en: 'English', fr: 'Français' } as const;
  const choices = [
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: `theme-${theme}`,
      what: t('settings.theme'),
      value: t(`settings.themes.${theme}`),
      isNow: settings.theme === theme,
      change: { theme },
    })),
    ...(['system', 'en', 'fr'] as const).map((language) => ({
      id: `language-${language}`,
      what: t('settings.language'),
      value: languages[language],
      isNow: settings.language === language,
      change: { language },
    })),
    ...(['local', 'utc'] as const).map((zone) => ({
      id: `zone-${zone}`,
      what: t('settings.zone'),
      value: t(`settings.zones.${zone}`),
      isNow: settings.zone === zone,
      change: { zone },
    })),
    ...(['off', 'silent', 'sound'] as const).map((pictureNotice) => ({
      id: `picture-notice-${pictureNotice}`,
      what: t('preview.setting'),
      value: t(`preview.modes.${pictureNotice}`),
      isNow: settings.pictureNotice === pictureNotice,
      change: { pictureNotice },
    })),
    ...(['all', 'pointer'] as const).map((displays) => ({
      id: `displays-${displays}`,
      what: t('settings.displays'),
      value: t(`settings.displayChoices.${displays}`),
      isNow: settings.displays === displays,
      change: { displays },
    })),
    ...[true, false].map((openAtLogin) => ({
      id: `login-${openAtLogin ? 'on' : 'off'}`,
      what: t('settings.openAtLogin'),
      value: t(openAtLogin ? 'palette.on' : 'palette.off'),
      isNow: settings.openAtLogin === openAtLogin,
      change: { openAtLogin },
    })),
    ...HOURS.map((hours) => ({
      id: `hours-${hours}`,
      what: t('settings.hours'),
      value: t(`settings.hoursChoices.${hours}`),
      isNow: settings.hours === hours,
      change: { hours },
    })),
  ];
  return choices
    .filter(({ isNow }) => !isNow)
    .map(({ id, what, value, change }) => ({
      id,
      group: 'look',
      label: t('palette.set', { what, value }),
      run: () => void changeSettings(change),
    }));
}
