/**
 * The tray icon and its menu. Touches the system only where something it shows has changed. Where the desktop has
 * no tray, nothing is shown and nothing breaks: starting the app again brings its window back.
 */
import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { assertNever } from '../../domain/assert';
import type { ContractId } from '../../domain/ids';
import type { TrayIcon, TrayItem, TrayModel } from './tray-model';

export interface TrayActions {
  start(contractId: ContractId): void;
  stop(): void;
  resume(): void;
  open(): void;
  mini(): void;
  quit(): void;
}

export interface TrayView {
  show(model: TrayModel): void;
}

/** `icons`: the folder with `stopped.png`, `tracking.png`, `paused.png` (and their `@2x`). */
export function createTray(icons: string, actions: TrayActions): TrayView {
  const imageOf = (icon: TrayIcon) => nativeImage.createFromPath(join(icons, `${icon}.png`));
  let tray: Tray | null = null;
  let icon: TrayIcon | null = null;
  let tooltip = '';
  let menu = '';

  return {
    show(model) {
      if (tray === null) {
        tray = new Tray(imageOf(model.icon));
        tray.on('click', actions.open);
      } else if (icon !== model.icon) tray.setImage(imageOf(model.icon));
      icon = model.icon;

      if (tooltip !== model.tooltip) tray.setToolTip(model.tooltip);
      tooltip = model.tooltip;

      const next = JSON.stringify(model.items);
      if (menu !== next) {
        tray.setContextMenu(Menu.buildFromTemplate(model.items.map((item) => entry(item, actions))));
      }
      menu = next;
    },
  };
}

function entry(item: TrayItem, actions: TrayActions): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'state':
      return { label: item.label, enabled: false };
    case 'line':
      return { type: 'separator' };
    case 'start':
      return {
        label: item.label,
        submenu: item.contracts.map(({ id, label, current }) => ({
          label,
          type: 'radio',
          checked: current,
          click: () => actions.start(id),
        })),
      };
    case 'stop':
      return { label: item.label, click: () => actions.stop() };
    case 'resume':
      return { label: item.label, click: () => actions.resume() };
    case 'open':
      return { label: item.label, click: () => actions.open() };
    case 'mini':
      return { label: item.label, click: () => actions.mini() };
    case 'quit':
      return { label: item.label, click: () => actions.quit() };
    default:
      return assertNever(item);
  }
}
