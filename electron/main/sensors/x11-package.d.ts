/**
 * The part of the package `x11` (4.2) that is used here; it ships no types. Written from its source
 * (lib/xcore.js, lib/corereqs.js, lib/ext/xinput.js, lib/auth.js).
 */
declare module 'x11' {
  import type { EventEmitter } from 'node:events';

  /** `error` is the X protocol's error code; a connection's error has none. */
  export interface XError extends Error {
    error?: number;
  }
  /** Returning true from a callback that got an error says that it was handled; else the client emits it. */
  export type XCallback<T> = (error: XError | null | undefined, value: T) => boolean | undefined;

  export interface XProperty {
    type: number;
    format: number;
    data: Buffer;
  }

  export interface XTree {
    root: number;
    parent: number;
    children: number[];
  }

  export interface XAttributes {
    klass: number;
    mapState: number;
  }

  export interface XGeometry {
    depth: number;
    xPos: number;
    yPos: number;
    width: number;
    height: number;
    borderWidth: number;
  }

  export interface XPoint {
    destX: number;
    destY: number;
  }

  export interface XInputDevice {
    deviceId: number;
    name: string;
  }

  export interface XInput {
    majorOpcode: number;
    xi2: { majorVersion: number; minorVersion: number } | null;
    AllDevices: number;
    AllMasterDevices: number;
    XIQueryDevice(deviceId: number, callback: XCallback<XInputDevice[]>): void;
    XISelectEvents(window: number, masks: { deviceId: number; mask: number }[]): void;
  }

  /** `raw` is the event from byte 8 on, in a buffer of its own. */
  export type GenericEventParser = (
    type: number,
    seq: number,
    extra: number,
    code: number,
    raw: Buffer,
  ) => object;

  export interface XClient extends EventEmitter {
    atoms: Record<string, number>;
    geEventParsers: Record<number, GenericEventParser>;
    require(extension: 'xinput', callback: XCallback<XInput>): void;
    InternAtom(onlyIfExists: boolean, name: string, callback: XCallback<number>): void;
    GetProperty(
      del: 0,
      window: number,
      property: number,
      type: number,
      offset: number,
      length: number,
      callback: XCallback<XProperty>,
    ): void;
    QueryTree(window: number, callback: XCallback<XTree>): void;
    GetWindowAttributes(window: number, callback: XCallback<XAttributes>): void;
    GetGeometry(window: number, callback: XCallback<XGeometry>): void;
    TranslateCoordinates(from: number, to: number, x: number, y: number, callback: XCallback<XPoint>): void;
    QueryPointer(window: number, callback: XCallback<{ rootX: number; rootY: number }>): void;
    GetInputFocus(callback: XCallback<unknown>): void;
  }

  export interface XDisplay {
    client: XClient;
    screen: { root: number }[];
  }

  export interface XOptions {
    display: string;
    stream: EventEmitter;
    auth: { name: string; data: string };
    disableBigRequests: boolean;
    shm: boolean;
  }

  const x11: {
    createClient(options: XOptions, callback: XCallback<XDisplay>): XClient;
    parseDisplay(display: string): { protocol: string; host: string; displayNum: string | 0 };
  };
  export default x11;
}

declare module 'x11/lib/auth.js' {
  /** Finds the cookie in the Xauthority file; a missing file gives empty strings, an unreadable one an error. */
  export default function auth(
    display: string,
    host: string,
    family: string | null,
    callback: (error: Error | null, cookie?: { authName: string; authData: string }) => void,
  ): void;
}
