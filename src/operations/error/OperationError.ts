import type { OwnErrorCode } from "./OwnErrorCode";

/**
 * The codes that longrun itself gives. A provider's own code (`NOT_FOUND`, `FORBIDDEN_SCOPE`, `CONFLICT` …) is passed
 * on as it came, so the list is open.
 */
export type OperationErrorCode =
  | OwnErrorCode
  // Any other string a provider may send, without losing completion of the ones above.
  | (string & Record<never, never>);

export interface OperationErrorInit {
  readonly code: OperationErrorCode;
  /** Name of the operation concerned, such as `layers.job`. */
  readonly operation: string;
  readonly message: string;
  readonly httpStatus?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
  readonly details?: unknown;
  readonly cause?: unknown;
}

/**
 * A read or an action that failed. It never says that the operation itself failed: a job that ended badly is data, with
 * `outcome: 'failure'`.
 *
 * Its message names the operation and what to do, in longrun's words alone: no key, no header and no word of the
 * answer's body.
 *
 * @example
 * const { error } = useJob(jobId);
 * if (error?.code === "NOT_FOUND") return <p>There is no such job.</p>;
 */
export class OperationError extends Error {
  override readonly name = "OperationError";
  /** Stable; branch on this, never on the message. */
  declare readonly code: OperationErrorCode;
  /** Name of the operation concerned, such as `layers.job`. */
  declare readonly operation: string;
  /** Status of the HTTP answer; undefined when there was none. */
  declare readonly httpStatus: number | undefined;
  /** Whether asking again may help. A poll goes on after a retryable error and stops after any other. */
  declare readonly retryable: boolean;
  /** What the server asked to wait with `Retry-After`, in ms. */
  declare readonly retryAfterMs: number | undefined;
  /** The provider's id of the request, to quote to their support. */
  declare readonly requestId: string | undefined;
  /**
   * The error's `details` or `data` as the provider sent it. Untrusted: never render it as markup or follow its links.
   */
  declare readonly details: unknown;

  constructor({ message, cause, ...fields }: OperationErrorInit) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, fields, { retryable: fields.retryable ?? false });
  }
}
