/**
 * What this browser remembers of its reader's wishes: the language and the theme. Where nothing was chosen, the browser's
 * own wishes count. A browser that keeps nothing (private, full, forbidden) forgets, and nothing else happens.
 */
import { z } from 'zod';
import type { Language } from '../ui/i18n';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const LanguageSchema = z.enum(['en', 'fr']);
const ThemeSchema = z.enum(THEMES);

export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

/** Null: nothing was chosen in this browser. */
export function chosenLanguage(shelf: Shelf | null): Language | null {
  return LanguageSchema.nullable().catch(null).parse(read(shelf, 'minutier-language'));
}

export function chosenTheme(shelf: Shelf | null): ThemeChoice {
  return ThemeSchema.catch('system').parse(read(shelf, 'minutier-theme'));
}

export function rememberLanguage(shelf: Shelf | null, language: Language): void {
  write(shelf, 'minutier-language', language);
}

export function rememberTheme(shelf: Shelf | null, theme: ThemeChoice): void {
  write(shelf, 'minutier-theme', theme);
}

/** The first of the browser's languages that the page has; English where there is none. */
export function languageOf(preferred: readonly string[]): Language {
  const known = preferred
    .map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'fr' || tag === 'en');
  return known === 'fr' ? 'fr' : 'en';
}

function read(shelf: Shelf | null, key: string): string | null {
  try {
    return shelf?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function write(shelf: Shelf | null, key: string, value: string): void {
  try {
    shelf?.setItem(key, value);
  } catch {
    // It is forgotten when the page closes; that is all.
  }
}
