/** The page's words for a "no", and the browser's choices, which are read with care. */
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import {
  chosenLanguage,
  chosenTheme,
  languageOf,
  rememberLanguage,
  type Shelf,
} from '../../src/client/preferences';
import { problemText } from '../../src/client/problem';
import { isCut } from '../../src/client/settings/limit';
import en from '../../src/locales/client.en.json';

describe('the words of a "no"', () => {
  it('[WP4] a code that the page does not know keeps the server’s own words', async () => {
    const texts = i18next.createInstance();
    await texts.init({ lng: 'en', ns: ['client'], resources: { en: { client: en } } });
    const refused = (code: string, detail?: string) => ({
      outcome: 'refused' as const,
      status: 409,
      problem: {
        type: `minutier:${code}`,
        title: 'Title',
        status: 409,
        code,
        ...(detail === undefined ? {} : { detail }),
      },
    });
    expect(problemText(refused('week-approved'), texts)).toBe(en.problem['week-approved']);
    expect(problemText(refused('from-the-future', 'Their words.'), texts)).toBe('Their words.');
    expect(problemText(refused('from-the-future'), texts)).toBe('Title');
    // No path into the tree of texts, and nothing of an object's own.
    expect(problemText(refused('__proto__'), texts)).toBe('Title');
    expect(problemText({ outcome: 'offline' }, texts)).toBe(en.problem.offline);
    expect(problemText({ outcome: 'foreign', status: 502 }, texts)).toContain('502');
  });
});

describe('what a browser remembers', () => {
  const shelf = (kept: Record<string, string>): Shelf => ({
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => {
      kept[key] = value;
    },
  });
  const broken: Shelf = {
    getItem() {
      throw new Error('forbidden');
    },
    setItem() {
      throw new Error('full');
    },
  };

  it('[WP5] the language is the chosen one, else the first of the browser’s that there is', () => {
    expect(languageOf(['de-DE', 'fr-CA', 'en'])).toBe('fr');
    expect(languageOf(['en-US', 'fr'])).toBe('en');
    expect(languageOf(['ja'])).toBe('en');
    const kept = {};
    rememberLanguage(shelf(kept), 'fr');
    expect(chosenLanguage(shelf(kept))).toBe('fr');
    expect(chosenLanguage(shelf({ 'minutier-language': 'tlh' }))).toBeNull();
    expect(chosenTheme(shelf({ 'minutier-theme': 'dark' }))).toBe('dark');
    expect(chosenTheme(shelf({ 'minutier-theme': 'pink' }))).toBe('system');
  });

  it('[WP5] a browser that keeps nothing forgets, and nothing else happens', () => {
    expect(chosenLanguage(broken)).toBeNull();
    expect(chosenTheme(null)).toBe('system');
    rememberLanguage(broken, 'fr');
  });
});

describe('a new limit', () => {
  it('[WP6] a lower one, and any after none, is a cut; a higher one and none are a raise', () => {
    expect(isCut(40, 39)).toBe(true);
    expect(isCut(40, 0)).toBe(true);
    expect(isCut(null, 40)).toBe(true);
    expect(isCut(40, 41)).toBe(false);
    expect(isCut(40, null)).toBe(false);
    expect(isCut(null, null)).toBe(false);
  });
});
