/**
 * One request, as far as the relay looks at it. It stands between `Request` and node:http, so that neither has to be
 * turned into the other for an answer that is ready: building a `Request` costs Node more than the rest of a cached
 * answer.
 */
export interface RelayCall {
  readonly method: string;
  /** As a URL parser gives it: `..` and its spellings are resolved, nothing is decoded. */
  readonly path: string;
  /** The network address that the call comes from; null where the platform does not tell it. */
  readonly remoteAddress: string | null;
  query(): URLSearchParams;
  header(name: string): string | null;
  body(): ReadableStream<Uint8Array> | null;
  /** Aborted when the visitor goes away. */
  signal(): AbortSignal;
  /** The whole request, for `authorize`. Its body is not to be read. */
  request(): Request;
}

/** Where a request comes from, as far as a platform knows it beside the request. */
export interface RelayCaller {
  /** The network address of the other end, such as `192.0.2.1`: what a socket says, never what a header says. */
  readonly remoteAddress?: string | undefined;
}

/** One answer. */
export interface RelayAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

/**
 * The core handler, without `Request` and `Response`. Where `open` throws, since the request is malformed, or `send`
 * throws, an error is sent instead.
 *
 * @returns What `send` gives. @throws What `send` throws when it can't send the error either.
 */
export type RelayCore = <Sent>(open: () => RelayCall, send: (answer: RelayAnswer) => Sent) => Promise<Sent>;
