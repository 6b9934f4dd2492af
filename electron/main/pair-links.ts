/**
 * Links `minutier://pair` that were opened outside of the app: by a browser, a mail, another start of the app. Promises:
 * anything but exactly such a link is passed over; a link is kept until the main window takes it, once, and does nothing
 * but lead to a question there.
 */
import { type PairLink, readPairLink } from '../../domain/pair-link';

export const LINK_SCHEME = 'minutier';

export interface PairLinks {
  /** What the app was started or called with; true where a link was in it. */
  opened(words: readonly string[]): boolean;
  /** The latest link, once. */
  take(): PairLink | null;
}

/** `wanted`: opens the main window, and tells it that a link waits. */
export function createPairLinks(wanted: () => void): PairLinks {
  let waiting: PairLink | null = null;
  return {
    opened(words) {
      const link = words.map(readPairLink).find((one) => one !== null);
      if (link === undefined || link === null) return false;
      waiting = link;
      wanted();
      return true;
    },
    take() {
      const taken = waiting;
      waiting = null;
      return taken;
    },
  };
}
