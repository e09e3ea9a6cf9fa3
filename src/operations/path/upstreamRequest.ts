import { buildPath, pathBesideBody } from "./operationPath";
import { OperationError } from "../error/OperationError";
import type { ClientErrorCode } from "../error/OwnErrorCode";
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
 * the template stand in it alone. A whole path that is a URL is followed only within the base URL and the template.
 *
 * @throws OperationError `INVALID_ID` for ids without their shape, and for a URL that leads elsewhere.
 */
export function upstreamRequest(
  operation: ReadTemplate,
  params: Readonly<Record<string, string>>,
  baseUrl: string,
): UpstreamRequest {
  const { name, path, ids, body } = operation;
  const handedOut = urlIn(path, params);
  const template = body === undefined ? path : pathBesideBody(path);
  return {
    method: operation.method ?? (body === undefined ? "GET" : "POST"),
    path:
      handedOut === null
        ? buildPath(name, template, params, ids)
        : pathWithin(name, handedOut, `${baseUrl}${path.slice(0, path.indexOf("/:"))}/`, baseUrl),
    body: body === undefined ? undefined : JSON.stringify(operation.body?.(params)),
  };
}

/** The URL that stands for the template's whole path; null where there is none. */
function urlIn(path: string, params: Readonly<Record<string, string>>): string | null {
  const [, name] = /\/:(\w+)\*/.exec(path) ?? [];
  const value = name === undefined ? undefined : params[name];
  return value !== undefined && value.startsWith("https:") ? value : null;
}

/** The path and query of a URL below `baseUrl`, if it is canonical and leads into `prefix`. */
function pathWithin(operation: string, url: string, prefix: string, baseUrl: string): string {
  if (url.startsWith(prefix) && URL.canParse(url) && new URL(url).href === url) return url.slice(baseUrl.length);
  throw new OperationError({
    code: "INVALID_ID" satisfies ClientErrorCode,
    operation,
    message: `${operation}: the URL leads out of the upstream or of the definition's path. Nothing was sent.`,
  });
}
