/**
 * The page's texts: of the two languages the one that is read, in a file of its own, because a page comes over slow lines.
 * `translation` holds what the diary's view shares with the app, `client` what only the page says.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../ui/i18n';

/** Makes the texts ready; the first paint waits for it. Rejects where they cannot be fetched. */
export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['translation', 'client'],
    defaultNS: 'translation',
    resources: { [language]: await textsOf(language) },
    // React escapes what it prints.
    interpolation: { escapeValue: false },
  });
}

/** Rejects, and leaves everything as it was, where the other language's texts cannot be fetched. */
export async function changeLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  if (!i18next.hasResourceBundle(language, 'client')) {
    const texts = await textsOf(language);
    i18next.addResourceBundle(language, 'translation', texts.translation);
    i18next.addResourceBundle(language, 'client', texts.client);
  }
  await i18next.changeLanguage(language);
}

async function textsOf(language: Language) {
  const [translation, client] = await (language === 'fr'
    ? Promise.all([import('../locales/fr.json'), import('../locales/client.fr.json')])
    : Promise.all([import('../locales/en.json'), import('../locales/client.en.json')]));
  return { translation: translation.default, client: client.default };
}
