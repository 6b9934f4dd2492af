/** The page's clock, and the only file of the page that reads one. The page shows the present; nothing is reckoned from it. */

export function now(): number {
  return Date.now();
}

/** IANA name of the zone that the browser is in. */
export const LOCAL_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
