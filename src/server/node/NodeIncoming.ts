/** The part of node:http's `IncomingMessage` that is used, and what Express and others add to it. */
export interface NodeIncoming {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: the whole URL; `url` is below the mount point. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values in turn, with repeats; `headers` may have only one of two equal names. */
  readonly rawHeaders?: readonly string[] | undefined;
  readonly readableEnded?: boolean | undefined;
  /** A TLS socket has `encrypted: true`. */
  readonly socket?: object | undefined;
  /** The body from a body parser. */
  readonly body?: unknown;
  /** The raw body, where a framework keeps it. */
  readonly rawBody?: unknown;
  on(event: string, listener: (chunk: Uint8Array | string) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}
