/**
 * HTML that cannot be written unescaped: every value put into the template is text, unless it is HTML already. Pure.
 */

/** Text that is HTML. Made here only. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = string | number | null | Html | readonly Content[];

/** `html\`<td>${memo}</td>\``: the memo is text, whatever it says. Null is nothing; a list is its parts. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.map((part, at) => part + written(values[at] ?? null)).join(''));
}

/**
 * What somebody typed or a program said: kept apart from the text around it, so that its direction of writing
 * cannot turn what stands beside it.
 */
export function said(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** With something between each two. */
export function joined(parts: readonly Content[], between: string): Content {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]));
}

function written(content: Content): string {
  if (content === null) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'number') return String(content);
  return typeof content === 'string' ? escaped(content) : content.map(written).join('');
}

const STEERING = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Control characters, which no page may hold, and the marks that turn the direction of writing are shown as their number:
 * what is read is what was signed.
 */
function escaped(text: string): string {
  return text.replace(STEERING, numbered).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function numbered(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
