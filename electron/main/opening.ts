/** What a start has to tell: about the database it found and the platform it runs on. */
import { join } from 'node:path';
import { forgetRestored, readRestored } from './backup/place';
import type { Database, OpenOutcome } from './db/open';
import type { Notices } from './notices';
import type { PlatformLimit } from './sensors/ports';

/** What the opening of the database has to say to the user. */
export function tellAfterOpening(opened: OpenOutcome, notices: Notices): void {
  if (opened.outcome !== 'corrupt') return;
  const path = opened.keptAs;
  notices.tell({
    id: 'database-set-aside',
    key: `database-set-aside:${path}`,
    level: 'error',
    values: { path },
  });
}

/** A profile that was restored just now takes note of it, for whoever asks later, and tells. */
export function tellRestored(
  folder: string,
  settings: Pick<Database['settings'], 'noteRestored'>,
  notices: Pick<Notices, 'tell'>,
): void {
  const restored = readRestored(folder);
  if (restored === null) return;
  const { restoredAt, madeAt, aside } = restored;
  if (settings.noteRestored({ restoredAt, madeAt }).outcome === 'failed') return;
  // A crash here tells it again at the next start, under the same key.
  const values = { at: madeAt, path: join(folder, aside) };
  notices.tell({ id: 'restored', key: `restored:${restoredAt}`, level: 'info', values });
  forgetRestored(folder);
}

/** Whether what is recorded can be sealed: told until it can. */
export function tellSealing(isPossible: boolean, notices: Pick<Notices, 'tell' | 'withdraw'>): void {
  const id = 'sealing-stopped';
  if (isPossible) notices.withdraw(id);
  else notices.tell({ id, key: id, level: 'warning', values: {} });
}

/** What this platform cannot do; told once for each combination. */
export function tellLimits(limits: readonly PlatformLimit[], notices: Notices): void {
  if (limits.length === 0) return;
  const values = { limits: limits.join(' ') };
  notices.tell({ id: 'platform-limits', key: `platform-limits:${limits.join(',')}`, level: 'info', values });
}
