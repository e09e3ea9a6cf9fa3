import { isDevelopment } from "../polling/isDevelopment";
import { OperationError } from "./OperationError";
import type { ClientErrorCode } from "./error/OwnErrorCode";

/** The parameters named in a path template: `'/v1/jobs/:jobId'` has `{ jobId: string }`. */
export type PathParams<Path extends string> = string extends Path
  ? Record<string, string>
  : { readonly [Name in ParamNames<Path>]: string };

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/**
 * What an id may look like, wherever it comes from: 1–128 letters, digits, `_` or `-`. Nothing else can reach a path.
 */
const ID_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

/** One parameter of a template, with the slash before it. */
const PARAMETER = /\/:([^/]+)/g;

/** Whether `value` may stand as an id in a path. `../whoami`, an empty string and a number may not. */
export function isValidId(value: unknown): value is string {
  return typeof value === "string" && ID_PATTERN.test(value);
}

/** Names of the parameters in a template, in order. */
export function paramNames(template: string): readonly string[] {
  return Array.from(template.matchAll(PARAMETER), ([, name = ""]) => name);
}

/**
 * Fills a template with ids.
 *
 * @throws OperationError `INVALID_ID` when an id is missing or is not 1–128 letters, digits, `_` or `-`.
 */
export function buildPath(operation: string, template: string, params: Readonly<Record<string, unknown>>): string {
  return template.replace(PARAMETER, (_, name: string) => {
    // Called from JavaScript too, where `params` may be null.
    const value = params != null && Object.hasOwn(params, name) ? params[name] : undefined;
    if (!isValidId(value)) throw invalidId(operation, name, value);
    return `/${value}`;
  });
}

/**
 * The ids in `pathname` if it is an instance of the template, else null. Segments are compared without decoding.
 */
export function matchPath(template: string, pathname: string): Record<string, string> | null {
  const wanted = template.split("/");
  const given = pathname.split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    if (segment.startsWith(":")) {
      if (!isValidId(value)) return null;
      params[segment.slice(1)] = value;
    } else if (segment !== value) {
      return null;
    }
  }
  return params;
}

function invalidId(operation: string, name: string, value: unknown): OperationError {
  const hint = /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production" ? hintOn(value) : "";
  return new OperationError({
    code: "INVALID_ID" satisfies ClientErrorCode,
    operation,
    message:
      `${operation}: ${name} is not a valid id (1–128 letters, digits, "_" or "-"; null while there is ` +
      `none).${hint} Nothing was sent.`,
    details: { param: name },
  });
}

function hintOn(value: unknown): string {
  return typeof value === "string" && value.trim() !== value ? " It has white space before or after it: trim it." : "";
}
