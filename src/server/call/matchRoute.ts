import type { Action, AnyOperation } from "../../operations/Operation";
import { matchPath } from "../../operations/path/matchPath";
import { targetOf, type Target } from "../upstream/Target";
import type { Upstream } from "../upstream/Upstream";

/** The call of the relay that a request stands for. */
export type Route =
  | { readonly kind: "read"; readonly target: Target }
  | {
      readonly kind: "action";
      readonly upstream: Upstream;
      readonly operation: AnyOperation;
      readonly params: Readonly<Record<string, string>>;
      readonly action: Action;
    }
  | { readonly kind: "invalid-id"; readonly operation: AnyOperation };

/** A request, as far as its route depends on it. */
export interface RoutedRequest {
  readonly method: string;
  /** Below the relay's base path: `/layers/v1/jobs/job_1`. */
  readonly path: string;
  /** Without its question mark. */
  readonly query: string;
  /**
   * The header `X-Longrun-Action`: which of a definition's actions is meant. A browser sends each of them as a POST.
   */
  readonly actionName: string | null;
}

/** Finds the call that a request stands for, or null: only calls that the definitions list exist. */
export function matchRoute(
  upstreams: readonly Upstream[],
  { method, path, query, actionName }: RoutedRequest,
): Route | null {
  // Another definition may fit where the first that looks alike does not.
  let invalid: Route | null = null;
  for (const upstream of upstreams) {
    const prefix = `/${upstream.name}`;
    if (!path.startsWith(`${prefix}/`)) continue;
    const below = path.slice(prefix.length);
    if (method === "GET") {
      for (const operation of upstream.operations) {
        const params = matchPath(operation.path, below, query, operation.ids);
        if (params !== null) return { kind: "read", target: targetOf(upstream, operation, params) };
        if (wouldMatch(operation.path, below)) invalid ??= { kind: "invalid-id", operation };
      }
    }
    if (method === "POST") {
      for (const action of upstream.actions) {
        if (actionName === null ? action.method !== "POST" : action.name !== actionName) continue;
        const { operation } = action;
        const params = matchPath(action.path, below, query, operation.ids);
        if (params !== null) return { kind: "action", upstream, operation, params, action };
        if (wouldMatch(action.path, below)) invalid ??= { kind: "invalid-id", operation };
      }
    }
  }
  return invalid;
}

/** Whether `path` would match if its ids were valid. */
function wouldMatch(template: string, path: string): boolean {
  const wanted = (template.split("?")[0] ?? "").split("/");
  const given = path.split("/");
  const isLongEnough = wanted.at(-1)?.endsWith("*") ? given.length >= wanted.length : given.length === wanted.length;
  return isLongEnough && wanted.every((part, index) => part.startsWith(":") || part === given[index]);
}
