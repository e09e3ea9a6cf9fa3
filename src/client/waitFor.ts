import type { AnyOperation, ParamsOf } from "../operations/Operation";
import type { OperationValue } from "../operations/OperationValue";
import type { ValueOf } from "../operations/ValueOf";
import { recordChange } from "../operations/value/isStalled";
import { OperationError } from "../operations/error/OperationError";
import type { ClientErrorCode } from "../operations/error/OwnErrorCode";
import { operationId } from "../operations/operationId";
import { assertDelay } from "../polling/assertDelay";
import { cadenceDelay, DEFAULT_CADENCE } from "../polling/cadenceDelay";
import { failureDelay } from "../polling/failureDelay";
import { newPollHistory, pollStateOf, recordAnswer, recordFailure } from "../polling/PollHistory";
import type { LongrunClient } from "./LongrunClient";
import { defaultLongrunClient } from "./createLongrunClient";
import { sleep } from "./sleep";
import { throwIfAborted } from "./http/Deadlines";

export interface WaitForOptions<Value> {
  /** @default the one that asks the relay at `/api/longrun` */
  readonly client?: LongrunClient | undefined;
  /** Ends the wait; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each value that differs from the one before, the terminal one included. */
  readonly onUpdate?: ((value: Value) => void) | undefined;
  /** The longest to wait in all, in ms. @default for ever */
  readonly timeoutMs?: number | undefined;
}

/**
 * Waits, without React, until an operation is terminal: in a script, a server, a test. Transient failures are retried.
 *
 * @returns The terminal value, whatever its outcome: a failed job is a value, not an error.
 * @throws OperationError `INVALID_ID`, `TIMEOUT` after `timeoutMs`, or the error that makes asking again useless (401,
 * 403, 404 …).
 * @throws The signal's reason.
 * @example
 * const job = await waitFor(jobOperation, { jobId }, { client, onUpdate: (job) => console.log(job.stage) });
 */
export async function waitFor<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O>,
  options: WaitForOptions<ValueOf<O>> = {},
): Promise<ValueOf<O>> {
  const { client = defaultLongrunClient(), signal, onUpdate, timeoutMs } = options;
  if (timeoutMs !== undefined) assertDelay("waitFor(…, { timeoutMs })", timeoutMs);
  const deadline = new AbortController();
  const stop = (): void => deadline.abort(signal?.reason);
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => deadline.abort(timedOut(operation, timeoutMs)), timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await poll(operation, params, client, deadline.signal, onUpdate);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function poll<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O>,
  client: LongrunClient,
  signal: AbortSignal,
  onUpdate: ((value: ValueOf<O>) => void) | undefined,
): Promise<ValueOf<O>> {
  const key = operationId(operation, params);
  const wantedDelay = (): number =>
    cadenceDelay(operation.cadence ?? DEFAULT_CADENCE, pollStateOf(history, client.now()), operation.name);
  let history = newPollHistory(key);
  let known: ValueOf<O> | undefined;
  for (;;) {
    let value: ValueOf<O>;
    try {
      value = await client.read(operation, params, { signal, known });
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof OperationError && error.retryable)) throw error;
      history = recordFailure(history);
      await sleep(
        failureDelay({
          key,
          failureCount: history.failureCount,
          retryAfterMs: error.retryAfterMs ?? null,
          cadenceMs: wantedDelay(),
        }),
        signal,
      );
      continue;
    }
    // A value of any operation is an OperationValue, which the generic hides.
    const polled = value as OperationValue;
    recordChange(polled, { atMs: client.now(), operation }, known as OperationValue | undefined);
    if (value !== known && contentOf(value) !== contentOf(known)) onUpdate?.(value);
    if (polled.isTerminal) return value;
    known = value;
    history = recordAnswer(history, polled, client.now());
    await sleep(client.share(operation, params, wantedDelay(), history.updateCount), signal);
  }
}

/** An answer without an ETag is a new object each time, so values are compared by their JSON. */
function contentOf(value: object | undefined): string {
  return JSON.stringify({ ...value, etag: undefined });
}

function timedOut(operation: AnyOperation, timeoutMs: number): OperationError {
  return new OperationError({
    code: "TIMEOUT" satisfies ClientErrorCode,
    operation: operation.name,
    retryable: true,
    message:
      `${operation.name}: not settled within ${timeoutMs} ms. It may still be going on: wait longer, or ` +
      "look again later.",
  });
}
