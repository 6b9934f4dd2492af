/**
 * A notice's values as the reader expects them. Main sends facts (electron/main/recorder-notices.ts): instants in wall
 * ms, durations in seconds or minutes, codes. Pure.
 */
import type { TFunction } from 'i18next';
import type { Notice, Timer } from '../../../electron/contract';
import { failureText } from '../../diary/words';
import type { Format } from '../../ui/format';

/** What the texts `notice.<id>.*` may name, all written out. */
export function noticeValues({ id, values }: Notice, t: TFunction, format: Format): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    written[name] = typeof value === 'string' ? value : format.number(value);
  }
  for (const name of ['at', 'since', 'from', 'until', 'start'] as const) {
    const value = values[name];
    if (typeof value === 'number') written[name] = format.dateTime(value);
  }
  if (typeof values.seconds === 'number') written.duration = format.words(values.seconds * 1000);
  if (typeof values.minutes === 'number') written.duration = format.words(Math.abs(values.minutes) * 60_000);
  // Of a limit that the client set: hours, or -1 for none.
  if (id === 'sync-limit' && typeof values.hours === 'number') {
    written.limit =
      values.hours < 0
        ? t('contracts.noLimit')
        : t('contracts.perWeek', { hours: format.words(values.hours * 3_600_000) });
  }
  if (typeof values.title === 'string') written.contract = `${values.client ?? ''} — ${values.title}`;
  if (typeof values.reason === 'string') {
    written.reason = id === 'resume-offer' ? pauseText(values.reason, t) : failureText(t, values.reason);
  }
  return written;
}

function pauseText(reason: string, t: TFunction): string {
  const known = (['lock', 'suspend', 'idle'] as const).find((one) => one === reason);
  return t(`pauseReason.${known ?? 'idle'}`);
}

/** What the user can do about a notice, beside putting it away: only what makes sense as the timer stands. */
export type NoticeAction =
  | 'start-again'
  | 'resume'
  | 'open-folder'
  | 'open-settings'
  | 'open-contracts'
  | 'open-evidence'
  | 'open-server'
  | null;

export function noticeAction({ id, values }: Notice, mode: Timer['mode']): NoticeAction {
  switch (id) {
    case 'recovered':
      return mode === 'stopped' && typeof values.contractId === 'string' ? 'start-again' : null;
    case 'resume-offer':
      return mode === 'paused' ? 'resume' : null;
    case 'storage-full':
    case 'storage-readonly':
    case 'storage-error':
    case 'database-set-aside':
    case 'vault-set-aside':
    case 'restored':
      return 'open-folder';
    case 'keystore-missing':
    case 'platform-limits':
    case 'shortcut-taken':
    case 'sensor-lost':
      return 'open-settings';
    case 'limit-80':
    case 'limit-95':
    case 'limit-100':
    case 'limit-stopped':
      return 'open-contracts';
    case 'sealing-stopped':
      return 'open-evidence';
    case 'sync-question':
    case 'sync-dispute':
    case 'sync-decided':
    case 'sync-paused':
    case 'sync-refused':
    case 'sync-inconsistent':
    case 'sync-elsewhere':
    case 'sync-revoked':
      return 'open-server';
    case 'sync-limit':
    case 'sync-terms':
    case 'sync-resumed':
      return 'open-contracts';
    case 'storage-ok':
    case 'picture-failed':
    case 'picture-held':
    case 'pictures-expired':
    case 'idle-answer-needed':
    case 'clock-jump':
      return null;
  }
}

/** What a notice of the server is about, where people talk about it; null: the page itself says it. */
export function talkOf({ id, values }: Notice): { contractId: string; what: 'threads' | 'disputes' } | null {
  if (typeof values.contractId !== 'string') return null;
  switch (id) {
    case 'sync-question':
      return { contractId: values.contractId, what: 'threads' };
    case 'sync-dispute':
    case 'sync-decided':
      return { contractId: values.contractId, what: 'disputes' };
    default:
      return null;
  }
}

/** The gravest first, then the newest. */
export function inOrderOfGravity(notices: readonly Notice[]): Notice[] {
  const weight = { error: 0, warning: 1, info: 2 } as const;
  return [...notices].sort((a, b) => weight[a.level] - weight[b.level] || b.at - a.at);
}
