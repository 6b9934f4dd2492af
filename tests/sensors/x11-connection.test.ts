/** The shared X11 connection against servers that misbehave: real sockets, no exception may escape. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { XInput } from 'x11';
import { X11Connection } from '../../electron/main/sensors/x11-connection';
import { rememberingLog, silentLog } from '../support/silent-log';
import { startDisplay, until } from '../support/x-display';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('a server that misbehaves', () => {
  test('[SE21] nobody listens: no session, one line in the log, no exception', async () => {
    const log = rememberingLog();
    const connection = new X11Connection(':9731', log);
    await connection.hold('test');
    expect(connection.session()).toBeNull();
    expect(log.lines).toHaveLength(1);
    connection.release('test');
  });

  test.each(['', 'nonsense', ':', 'host:x', ':-1'])(
    '[SE21] DISPLAY=%j cannot be used: no exception',
    async (name) => {
      const connection = new X11Connection(name, silentLog);
      await connection.hold('test');
      expect(connection.session()).toBeNull();
      connection.release('test');
    },
  );

  test('[SE21] garbage instead of a greeting, and a hang-up: no session, no exception', async () => {
    for (const greet of [
      (socket: Socket) => socket.write(Buffer.alloc(4_096, 0xff)),
      (socket: Socket) => socket.write(Buffer.from([0, 5, 11, 0, 0, 0, 0, 0, 110, 111])),
      (socket: Socket) => socket.destroy(),
    ]) {
      const name = await fakeServer(greet);
      const connection = new X11Connection(name, silentLog);
      await connection.hold('test');
      expect(connection.session()).toBeNull();
      connection.release('test');
    }
  });

  test('[SE21] garbage after the greeting ends the session: open questions answer null', async () => {
    const display = await startDisplay({ windowManager: false });
    let corrupt: (() => void) | undefined;
    const name = await fakeServer((socket) => {
      const upstream = connectTo(display.name, socket);
      corrupt = () => {
        upstream.unpipe(socket);
        // A reply to a request that was never made, whose length runs over what follows, then noise.
        socket.write(Buffer.alloc(65_536, 0x23));
        socket.destroy();
      };
    });
    const connection = new X11Connection(name, silentLog);
    await connection.hold('test');
    const session = connection.session();
    expect(session).not.toBeNull();
    corrupt?.();
    const answer = session?.request<unknown>((client, reply) => client.GetInputFocus(reply));
    await until('the session has ended', () => connection.session() === null);
    await answer;
    expect(session?.isAlive()).toBe(false);
    connection.release('test');
    await display.close();
  });
});

describe('a package that throws', () => {
  test('[SE21] a reply that cannot be parsed ends the session, and the open questions with null', async () => {
    const display = await startDisplay({ windowManager: false });
    let lie: ((sequence: number) => void) | undefined;
    const name = await fakeServer((socket) => {
      const upstream = connectTo(display.name, socket);
      lie = (sequence) => {
        upstream.unpipe(socket);
        const reply = Buffer.alloc(32);
        reply.writeUInt8(1, 0);
        reply.writeUInt16LE(sequence, 2);
        // Five devices, of which there is none: the package reads past the end and throws.
        reply.writeUInt16LE(5, 8);
        socket.write(reply);
      };
    });
    const connection = new X11Connection(name, silentLog);
    await connection.hold('test');
    const session = connection.session();
    if (!session) throw new Error('no session');
    const xinput = await session.request<XInput>((client, reply) => client.require('xinput', reply));
    const devices = session.request<unknown>((_, reply) => xinput?.XIQueryDevice(0, reply));
    lie?.(session.client.seq_num);
    expect(await devices).toBeNull();
    expect(connection.session()).toBeNull();
    connection.release('test');
    await display.close();
  });
});

describe('holding', () => {
  test('the connection is closed when its last holder lets go, and opened again for the next', async () => {
    const display = await startDisplay({ windowManager: false });
    const connection = new X11Connection(display.name, silentLog);
    await Promise.all([connection.hold('a'), connection.hold('b')]);
    const first = connection.session();
    connection.release('a');
    expect(connection.session()).toBe(first);
    connection.release('b');
    expect(connection.session()).toBeNull();
    await connection.hold('a');
    expect(connection.session()?.isAlive()).toBe(true);
    connection.release('a');
    await display.close();
  });
});

/** Listens where display `:N` would; `greet` gets each connection. */
async function fakeServer(greet: (socket: Socket) => void): Promise<string> {
  mkdirSync('/tmp/.X11-unix', { recursive: true });
  let number = 7_000;
  while (existsSync(`/tmp/.X11-unix/X${number}`)) number += 1;
  const path = `/tmp/.X11-unix/X${number}`;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    greet(socket);
  });
  server.on('close', () => rmSync(path, { force: true }));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return `:${number}`;
}

/** Passes everything between a client and the real server. */
function connectTo(display: string, client: Socket): Socket {
  const upstream = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
  upstream.on('error', () => {});
  client.pipe(upstream).pipe(client);
  return upstream;
}
