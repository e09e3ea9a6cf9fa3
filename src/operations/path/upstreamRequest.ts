import { buildPath, pathBesideBody } from "./operationPath";
import type { IdPatterns } from "./isValidId";

/** The parts of a definition that say how its upstream is asked. */
interface ReadTemplate {
  readonly name: string;
  readonly path: string;
  readonly method?: "GET" | "POST" | undefined;
  readonly ids?: IdPatterns | undefined;
  // A method, so that a definition with parameters of its own is one.
  body?(params: Readonly<Record<string, string>>): unknown;
}

/** The request for one read, below the upstream's base URL. */
export interface UpstreamRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** JSON; undefined for a request without a body. */
  readonly body: string | undefined;
}

/**
 * The request by which an upstream is asked about an operation. Where the definition has a `body`, query parameters of
 * the template stand in it alone.
 *
 * @throws OperationError `INVALID_ID` for ids without their shape.
 */
export function upstreamRequest(operation: ReadTemplate, params: Readonly<Record<string, string>>): UpstreamRequest {
  const { name, path, ids, body } = operation;
  return {
    method: operation.method ?? (body === undefined ? "GET" : "POST"),
    path: buildPath(name, body === undefined ? path : pathBesideBody(path), params, ids),
    body: body === undefined ? undefined : JSON.stringify(operation.body?.(params)),
  };
}
