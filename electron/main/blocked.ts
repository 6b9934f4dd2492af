/** What is said where the database cannot be used at all: what happened, what was kept, what to do. */
import type { OpenOutcome } from './db/open';
import type { Message } from './message-page';
import type { Texts } from './texts';

export type Blocked = Extract<OpenOutcome, { outcome: 'newer' | 'unwritable' }>;

export function blockedMessage(blocked: Blocked, texts: Texts): Message {
  const values =
    blocked.outcome === 'newer'
      ? { path: blocked.path, version: blocked.version, known: blocked.known }
      : { path: blocked.path, detail: blocked.detail };
  const name = blocked.outcome === 'newer' ? 'newer' : `unwritable-${blocked.reason}`;
  return {
    language: texts.language(),
    title: texts.t(`dialog.${name}.title`, values),
    paragraphs: ['happened', 'kept', 'todo'].map((part) => texts.t(`dialog.${name}.${part}`, values)),
  };
}
