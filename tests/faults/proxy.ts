/**
 * A bad network between the app and the server: a small TCP proxy that does to each connection what it is told to, so a
 * test can meet what happens between two machines. What befalls which connection is the caller's to draw, by a seed.
 */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Random } from '../../domain/random';

/** Bytes are counted in the direction that the fault is in; `up` is from the app to the server. */
export type Fault =
  | { kind: 'none' }
  /** Each piece is late by so much. */
  | { kind: 'latency'; ms: number }
  /** Both ends are reset (RST) after so many bytes. */
  | { kind: 'reset'; way: 'up' | 'down'; after: number }
  /** The reply ends (FIN) after so many bytes; the server is still listened to. */
  | { kind: 'truncate'; after: number }
  /** The app's half is closed towards the server after so many bytes; replies still pass. */
  | { kind: 'half-close'; after: number }
  /** The server's bytes come twice, and the connection ends. */
  | { kind: 'double-reply' }
  /** The same request reaches the server a second time, on a connection of its own, when it was answered. */
  | { kind: 'double-request' }
  /** So many bytes at a time, with a pause before each. */
  | { kind: 'drip'; way: 'up' | 'down'; bytes: number; ms: number }
  /** Accepted, and never heard of again: until the app hangs up. */
  | { kind: 'silence' };

export interface BadNetwork {
  port: number;
  /** Connections so far, by what befell them. */
  met: ReadonlyMap<Fault['kind'], number>;
  /** Cuts what is open; later connections reach `port`. For a server that was killed and came back elsewhere. */
  turnTo(port: number): void;
  /** No fault from now on: what is open is cut, so that nothing of the past comes late. */
  calm(): void;
  close(): Promise<void>;
}

export async function openProxy(target: number, faultOf: () => Fault): Promise<BadNetwork> {
  const open = new Set<Socket>();
  const met = new Map<Fault['kind'], number>();
  let port = target;
  let isCalm = false;

  const server = createServer({ allowHalfOpen: true }, (app) => {
    const fault: Fault = isCalm ? { kind: 'none' } : faultOf();
    met.set(fault.kind, (met.get(fault.kind) ?? 0) + 1);
    keep(app);
    if (fault.kind === 'silence') {
      app.resume().on('end', () => app.destroy());
      return;
    }
    const up = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    keep(up);
    pass(fault, app, up);
  });
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  };
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };

  /** The second time that a request comes: its answer goes nowhere. */
  const again = (request: readonly Buffer[]) => {
    const second = connect({ port, host: '127.0.0.1' });
    keep(second);
    second.resume().end(Buffer.concat(request));
  };

  const pass = (fault: Fault, app: Socket, up: Socket) => {
    const reset = () => {
      app.resetAndDestroy();
      up.resetAndDestroy();
    };
    const request: Buffer[] = [];
    const taps = fault.kind === 'double-request';
    const sent = stream(app, up, wayOf(fault, 'up'), reset, taps ? (piece) => request.push(piece) : null);
    const answered = stream(up, app, wayOf(fault, 'down'), reset, null);
    if (taps) void Promise.all([sent, answered]).then(() => again(request));
  };

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    met,
    turnTo: (to) => {
      port = to;
      cut();
    },
    calm: () => {
      isCalm = true;
      cut();
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      cut();
      await closed;
    },
  };
}

/** What happens to one direction. */
interface Way {
  late: number;
  /** Of each piece that is passed on at once. */
  piece: number;
  after: number;
  /** The first piece comes twice, then the end. */
  twice: boolean;
  end: 'reset' | 'close' | null;
}

function wayOf(fault: Fault, way: 'up' | 'down'): Way {
  const whole: Way = {
    late: 0,
    piece: Number.POSITIVE_INFINITY,
    after: Number.POSITIVE_INFINITY,
    twice: false,
    end: null,
  };
  switch (fault.kind) {
    case 'latency':
      return { ...whole, late: fault.ms };
    case 'reset':
      return way === fault.way ? { ...whole, after: fault.after, end: 'reset' } : whole;
    case 'truncate':
      return way === 'down' ? { ...whole, after: fault.after, end: 'close' } : whole;
    case 'half-close':
      return way === 'up' ? { ...whole, after: fault.after, end: 'close' } : whole;
    case 'double-reply':
      return way === 'down' ? { ...whole, twice: true } : whole;
    case 'drip':
      return way === fault.way ? { ...whole, late: fault.ms, piece: fault.bytes } : whole;
    default:
      return whole;
  }
}

/** Passes bytes on in order, until the way ends. Resolves whatever happens. */
async function stream(
  from: Socket,
  to: Socket,
  way: Way,
  reset: () => void,
  tap: ((piece: Buffer) => void) | null,
): Promise<void> {
  let passed = 0;
  try {
    for await (const piece of from.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(piece)) throw new Error('a socket gives bytes');
      tap?.(piece);
      for (let at = 0; at < piece.length; ) {
        const size = Math.min(piece.length - at, way.piece, way.after - passed);
        if (way.late > 0) await setTimeout(way.late);
        await written(to, piece.subarray(at, at + size));
        if (way.twice) await written(to, piece.subarray(at, at + size));
        at += size;
        passed += size;
        if (passed < way.after && !way.twice) continue;
        if (way.end === 'reset') reset();
        else to.end();
        from.resume();
        return;
      }
    }
    to.end();
  } catch {
    // One side was cut: so is the other.
    to.destroy();
  }
}

function written(to: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    to.write(bytes, (error) => (error ? fail(error) : done()));
  });
}

/** A network as bad as the draw says: of a hundred connections so many meet nothing. */
export function drawFault(random: Random, calm: number): Fault {
  const of = (max: number) => Math.floor(random.uniform('fault') * max);
  if (of(100) < calm) return { kind: 'none' };
  const way = of(2) === 0 ? 'up' : 'down';
  switch (of(8)) {
    case 0:
      return { kind: 'latency', ms: 1 + of(8) };
    case 1:
      return { kind: 'reset', way, after: of(3000) };
    case 2:
      return { kind: 'truncate', after: of(2500) };
    case 3:
      return { kind: 'half-close', after: of(3000) };
    case 4:
      return { kind: 'double-reply' };
    case 5:
      return { kind: 'double-request' };
    case 6:
      return { kind: 'drip', way, bytes: 40 + of(300), ms: 1 };
    default:
      return { kind: 'reset', way, after: 0 };
  }
}
