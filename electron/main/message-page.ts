/**
 * The page for when the app cannot go on: what happened, what was kept, what to do. It needs neither the database nor
 * the renderer's build, has no script, and every character of its texts is escaped.
 */

export const MESSAGE_PATH = '/message.html';

export interface Message {
  language: string;
  title: string;
  /** One paragraph each. */
  paragraphs: readonly string[];
}

export function messagePage({ language, title, paragraphs }: Message): string {
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 42em; padding: 48px 32px; overflow-wrap: anywhere; }
h1 { font-size: 20px; margin: 0 0 16px; }
</style></head>
<body><main role="alert"><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
