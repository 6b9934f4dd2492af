/**
 * How an app is told where its server is: an address as people type it, a short code, and the `minutier://` link that
 * has both. A link comes from anywhere (a mail, a page), so it is read strictly, and only ever leads to a question.
 */

/** Characters of a code: no 0 or O, no 1, I or L. */
const CODE = /^[2-9A-HJKMNP-Z]{4}-?[2-9A-HJKMNP-Z]{4}$/;
const SERVER = /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?\/?$/;
const LOOPBACK = /^(localhost|127\.[0-9.]+|\[::1\])$/;
const LINK_MAX = 600;

export interface PairLink {
  /** As `readAddress` gives it. */
  server: string;
  /** As `normalCode` gives it. */
  code: string;
}

export type Address =
  | { outcome: 'address'; server: string }
  /** `insecure`: without TLS what is sent could be read on the way; only this very computer may be reached so. */
  | { outcome: 'refused'; why: 'not-an-address' | 'insecure' };

/** A server's address as typed: a name alone means `https`. The answer is an origin without a slash at its end. */
export function readAddress(typed: string): Address {
  const text = typed.trim().toLowerCase();
  const read = text.length <= 300 ? SERVER.exec(text.includes('://') ? text : `https://${text}`) : null;
  const [, scheme, host, port] = read ?? [];
  if (scheme === undefined || host === undefined) return { outcome: 'refused', why: 'not-an-address' };
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) {
    return { outcome: 'refused', why: 'not-an-address' };
  }
  if (scheme === 'http' && !LOOPBACK.test(host)) return { outcome: 'refused', why: 'insecure' };
  return { outcome: 'address', server: `${scheme}://${host}${port === undefined ? '' : `:${Number(port)}`}` };
}

/** Whether the server, an address as `readAddress` gives it, is on this very computer: no network is in between. */
export function isThisComputer(server: string): boolean {
  const host = SERVER.exec(server)?.[2];
  return host !== undefined && LOOPBACK.test(host);
}

/** `ABCD-EFGH`, whatever the case and with or without its hyphen; null for anything that is no code. */
export function normalCode(typed: string): string | null {
  const text = typed.trim().toUpperCase();
  if (!CODE.test(text)) return null;
  return `${text.slice(0, 4)}-${text.slice(-4)}`;
}

/** What a browser or a QR code hands to the app. */
export function pairLinkOf({ server, code }: PairLink): string {
  return `minutier://pair?server=${encodeURIComponent(server)}&code=${encodeURIComponent(code)}`;
}

/** Null for anything but exactly such a link: `server` and `code`, once each, in this order, and nothing else. */
export function readPairLink(text: string): PairLink | null {
  if (text.length > LINK_MAX) return null;
  // Browsers put a slash after the name of the host.
  const read = /^minutier:\/\/pair\/?\?server=([^&#\s]+)&code=([^&#\s]+)$/.exec(text);
  const [server, code] = [decoded(read?.[1]), decoded(read?.[2])];
  if (server === null || code === null || !server.includes('://')) return null;
  const address = readAddress(server);
  const normal = normalCode(code);
  if (address.outcome !== 'address' || normal === null) return null;
  return { server: address.server, code: normal };
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
