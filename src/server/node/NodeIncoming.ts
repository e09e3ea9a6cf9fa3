/** What of node:http's `IncomingMessage` is used, and what Express and others add to it. */
export interface NodeIncoming {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: `url` before it was cut down to what is below the mount point. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values as they came, one after the other; of a header that came twice `headers` has one. */
  readonly rawHeaders?: readonly string[] | undefined;
  readonly readableEnded?: boolean | undefined;
  /** A TLS socket has `encrypted: true`. */
  readonly socket?: object | undefined;
  /** What a body parser made of the body. */
  readonly body?: unknown;
  /** The body as it came, where a framework keeps it. */
  readonly rawBody?: unknown;
  on(event: string, listener: (chunk: Uint8Array | string) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}
