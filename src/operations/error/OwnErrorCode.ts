/** The codes that the client, the hooks and the language of operations give. */
export type ClientErrorCode =
  | "NETWORK"
  | "TIMEOUT"
  | "INVALID_RESPONSE"
  | "INVALID_ID"
  | "RELAY_NOT_FOUND"
  | "HEADERS_FAILED"
  | "FETCH_FAILED"
  | "NO_QUERY_CLIENT"
  | "REQUEST_REFUSED"
  | "UNAUTHENTICATED"
  | "READ_ONLY"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "SERVER_ERROR"
  | "CLOSED";

/** The codes that the relay gives: to its visitors, to its `onError`, or to whoever verifies a webhook. */
export type RelayErrorCode =
  | "NETWORK"
  | "TIMEOUT"
  | "INVALID_RESPONSE"
  | "INVALID_ID"
  | "HEADERS_FAILED"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "RATE_LIMITED"
  | "SERVER_ERROR"
  | "CLOSED"
  | "RELAY_KEY_REFUSED"
  | "BAD_REQUEST"
  | "CROSS_SITE"
  | "INVALID_INPUT"
  | "INVALID_WATCH"
  | "TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "TOO_MANY_READS"
  | "TOO_MANY_STREAMS"
  | "CADENCE_FAILED"
  | "INVALID_SIGNATURE"
  | "EXPIRED_SIGNATURE"
  | "INVALID_EVENT";

/** Every code that longrun itself gives; `errorCodes.ts` beside it says what each means. */
export type OwnErrorCode = ClientErrorCode | RelayErrorCode;
