import { OperationError } from "../../operations/OperationError";

/** Whether the one who asked may not see it: what somebody else was shown before is not for them. */
export function isRefusal(error: unknown): boolean {
  return error instanceof OperationError && (error.httpStatus === 401 || error.httpStatus === 403);
}
