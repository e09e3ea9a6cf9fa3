import { isRecord } from "./isRecord";
import { paramNames } from "./path/operationPath";

/** A definition, of which nothing is taken on trust. */
interface Definition {
  readonly name?: unknown;
  readonly endpoint?: unknown;
  readonly path?: unknown;
  readonly schema?: unknown;
  readonly statuses?: unknown;
  readonly cadence?: unknown;
  readonly method?: unknown;
  readonly body?: unknown;
  readonly ids?: unknown;
  readonly actions?: unknown;
  readonly read?: unknown;
  readonly stalledAfterMs?: unknown;
  readonly mistakenIds?: unknown;
}

/**
 * Throws unless a definition can work. @throws TypeError which says what is wrong with it, and what to write instead.
 */
export function assertOperation(config: Definition): void {
  const problem = problemWith(config);
  if (problem !== null) throw new TypeError(`defineOperation(${JSON.stringify(config.name)}): ${problem}`);
}

const OUTCOMES: readonly unknown[] = ["success", "partial", "failure", "canceled", null];

function problemWith(config: Definition): string | null {
  if (typeof config.name !== "string" || !/^[a-z0-9]+([._-][a-z0-9]+)*$/i.test(config.name))
    return 'name must be letters and digits, parted by ".", "_" or "-", such as "acme.render".';
  if (typeof config.endpoint !== "string" || !/^[a-z0-9]+([_-][a-z0-9]+)*$/i.test(config.endpoint))
    return 'endpoint must be letters and digits, parted by "_" or "-", such as "acme".';
  const inPath = problemWithPath(config.path);
  if (inPath !== null) return `path ${inPath}`;
  const names = paramNames(config.path as string);
  if (names.length === 0) return "path must name at least one parameter, such as :renderId.";
  if (typeof config.statuses !== "object" || config.statuses === null)
    return "statuses must be a table such as { rendering: null, done: 'success' }.";
  if (Object.hasOwn(config.statuses, "unknown"))
    return "statuses must not name 'unknown': it stands for every status that is not in the table.";
  const outcomes = Object.values(config.statuses);
  if (!outcomes.every((outcome) => OUTCOMES.includes(outcome)))
    return "every status must map to 'success', 'partial', 'failure', 'canceled' or null.";
  if (outcomes.every((outcome) => outcome === null))
    return "statuses must name at least one terminal status, else it would be polled for ever.";
  if (!isSchema(config.schema)) return "schema must be a zod, zod/mini or other Standard Schema.";
  for (const part of ["cadence", "read", "body", "mistakenIds"] as const) {
    if (config[part] !== undefined && typeof config[part] !== "function")
      return `${part} must be a function${part === "cadence" ? ", such as fixed(5_000)" : ""}.`;
  }
  const { stalledAfterMs = 1 } = config;
  if (typeof stalledAfterMs !== "function" && !(typeof stalledAfterMs === "number" && stalledAfterMs > 0))
    return "stalledAfterMs must be a number of milliseconds above 0, or a function of the value that gives one.";
  if (![undefined, "GET", "POST"].includes(config.method as undefined)) return 'method must be "GET" or "POST".';
  if (config.method === "GET" && config.body !== undefined)
    return "a GET has no body: leave method out, or make it POST.";
  return problemWithIds(config.ids, names) ?? problemWithActions(config.actions);
}

/** A dot segment would leave the endpoint; a colon within a segment would be a parameter to the types alone. */
const PATH = /^(\/(:[a-z]\w*|(?!\.{1,2}(\/|$))[\w.~-]+))*(\/:[a-z]\w*\*)?$/i;
const QUERY = /^[\w.~-]+=(:[a-z]\w*|[\w.~-]*)(&[\w.~-]+=(:[a-z]\w*|[\w.~-]*))*$/i;

function problemWithPath(path: unknown): string | null {
  const example = 'such as "/v1/renders/:renderId", "/v1/renders/:renderId?team=:team" or "/v1/:name*"';
  if (typeof path !== "string" || path === "") return `must be a template ${example}.`;
  const [before = "", query, ...rest] = path.split("?");
  if (/\*./.test(before)) return "may have a whole-path parameter (:name*) only at its end.";
  if (!PATH.test(before)) return `must be a template ${example}: slashes between its parts, none at its end.`;
  if (rest.length > 0 || (query !== undefined && !QUERY.test(query)))
    return `must have a query such as "?team=:team&v=2", or none.`;
  const names = paramNames(path);
  return new Set(names).size < names.length ? "must name each parameter once." : null;
}

function problemWithIds(ids: unknown, names: readonly string[]): string | null {
  if (ids === undefined) return null;
  if (!isRecord(ids)) return "ids must be a table such as { renderId: /^[\\w.]+$/ }.";
  for (const [name, pattern] of Object.entries(ids)) {
    if (!names.includes(name)) return `ids.${name} is no parameter of the path, which has ${names.join(", ")}.`;
    if (!(pattern instanceof RegExp)) return `ids.${name} must be a regular expression, such as /^[\\w.]+$/.`;
    if (!pattern.source.startsWith("^") || !pattern.source.endsWith("$"))
      return `ids.${name} must be anchored at both ends (^…$), or it would let anything in beside an id.`;
    if (pattern.global || pattern.sticky)
      return `ids.${name} must have neither the flag g nor y: it would remember where it was.`;
  }
  return null;
}

function problemWithActions(actions: unknown): string | null {
  if (actions === undefined) return null;
  if (!isRecord(actions)) return "actions must be a table such as { cancel: defineAction({ … }) }.";
  const calls = new Set<string>();
  for (const [name, action] of Object.entries(actions)) {
    if (name === "read") return 'actions must not be called "read": that is what authorize is asked about a read.';
    if (!isRecord(action)) return `actions.${name} must be made by defineAction({ … }).`;
    const inPath = problemWithPath(action["path"]);
    if (inPath !== null) return `actions.${name}: path ${inPath}`;
    if (![undefined, "POST", "PUT", "PATCH", "DELETE"].includes(action["method"] as undefined))
      return `actions.${name}: method must be "POST", "PUT", "PATCH" or "DELETE".`;
    if (action["body"] !== undefined && typeof action["body"] !== "function")
      return `actions.${name}: body must be a function.`;
    if (action["input"] !== undefined && !isSchema(action["input"]))
      return `actions.${name}: input must be a zod, zod/mini or other Standard Schema.`;
    const call = `${String(action["method"] ?? "POST")} ${String(action["path"])}`;
    if (calls.has(call)) return `actions.${name}: there is another action that is "${call}".`;
    calls.add(call);
  }
  return null;
}

function isSchema(schema: unknown): boolean {
  return (
    typeof (schema as { readonly "~standard"?: { readonly validate?: unknown } } | null | undefined)?.["~standard"]
      ?.validate === "function"
  );
}
