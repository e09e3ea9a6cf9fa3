import type { ActionMethod } from "../operations/Operation";
import { OperationError } from "../operations/error/OperationError";
import type { ClientErrorCode } from "../operations/error/OwnErrorCode";
import { isDevelopment } from "../polling/isDevelopment";
import { rateLimit, retryAfterMs } from "./http/answerHeaders";
import { Deadlines } from "./http/Deadlines";
import type { NamedEndpoint } from "./Endpoint";
import { errorFromAnswer } from "./http/errorFromAnswer";
import { doubtRelay, exchange, isStrangers, relayNotFound, type Answer } from "./http/exchange";
import { ReadGate } from "./ReadGate";
import { ACTION_HEADER } from "./http/sessionHeader";

export interface SessionOptions {
  readonly fetch: () => typeof globalThis.fetch;
  /** From the call of the headers function to the end of the body, in ms. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

export interface SessionRequest {
  readonly operation: string;
  readonly path: string;
  readonly method: "GET" | ActionMethod;
  /** Name of the action; none for a read. */
  readonly action?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A client's state for one endpoint: the gate that its reads pass, and the headers fetched after a 401. */
export class EndpointSession {
  readonly endpoint: NamedEndpoint;
  readonly gate: ReadGate;
  readonly #options: SessionOptions;
  readonly #deadlines: Deadlines;
  #refresh: Promise<PlainHeaders> | undefined;
  #isRefreshing = false;
  #fixedHeaders: PlainHeaders | undefined;
  #relayAnswered = false;

  constructor(endpoint: NamedEndpoint, options: SessionOptions) {
    this.endpoint = endpoint;
    this.#options = options;
    this.#deadlines = new Deadlines(options.timeoutMs);
    this.gate = new ReadGate(endpoint.readsPerMinute ?? null, options.now);
  }

  /**
   * Sends one request and gives its answer if it is a 2xx or a 304. After a 401 it is sent once more, with headers
   * fetched anew.
   *
   * @throws OperationError for any other answer, and for none.
   * @throws The signal's reason when the caller aborts.
   */
  async request(request: SessionRequest): Promise<Answer> {
    const { operation, signal } = request;
    const answer = await this.#deadlines.run(operation, signal, (limited) =>
      this.#ask({ ...request, signal: limited }),
    );
    if (this.endpoint.isRelay) this.#assertRelay(operation, answer);
    const nowMs = this.#options.now();
    const wait = retryAfterMs(answer.headers, nowMs);
    if (wait !== undefined) this.gate.hold(wait);
    const limit = rateLimit(answer.headers, nowMs);
    if (limit !== null && this.endpoint.readsPerMinute === undefined && request.method === "GET")
      this.gate.learn(limit);
    if (answer.status === 304 || (answer.status >= 200 && answer.status < 300)) return answer;
    const error = errorFromAnswer(operation, answer, answer.body, nowMs);
    if (
      /* @__PURE__ */ isDevelopment() &&
      process.env.NODE_ENV !== "production" &&
      this.endpoint.isRelay &&
      !this.#relayAnswered
    )
      throw doubtRelay(error, answer);
    throw error;
  }

  /**
   * Throws for an answer of another server. It is retryable where the relay has answered before, since a deploy passes;
   * a relay that never answered was not mounted.
   */
  #assertRelay(operation: string, answer: Answer): void {
    // A relay that has answered before may send garbage too, which is INVALID_RESPONSE and no missing relay.
    const isGarbled = this.#relayAnswered && answer.status < 300;
    if (!isGarbled && isStrangers(answer))
      throw relayNotFound(operation, this.endpoint.baseUrl, answer.status, this.#relayAnswered);
    this.#relayAnswered ||= answer.body !== undefined;
  }

  async #ask(request: LimitedRequest): Promise<Answer> {
    const before = this.#refresh;
    const answer = await this.#send(request, await this.#headers(request.operation));
    if (answer.status !== 401 || typeof this.endpoint.headers !== "function") return answer;
    return this.#send(request, await this.#freshHeaders(request.operation, before));
  }

  #send(request: LimitedRequest, own: PlainHeaders): Promise<Answer> {
    const { operation, path, headers, body, signal } = request;
    // A browser sends the relay GET and POST alone, whatever the upstream is asked with.
    const isRenamed = this.endpoint.mayBeRelay && request.action !== undefined && request.method !== "POST";
    const method = isRenamed ? "POST" : request.method;
    return exchange(operation, this.#options.fetch(), this.endpoint.baseUrl + path, {
      method,
      headers: {
        ...own,
        accept: "application/json",
        ...headers,
        ...(isRenamed && { [ACTION_HEADER]: request.action }),
      },
      // The browser's cache would answer in the server's place and hide its 304s.
      cache: "no-store",
      // A redirect to another server would take the endpoint's headers along: only `Authorization` and cookies are
      // dropped on the way.
      redirect: "manual",
      body: body ?? null,
      signal,
    });
  }

  async #headers(operation: string): Promise<PlainHeaders> {
    const { headers } = this.endpoint;
    if (typeof headers !== "function") return (this.#fixedHeaders ??= plainHeaders(headers));
    let given: HeadersInit;
    try {
      given = await headers();
    } catch (cause) {
      throw headersFailed(operation, "failed", cause);
    }
    try {
      return plainHeaders(given);
    } catch {
      // Without the cause, which quotes the header.
      throw headersFailed(operation, "gave headers that can't be sent");
    }
  }

  /**
   * Calls the headers function once for all requests that were refused with the same headers: requests sent before the
   * last refresh take its result.
   */
  #freshHeaders(operation: string, before: Promise<PlainHeaders> | undefined): Promise<PlainHeaders> {
    let refresh = this.#refresh;
    if (refresh === undefined || (refresh === before && !this.#isRefreshing)) {
      const settle = (): void => {
        this.#isRefreshing = false;
      };
      // No caller's signal ends it, since several wait for it. It has a deadline of its own: a headers function that
      // hangs would block every later request.
      refresh = this.#deadlines.run(operation, undefined, () => this.#headers(operation));
      refresh.then(settle, settle);
      this.#refresh = refresh;
      this.#isRefreshing = true;
    }
    return refresh;
  }
}

type PlainHeaders = Readonly<Record<string, string>>;

/** `Headers` lower-cases the names, so that each stands once. */
function plainHeaders(headers: HeadersInit | undefined): PlainHeaders {
  return Object.fromEntries(new Headers(headers));
}

type LimitedRequest = SessionRequest & { readonly signal: AbortSignal };

function headersFailed(operation: string, why: string, cause?: unknown): OperationError {
  return new OperationError({
    code: "HEADERS_FAILED" satisfies ClientErrorCode,
    operation,
    retryable: true,
    message: `${operation}: its headers function ${why}; nothing was sent. It will be called again.`,
    cause,
  });
}
