/** A window of a second X client with a title that xterm cannot be given: any bytes, any type, or no class at all. */
import { X11Connection } from '../../electron/main/sensors/x11-connection';
import { silentLog } from './silent-log';

export interface TitledWindow {
  id: number;
  destroy(): Promise<void>;
}

export interface TitledWindowOptions {
  /** `instance NUL class NUL`; none where absent. */
  wmClass?: string;
  /** _NET_WM_NAME. */
  utf8?: string;
  /** WM_NAME of type STRING, written as Latin-1. */
  latin1?: string;
  /** WM_NAME of type COMPOUND_TEXT. */
  compound?: Buffer;
  pid?: number;
}

export async function titledWindow(display: string, options: TitledWindowOptions): Promise<TitledWindow> {
  const connection = new X11Connection(display, silentLog);
  await connection.hold('test');
  const session = connection.session();
  if (!session) throw new Error(`no connection to ${display}`);
  const { client, root } = session;
  const atom = async (name: string) => {
    const id = await session.request<number>((c, reply) => c.InternAtom(false, name, reply));
    if (!id) throw new Error(`no atom ${name}`);
    return id;
  };
  const round = () => session.request<unknown>((c, reply) => c.GetInputFocus(reply));
  const id = client.AllocID();
  client.CreateWindow(id, root, 100, 100, 400, 300, 0, 0, 0, 0, { backgroundPixel: 0x336699 });
  const set = async (property: string, type: string, data: Buffer) =>
    client.ChangeProperty(0, id, await atom(property), await atom(type), type === 'CARDINAL' ? 32 : 8, data);
  if (options.wmClass !== undefined) await set('WM_CLASS', 'STRING', Buffer.from(options.wmClass, 'latin1'));
  if (options.latin1 !== undefined) await set('WM_NAME', 'STRING', Buffer.from(options.latin1, 'latin1'));
  if (options.compound !== undefined) await set('WM_NAME', 'COMPOUND_TEXT', options.compound);
  if (options.utf8 !== undefined) await set('_NET_WM_NAME', 'UTF8_STRING', Buffer.from(options.utf8));
  if (options.pid !== undefined) {
    const pid = Buffer.alloc(4);
    pid.writeUInt32LE(options.pid);
    await set('_NET_WM_PID', 'CARDINAL', pid);
  }
  client.MapWindow(id);
  await round();
  return {
    id,
    async destroy() {
      client.DestroyWindow(id);
      await round();
      connection.release('test');
    },
  };
}
