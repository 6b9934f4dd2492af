/**
 * Main's own words (tray, menu, notifications, dialogs), from the same locale files as the window's.
 */
import { createInstance } from 'i18next';
import en from '../../src/locales/en.json';
import fr from '../../src/locales/fr.json';
import type { Settings } from '../contract';

export type Language = 'en' | 'fr';

export interface Texts {
  t(key: string, values?: Readonly<Record<string, string | number>>): string;
  language(): Language;
  /** BCP 47 tag for dates and numbers: the system's own where it speaks the language, else the language's plain one. */
  locale(): string;
  use(setting: Settings['language']): void;
}

export interface SystemLanguages {
  /** Most wanted first, BCP 47. */
  preferred: readonly string[];
  /** The system's regional format, BCP 47. */
  region: string;
}

export function createTexts(system: SystemLanguages, setting: Settings['language']): Texts {
  let language = resolveLanguage(setting, system.preferred);
  const i18n = createInstance({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, fr: { translation: fr } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  void i18n.init();
  return {
    t: (key, values) => i18n.t(key, { ...values }),
    language: () => language,
    locale: () => resolveLocale(language, system),
    use(next) {
      language = resolveLanguage(next, system.preferred);
      void i18n.changeLanguage(language);
    },
  };
}

/** `system`: the first of the machine's languages that we speak, else English. */
export function resolveLanguage(setting: Settings['language'], preferred: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split(/[-_]/)[0];
    if (primary === 'fr' || primary === 'en') return primary;
  }
  return 'en';
}

export function resolveLocale(language: Language, system: SystemLanguages): string {
  for (const tag of [system.region, ...system.preferred]) {
    const plain = tag.replaceAll('_', '-');
    if (plain.toLowerCase().split('-')[0] === language && isLocale(plain)) return plain;
  }
  return language === 'fr' ? 'fr-FR' : 'en-GB';
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
