/** From an answer that is not the hoped-for one to a sentence in the reader's language. Pure but for the texts it is given. */
import type { i18n } from 'i18next';
import type client from '../locales/client.en.json';
import type { Failure } from './api';

type Code = keyof (typeof client)['problem'];

export function problemText(failure: Failure, texts: Pick<i18n, 'exists' | 't'>): string {
  const say = (code: Code, values?: Record<string, string | number>) =>
    texts.t(`problem.${code}`, { ns: 'client', ...values });
  switch (failure.outcome) {
    case 'offline':
      return say('offline');
    case 'foreign':
      return say('foreign', { status: failure.status });
    case 'refused': {
      const { code, detail, title } = failure.problem;
      return isKnown(code, texts) ? say(code) : (detail ?? title);
    }
  }
}

function isKnown(code: string, texts: Pick<i18n, 'exists'>): code is Code {
  return /^[a-z-]+$/.test(code) && texts.exists(`problem.${code}`, { ns: 'client' });
}
