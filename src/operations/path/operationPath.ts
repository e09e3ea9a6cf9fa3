import { isDevelopment } from "../../polling/isDevelopment";
import { isValidId, ownPattern, WHOLE_PATH, type IdPatterns } from "./isValidId";
import { OperationError } from "../error/OperationError";
import type { ClientErrorCode } from "../error/OwnErrorCode";

/**
 * The parameters named in a path template: `'/v1/jobs/:jobId'` has `{ jobId: string }`, and
 * `'/v1/:name*?team=:team'` has `{ name: string; team: string }`.
 */
export type PathParams<Path extends string> = string extends Path
  ? Record<string, string>
  : { readonly [Name in ParamNames<Path>]: string };

type ParamNames<Path extends string> = Path extends `${infer Before}?${infer Query}`
  ? NamesIn<Before, "/"> | NamesIn<Query, "&">
  : NamesIn<Path, "/">;

type NamesIn<Text extends string, Separator extends string> = Text extends `${infer First}${Separator}${infer Rest}`
  ? NameIn<First> | NamesIn<Rest, Separator>
  : NameIn<Text>;

/** The name in one segment (`:name`, `:name*`), or in one query parameter (`key=:name`). */
type NameIn<Part extends string> = Part extends `:${infer Name}*` | `${string}=:${infer Name}*`
  ? Name
  : Part extends `:${infer Name}` | `${string}=:${infer Name}`
    ? Name
    : never;

/** One parameter of a template, with the slash or the equals sign before it; an asterisk stands for a whole path. */
const PARAMETER = /([/=]):([A-Za-z]\w*)(\*?)/g;

/** The template of a read that has a body: without the query parameters that stand for ids, which go into the body. */
export function pathBesideBody(template: string): string {
  return template
    .replace(/([?&])[^?&]+=:\w+/g, "$1")
    .replace(/[?&]+/g, (marks) => marks.slice(0, 1))
    .replace(/[?&]$/, "");
}

/** Names of the parameters in a template, in order. */
export function paramNames(template: string): readonly string[] {
  return Array.from(template.matchAll(PARAMETER), ([, , name = ""]) => name);
}

/**
 * Fills a template with ids, percent-encoded: the path below an endpoint's base URL, which the relay matches.
 *
 * @param ids The shapes of ids that are not 1–128 letters, digits, `_` or `-`.
 * @throws OperationError `INVALID_ID` when an id is missing or does not have its shape.
 */
export function buildPath(
  operation: string,
  template: string,
  params: Readonly<Record<string, unknown>>,
  ids: IdPatterns = {},
): string {
  return template.replace(PARAMETER, (_, before: string, name: string, whole: string) => {
    // Called from JavaScript too, where `params` may be null.
    const value = params != null && Object.hasOwn(params, name) ? params[name] : undefined;
    const pattern = ownPattern(ids, name) ?? (whole ? WHOLE_PATH : undefined);
    if (!isValidId(value, pattern)) throw invalidId(operation, name, value, pattern);
    const segments = whole ? value.split("/") : [value];
    return before + segments.map(encodeURIComponent).join("/");
  });
}

function invalidId(operation: string, name: string, value: unknown, pattern: RegExp | undefined): OperationError {
  const shape = pattern === undefined ? '1–128 letters, digits, "_" or "-"' : String(pattern);
  const hint = /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production" ? hintOn(value) : "";
  return new OperationError({
    code: "INVALID_ID" satisfies ClientErrorCode,
    operation,
    message:
      `${operation}: ${name} is not a valid id (${shape}; null while there is ` + `none).${hint} Nothing was sent.`,
    details: { param: name },
  });
}

function hintOn(value: unknown): string {
  return typeof value === "string" && value.trim() !== value ? " It has white space before or after it: trim it." : "";
}
