import { jsonReply, type Reply, withHeaders } from "./Reply";

export interface LayersError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** For support. The documented samples of 401, 403 and 404 have none. */
  readonly requestId?: string;
  readonly details?: unknown;
}

/** Layers' error envelope. */
export function layersError({ status, code, message, requestId, details }: LayersError): Reply {
  const error = {
    code,
    message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(details === undefined ? {} : { details }),
  };
  return jsonReply(status, { error });
}

/** Tuco's error envelope: a sentence where Layers has an object. */
export function tucoError(status: number, error: string, code?: string): Reply {
  return jsonReply(status, { error, ...(code === undefined ? {} : { code }) });
}

/** Layers' 429 for a key that has used up its limit. */
export function layersRateLimited(retryAfterSeconds: number, requestId?: string): Reply {
  const reply = layersError({
    status: 429,
    code: "RATE_LIMITED",
    message: "Too many requests.",
    ...(requestId === undefined ? {} : { requestId }),
  });
  return withHeaders(reply, { "retry-after": String(retryAfterSeconds) });
}

/** Tuco's 429. */
export function tucoRateLimited(retryAfterSeconds: number): Reply {
  return withHeaders(tucoError(429, "Too many requests"), { "retry-after": String(retryAfterSeconds) });
}
