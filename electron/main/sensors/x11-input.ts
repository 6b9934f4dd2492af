/**
 * Input counts from XInput2 raw events. Raw events are sent once a master device and, since XInput 2.1, whoever
 * has grabbed the keyboard or pointer; the server's auto-repeat makes none, so a held key counts once.
 * Promise: the key code of an event is overwritten inside the event's callback, before anything else can see it.
 */
import type { GenericEventParser, XClient, XInput } from 'x11';
import type { Clock } from '../../../domain/clock';
import type { MinuteCounts } from '../../../domain/sample';
import type { InputBackend } from './input-chain';
import type { SensorLog } from './log';
import { MinuteTally } from './minute-tally';
import { POINTER_POLL_MS, PointerTravel } from './pointer-travel';
import type { X11Connection, X11Session } from './x11-connection';

/** XI2.h */
const HIERARCHY_CHANGED = 11;
const RAW_KEY_PRESS = 13;
const RAW_BUTTON_PRESS = 15;

/** The server's own devices through which XTEST (xdotool, macro players, some remote desktops) speaks. */
const XTEST_NAME = /\bXTEST (pointer|keyboard)$/;

const HOLDER = 'input';

export class X11Input implements InputBackend {
  readonly name = 'x11';
  private readonly tally = new MinuteTally();
  private readonly travel = new PointerTravel();
  private synthetic = new Set<number>();
  private session: X11Session | null = null;
  private asking: X11Session | null = null;
  private poll: NodeJS.Timeout | null = null;
  private wanted = false;

  constructor(
    private readonly connection: X11Connection,
    private readonly clock: Clock,
    private readonly log: SensorLog,
  ) {
    connection.listen({
      up: (session) => void this.attach(session),
      down: () => this.detach(),
    });
  }

  async start(): Promise<void> {
    this.wanted = true;
    await this.connection.hold(HOLDER);
    const session = this.connection.session();
    if (session) await this.attach(session);
  }

  listening(): boolean {
    return this.session !== null;
  }

  drain(): MinuteCounts[] {
    return this.tally.drain();
  }

  stop(): void {
    this.wanted = false;
    const session = this.session;
    this.detach();
    // The window sensor may keep the connection: the server is told to send no more events.
    if (session) void selectNothing(session);
    this.connection.release(HOLDER);
  }

  private async attach(session: X11Session): Promise<void> {
    if (!this.wanted || this.session) return;
    const xinput = await session.request<XInput>((client, reply) => client.require('xinput', reply));
    const version = xinput?.xi2;
    // Before 2.1 a raw event does not name its source and stops while another program holds a grab.
    if (!xinput || !version || version.majorVersion * 10 + version.minorVersion < 21) {
      if (session.isAlive()) this.log.warn('input: this X server has no XInput 2.1');
      return;
    }
    session.client.geEventParsers[xinput.majorOpcode] = this.parser(session, xinput);
    await this.learnDevices(session, xinput);
    xinput.XISelectEvents(session.root, [
      { deviceId: xinput.AllDevices, mask: 1 << HIERARCHY_CHANGED },
      { deviceId: xinput.AllMasterDevices, mask: (1 << RAW_KEY_PRESS) | (1 << RAW_BUTTON_PRESS) },
    ]);
    // A round trip: when it is answered, the selection above is in force.
    const confirmed = await session.request<unknown>((client, reply) => client.GetInputFocus(reply));
    if (confirmed === null || !this.wanted || this.session) return;
    this.session = session;
    this.log.info('input: x11 counts now');
    this.poll = setInterval(() => void this.readPointer(session), POINTER_POLL_MS);
    this.poll.unref();
    await this.readPointer(session);
  }

  private detach(): void {
    if (this.poll) clearInterval(this.poll);
    this.poll = null;
    this.session = null;
    this.travel.moveTo(null);
  }

  private async learnDevices(session: X11Session, xinput: XInput): Promise<void> {
    const devices = await session.request<{ deviceId: number; name: string }[]>((_, reply) =>
      xinput.XIQueryDevice(xinput.AllDevices, reply),
    );
    if (devices)
      this.synthetic = new Set(devices.filter((d) => XTEST_NAME.test(d.name)).map((d) => d.deviceId));
  }

  /**
   * Takes the place of the package's parser, which would hand on an event object with the key code and a copy of
   * the raw bytes. Counting happens here; then the bytes are zeroed, so that the package's copy is of zeros.
   */
  private parser(session: X11Session, xinput: XInput): GenericEventParser {
    return (type, seq, _extra, _code, raw) => {
      const kind = raw.readUInt16LE(0);
      if (kind === HIERARCHY_CHANGED) void this.learnDevices(session, xinput);
      else if (this.session === session) this.count(kind, raw);
      raw.fill(0);
      return { type, seq };
    };
  }

  private count(kind: number, raw: Buffer): void {
    const synthetic = this.synthetic.has(raw.readUInt16LE(12)) ? 1 : 0;
    const { wall } = this.clock.read();
    if (kind === RAW_KEY_PRESS) this.tally.add(wall, { keys: 1, synthetic });
    if (kind === RAW_BUTTON_PRESS) this.tally.add(wall, { ...button(raw.readUInt32LE(8)), synthetic });
  }

  private async readPointer(session: X11Session): Promise<void> {
    // A server that hangs must not collect a question for every second of it.
    if (this.asking === session) return;
    this.asking = session;
    const at = await session.request<{ rootX: number; rootY: number }>((client, reply) =>
      client.QueryPointer(session.root, reply),
    );
    this.asking = null;
    if (!at || this.session !== session) return;
    const distance = this.travel.moveTo({ x: at.rootX, y: at.rootY });
    if (distance > 0) this.tally.add(this.clock.read().wall, { distance });
  }
}

/** Buttons 4 to 7 are the four directions of a wheel: one press a notch. */
function button(number: number): { scrolls: 1 } | { clicks: 1 } {
  return number >= 4 && number <= 7 ? { scrolls: 1 } : { clicks: 1 };
}

async function selectNothing(session: X11Session): Promise<void> {
  const xinput = await session.request<XInput>((client: XClient, reply) => client.require('xinput', reply));
  if (!xinput || !session.isAlive()) return;
  xinput.XISelectEvents(session.root, [
    { deviceId: xinput.AllDevices, mask: 0 },
    { deviceId: xinput.AllMasterDevices, mask: 0 },
  ]);
}
