/** Requests of the package `x11` that only tests send. */
declare module 'x11' {
  interface XClient {
    seq_num: number;
    pack_stream: { put(packet: Buffer): void; submit(expectsReply: boolean): void };
    require(extension: 'xtest', callback: XCallback<{ majorOpcode: number }>): void;
    AllocID(): number;
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      borderWidth: number,
      depth: number,
      windowClass: number,
      visual: number,
      values: { backgroundPixel?: number },
    ): void;
    ChangeProperty(
      mode: 0,
      window: number,
      property: number,
      type: number,
      format: 8 | 32,
      data: Buffer,
    ): void;
    MapWindow(id: number): void;
    DestroyWindow(id: number): void;
    GrabKeyboard(
      window: number,
      ownerEvents: 0 | 1,
      time: 0,
      pointerMode: 1,
      keyboardMode: 1,
      callback: XCallback<number>,
    ): void;
  }
}

export {};
