/** The package `screenshot-desktop` (1.15) ships no types. Written from its source. */
declare module 'screenshot-desktop' {
  interface ListedDisplay {
    id: string | number;
    name: string;
    primary?: boolean;
    /** Linux only. */
    width?: number;
    height?: number;
    offsetX?: number;
    offsetY?: number;
  }

  interface Screenshot {
    /** The picture's file content. */
    (options: { screen: string | number; format: 'png' }): Promise<Buffer>;
    listDisplays(): Promise<ListedDisplay[]>;
  }

  const screenshot: Screenshot;
  export default screenshot;
}
