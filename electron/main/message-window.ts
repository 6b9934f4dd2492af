/**
 * A window with one message, for when the app cannot go on: what happened, what was kept, what to do. It needs
 * neither the database nor the renderer's build; its page has no script. Closing it ends the app.
 */
import { BrowserWindow } from 'electron';
import { ORIGIN } from './protocol';

export const MESSAGE_PATH = '/message.html';

export interface Message {
  language: string;
  title: string;
  /** One paragraph each. */
  paragraphs: readonly string[];
}

/** Resolves when the user has closed it. */
export function showMessage(message: Message, icon: string): Promise<void> {
  return new Promise((resolve) => {
    const window = new BrowserWindow({
      width: 560,
      height: 380,
      title: message.title,
      icon,
      autoHideMenuBar: true,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false },
    });
    window.on('closed', () => resolve());
    void window.loadURL(`${ORIGIN}${MESSAGE_PATH}`);
  });
}

export function messagePage({ language, title, paragraphs }: Message): string {
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.55 system-ui, sans-serif; margin: 0; padding: 28px 32px; overflow-wrap: anywhere; }
h1 { font-size: 20px; margin: 0 0 16px; }
</style></head>
<body><main role="alert"><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
