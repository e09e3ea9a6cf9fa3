import { OperationError } from "../../operations/error/OperationError";

/** Whether the caller may not see the operation: data shown before has to go, since the user may have changed. */
export function isRefusal(error: unknown): boolean {
  return error instanceof OperationError && (error.httpStatus === 401 || error.httpStatus === 403);
}
