/** The application menu: what the keyboard expects (copy and paste, zoom, close, quit), in the user's language. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts';

export function setMenu(texts: Texts, options: { devTools: boolean; quit(): void }): void {
  const { t } = texts;
  const template: MenuItemConstructorOptions[] = [
    {
      label: t('menu.app'),
      submenu: [{ label: t('menu.quit'), accelerator: 'CommandOrControl+Q', click: () => options.quit() }],
    },
    {
      label: t('menu.edit'),
      submenu: [
        { role: 'undo', label: t('menu.undo') },
        { role: 'redo', label: t('menu.redo') },
        { type: 'separator' },
        { role: 'cut', label: t('menu.cut') },
        { role: 'copy', label: t('menu.copy') },
        { role: 'paste', label: t('menu.paste') },
        { role: 'selectAll', label: t('menu.selectAll') },
      ],
    },
    {
      label: t('menu.view'),
      submenu: [
        { role: 'resetZoom', label: t('menu.resetZoom') },
        { role: 'zoomIn', label: t('menu.zoomIn') },
        { role: 'zoomOut', label: t('menu.zoomOut') },
        { role: 'togglefullscreen', label: t('menu.fullScreen') },
        ...(options.devTools
          ? [{ role: 'toggleDevTools', label: t('menu.devTools') } satisfies MenuItemConstructorOptions]
          : []),
      ],
    },
    {
      label: t('menu.window'),
      submenu: [
        { role: 'minimize', label: t('menu.minimise') },
        { role: 'close', label: t('menu.close') },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
