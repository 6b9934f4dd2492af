/**
 * How both pages start: one question to main, then the first paint with everything in place. Where main does not
 * answer, the page says so instead of staying blank.
 */
import '@mantine/core/styles.css';
import '../ui/global.css';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { withHours } from '../../domain/hours';
import { FormatProvider } from '../ui/format-context';
import { type Language, startTexts } from '../ui/i18n';
import { cssVariables, theme } from '../ui/theme';
import { api } from './api';
import { LOCAL_ZONE } from './present';
import { StartFailure } from './StartFailure';
import { connect, useApp } from './store';

export async function mount(page: ReactNode): Promise<void> {
  // The page's security policy forbids code made from strings, which zod's fast path would try.
  config({ jitless: true });
  const element = document.getElementById('root');
  if (element === null) throw new Error('the page has no #root');
  const root = createRoot(element);
  try {
    const boot = await api.call('app.boot', undefined);
    startTexts(boot.language);
    connect(api, boot);
    root.render(<Frame>{page}</Frame>);
  } catch (problem) {
    console.error('start failed:', problem instanceof Error ? problem.message : problem);
    const language: Language = navigator.language.startsWith('fr') ? 'fr' : 'en';
    startTexts(language);
    useApp.setState({ language, dark: matchMedia('(prefers-color-scheme: dark)').matches });
    root.render(
      <Frame>
        <StartFailure />
      </Frame>,
    );
  }
}

function Frame({ children }: { children: ReactNode }) {
  const dark = useApp((state) => state.dark);
  const locale = useApp(({ locale, settings }) => withHours(locale, settings.hours));
  const zone = useApp(({ settings }) => (settings.zone === 'utc' ? 'UTC' : LOCAL_ZONE));
  const language = useApp((state) => state.language);
  document.documentElement.lang = language;
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      forceColorScheme={dark ? 'dark' : 'light'}
      deduplicateInlineStyles
    >
      <FormatProvider locale={locale} zone={zone}>
        {children}
      </FormatProvider>
    </MantineProvider>
  );
}
