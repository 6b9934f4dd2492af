/** Which writing of dates and numbers goes with a language: the machine's own where it speaks it, else the plain one. */
import type { Language } from './i18n';

export function localeFor(language: Language, preferred: readonly string[]): string {
  const own = preferred.find((tag) => tag.toLowerCase().split('-')[0] === language);
  return own ?? (language === 'fr' ? 'fr-FR' : 'en-GB');
}
