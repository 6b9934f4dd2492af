/** A second, ordinary X client for tests: what another program on the same display could do. */
import { X11Connection, type X11Session } from '../../electron/main/sensors/x11-connection';
import { silentLog } from './silent-log';

export interface OtherProgram {
  /** Grabs the keyboard; answers true if the server granted it. */
  grabKeyboard(): Promise<boolean>;
  /** Core KeyPress events seen so far, auto-repeat included. */
  keyPresses(): number;
  /** Adds a second master pointer and keyboard, which brings XTEST devices of its own. */
  addMaster(name: string): Promise<void>;
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
    close: () => connection.release('test'),
  };
}

/** XIChangeHierarchy (XI2proto: request 43, change type 1), which the package does not offer. */
async function addMaster(session: X11Session, name: string): Promise<void> {
  const xinput = await session.request<{ majorOpcode: number }>((client, reply) =>
    client.require('xinput', reply),
  );
  if (!xinput) throw new Error('no XInput');
  const padded = Math.ceil(name.length / 4) * 4;
  const packet = Buffer.alloc(16 + padded);
  packet.writeUInt8(xinput.majorOpcode, 0);
  packet.writeUInt8(43, 1);
  packet.writeUInt16LE(packet.length / 4, 2);
  packet.writeUInt8(1, 4);
  packet.writeUInt16LE(1, 8);
  packet.writeUInt16LE((8 + padded) / 4, 10);
  packet.writeUInt16LE(name.length, 12);
  packet.writeUInt8(1, 14);
  packet.writeUInt8(1, 15);
  packet.write(name, 16, 'latin1');
  session.client.seq_num += 1;
  session.client.pack_stream.put(packet);
  session.client.pack_stream.submit(false);
  await session.request<unknown>((client, reply) => client.GetInputFocus(reply));
}
