/** The terminal: what is drawn on, and where keys come from. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/**
 * The same stream without its number of rows. Where Ink knows that number and a frame reaches it, which a
 * terminal made smaller brings about, it wipes the screen and the scrollback with it.
 */
export function hidingRows(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get(target, key) {
      if (key === "rows") return undefined;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
