/** A text key that is not in en.json does not compile; the client's page has a second list of its own. */
import 'i18next';
import type client from '../locales/client.en.json';
import type en from '../locales/en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en; client: typeof client };
  }
}
