/** The diary's part of the server: what it answers, and what it does from time to time and after each entry. */
import type { HandlersOf } from '../http/handler';
import { liveHandlers } from '../live';
import { createMoments } from '../moments';
import type { Parts } from '../parts';
import { pictureHandlers } from '../pictures/handlers';
import { createPresence } from '../presence';
import { diaryHandlers } from './handlers';
import { SegmentRows } from './segment-rows';

type Routes =
  | 'contract'
  | 'day'
  | 'segment'
  | 'disclosures'
  | 'sums'
  | 'picture'
  | 'week'
  | 'signals'
  | 'pictureState'
  | 'pictureSend'
  | 'events'
  | 'presence'
  | 'moment'
  | 'share';

const MINUTE_MS = 60_000;

export function startDiary(parts: Parts): HandlersOf<Routes> {
  const { hub, logs, pictures, now, every, log, key } = parts;
  const rows = new SegmentRows(parts.sqlite);
  const presence = createPresence(hub, (contract) => rows.shared(contract).presence);
  const moments = createMoments(parts);
  const all = { ...parts, presence, moments };

  /** After an answer: what fails is done by the next start or the next minute. */
  const later = (name: string, work: Promise<void>) =>
    work.catch((error: unknown) => log.error({ part: name, why: String(error) }, 'left for later'));

  logs.onChange(({ contract, size, entries }) => {
    hub.tell({ kind: 'log', contract, size });
    if (entries.some(({ entry }) => TAKES_PICTURES.has(entry.type))) void later('erase', pictures.erase());
    // The server's key has come: the rest of today is drawn by its keys.
    const isJoined = entries.some(({ entry }) => entry.type === 'key.add' && entry.key === key.x);
    if (isJoined) void later('moments', moments.keep(contract, now()));
  });

  let isSwept = false;
  every('pictures', 24 * 60 * MINUTE_MS, async () => {
    await (isSwept ? pictures.sweep(now()) : pictures.sweepAtStart(now()));
    isSwept = true;
  });
  every('looks at pictures', 1000, () => pictures.look());
  every('moments', MINUTE_MS, () => moments.tick(now()));
  every('presence', MINUTE_MS / 4, async () => presence.fade(now()));

  return { ...diaryHandlers(all), ...pictureHandlers(all), ...liveHandlers(all) };
}

const TAKES_PICTURES: ReadonlySet<string> = new Set(['delete', 'redact', 'expire']);
