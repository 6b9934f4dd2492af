/** The texts: both languages are in the page, so that a switch is instant and needs no network. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../locales/en.json';
import fr from '../locales/fr.json';

export type Language = 'en' | 'fr';

/** Makes the texts ready; synchronous, because the resources are here. Call once, before the first paint. */
export function startTexts(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, fr: { translation: fr } },
    // React escapes what it prints.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function changeLanguage(language: Language): void {
  if (i18next.language !== language) void i18next.changeLanguage(language);
}
