/**
 * The one connection to the X server, shared by input counts and window titles, in the main process: a second
 * process would cost a tenth of the app's memory (docs/decisions/0010).
 * Promises: it stands while someone holds it, comes back by itself (after 1 s, 2 s, … 30 s) when it is lost, and
 * neither the server's death nor anything it sends causes an exception.
 */
import { hostname } from 'node:os';
import type { XCallback, XClient, XError } from 'x11';
import { Backoff } from '../backoff';
import { reasonOf, type SensorLog } from './log';
import { within } from './within';
import { X11Socket } from './x11-socket';

/** How long the server may take to accept a connection. */
const CONNECT_MS = 3_000;
const BACKOFF = { firstMs: 1_000, maxMs: 30_000 };

/** One life of the connection. */
export class X11Session {
  private alive = true;
  private readonly waiting = new Set<() => void>();

  constructor(
    readonly client: XClient,
    readonly root: number,
  ) {}

  isAlive(): boolean {
    return this.alive;
  }

  /**
   * One request with a reply. Null: the server answered with an error (a window that is gone, say), or the
   * connection ended before it answered. Never rejects.
   */
  request<T>(send: (client: XClient, reply: XCallback<T>) => void): Promise<T | null> {
    if (!this.alive) return Promise.resolve(null);
    return new Promise((resolve) => {
      const settle = (value: T | null) => {
        this.waiting.delete(giveUp);
        resolve(value);
      };
      const giveUp = () => settle(null);
      this.waiting.add(giveUp);
      try {
        send(this.client, (error, value) => {
          settle(error ? null : value);
          return true;
        });
      } catch {
        giveUp();
      }
    });
  }

  /** Every open request answers null. */
  end(): void {
    this.alive = false;
    for (const giveUp of [...this.waiting]) giveUp();
  }
}

export interface X11Listener {
  up(session: X11Session): void;
  down(): void;
}

export class X11Connection {
  private readonly holders = new Set<string>();
  private readonly listeners = new Set<X11Listener>();
  private readonly backoff = new Backoff(BACKOFF);
  private current: X11Session | null = null;
  private socket: X11Socket | null = null;
  private attempt: Promise<void> | null = null;
  private retry: NodeJS.Timeout | null = null;

  constructor(
    /** As in DISPLAY: `:0`, `unix:0`, `host:10.0`. */
    private readonly display: string,
    private readonly log: SensorLog,
  ) {}

  /** The live session, or null. */
  session(): X11Session | null {
    return this.current;
  }

  /** For as long as the connection object lives. */
  listen(listener: X11Listener): void {
    this.listeners.add(listener);
  }

  /** `who` wants the connection from now on. Settles when the first attempt has ended, one way or the other. */
  async hold(who: string): Promise<void> {
    this.holders.add(who);
    if (this.current || this.retry) return;
    this.attempt ??= this.connect().finally(() => {
      this.attempt = null;
    });
    await this.attempt;
  }

  /** `who` no longer wants it; it is closed when nobody does. */
  release(who: string): void {
    this.holders.delete(who);
    if (this.holders.size > 0) return;
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    this.backoff.succeeded();
    if (this.socket) this.ended(this.socket, 'not needed any more');
  }

  private async connect(): Promise<void> {
    const opened = await this.open().catch((thrown: unknown) => reasonOf(thrown));
    if (typeof opened === 'string') {
      this.lost(opened);
      return;
    }
    this.current = opened;
    this.backoff.succeeded();
    for (const listener of [...this.listeners]) listener.up(opened);
  }

  /** One attempt: a session, or why there is none. */
  private async open(): Promise<X11Session | string> {
    const { default: x11 } = await import('x11');
    const target = x11.parseDisplay(this.display);
    const local = target.host === '' || target.host === 'unix' || target.protocol === 'unix';
    const auth = await cookie(String(target.displayNum), target.host);
    const opening = new Promise<X11Session | string>((resolve) => {
      const socket = new X11Socket(
        local
          ? { path: `/tmp/.X11-unix/X${target.displayNum}` }
          : { host: target.host, port: 6_000 + Number(target.displayNum) },
        (why) => {
          resolve(why);
          this.ended(socket, why);
        },
      );
      this.socket = socket;
      const options = { display: this.display, stream: socket, auth, disableBigRequests: true, shm: false };
      const client = x11.createClient(options, (error, display) => {
        const root = error ? undefined : display.screen[0]?.root;
        if (root === undefined) {
          socket.end();
          return;
        }
        // The package keeps one table of atoms for all connections; the numbers hold for one server's life only.
        client.atoms = { ...client.atoms };
        resolve(new X11Session(client, root));
      });
      // A refusal has no X error code; a stray protocol error (nobody waited for it) is of no consequence.
      client.on('error', (error: XError) => {
        if (error.error === undefined) {
          resolve(reasonOf(error));
          socket.end();
        }
      });
    });
    return within(CONNECT_MS, opening, () => {
      this.socket?.end();
      return 'no answer from the X server';
    });
  }

  private ended(socket: X11Socket, why: string): void {
    if (this.socket !== socket) return;
    this.socket = null;
    socket.end();
    const session = this.current;
    if (!session) return;
    this.current = null;
    session.end();
    for (const listener of [...this.listeners]) listener.down();
    this.lost(why);
  }

  private lost(why: string): void {
    if (this.holders.size === 0 || this.retry) return;
    if (this.backoff.failuresInARow() === 0) this.log.warn(`x11: ${why}`);
    this.retry = setTimeout(() => {
      this.retry = null;
      for (const who of this.holders) void this.hold(who);
    }, this.backoff.failed());
    this.retry.unref();
  }
}

/** Read here because the package throws inside a file callback where the Xauthority file cannot be read. */
async function cookie(displayNum: string, host: string): Promise<{ name: string; data: string }> {
  const { default: findCookie } = await import('x11/lib/auth.js');
  return new Promise((resolve) => {
    const owner = host === '' || host === 'unix' ? hostname() : host;
    findCookie(displayNum, owner, null, (error, found) => {
      resolve({ name: error ? '' : (found?.authName ?? ''), data: error ? '' : (found?.authData ?? '') });
    });
  });
}
