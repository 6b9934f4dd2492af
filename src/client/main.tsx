/** The page that the server shows in a browser: texts first, then the first paint, while the server is asked who is there. */
import './no-eval';
import '@mantine/core/styles.css';
import '../ui/global.css';
import './client.css';
import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { FormatProvider } from '../ui/format-context';
import { localeFor } from '../ui/locale';
import { App } from './App';
import { onSession } from './api';
import { LOCAL_ZONE } from './present';
import { takeLinkToken } from './route';
import { askSession, signedOut, useClient } from './store';
import { startTexts } from './texts';
import { adoptTheme, clientTheme } from './theme';

void start();

async function start(): Promise<void> {
  adoptTheme();
  const element = document.getElementById('root');
  if (element === null) throw new Error('the page has no #root');
  useClient.setState({ linkToken: takeLinkToken() });
  // A second link that is opened in the same page.
  window.addEventListener('hashchange', () => {
    const token = takeLinkToken();
    if (token !== null) useClient.setState({ linkToken: token });
  });
  onSession('lost', () => signedOut('expired'));
  onSession('stale', () => void askSession());
  const asked = askSession();
  await startTexts(useClient.getState().language);
  // One paint with everything in its place is calmer than two.
  await asked;
  createRoot(element).render(
    <Frame>
      <App />
    </Frame>,
  );
}

function Frame({ children }: { children: ReactNode }) {
  const dark = useClient((state) => state.dark);
  const language = useClient((state) => state.language);
  document.documentElement.lang = language;
  return (
    <MantineProvider
      theme={clientTheme}
      forceColorScheme={dark ? 'dark' : 'light'}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <FormatProvider locale={localeFor(language, navigator.languages)} zone={LOCAL_ZONE}>
        {children}
      </FormatProvider>
    </MantineProvider>
  );
}
