/**
 * What the window knows: main's last word on everything, and which page is open. Main is the authority; nothing here
 * is guessed ahead of its answer.
 */
import { create } from 'zustand';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { PictureId, SliceId } from '../../domain/ids';
import type { CommandOutput, Job, Notice, Settings, Timer } from '../../electron/contract';
import { changeLanguage, type Language } from '../ui/i18n';
import { localeFor } from '../ui/locale';
import type { Client } from './client';
import { now, onEachSlot } from './present';

export type Page =
  | 'diary'
  | 'week'
  | 'insights'
  | 'protection'
  | 'contracts'
  | 'evidence'
  | 'server'
  | 'settings';

/** A day of the diary, and the slice to be opened there. */
export interface WantedDay {
  day: string;
  sliceId: SliceId | null;
}

/** A dialog of another page. */
export type Asked = 'contract' | 'manual' | 'backup';

export type Boot = CommandOutput<'app.boot'>;

export interface AppState {
  settings: Settings;
  language: Language;
  dark: boolean;
  locale: string;
  contracts: HourlyContract[];
  timer: Timer;
  notices: Notice[];
  /** Long work that is under way. */
  jobs: Job[];
  /** A dialog shows them, where they can be reached while it is open. */
  jobsInDialog: boolean;
  /** The present, moving once a slot. */
  now: number;
  page: Page;
  /** Where the diary was asked to go; it takes it when it is shown. */
  wanted: WantedDay | null;
  /** The picture that is to be redacted as soon as its slice is shown. */
  redact: PictureId | null;
  /** The dialog that was asked for from another place; its page takes it when it is shown. */
  asked: Asked | null;
  /** The contract chosen for the next start, while nothing is tracked. */
  chosen: string | null;
}

export const useApp = create<AppState>(() => ({
  settings: {
    language: 'system',
    theme: 'system',
    zone: 'local',
    hours: 'system',
    displays: 'all',
    excluded: [],
    unknownPlaces: 'blur',
    pictureNotice: 'silent',
    pictureNoticeBy: 'corner',
    pictureNoticeSeconds: 30,
    openAtLogin: false,
    shortcut: '',
    noticeAcceptedAt: null,
  },
  language: 'en',
  dark: false,
  locale: 'en-GB',
  contracts: [],
  timer: {
    mode: 'stopped',
    pauseReason: null,
    contractId: null,
    memo: '',
    sessionMs: 0,
    todayMs: 0,
    week: { start: 0, trackedMs: 0, overMs: 0, limitSeconds: null },
    idle: null,
  },
  notices: [],
  jobs: [],
  jobsInDialog: false,
  now: now(),
  page: 'diary',
  wanted: null,
  redact: null,
  asked: null,
  chosen: null,
}));

/** Fills the store with main's first answer and keeps it current from then on. Call once. */
export function connect(client: Client, boot: Boot): void {
  useApp.setState({ ...boot, now: now() });
  client.on('timer', (timer) => useApp.setState({ timer }));
  client.on('notices', (notices) => useApp.setState({ notices }));
  client.on('jobs', (jobs) => useApp.setState({ jobs }));
  client.on('contracts', (contracts) => useApp.setState({ contracts }));
  client.on('settings', ({ settings, language, dark }) => {
    changeLanguage(language);
    useApp.setState({
      settings,
      language,
      dark,
      locale: localeFor(language, [boot.locale, ...navigator.languages]),
    });
  });
  onEachSlot((at) => useApp.setState({ now: at }));
}

/** Shows a day in the diary, and opens one of its slices. */
export function showDay(day: string, sliceId: SliceId | null = null): void {
  useApp.setState({ page: 'diary', wanted: { day, sliceId } });
}
