/**
 * A request as the relay reads it, made from a `Request` or from node:http's. On Node no `Request` is built for a
 * cached answer: that would cost more than the rest of it.
 */
export interface RelayCall {
  readonly method: string;
  /** As a URL parser gives it: `..` in all its spellings is resolved, nothing is decoded. */
  readonly path: string;
  /** The network address of the caller; null where the platform does not give it. */
  readonly remoteAddress: string | null;
  query(): URLSearchParams;
  header(name: string): string | null;
  body(): ReadableStream<Uint8Array> | null;
  /** Aborted when the visitor goes away. */
  signal(): AbortSignal;
  /** The whole request, for `authorize`. Its body is not to be read. */
  request(): Request;
}

/** The caller of the relay, which a `Request` does not tell. */
export interface RelayCaller {
  /** Its network address, such as `192.0.2.1`: the socket's, never one from a header. */
  readonly remoteAddress?: string | undefined;
}

/** An answer of the relay. */
export interface RelayAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/**
 * The core handler, without `Request` and `Response`. If `open` throws, because the request is malformed, or `send`
 * throws, it sends an error instead.
 *
 * @returns The result of `send`.
 * @throws What `send` throws if it can't send the error either.
 */
export type RelayCore = <Sent>(open: () => RelayCall, send: (answer: RelayAnswer) => Sent) => Promise<Sent>;
