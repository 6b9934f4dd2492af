/** Which kind of desktop session this is, from the facts that the environment gives. Pure. */
export interface SessionFacts {
  /** XDG_SESSION_TYPE */
  type: string | undefined;
  /** WAYLAND_DISPLAY */
  waylandDisplay: string | undefined;
  /** DISPLAY */
  display: string | undefined;
}

export type Session =
  | { kind: 'macos' }
  | { kind: 'windows' }
  | { kind: 'x11'; display: string }
  /** `xwayland`: its X server, which sees only the windows of X programs. */
  | { kind: 'wayland'; xwayland: string | null }
  | { kind: 'none' };

export function sessionOf(platform: NodeJS.Platform, facts: SessionFacts): Session {
  if (platform === 'darwin') return { kind: 'macos' };
  if (platform === 'win32') return { kind: 'windows' };
  const display = facts.display || null;
  // A session of type x11 can hold a nested Wayland compositor, and one of type wayland a virtual X display.
  const wayland = facts.type === 'x11' && display ? false : Boolean(facts.waylandDisplay);
  if (wayland || (facts.type === 'wayland' && !display)) return { kind: 'wayland', xwayland: display };
  return display ? { kind: 'x11', display } : { kind: 'none' };
}
