/** A second, ordinary X client for tests: what another program on the same display could do. */
import type { XInput, XInputDevice } from 'x11';
import { X11Connection, type X11Session } from '../../electron/main/sensors/x11-connection';
import { silentLog } from './silent-log';

export interface OtherProgram {
  /** Grabs the keyboard; answers true if the server granted it. */
  grabKeyboard(): Promise<boolean>;
  /** Core KeyPress events seen so far, auto-repeat included. */
  keyPresses(): number;
  /** Adds a second master pointer and keyboard, which brings XTEST devices of its own, and types with these from now on. */
  addMaster(name: string): Promise<void>;
  /** Presses and releases a key through XTEST. */
  type(times: number): Promise<void>;
  close(): void;
}

const KEY_PRESS = 2;

export async function otherProgram(display: string): Promise<OtherProgram> {
  const connection = new X11Connection(display, silentLog);
  await connection.hold('test');
  const session = connection.session();
  if (!session) throw new Error(`no connection to ${display}`);
  let presses = 0;
  session.client.on('event', ({ type }: { type: number }) => {
    if ((type & 0x7f) === KEY_PRESS) presses += 1;
  });
  return {
    grabKeyboard: async () =>
      (await session.request<number>((client, reply) =>
        client.GrabKeyboard(session.root, 0, 0, 1, 1, reply),
      )) === 0,
    keyPresses: () => presses,
    addMaster: (name) => addMaster(session, name),
    type: (times) => type(session, times),
    close: () => connection.release('test'),
  };
}

/** XIChangeHierarchy (XI2proto: request 43, change type 1), then XISetClientPointer (44): the package has neither. */
async function addMaster(session: X11Session, name: string): Promise<void> {
  const xinput = await session.request<XInput>((client, reply) => client.require('xinput', reply));
  if (!xinput) throw new Error('no XInput');
  const padded = Math.ceil(name.length / 4) * 4;
  const create = Buffer.alloc(16 + padded);
  create.writeUInt8(1, 4);
  create.writeUInt16LE(1, 8);
  create.writeUInt16LE((8 + padded) / 4, 10);
  create.writeUInt16LE(name.length, 12);
  create.writeUInt8(1, 14);
  create.writeUInt8(1, 15);
  create.write(name, 16, 'latin1');
  send(session, xinput.majorOpcode, 43, create);
  const devices = await session.request<XInputDevice[]>((_, reply) =>
    xinput.XIQueryDevice(xinput.AllDevices, reply),
  );
  const master = devices?.find((device) => device.name === `${name} pointer`);
  if (!master) throw new Error('no second master');
  const choose = Buffer.alloc(12);
  choose.writeUInt16LE(master.deviceId, 8);
  send(session, xinput.majorOpcode, 44, choose);
  await session.request<unknown>((client, reply) => client.GetInputFocus(reply));
}

/** XTEST's FakeInput (request 2) of a key press and a release. */
async function type(session: X11Session, times: number): Promise<void> {
  const xtest = await session.request<{ majorOpcode: number }>((client, reply) =>
    client.require('xtest', reply),
  );
  if (!xtest) throw new Error('no XTEST');
  for (let i = 0; i < times * 2; i++) {
    const fake = Buffer.alloc(36);
    fake.writeUInt8(i % 2 === 0 ? 2 : 3, 4);
    fake.writeUInt8(38, 5);
    send(session, xtest.majorOpcode, 2, fake);
  }
  await session.request<unknown>((client, reply) => client.GetInputFocus(reply));
}

function send({ client }: X11Session, extension: number, request: number, packet: Buffer): void {
  packet.writeUInt8(extension, 0);
  packet.writeUInt8(request, 1);
  packet.writeUInt16LE(packet.length / 4, 2);
  client.seq_num += 1;
  client.pack_stream.put(packet);
  client.pack_stream.submit(false);
}
