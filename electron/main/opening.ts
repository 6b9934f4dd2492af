/** What a start has to tell: about the database it found and the platform it runs on. */
import type { OpenOutcome } from './db/open';
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

/** What this platform cannot do; told once for each combination. */
export function tellLimits(limits: readonly PlatformLimit[], notices: Notices): void {
  if (limits.length === 0) return;
  const values = { limits: limits.join(' ') };
  notices.tell({ id: 'platform-limits', key: `platform-limits:${limits.join(',')}`, level: 'info', values });
}
