/**
 * The visible windows of an X server and where they are, from the lowest to the topmost: the children of the root in
 * stacking order, each with the client inside its frame. Null where the server does not answer or no window manager
 * tells which windows are programs'.
 */
import type { XAttributes, XGeometry, XPoint, XTree } from 'x11';
import type { Box } from '../../../domain/slice';
import type { SensorLog } from './log';
import type { PlacedWindow } from './placed-windows';
import { X11Connection, type X11Session } from './x11-connection';
import { atomsFor, describe, property, type TitleAtoms } from './x11-window';

/** X.h */
const IS_VIEWABLE = 2;
const INPUT_ONLY = 2;
const ATOM_WM_TRANSIENT_FOR = 68;
/** A visual with opacity: what is below may be seen through. */
const DEPTH_WITH_OPACITY = 32;
const HOLDER = 'places';
/** Frames lie one in the other at most this deep. */
const MAX_DEPTH = 8;

const NAMES = [
  '_NET_CLIENT_LIST',
  '_NET_ACTIVE_WINDOW',
  '_NET_WM_WINDOW_OPACITY',
  '_NET_WM_STATE',
  '_NET_WM_STATE_HIDDEN',
  '_NET_WM_DESKTOP',
  '_NET_CURRENT_DESKTOP',
] as const;
type Atoms = TitleAtoms & Record<(typeof NAMES)[number], number>;

export async function x11Windows(display: string, log: SensorLog): Promise<PlacedWindow[] | null> {
  const connection = new X11Connection(display, log);
  try {
    await connection.hold(HOLDER);
    const session = connection.session();
    return session === null ? null : await listed(session);
  } finally {
    connection.release(HOLDER);
  }
}

async function listed(session: X11Session): Promise<PlacedWindow[] | null> {
  const atoms = await allAtoms(session);
  const tree = await session.request<XTree>((client, reply) => client.QueryTree(session.root, reply));
  if (atoms === null || tree === null) return null;
  const clients = await ids(session, session.root, atoms._NET_CLIENT_LIST);
  const [active = 0] = (await ids(session, session.root, atoms._NET_ACTIVE_WINDOW)) ?? [];
  const [desktop = null] = (await ids(session, session.root, atoms._NET_CURRENT_DESKTOP)) ?? [];
  if (clients === null) return null;

  const clientOf = new Map<number, number>();
  await Promise.all(clients.map(async (id) => clientOf.set(await topOf(session, id), id)));
  const windows = await Promise.all(
    tree.children.map((top) =>
      placed(session, atoms, { top, client: clientOf.get(top) ?? null, active, desktop }),
    ),
  );
  return session.isAlive() ? windows.filter((window) => window !== null) : null;
}

interface Asked {
  top: number;
  /** Null for what no window manager manages: menus, tooltips. */
  client: number | null;
  active: number;
  desktop: number | null;
}

/** Null for a window that is not seen or is gone. */
async function placed(session: X11Session, atoms: Atoms, asked: Asked): Promise<PlacedWindow | null> {
  const { top, client, active, desktop } = asked;
  const id = client ?? top;
  const [attributes, area] = await Promise.all([
    session.request<XAttributes>((x, reply) => x.GetWindowAttributes(top, reply)),
    areaOf(session, top),
  ]);
  if (!attributes || !area || attributes.mapState !== IS_VIEWABLE || attributes.klass === INPUT_ONLY)
    return null;
  const [name, transient, states, desktops] = await Promise.all([
    describe(session, id, atoms),
    ids(session, id, ATOM_WM_TRANSIENT_FOR),
    ids(session, id, atoms._NET_WM_STATE),
    ids(session, id, atoms._NET_WM_DESKTOP),
  ]);
  if (!name) return null;
  const [on = null] = desktops ?? [];
  const elsewhere = on !== null && desktop !== null && on !== 0xffff_ffff && on !== desktop;
  if (elsewhere || states?.includes(atoms._NET_WM_STATE_HIDDEN)) return null;
  const isDialog = (transient?.[0] ?? 0) !== 0;
  return {
    ...name,
    area,
    covers: client === null ? [] : await coversOf(session, atoms, top, client),
    front: id === active,
    owner: name.app,
    popup: client === null || isDialog,
  };
}

/** The client's own rectangle where it is opaque: a frame may have round corners. */
async function coversOf(session: X11Session, atoms: Atoms, top: number, client: number): Promise<Box[]> {
  const [geometry, at, ...opacities] = await Promise.all([
    session.request<XGeometry>((x, reply) => x.GetGeometry(client, reply)),
    session.request<XPoint>((x, reply) => x.TranslateCoordinates(client, session.root, 0, 0, reply)),
    ids(session, client, atoms._NET_WM_WINDOW_OPACITY),
    ids(session, top, atoms._NET_WM_WINDOW_OPACITY),
  ]);
  const sheer = opacities.some((value) => value !== null && value.length > 0);
  if (!geometry || !at || sheer || geometry.depth === DEPTH_WITH_OPACITY) return [];
  return [{ x: at.destX, y: at.destY, width: geometry.width, height: geometry.height }];
}

async function areaOf(session: X11Session, top: number): Promise<Box | null> {
  const geometry = await session.request<XGeometry>((x, reply) => x.GetGeometry(top, reply));
  if (!geometry) return null;
  const border = 2 * geometry.borderWidth;
  const { xPos: x, yPos: y, width, height } = geometry;
  return { x, y, width: width + border, height: height + border };
}

/** The ancestor that is a child of the root: the frame, or the window itself. */
async function topOf(session: X11Session, window: number): Promise<number> {
  let id = window;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const current = id;
    const tree = await session.request<XTree>((x, reply) => x.QueryTree(current, reply));
    if (!tree || tree.parent === session.root || tree.parent === 0) return id;
    id = tree.parent;
  }
  return id;
}

/** The property's 32-bit values; empty where it is not set, null where the window is gone. */
async function ids(session: X11Session, window: number, atom: number): Promise<number[] | null> {
  const value = await property(session, window, atom);
  if (value === null) return null;
  if (value.format !== 32) return [];
  return Array.from({ length: value.data.length / 4 }, (_, index) => value.data.readUInt32LE(index * 4));
}

async function allAtoms(session: X11Session): Promise<Atoms | null> {
  const titles = await atomsFor(session);
  const [list, active, opacity, state, hidden, desktop, current] = await Promise.all(
    NAMES.map((name) => session.request<number>((x, reply) => x.InternAtom(false, name, reply))),
  );
  if (!titles || !list || !active || !opacity || !state || !hidden || !desktop || !current) return null;
  return {
    ...titles,
    _NET_CLIENT_LIST: list,
    _NET_ACTIVE_WINDOW: active,
    _NET_WM_WINDOW_OPACITY: opacity,
    _NET_WM_STATE: state,
    _NET_WM_STATE_HIDDEN: hidden,
    _NET_WM_DESKTOP: desktop,
    _NET_CURRENT_DESKTOP: current,
  };
}
