import { hashKey } from "@tanstack/react-query";
import type { LongrunClient } from "../../client/LongrunClient";
import type { AnyOperation } from "../../operations/Operation";

/** `["longrun", scope of the endpoint, name of the operation, params]`: plain strings and one plain frozen object. */
export type OperationKey = readonly ["longrun", string, string, Readonly<Record<string, string>> | null];

/**
 * The query key of one operation. It holds the endpoint, so that two tenants in one QueryClient never see each other's
 * data, and only the parameters that the path names, so that a stray field does not make a second entry.
 *
 * @example
 * queryClient.invalidateQueries({ queryKey: ["longrun"] }); // every unsettled operation is asked about once, now
 */
export function operationKey(
  operation: AnyOperation,
  params: Readonly<Record<string, string>> | null,
  client: LongrunClient,
): OperationKey {
  const named = params && Object.freeze(Object.fromEntries(operation.params.map((name) => [name, params[name] ?? ""])));
  return Object.freeze(["longrun", client.scopeOf(operation.endpoint), operation.name, named] as const);
}

/** The operation key as one string. */
export function operationHash(...operation: Parameters<typeof operationKey>): string {
  return hashKey(operationKey(...operation));
}
