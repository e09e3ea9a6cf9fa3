import type { ClientErrorCode, OwnErrorCode, RelayErrorCode } from "./OwnErrorCode";

type GiverOf<Code> = Code extends ClientErrorCode ? (Code extends RelayErrorCode ? "both" : "client") : "relay";

/** What `docs/errors.md` says of a code. */
export interface ErrorCodeRow<Code = OwnErrorCode> {
  readonly givenBy: GiverOf<Code>;
  /** Statuses of answers that name no code and get this one; of the relay's own codes, the status it answers with. */
  readonly httpStatus?: readonly number[];
  /** `retryable` of the error; where that is not always so, the texts say when. @default false */
  readonly retryable?: boolean;
  readonly cause: string;
  readonly remedy: string;
}

/**
 * Every code that longrun itself gives, in the order of `docs/errors.md`, whose tables are made of this one. Only tests
 * import it: the texts must not reach a browser.
 */
export const ERROR_CODES: { readonly [Code in OwnErrorCode]: ErrorCodeRow<Code> } = {
  NETWORK: {
    givenBy: "both",
    retryable: true,
    cause: "the server can't be reached",
    remedy: "nothing; or check `baseUrl`. On a server a relative one leads nowhere, and is not asked again",
  },
  TIMEOUT: {
    givenBy: "both",
    httpStatus: [408],
    retryable: true,
    cause: "no whole answer within `timeoutMs`",
    remedy: "raise it, if the server is that slow",
  },
  INVALID_RESPONSE: {
    givenBy: "both",
    httpStatus: [300, 302, 307, 308],
    retryable: true,
    cause: "no JSON, not what the schema says, about another id, or a redirect",
    remedy: "check where the endpoint points",
  },
  INVALID_ID: {
    givenBy: "both",
    cause: "an id is missing, or not 1–128 letters, digits, `_` or `-`; nothing was sent",
    remedy: "pass null while there is none",
  },
  RELAY_NOT_FOUND: {
    givenBy: "client",
    cause: "nothing of the relay's answers at `/api/longrun/NAME`; asked again where it did before",
    remedy: "mount it there, or set `endpoints`",
  },
  HEADERS_FAILED: {
    givenBy: "both",
    retryable: true,
    cause: "the endpoint's `headers` function failed",
    remedy: "see `error.cause`",
  },
  FETCH_FAILED: {
    givenBy: "client",
    retryable: true,
    cause: "`fetch` has a mistake in it; not asked again where it, or something that it needs, is not there",
    remedy: "see `error.cause`",
  },
  NO_QUERY_CLIENT: {
    givenBy: "client",
    cause: "no `QueryClientProvider`, or two copies of TanStack Query; thrown while rendering",
    remedy: "`npm ls @tanstack/react-query`",
  },
  REQUEST_REFUSED: {
    givenBy: "client",
    httpStatus: [400, 418, 422],
    cause: "the provider refuses the request",
    remedy: "check the id and the input",
  },
  UNAUTHENTICATED: {
    givenBy: "both",
    httpStatus: [401],
    cause: "the visitor's session has ended",
    remedy: "sign in again, or check the endpoint's headers",
  },
  READ_ONLY: {
    givenBy: "client",
    httpStatus: [402],
    cause: "the workspace is read-only",
    remedy: "check its subscription",
  },
  FORBIDDEN: {
    givenBy: "both",
    httpStatus: [403],
    cause: "`authorize` did not return `true`",
    remedy: "check it",
  },
  NOT_FOUND: {
    givenBy: "both",
    httpStatus: [404, 410],
    cause: "no such job, or not this visitor's; or no such call at the relay",
    remedy: "check the id, and the relay's `operations` and `basePath`",
  },
  CONFLICT: {
    givenBy: "client",
    httpStatus: [409],
    cause: "it can't be done now",
    remedy: "look at `error.details`",
  },
  RATE_LIMITED: {
    givenBy: "both",
    httpStatus: [429],
    retryable: true,
    cause: "too many requests under the key",
    remedy: "nothing",
  },
  SERVER_ERROR: {
    givenBy: "both",
    httpStatus: [500, 502, 503, 504],
    retryable: true,
    cause: "the server failed",
    remedy: "look into its log",
  },
  CLOSED: {
    givenBy: "both",
    cause: "`client.close()` was called; or the relay is shutting down, which answers 503 and is asked again",
    remedy: "make another client; or nothing",
  },
  RELAY_KEY_REFUSED: {
    givenBy: "relay",
    httpStatus: [502],
    retryable: true,
    cause: "the provider would not take the relay's key",
    remedy: "check the key and its scopes; a visitor can do nothing",
  },
  BAD_REQUEST: {
    givenBy: "relay",
    httpStatus: [400],
    cause: "what came is no HTTP that the relay can read",
    remedy: "look at what sent it",
  },
  CROSS_SITE: {
    givenBy: "relay",
    httpStatus: [403],
    cause: "an action came from a page of another site",
    remedy: "act from your own pages",
  },
  INVALID_INPUT: {
    givenBy: "relay",
    httpStatus: [400],
    cause: "an action's body is not what the provider documents",
    remedy: "see `error.details`",
  },
  INVALID_WATCH: {
    givenBy: "relay",
    httpStatus: [400],
    cause: "the list of what to push can't be read, or is longer than `push.maxWatches`",
    remedy: "nothing if it is too long: the page asks for fewer. Otherwise use the client of the relay's version",
  },
  TOO_LARGE: { givenBy: "relay", httpStatus: [413], cause: "an action's body is too large", remedy: "send less" },
  UNSUPPORTED_MEDIA_TYPE: {
    givenBy: "relay",
    httpStatus: [415],
    cause: "an action's body is not sent as JSON",
    remedy: "`content-type: application/json`",
  },
  TOO_MANY_READS: {
    givenBy: "relay",
    httpStatus: [503],
    retryable: true,
    cause: "1,000 operations are being read for the first time, and nothing is known of this one",
    remedy: "nothing: it is asked again after a second. See why the upstream is slow, or who asks",
  },
  TOO_MANY_STREAMS: {
    givenBy: "relay",
    httpStatus: [429],
    retryable: true,
    cause: "a visitor has as many connections for push as one may have",
    remedy: "nothing: it is polled meanwhile",
  },
  CADENCE_FAILED: {
    givenBy: "relay",
    httpStatus: [500],
    retryable: true,
    cause: "told to `onError` alone: a cadence threw, and the documented pace is used",
    remedy: "mend it",
  },
  INVALID_SIGNATURE: {
    givenBy: "relay",
    httpStatus: [401],
    cause: "a webhook's signature is missing, malformed or not of its body",
    remedy: "check the secret, and that the body is passed on unparsed",
  },
  EXPIRED_SIGNATURE: {
    givenBy: "relay",
    httpStatus: [401],
    cause: "a webhook's signature is too old, or from the future",
    remedy: "check this machine's clock",
  },
  INVALID_EVENT: {
    givenBy: "relay",
    httpStatus: [400],
    cause: "a webhook that is signed right holds no event",
    remedy: "tell whoever sends it",
  },
};
