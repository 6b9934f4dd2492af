/**
 * Everything of the app that is seen: windows, idle question, tray, menu, system notifications, and what the windows
 * are sent. It is told the news and shows them; it decides nothing about tracking.
 */
import { join } from 'node:path';
import { Notification, nativeTheme } from 'electron';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { ContractId } from '../../domain/ids';
import type { Job, Notice, Preview, Settings, Sync, Timer } from '../contract';
import { createIdleWindow } from './idle-window';
import { broadcast } from './ipc';
import { setMenu } from './menu';
import { createMiniWindow } from './mini-window';
import type { IdleQuestion } from './ports';
import { createPreviewWindow, type PreviewWindow } from './preview-window';
import type { Texts } from './texts';
import { createTray, type TrayActions, type TrayView } from './tray';
import { trayModel } from './tray-model';
import type { MainWindow } from './window';
import type { WindowMemory } from './window-memory';

export interface ViewDeps {
  window: MainWindow;
  preload: string;
  resources: string;
  texts: Texts;
  devTools: boolean;
  actions: Omit<TrayActions, 'open' | 'mini'>;
  miniMemory: WindowMemory;
  /** The preview was closed, by itself or by hand. */
  previewClosed(): void;
}

export interface Views {
  /** Makes menu and tray; before this only the window is there. */
  begin(timer: Timer): void;
  timer(timer: Timer): void;
  contracts(contracts: HourlyContract[]): void;
  idle(question: IdleQuestion | null): void;
  diary(slots: readonly number[]): void;
  notices(notices: Notice[]): void;
  jobs(jobs: Job[]): void;
  /** Something was sealed, or keys changed. */
  evidence(): void;
  sync(sync: Sync): void;
  syncTold(contractId: ContractId, what: 'thread' | 'review'): void;
  /** The small window at each picture. */
  previewWindow: PreviewWindow;
  preview(preview: Preview | null): void;
  /** The small timer: opens, or closes. */
  toggleMini(): void;
  /** The main window, in front. */
  openMain(): void;
  /** The main window is in front. */
  isLookedAt(): boolean;
  /** Opens the main window; it is told that a picture is wanted. */
  showWanted(): void;
  /** Opens the main window; it is told that a link waits to be confirmed. */
  showLink(): void;
  pictureTaken(silent: boolean, clicked: () => void): void;
  notify(notice: Notice): void;
  settings(settings: Settings): void;
}

export function createViews(deps: ViewDeps, contractsNow: HourlyContract[]): Views {
  const { texts, window } = deps;
  const icon = join(deps.resources, 'icon.png');
  let contracts = contractsNow;
  let timer: Timer | null = null;
  let tray: TrayView | null = null;
  // Kept until clicked or closed: a notification that is collected loses its click.
  const notifications = new Set<Notification>();

  const idleWindow = createIdleWindow({ preload: deps.preload, icon });
  const miniWindow = createMiniWindow({ preload: deps.preload, icon, memory: deps.miniMemory });
  const previewWindow = createPreviewWindow({ preload: deps.preload, icon, closed: deps.previewClosed });

  function showState(): void {
    if (timer !== null) tray?.show(trayModel(timer, contracts, texts));
  }

  function show(notification: Notification, clicked: () => void): void {
    notifications.add(notification);
    notification.on('click', () => {
      notifications.delete(notification);
      clicked();
    });
    notification.on('close', () => notifications.delete(notification));
    notification.show();
  }

  const setOwnMenu = () => setMenu(texts, { devTools: deps.devTools, quit: deps.actions.quit });

  return {
    begin(first) {
      timer = first;
      setOwnMenu();
      tray = createTray(join(deps.resources, 'tray'), {
        ...deps.actions,
        open: window.open,
        mini: miniWindow.toggle,
      });
      showState();
    },
    timer(next) {
      timer = next;
      broadcast('timer', next);
      showState();
    },
    contracts(next) {
      contracts = next;
      broadcast('contracts', next);
      showState();
    },
    idle: idleWindow.ask,
    diary: (slots) => broadcast('diary', { slots: [...slots] }),
    notices: (notices) => broadcast('notices', notices),
    jobs: (jobs) => broadcast('jobs', jobs),
    evidence: () => broadcast('evidence', {}),
    sync: (sync) => broadcast('sync', sync),
    syncTold: (contractId, what) => broadcast('syncTold', { contractId, what }),
    previewWindow,
    preview: (preview) => broadcast('preview', preview),
    toggleMini: miniWindow.toggle,
    openMain: window.open,
    isLookedAt: window.isFocused,
    showWanted() {
      void window.open();
      broadcast('pictureWanted', {});
    },
    showLink() {
      void window.open();
      broadcast('syncLink', {});
    },
    pictureTaken(silent, clicked) {
      if (!Notification.isSupported()) return;
      const [title, body] = [texts.t('preview.title'), texts.t('preview.notification')];
      show(new Notification({ title, body, icon, silent }), clicked);
    },
    notify(notice) {
      if (window.isFocused() || !Notification.isSupported()) return;
      const shown = new Notification({
        title: texts.t(`notification.${notice.id}.title`, notice.values),
        body: texts.t(`notification.${notice.id}.body`, notice.values),
        icon,
      });
      show(shown, () => window.open());
    },
    settings(settings) {
      window.repaint();
      miniWindow.repaint();
      setOwnMenu();
      broadcast('settings', {
        settings,
        language: texts.language(),
        dark: nativeTheme.shouldUseDarkColors,
      });
      showState();
    },
  };
}
