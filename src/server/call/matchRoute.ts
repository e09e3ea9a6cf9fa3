import type { Action } from "../../providers/actions";
import type { AnyOperation } from "../../operations/defineOperation";
import { matchPath } from "../../operations/operationPath";
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

/**
 * Finds the call that a method and a path stand for, or null: only calls that the definitions list exist.
 *
 * @param path Below the relay's base path: `/layers/v1/jobs/job_1`.
 */
export function matchRoute(upstreams: readonly Upstream[], method: string, path: string): Route | null {
  for (const upstream of upstreams) {
    const prefix = `/${upstream.name}`;
    if (!path.startsWith(`${prefix}/`)) continue;
    const below = path.slice(prefix.length);
    if (method === "GET") {
      for (const operation of upstream.operations) {
        const params = matchPath(operation.path, below);
        if (params !== null) return { kind: "read", target: targetOf(upstream, operation, params) };
        if (wouldMatch(operation.path, below)) return { kind: "invalid-id", operation };
      }
    }
    if (method === "POST") {
      for (const action of upstream.actions) {
        const { operation } = action;
        const params = matchPath(action.path, below);
        if (params !== null) return { kind: "action", upstream, operation, params, action };
        if (wouldMatch(action.path, below)) return { kind: "invalid-id", operation };
      }
    }
  }
  return null;
}

/** Whether `path` would match if its ids were valid. */
function wouldMatch(template: string, path: string): boolean {
  const given = path.split("/");
  const withIds = template.split("/").map((segment, index) => (segment.startsWith(":") ? "id" : (given[index] ?? "")));
  return given.length === withIds.length && matchPath(template, withIds.join("/")) !== null;
}
