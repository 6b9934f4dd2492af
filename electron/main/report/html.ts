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
 * What somebody typed or a program said: kept apart from the text around it, so that marks for the direction of
 * writing inside it cannot turn what stands beside it.
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

/** Characters that no page may hold are shown as what they are: not readable. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}
