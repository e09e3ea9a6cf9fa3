import type { AnyOperation } from "./defineOperation";
import { buildPath } from "./operationPath";

/**
 * Where the relay has an operation, below its base path: `layers/v1/jobs/job_1`. Push streams, the relay's cache and
 * its store name the operation so.
 *
 * @throws OperationError `INVALID_ID`
 */
export function operationAddress(
  { name, endpoint, path }: AnyOperation,
  params: Readonly<Record<string, string>>,
): string {
  return endpoint + buildPath(name, path, params);
}
