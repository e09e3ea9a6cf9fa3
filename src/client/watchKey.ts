import type { AnyOperation } from "../operations/defineOperation";

/** Names one operation among all that a client watches. */
export function watchKey(operation: AnyOperation, params: Readonly<Record<string, string>>): string {
  return JSON.stringify([operation.name, ...operation.params.map((name) => params[name])]);
}
