import { paramNames } from "./operationPath";

/** A definition, of which nothing is taken on trust. */
interface Definition {
  readonly name?: unknown;
  readonly endpoint?: unknown;
  readonly path?: unknown;
  readonly schema?: unknown;
  readonly statuses?: unknown;
  readonly cadence?: unknown;
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
  // A dot segment would leave the endpoint, and a colon within a segment would be a parameter to the types and none to
  // the URL.
  if (typeof config.path !== "string" || !/^(\/(:[a-z]\w*|(?!\.{1,2}(\/|$))[\w.~-]+))+$/i.test(config.path)) {
    return 'path must be a template such as "/v1/renders/:renderId": no query, no trailing slash.';
  }
  const names = paramNames(config.path);
  if (names.length === 0) return "path must name at least one parameter, such as :renderId.";
  if (new Set(names).size < names.length) return "path must name each parameter once.";
  if (typeof config.statuses !== "object" || config.statuses === null)
    return "statuses must be a table such as { rendering: null, done: 'success' }.";
  if (Object.hasOwn(config.statuses, "unknown"))
    return "statuses must not name 'unknown': it stands for every status that is not in the table.";
  const outcomes = Object.values(config.statuses);
  if (!outcomes.every((outcome) => OUTCOMES.includes(outcome)))
    return "every status must map to 'success', 'partial', 'failure', 'canceled' or null.";
  if (outcomes.every((outcome) => outcome === null))
    return "statuses must name at least one terminal status, else it would be polled for ever.";
  if (
    typeof (config.schema as { readonly "~standard"?: { readonly validate?: unknown } } | null | undefined)?.[
      "~standard"
    ]?.validate !== "function"
  )
    return "schema must be a zod, zod/mini or other Standard Schema.";
  for (const part of ["cadence", "read", "mistakenIds"] as const) {
    if (config[part] !== undefined && typeof config[part] !== "function")
      return `${part} must be a function${part === "cadence" ? ", such as fixed(5_000)" : ""}.`;
  }
  const { stalledAfterMs = 1 } = config;
  if (typeof stalledAfterMs !== "function" && !(typeof stalledAfterMs === "number" && stalledAfterMs > 0))
    return "stalledAfterMs must be a number of milliseconds above 0, or a function of the value that gives one.";
  return null;
}
