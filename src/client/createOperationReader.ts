import type { AnyOperation, ParamsOf } from "../operations/Operation";
import type { OperationValue } from "../operations/OperationValue";
import type { ValueOf } from "../operations/ValueOf";
import { OperationError } from "../operations/error/OperationError";
import type { ClientErrorCode } from "../operations/error/OwnErrorCode";
import { operationId } from "../operations/operationId";
import { buildPath } from "../operations/path/operationPath";
import { upstreamRequest } from "../operations/path/upstreamRequest";
import { invalidResponse, parseOperation } from "../operations/value/parseOperation";
import { isDevelopment } from "../polling/isDevelopment";
import type { EndpointSession } from "./EndpointSession";
import type { Answer } from "./http/exchange";
import { isRefusal } from "./http/isRefusal";
import { SESSION_HEADER, WANTS_SESSION } from "./http/sessionHeader";
import type { ReadOptions } from "./LongrunClient";
import type { ClientPush } from "./push/ClientPush";

export interface OperationReaderOptions {
  readonly sessionOf: (endpoint: string) => EndpointSession;
  readonly push: ClientPush | null;
  readonly writes: RecentWrites;
}

/** Reads an operation for a client: one request, through its endpoint's gate, and the answer as a value. */
export type OperationReader = <O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O>,
  options: ReadOptions<O>,
) => Promise<ValueOf<O>>;

export function createOperationReader({ sessionOf, push, writes }: OperationReaderOptions): OperationReader {
  // Push tells by it which of two answers belongs to the later read.
  let readCount = 0;

  /** @throws OperationError */
  async function read<O extends AnyOperation>(
    operation: O,
    params: ParamsOf<O>,
    options: ReadOptions<O>,
    isRepeated = false,
  ): Promise<ValueOf<O>> {
    const { signal, known, gapMs, maxAgeSeconds } = options;
    const key = operationId(operation, params);
    const session = sessionOf(operation.endpoint);
    const { mayBeRelay } = session.endpoint;
    // The relay is asked by a GET, whatever the upstream is asked with.
    const request = mayBeRelay
      ? { method: "GET" as const, path: buildPath(operation.name, operation.path, params, operation.ids) }
      : upstreamRequest(operation, params);
    await session.gate.turn({ key, isPoll: known !== undefined, signal, gapMs });
    // A value of this operation, as its type says; generics hide that from the compiler.
    const etag = (known as OperationValue | undefined)?.etag;
    const relayPush = mayBeRelay ? push : null;
    const order = (readCount += 1);
    const headers = {
      ...(etag && { "if-none-match": etag }),
      ...(maxAgeSeconds && { "cache-control": `max-age=${maxAgeSeconds}` }),
      ...(relayPush && { [WANTS_SESSION]: "1" }),
      ...(request.method === "POST" && { "content-type": "application/json" }),
    };
    try {
      const answer = await session.request({ operation: operation.name, ...request, headers, signal });
      if (!relayPush?.noteRead(operation, params, { session: answer.headers.get(SESSION_HEADER), order })) {
        const value = valueOf(operation, params, answer, etag ? known : undefined);
        if ((value as OperationValue).isTerminal) session.gate.forget(key);
        return value;
      }
    } catch (error) {
      if (!(error instanceof OperationError) || error.retryable) throw error;
      if (error.code !== "RELAY_NOT_FOUND" && error.httpStatus === 404 && writes.mayLag(key))
        throw new OperationError({ ...error, message: error.message, retryable: true });
      session.gate.forget(key);
      if (isRefusal(error)) relayPush?.noteRead(operation, params, { session: undefined, order });
      throw /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production"
        ? withMistake(error, operation.mistakenIds?.(params))
        : error;
    }
    // A later read was granted in another session, so this answer belongs to the previous user: ask as the new one.
    if (!isRepeated) return read(operation, params, options, true);
    throw new OperationError({
      code: "CONFLICT" satisfies ClientErrorCode,
      operation: operation.name,
      retryable: true,
      message: `${operation.name}: somebody else signed in while it was read. Ask again.`,
    });
  }

  return read;
}

/** Adds to a refusal that an id looks like another thing's. */
function withMistake(error: OperationError, mistake: string | undefined): OperationError {
  if (mistake === undefined || !["NOT_FOUND", "REQUEST_REFUSED"].includes(error.code)) return error;
  return new OperationError({
    ...error,
    message: `${error.message} The ${mistake}.`,
    details: error.details ?? { mistake },
    cause: error.cause,
  });
}

function valueOf<O extends AnyOperation>(
  operation: O,
  params: ParamsOf<O>,
  answer: Answer,
  known: ValueOf<O> | undefined,
): ValueOf<O> {
  if (answer.status === 304) {
    if (known === undefined) throw invalidResponse(operation, "it is a 304 that nobody asked for");
    return known;
  }
  if (answer.body === undefined) throw invalidResponse(operation, "it is not JSON");
  return parseOperation(operation, answer.body, params, answer.headers.get("etag") ?? undefined);
}

/** How long after a write a 404 may still come from a reader that lags behind. */
const READ_AFTER_WRITE_MS = 10_000;
const TTL_MS = 60_000;

/** When operations were last created or acted on, by their id: a 404 just after that is retried. */
export class RecentWrites {
  readonly #now: () => number;
  readonly #writtenAtMs = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  record(id: string): void {
    const nowMs = this.#now();
    for (const [other, atMs] of this.#writtenAtMs) if (nowMs - atMs > TTL_MS) this.#writtenAtMs.delete(other);
    this.#writtenAtMs.set(id, nowMs);
  }

  /** In ms since the epoch; `-Infinity` when there was no write. */
  lastAtMs(id: string): number {
    return this.#writtenAtMs.get(id) ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether the server's readers may not know yet what was written. */
  mayLag(id: string): boolean {
    return this.#now() - this.lastAtMs(id) < READ_AFTER_WRITE_MS;
  }

  clear(): void {
    this.#writtenAtMs.clear();
  }
}
