import type { AnyOperation } from "./Operation";
import { buildPath } from "./path/operationPath";

/**
 * Tells one operation from any other: its definition's name and its ids, `layers.job job_1`. Parameters that the path
 * does not name are left out; a missing one counts as empty, so this never throws. No id that can be sent holds a
 * space.
 */
export function operationId({ name, params: names }: AnyOperation, params: Readonly<Record<string, string>>): string {
  return names.reduce((id, param) => `${id} ${params[param] ?? ""}`, name);
}

/**
 * Where the relay has an operation, below its base path: `layers/v1/jobs/job_1`. Push streams, the relay's cache and
 * its store name the operation so.
 *
 * @throws OperationError `INVALID_ID`
 */
export function operationAddress(
  { name, endpoint, path, ids }: AnyOperation,
  params: Readonly<Record<string, string>>,
): string {
  return endpoint + buildPath(name, path, params, ids);
}
