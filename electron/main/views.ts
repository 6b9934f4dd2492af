/**
 * Everything of the app that is seen: window, idle question, tray, menu, system notifications, and what the windows
 * are sent. It is told the news and shows them; it decides nothing about tracking.
 */
import { join } from 'node:path';
import { Notification, nativeTheme } from 'electron';
import type { HourlyContract } from '../../domain/hourly-contract';
import type { Notice, Settings, Timer } from '../contract';
import { createIdleWindow } from './idle-window';
import { broadcast } from './ipc';
import { setMenu } from './menu';
import type { IdleQuestion } from './ports';
import type { Texts } from './texts';
import { createTray, type TrayActions, type TrayView } from './tray';
import { trayModel } from './tray-model';
import type { MainWindow } from './window';

export interface ViewDeps {
  window: MainWindow;
  preload: string;
  resources: string;
  texts: Texts;
  devTools: boolean;
  actions: Omit<TrayActions, 'open'>;
}

export interface Views {
  /** Makes menu and tray; before this only the window is there. */
  begin(timer: Timer): void;
  timer(timer: Timer): void;
  contracts(contracts: HourlyContract[]): void;
  idle(question: IdleQuestion | null): void;
  diary(slots: readonly number[]): void;
  notices(notices: Notice[]): void;
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

  function showState(): void {
    if (timer !== null) tray?.show(trayModel(timer, contracts, texts));
  }

  const setOwnMenu = () => setMenu(texts, { devTools: deps.devTools, quit: deps.actions.quit });

  return {
    begin(first) {
      timer = first;
      setOwnMenu();
      tray = createTray(join(deps.resources, 'tray'), { ...deps.actions, open: window.open });
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
    notify(notice) {
      if (window.isFocused() || !Notification.isSupported()) return;
      const shown = new Notification({
        title: texts.t(`notification.${notice.id}.title`, notice.values),
        body: texts.t(`notification.${notice.id}.body`, notice.values),
        icon,
      });
      notifications.add(shown);
      shown.on('click', () => {
        notifications.delete(shown);
        window.open();
      });
      shown.on('close', () => notifications.delete(shown));
      shown.show();
    },
    settings(settings) {
      window.repaint();
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
