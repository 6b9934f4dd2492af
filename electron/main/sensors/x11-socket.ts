/**
 * The socket to an X server as the package `x11` wants it. The package parses inside the socket's `data` event,
 * so anything it throws there would be an uncaught exception of the main process. This stand-in hears it first.
 */
import { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';

export class X11Socket extends EventEmitter {
  /** True until the connection stands; the package waits for `connect`. */
  connecting = true;
  private readonly socket: Socket;

  /** Connects to `path` (a Unix socket) or host and port. `onEnd` is called once, whatever ended it. */
  constructor(target: { path: string } | { host: string; port: number }, onEnd: (why: string) => void) {
    super();
    let ended = false;
    const end = (why: string) => {
      if (ended) return;
      ended = true;
      this.socket.destroy();
      onEnd(why);
    };
    this.socket = connect(target);
    this.socket.unref();
    this.socket.on('connect', () => {
      this.connecting = false;
      this.pass(end, 'connect');
    });
    this.socket.on('data', (data) => this.pass(end, 'data', data));
    this.socket.on('drain', () => this.pass(end, 'drain'));
    this.socket.on('error', (error) => end(error.message));
    this.socket.on('close', () => end('the X server closed the connection'));
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  get writableLength(): number {
    return this.socket.writableLength;
  }

  /** After the end, writes are dropped: the package has no notion of a connection that is gone. */
  write(chunk: Uint8Array, done?: () => void): boolean {
    if (this.socket.destroyed) return true;
    return this.socket.write(chunk, () => done?.());
  }

  end(): void {
    this.socket.destroy();
  }

  private pass(end: (why: string) => void, event: string, ...values: unknown[]): void {
    try {
      this.emit(event, ...values);
    } catch (thrown) {
      end(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
}
