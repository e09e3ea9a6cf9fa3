import type { AnyOperation } from "../../operations/Operation";
import { operationAddress } from "../../operations/operationId";
import type { Upstream } from "./Upstream";

/** One operation at one upstream. */
export interface Target {
  /** Its key in the cache and in the store. */
  readonly key: string;
  readonly upstream: Upstream;
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, string>>;
}

export function targetOf(
  upstream: Upstream,
  operation: AnyOperation,
  params: Readonly<Record<string, string>>,
): Target {
  return { key: operationAddress(operation, params), upstream, operation, params };
}
