/**
 * What is served at `app://minutier/`, the only address the windows ever load: the built pages and, decrypted on
 * the way, the pictures. Pure of Electron; `protocol.ts` connects it. Promises: nothing outside the renderer's folder is served, whatever the path says; every answer
 * carries the security headers; a picture is never stored by the browser.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export const SCHEME = 'app';
export const HOST = 'minutier';
export const ORIGIN = `${SCHEME}://${HOST}`;

/**
 * Styles may be inline because the component kit writes its theme and its measures into style elements; scripts
 * may not. Nothing may come from, or go to, another origin.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** What the protocol serves besides files. */
export interface Served {
  /** Where the built pages are. */
  root: string;
  /** The WebP bytes of a picture by its id as the address has it; null if there is no such picture. */
  picture(name: string, what: 'full' | 'thumb'): Promise<Uint8Array | null>;
  /** Pages made by main itself, by path: complete HTML without scripts. */
  page(pathname: string): string | null;
}

/** What a page may load at all: our own origin and pictures written into the page. */
export function mayLoad(address: string, allowDevTools: boolean): boolean {
  if (address.startsWith(`${ORIGIN}/`) || address.startsWith('data:image/')) return true;
  return allowDevTools && (address.startsWith('devtools://') || address.startsWith('chrome-extension://'));
}

/** Answers one request. Never rejects: what cannot be served is a 404, what cannot be read a 500. */
export async function answer(served: Served, method: string, address: string): Promise<Response> {
  const url = new URL(address);
  if (url.host !== HOST) return plain(404);
  if (method !== 'GET' && method !== 'HEAD') return plain(405);

  const picture = /^\/(picture|thumb)\/([^/]+)$/.exec(url.pathname);
  if (picture) return answerPicture(served, picture[1] === 'thumb' ? 'thumb' : 'full', picture[2] ?? '');

  const page = served.page(url.pathname);
  if (page !== null) return respond(200, page, '.html', 'no-store');

  const file = resolveFile(served.root, url.pathname);
  const type = file === null ? undefined : TYPES[extname(file)];
  if (file === null || type === undefined) return plain(404);
  try {
    return respond(200, new Uint8Array(await readFile(file)), extname(file), 'no-cache');
  } catch {
    return plain(404);
  }
}

/**
 * The file under `root` that the path names, or null where the path is a trick: undecodable, with NUL, backslash,
 * an empty or dotted part, or a percent-encoded slash.
 */
export function resolveFile(root: string, pathname: string): string | null {
  if (pathname === '/') return join(root, 'index.html');
  const parts: string[] = [];
  for (const raw of pathname.split('/').slice(1)) {
    let part: string;
    try {
      part = decodeURIComponent(raw);
    } catch {
      return null;
    }
    if (part === '' || part.startsWith('.') || /[\\/:\0]/.test(part)) return null;
    parts.push(part);
  }
  const file = join(root, ...parts);
  return file.startsWith(root + sep) ? file : null;
}

async function answerPicture(served: Served, what: 'full' | 'thumb', name: string): Promise<Response> {
  try {
    const bytes = await served.picture(name, what);
    return bytes === null ? plain(404) : respond(200, new Uint8Array(bytes), '.webp', 'no-store');
  } catch {
    return plain(500);
  }
}

function respond(
  status: number,
  body: string | Uint8Array<ArrayBuffer>,
  extension: string,
  cache: string,
): Response {
  const type = TYPES[extension] ?? 'application/octet-stream';
  return new Response(body, {
    status,
    headers: { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': cache },
  });
}

function plain(status: number): Response {
  return new Response(null, { status, headers: { ...SECURITY_HEADERS, 'Cache-Control': 'no-store' } });
}
