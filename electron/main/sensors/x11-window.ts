/**
 * The front window from the X server: _NET_ACTIVE_WINDOW, then WM_CLASS and the title (_NET_WM_NAME in UTF-8,
 * else WM_NAME, Latin-1 as ICCCM says of STRING). About 0.4 ms a call.
 * Needs a window manager that keeps _NET_ACTIVE_WINDOW (EWMH); without one it fails and the chain goes on.
 */
import type { XProperty } from 'x11';
import type { FrontWindow } from '../../../domain/sample';
import type { Answer, Backend } from './chain';
import type { X11Connection, X11Session } from './x11-connection';

/** Longest title taken, in bytes. */
const TITLE_BYTES = 4_096;
/** Xatom.h */
const ATOM_WM_NAME = 39;
const ATOM_WM_CLASS = 67;
const ATOM_STRING = 31;
const ANY_TYPE = 0;

const HOLDER = 'window';
const NONE: Answer<FrontWindow | null> = { outcome: 'answered', value: null };
const NO_MANAGER: Answer<FrontWindow | null> = { outcome: 'failed', detail: 'no EWMH window manager' };

/** What it takes to read a title. */
export interface TitleAtoms {
  netName: number;
  utf8: number;
}

interface Atoms extends TitleAtoms {
  activeWindow: number;
  managerCheck: number;
}

export class X11Window implements Backend<FrontWindow | null> {
  readonly name = 'x11';
  private atoms: { session: X11Session; atoms: Atoms } | null = null;

  constructor(private readonly connection: X11Connection) {}

  async ask(): Promise<Answer<FrontWindow | null>> {
    await this.connection.hold(HOLDER);
    const session = this.connection.session();
    if (!session) return { outcome: 'failed', detail: 'no connection to the X server' };
    const atoms = await this.atomsOf(session);
    if (!atoms) return { outcome: 'failed', detail: 'the X server did not answer' };
    // The window can be gone between the two questions: then the window that is in front now is asked, once.
    for (let attempt = 0; attempt < 2; attempt++) {
      const active = await property(session, session.root, atoms.activeWindow);
      if (!active) return { outcome: 'failed', detail: 'the X server did not answer' };
      const id = windowId(active);
      if (id === 0) return (await managed(session, atoms)) ? NONE : NO_MANAGER;
      const window = await describe(session, id, atoms);
      if (window) return { outcome: 'answered', value: window };
      if (!session.isAlive()) return { outcome: 'failed', detail: 'the X server went away' };
    }
    return NONE;
  }

  stop(): void {
    this.connection.release(HOLDER);
  }

  private async atomsOf(session: X11Session): Promise<Atoms | null> {
    if (this.atoms?.session === session) return this.atoms.atoms;
    const [activeWindow, managerCheck, netName, utf8] = await Promise.all(
      ['_NET_ACTIVE_WINDOW', '_NET_SUPPORTING_WM_CHECK', '_NET_WM_NAME', 'UTF8_STRING'].map((name) =>
        session.request<number>((client, reply) => client.InternAtom(false, name, reply)),
      ),
    );
    if (!activeWindow || !managerCheck || !netName || !utf8) return null;
    const atoms = { activeWindow, managerCheck, netName, utf8 };
    this.atoms = { session, atoms };
    return atoms;
  }
}

/** Null where the window is gone. */
export function property(session: X11Session, window: number, atom: number): Promise<XProperty | null> {
  return session.request<XProperty>((client, reply) =>
    client.GetProperty(0, window, atom, ANY_TYPE, 0, TITLE_BYTES / 4, reply),
  );
}

/** Some window managers set _NET_ACTIVE_WINDOW only once a window has been in front; this one they always set. */
async function managed(session: X11Session, atoms: Atoms): Promise<boolean> {
  const check = await property(session, session.root, atoms.managerCheck);
  return check !== null && windowId(check) !== 0;
}

/** 0 where the property is not set, as for "no window". */
function windowId(value: XProperty): number {
  return value.format === 32 && value.data.length >= 4 ? value.data.readUInt32LE(0) : 0;
}

export async function atomsFor(session: X11Session): Promise<TitleAtoms | null> {
  const [netName, utf8] = await Promise.all(
    ['_NET_WM_NAME', 'UTF8_STRING'].map((name) =>
      session.request<number>((client, reply) => client.InternAtom(false, name, reply)),
    ),
  );
  return netName && utf8 ? { netName, utf8 } : null;
}

/** Null if the window is gone. */
export async function describe(
  session: X11Session,
  id: number,
  atoms: TitleAtoms,
): Promise<FrontWindow | null> {
  const [wmClass, netName, name] = await Promise.all([
    property(session, id, ATOM_WM_CLASS),
    property(session, id, atoms.netName),
    property(session, id, ATOM_WM_NAME),
  ]);
  if (!wmClass || !netName || !name) return null;
  return { app: appOf(wmClass), title: text(netName, atoms) ?? text(name, atoms) };
}

/** WM_CLASS is `instance NUL class NUL`; the class names the application. '' where a window has none. */
function appOf(wmClass: XProperty): string {
  const [instance, application] = wmClass.data.toString('latin1').split('\0');
  return application || instance || '';
}

/** Null where the property is not set, or is COMPOUND_TEXT (an ISO 2022 encoding of old programs) beyond Latin-1. */
function text(value: XProperty, atoms: TitleAtoms): string | null {
  if (value.data.length === 0) return null;
  if (value.type === atoms.utf8) return firstString(new TextDecoder().decode(value.data, { stream: true }));
  // COMPOUND_TEXT begins in Latin-1 and says with an escape (0x1b) where it leaves it.
  if (value.type === ATOM_STRING || !value.data.includes(0x1b))
    return firstString(value.data.toString('latin1'));
  return null;
}

function firstString(decoded: string): string {
  const end = decoded.indexOf('\0');
  return end < 0 ? decoded : decoded.slice(0, end);
}
