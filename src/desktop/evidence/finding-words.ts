/** A finding of the verifier as a sentence, in the window's language: the verifier's own words. */
import type { BundleFinding } from '../../../electron/contract';
import en from '../../locales/verifier.en.json';
import fr from '../../locales/verifier.fr.json';
import type { Language } from '../../ui/i18n';

export function findingWords({ id, values }: BundleFinding, language: Language): string {
  const sentences: Record<string, string> = (language === 'fr' ? fr : en).finding;
  const sentence = sentences[id] ?? id;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
